"""Articles of sites that are empty without JavaScript: fetched with Chromium through scrapy-playwright.

Off by default. Feeds, sitemaps and listings are fetched as ever; only article pages take the browser. What a page asks
for on its own is kept to documents, scripts and data, on the public web. What is not kept from it is a redirect to a
public name that resolves to a private address.
"""

import asyncio
import ipaddress
import shutil
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from newsbot.middlewares import is_public

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
"""Names on PATH, the first one found is used."""

_PRIVATE = (
    *("localhost", "*.localhost", "0.*", "10.*", "127.*", "169.254.*", "192.168.*", "[*"),
    *(f"172.{second}.*" for second in range(16, 32)),
    *(f"100.{second}.*" for second in range(64, 128)),
)
"""Hosts that the browser itself finds nothing at: redirects do not come past `is_not_allowed`."""

_NEEDED = {"document", "script", "xhr", "fetch"}
_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"


def use_browser(settings: BaseSettings) -> None:
    """Set up scrapy-playwright: its download handler, the browser on PATH, and what a page may ask for."""
    allow = settings.getbool("ALLOW_PRIVATE_ADDRESSES")
    values: dict[str, Any] = {
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), _HANDLER),
        "PLAYWRIGHT_ABORT_REQUEST": is_not_needed if allow else is_not_allowed,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
    }
    arguments = ["--disable-quic"]
    if not allow:
        arguments.append("--host-resolver-rules=" + ", ".join(f"MAP {host} ~NOTFOUND" for host in _PRIVATE))
    if path := _chromium():
        values["PLAYWRIGHT_LAUNCH_OPTIONS"] = {"executable_path": path, "args": arguments}
    for name, value in values.items():
        settings.set(name, value, priority="spider")


def missing() -> str:
    """What has to be installed first, as a sentence; empty when nothing has to."""
    if find_spec("scrapy_playwright") is None:
        return "JavaScript needs scrapy-playwright: pip install 'newsbot[browser]'."
    if _chromium() is None:
        return f"JavaScript needs a browser on PATH, one of {', '.join(CHROMIUMS)}; on Debian: apt install chromium."
    return ""


def is_not_needed(request: Any) -> bool:
    """Whether a page's own request is for what no text needs: images, styles, fonts, media."""
    return request.resource_type not in _NEEDED


async def is_not_allowed(request: Any) -> bool:
    """Whether it is not needed, or not on the public web."""
    host = urlsplit(request.url).hostname or ""
    if is_not_needed(request) or not is_public(host):
        return True
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except OSError:
        return True
    return not all(ipaddress.ip_address(address[4][0]).is_global for address in found)


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)
