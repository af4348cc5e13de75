"""Articles of sites that are empty without JavaScript: fetched with Chromium through scrapy-playwright.

Off by default. Feeds, sitemaps and listings are fetched as ever; only article pages take the browser. The
requests that a page makes on its own are kept to documents, scripts and data, and by proxy.py to the public web.
"""

import shutil
from importlib.util import find_spec
from typing import Any

from scrapy.settings import BaseSettings

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
"""Names on PATH, the first one found is used."""

_NEEDED = {"document", "script", "xhr", "fetch"}
_ARGUMENTS = (
    "--disable-quic",
    "--force-webrtc-ip-handling-policy",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)
"""No way past a proxy."""

_PROXY = "newsbot.browser.proxy.BrowserProxyMiddleware"
_HANDLER = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"


def use_browser(settings: BaseSettings) -> None:
    """Set up scrapy-playwright: its download handler, the browser on PATH, and what a page may ask for."""
    values: dict[str, Any] = {
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), _HANDLER),
        "PLAYWRIGHT_ABORT_REQUEST": is_not_needed,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
    }
    if not settings.getbool("ALLOW_PRIVATE_ADDRESSES"):
        values["DOWNLOADER_MIDDLEWARES"] = settings.getdict("DOWNLOADER_MIDDLEWARES") | {_PROXY: 92}
    if path := _chromium():
        values["PLAYWRIGHT_LAUNCH_OPTIONS"] = {"executable_path": path, "args": list(_ARGUMENTS)}
    for name, value in values.items():
        settings.set(name, value, priority="spider")


def missing() -> str:
    """A sentence that names the missing package or browser; empty when nothing is missing."""
    if find_spec("scrapy_playwright") is None:
        return "JavaScript needs scrapy-playwright: pip install 'newsbot-5g[browser]'."
    if _chromium() is None:
        return f"JavaScript needs a browser on PATH, one of {', '.join(CHROMIUMS)}; on Debian: apt install chromium."
    return ""


def is_not_needed(request: Any) -> bool:
    """Whether a page's own request is for what no text needs: images, styles, fonts, media."""
    return request.resource_type not in _NEEDED


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)
