"""The sample's sources for a crawler: robots.txt, sitemaps, feeds. Addresses begin with the server's base."""

import gzip
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from newsbot.sample.newsroom import Outlet, Published

NEWEST = 10
"""Stories in a feed."""


def robots(base: str) -> bytes:
    """Everything may be fetched but the endless calendar."""
    return f"User-agent: *\nDisallow: /calendar/\n\nSitemap: {base}/sitemap.xml\n".encode()


def sitemap_index(base: str, outlets: list[Outlet]) -> bytes:
    """The sitemap of the outlets' sitemaps."""
    rows = "".join(f"<sitemap><loc>{base}/{o.key}{o.sitemap}</loc></sitemap>\n" for o in outlets)
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>')


def sitemap(base: str, outlet: Outlet, shown: list[Published], now: datetime) -> bytes:
    """Every story of one outlet with the time it last changed; gzipped where the outlet's address says so."""
    rows = "".join(
        f"<url><loc>{base}{it.path}</loc><lastmod>{changed(it, now).isoformat()}</lastmod></url>\n" for it in shown
    )
    xml = _xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>')
    return gzip.compress(xml, mtime=0) if outlet.sitemap.endswith(".gz") else xml


def rss(base: str, outlet: Outlet, shown: list[Published], now: datetime) -> bytes:
    """An RSS feed of the newest stories, with dates, that of the last change too."""
    return _rss(base, outlet, [(it, _dates(it, now)) for it in shown[:NEWEST]])


def rss_without_dates(base: str, outlet: Outlet, shown: list[Published], now: datetime) -> bytes:
    """The feed of an old system, which never learned to tell dates."""
    return _rss(base, outlet, [(it, "") for it in shown[:NEWEST]])


def atom(base: str, outlet: Outlet, shown: list[Published], now: datetime) -> bytes:
    """An Atom feed of the newest stories."""
    entries = "".join(
        f"<entry><title>{escape(it.story.headline.text)}</title><id>{it.canonical}</id>"
        f'<link rel="alternate" href="{base}{it.path}"/>'
        f"<published>{it.story.published_at(now).isoformat()}</published>"
        f"<updated>{changed(it, now).isoformat()}</updated>"
        f"<author><name>{escape(', '.join(it.story.authors))}</name></author>"
        f"<summary>{_summary(it)}</summary></entry>\n"
        for it in shown[:NEWEST]
    )
    updated = max((changed(it, now) for it in shown), default=now).isoformat()
    return _xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(outlet.name)}</title><id>{outlet.home}/</id>'
        f'<link href="{base}/{outlet.key}/"/><updated>{updated}</updated>\n{entries}</feed>'
    )


FEEDS = {
    "signalpost": ("application/rss+xml", rss),
    "mastandwire": ("text/xml", rss_without_dates),
    "thebackhaul": ("application/atom+xml", atom),
}
"""Each outlet's feed: its content type and what writes it."""


def changed(it: Published, now: datetime) -> datetime:
    """When a story's page last changed."""
    return it.story.modified or it.story.published_at(now)


def _rss(base: str, outlet: Outlet, items: list[tuple[Published, str]]) -> bytes:
    rows = "".join(
        f"<item><title>{escape(it.story.headline.text)}</title><link>{base}{it.path}</link>"
        f'<guid isPermaLink="false">{it.canonical}</guid>{date}<description>{_summary(it)}</description></item>\n'
        for it, date in items
    )
    return _xml(
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{escape(outlet.name)}</title><link>{base}/{outlet.key}/</link>'
        f"<description>{escape(outlet.tagline)}</description>\n{rows}</channel></rss>"
    )


def _summary(it: Published) -> str:
    return escape(it.story.standfirst.text if it.story.standfirst else it.story.paragraphs[0])


def _dates(it: Published, now: datetime) -> str:
    published = format_datetime(it.story.published_at(now))
    return f"<pubDate>{published}</pubDate><atom:updated>{changed(it, now).isoformat()}</atom:updated>"


def _xml(document: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{document}\n'.encode()
