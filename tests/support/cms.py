"""Sites that behave like the systems that news sites run on: which addresses there are, and what they answer."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.support.articles import html
from tests.support.website import Answer, Website

NEWEST = datetime(2024, 5, 30, 8, 0, tzinfo=UTC)
TOPICS = ["valleys", "masts", "ferries", "ports", "mines", "schools", "farms", "trains", "islands", "tunnels", "lakes"]


@dataclass
class Story:
    """A story of a site, published a day before the one in front of it."""

    number: int
    path: str

    @property
    def published(self) -> datetime:
        return NEWEST - timedelta(days=self.number)

    @property
    def title(self) -> str:
        return f"5G comes to the {TOPICS[self.number % len(TOPICS)]} number {self.number}"

    def page(self) -> str:
        words = " ".join(f"w{self.number}x{place}" for place in range(60))
        said = f"“We said {self.number} words about it,” said Petra Lindqvist."
        return html(self.title, [words, said], published=self.published.isoformat())


def stories(pattern: str, number: int) -> list[Story]:
    """Stories whose addresses follow a pattern with {n}, newest first."""
    return [Story(n, pattern.format(n=1000 + n)) for n in range(number)]


def rss(site: Website, told: Sequence[Story]) -> str:
    items = "".join(
        f"<item><title>{s.title}</title><link>{site.url}{s.path}</link>"
        f"<pubDate>{format_datetime(s.published)}</pubDate></item>"
        for s in told
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def sitemap(site: Website, told: Sequence[Story]) -> str:
    rows = "".join(
        f"<url><loc>{site.url}{s.path}</loc><lastmod>{s.published.isoformat()}</lastmod></url>" for s in told
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def listing(told: Sequence[Story], next_page: str | None) -> str:
    rows = "".join(
        f"<article><h2><a href='{s.path}'>{s.title}</a></h2><time datetime='{s.published:%Y-%m-%d}'>x</time></article>"
        for s in told
    )
    more = f"<a rel='next' href='{next_page}'>Older</a>" if next_page else ""
    return f"<html><body>{rows}{more}</body></html>"


def _pages(site: Website, told: Sequence[Story]) -> None:
    for story in told:
        site.add(story.path, story.page())


def wordpress(site: Website, told: Sequence[Story], *, rest: bool = True, in_feed: int = 10) -> None:
    """A feed of the newest, all posts through REST in pages of 100 unless it is closed, no sitemap."""
    _pages(site, told)
    site.add("/feed/", rss(site, told[:in_feed]), content_type="application/rss+xml")

    def posts(query: dict[str, str]) -> Answer:
        if not rest:
            return Answer(json.dumps({"code": "rest_disabled"}), 401, "application/json")
        after, before = (query.get(name) for name in ("after", "before"))
        chosen = [
            s
            for s in told
            if (not after or s.published.isoformat() > after) and (not before or s.published.isoformat()[:19] < before)
        ]
        per, page = int(query["per_page"]), int(query["page"])
        rows = [
            {
                "link": f"{site.url}{s.path}",
                "date_gmt": s.published.strftime("%Y-%m-%dT%H:%M:%S"),
                "modified_gmt": s.published.strftime("%Y-%m-%dT%H:%M:%S"),
                "title": {"rendered": s.title},
            }
            for s in chosen[per * (page - 1) : per * page]
        ]
        pages = str(-(-len(chosen) // per))
        return Answer(json.dumps(rows), 200, "application/json", {"X-WP-TotalPages": pages})

    site.queries["/wp-json/wp/v2/posts"] = posts


def informa(site: Website, told: Sequence[Story]) -> None:
    """A feed of the newest at /rss.xml that the home page names; listing pages by ?page=N."""
    _pages(site, told)
    site.add("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>')
    site.add("/rss.xml", rss(site, told[:5]), content_type="application/rss+xml")


def joomla(site: Website, told: Sequence[Story]) -> None:
    """A feed by query only, named on the home page."""
    _pages(site, told)
    link = '<link rel="alternate" type="application/rss+xml" href="/?format=feed&amp;type=rss">'
    site.add("/", f"<html><head>{link}</head></html>")
    site.add("/?format=feed&type=rss", rss(site, told[:8]), content_type="application/rss+xml")


def drupal(site: Website, told: Sequence[Story]) -> None:
    """A feed at /rss/xml whose dates are Drupal's own, and a paged sitemap index."""
    _pages(site, told)
    feed = rss(site, told[:5])
    for story in told[:5]:
        feed = feed.replace(format_datetime(story.published), f"{story.published:%b %d, %Y %I:%M%p}".lower())
    site.add("/rss/xml", feed, content_type="text/xml")
    site.add("/", '<html><head><link rel="alternate" type="application/rss+xml" href="/rss/xml"></head></html>')
    half = len(told) // 2
    index = "".join(f"<sitemap><loc>{site.url}/sitemap.xml?page={n}</loc></sitemap>" for n in (1, 2))
    site.add("/sitemap.xml", f"<sitemapindex>{index}</sitemapindex>")
    site.add("/sitemap.xml?page=1", sitemap(site, told[:half]))
    site.add("/sitemap.xml?page=2", sitemap(site, told[half:]))


def future(site: Website, told: Sequence[Story]) -> None:
    """No feed; sitemaps by month that robots.txt names."""
    _pages(site, told)
    site.add(
        "/robots.txt", f"User-agent: *\nDisallow: /search\nSitemap: {site.url}/sitemap.xml\n", content_type="text/plain"
    )
    months = sorted({f"{s.published:%Y-%m}" for s in told}, reverse=True)
    index = "".join(f"<sitemap><loc>{site.url}/sitemap-{month}.xml</loc></sitemap>" for month in months)
    site.add("/sitemap.xml", f"<sitemapindex>{index}</sitemapindex>")
    for month in months:
        site.add(f"/sitemap-{month}.xml", sitemap(site, [s for s in told if f"{s.published:%Y-%m}" == month]))


SYSTEMS: dict[str, Callable[[Website, Sequence[Story]], None]] = {
    "wordpress": wordpress,
    "informa": informa,
    "joomla": joomla,
    "drupal": drupal,
    "future": future,
}
