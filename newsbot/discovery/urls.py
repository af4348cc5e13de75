"""Where a site keeps its feeds and sitemaps, and which of its addresses can be articles."""

import re
from functools import lru_cache
from itertools import islice
from urllib.parse import urljoin, urlsplit

from scrapy.utils.sitemap import sitemap_urls_from_robots

from newsbot.text.markup import Element, MarkupError, decode, parsed
from newsbot.text.printable import printable

USUAL_FEEDS = ("/feed/", "/rss.xml", "/feed.xml", "/rss", "/atom.xml")
"""Where feeds lie when the home page names none, most usual first."""

USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")
"""Where sitemaps lie when robots.txt names none."""

LONGEST_URL = 4096
"""Characters of a URL that is followed."""

_MOST_LINKS = 1000
_LONGEST_RELATION = 200

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_NOT_NEWS_FEED = re.compile(r"/comments?/|/comments?$|wp-json|oembed")
_LISTING = re.compile(r"/(?:tags?|topics?|category|categories|authors?|search|page|wp-content|wp-json)/", re.IGNORECASE)
_PAID = re.compile(
    r"/(?:sponsored(?:-(?:content|posts?|stor(?:y|ies)))?|partner-content|paid-(?:content|posts?)|advertorials?|brandvoice"
    r"|brand-?(?:hub|studio)|promoted(?:-\w+)?)/",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"/(?:login|register|subscribe|account|about(?:-us)?|contact(?:-us)?|privacy(?:-policy)?|terms(?:-of-\w+)?"
    r"|cookies?(?:-policy)?|advertise|newsletters?|events?|jobs?|feed|rss)/?$",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:png|jpe?g|gif|webp|svg|ico|pdf|docx?|xlsx?|pptx?|zip|gz|mp[34]|m4a|xml|rss|json|js|css)$", re.I
)


def is_web_url(url: str) -> bool:
    """Whether a URL can be fetched from the web: http or https, a host, a port that exists, and no longer than
    LONGEST_URL characters; no control characters.
    """
    if printable(url) != url:
        return False
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and len(url) <= LONGEST_URL
        )
    except ValueError:
        return False


def feeds_of_page(body: bytes, url: str) -> list[str]:
    """Addresses of the feeds that a page's head names, in its order; comment feeds are left out."""
    feeds = [
        joined(url, link.get("href") or "")
        for link in _links(body)
        if "alternate" in _relations(link) and (link.get("type") or "").lower() in _FEED_TYPES
    ]
    return [feed for feed in dict.fromkeys(feeds) if feed and not _NOT_NEWS_FEED.search(feed)]


def joined(base: str, link: str) -> str:
    """The web URL that a link means; empty when it means none."""
    try:
        url = urljoin(base, link.strip())
    except ValueError:
        return ""
    return url if is_web_url(url) else ""


def wordpress_of_page(body: bytes, url: str) -> str:
    """The home of the WordPress site that a page says it is of; empty where it does not (https://api.w.org/)."""
    for link in _links(body):
        home, interface, _ = link.get("href", "").partition("/wp-json/")
        if interface and "https://api.w.org/" in _relations(link):
            return joined(url, f"{home}/")
    return ""


@lru_cache(maxsize=1)  # a home page is asked for its feeds, then for its REST interface
def _links(body: bytes) -> tuple[Element, ...]:
    """The link elements of a page; none of what is no page."""
    try:
        _, tree = parsed(decode(body))
        return tuple(islice(tree.iterfind(".//link[@href]"), _MOST_LINKS))
    except MarkupError:
        return ()


def _relations(link: Element) -> list[str]:
    return (link.get("rel") or "")[:_LONGEST_RELATION].lower().split()


def sitemaps_of_robots(body: bytes, url: str) -> list[str]:
    """Addresses of the sitemaps that a robots.txt names, in its order."""
    named = (joined(url, address) for address in sitemap_urls_from_robots(body))
    return [address for address in dict.fromkeys(named) if address]


def may_be_article(url: str) -> bool:
    """Whether an address of a sitemap can be a story: no home page, listing, tag, file, account page or
    advertisement that looks like one.
    """
    path = urlsplit(url).path
    if path.strip("/") == "" and not urlsplit(url).query:
        return False
    return not any(pattern.search(path) for pattern in (_LISTING, _PAID, _SERVICE, _FILE))


def is_file(url: str) -> bool:
    """Whether an address is that of a file of another kind than a page."""
    return _FILE.search(urlsplit(url).path) is not None
