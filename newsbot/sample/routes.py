"""The resource at each address of the sample newsroom."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from newsbot.sample import lists, render
from newsbot.sample.newsroom import PAGES, Outlet, edition, outlets

HTML, XML, GZIP, TEXT, SVG = "text/html", "application/xml", "application/gzip", "text/plain", "image/svg+xml"

_FRONT = re.compile(r"/(?:page/(\d{1,4})/)?")
_MONTH = re.compile(r"/calendar/(\d{4})/(\d{1,2})/")


class Resource(NamedTuple):
    """The answer of an address; `changed` is the time of its last change where that is known."""

    body: bytes
    content_type: str
    changed: datetime | None = None


NOT_FOUND = Resource(b"<!doctype html><title>404</title><h1>Page not found</h1>\n", f"{HTML}; charset=utf-8")


def find(path: str, base: str, as_of: datetime | None) -> Resource | None:
    """The resource at `path` (now, or as of a moment); None when there is nothing.

    Addresses in feeds and sitemaps begin with `base`.
    """
    everyone = list(outlets().values())
    if path == "/":
        return _html(render.home_page(everyone))
    if path == "/robots.txt":
        return Resource(lists.robots(base), TEXT)
    if path == "/sitemap.xml":
        return Resource(lists.sitemap_index(base, everyone), XML)
    if path.startswith("/img/"):
        return _picture(path.removeprefix("/img/"))
    if (month := _MONTH.fullmatch(path)) and 1 <= int(month[2]) <= 12:
        return _html(render.calendar_page(int(month[1]), int(month[2])))
    for outlet in everyone:
        if path.startswith(f"/{outlet.key}/"):
            return _of_outlet(outlet, path, base, as_of)
    return None


def _of_outlet(outlet: Outlet, path: str, base: str, as_of: datetime | None) -> Resource | None:
    now = as_of or datetime.now(UTC)
    shown = [it for it in edition(now, live=as_of is None) if it.outlet is outlet]
    for it in shown:
        if path == it.path:
            return _html(render.story_page(it, now, shown), outlet.charset, lists.changed(it, now))
        if it.story.amp and path == f"{it.path}amp/":
            return _html(render.amp_page(it, now, shown), outlet.charset, lists.changed(it, now))
    rest = path.removeprefix(f"/{outlet.key}")
    if rest == outlet.feed:
        content_type, feed = lists.FEEDS[outlet.key]
        return Resource(feed(base, outlet, shown, now), content_type)
    if rest == outlet.sitemap:
        content_type = GZIP if outlet.sitemap.endswith(".gz") else XML
        return Resource(lists.sitemap(base, outlet, shown, now), content_type)
    if rest == "/about/":
        return _html(render.about_page(outlet, now), outlet.charset)
    if (front := _FRONT.fullmatch(rest)) and (page := render.front_page(outlet, int(front[1] or 1), now, shown)):
        return _html(page, outlet.charset)
    return None


def _html(page: str, charset: str = "utf-8", changed: datetime | None = None) -> Resource:
    # The old system's pages name their charset themselves, as its kind does; the others say it in the header.
    header = f"{HTML}; charset=utf-8" if charset == "utf-8" else HTML
    return Resource(page.encode(charset, "xmlcharrefreplace"), header, changed)


def _picture(name: str) -> Resource | None:
    pictures = {path.name: path for path in (PAGES / "img").iterdir()}
    return Resource(pictures[name].read_bytes(), SVG) if name in pictures else None
