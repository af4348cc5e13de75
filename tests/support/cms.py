"""Local sites that behave as the content management systems of news sites do: what each has, where, in which shape.

`with cms("wordpress") as site:` serves an invented newsroom. `site.stories` may be changed while it runs; every answer
is made from them. Articles, feeds and sitemaps have ETag and Last-Modified, and answer 304 to whoever has them already.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from newsbot.extraction.metadata.tdm import FILE

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)


@dataclass
class Story:
    """An article of the newsroom."""

    number: int
    headline: str
    paragraphs: list[str]
    published: datetime
    modified: datetime
    section: str = "5g"

    @property
    def slug(self) -> str:
        return "-".join("".join(c if c.isalnum() else " " for c in self.headline.lower()).split())


@dataclass(frozen=True)
class System:
    """What a CMS has and where; a path that is empty is not there."""

    article: str
    feed: str
    sitemap: str = ""
    news_sitemap: str = ""
    rest: str = ""
    listing: str = ""
    section_feed: str = ""
    """The feed of the section "5g" alone."""
    months: str = ""
    """A sitemap of each month, named by the index with the time of its last change."""
    older: str = ""
    """The listing's further pages; {n} is the page's number, {start} that of its first story."""
    feed_items: int = 10
    page_items: int = 10
    page: str = "<article><h1>{headline}</h1><time datetime='{published}'>{day}</time>{body}</article>"
    head: str = ""


SYSTEMS: dict[str, System] = {
    "wordpress": System(
        article="/{date:%Y%m%d}/{section}/{slug}",
        feed="/feed/",
        sitemap="/sitemap_index.xml",
        rest="/wp-json/wp/v2/posts",
        section_feed="/category/5g/feed/",
        listing="/category/5g/",
        older="/category/5g/page/{n}/",
        head="<link rel='https://api.w.org/' href='{url}/wp-json/'>"
        "<meta property='article:published_time' content='{published}'>",
        page="<article class='post'><h1 class='entry-title'>{headline}</h1><div class='entry-content'>{body}</div>"
        "</article><aside class='widget'><p>Sign up for our newsletter and never miss a mast again.</p></aside>",
    ),
    "wordpress-closed": System(
        article="/{section}/{slug}-{number}/", feed="/feed/", listing="/news/", older="/news/page/{n}/"
    ),
    "informa": System(
        article="/{section}/{slug}",
        feed="/rss.xml",
        listing="/5g",
        older="/5g?page={n}",
        feed_items=40,
        head="<meta property='article:published_time' content='{published}'>",
        page="<div class='ArticleBase'><h1>{headline}</h1><p class='Contributors-Date'>{day}</p>"
        "<div class='ArticleBase-BodyContent'>{body}<p class='RelatedArticle'>Related: Another mast, another day</p>"
        "</div></div>",
    ),
    "joomla": System(
        article="/{section}/{number}-{slug}.html",
        feed="/?format=feed&type=rss",
        listing="/5g",
        older="/5g?start={start}",
        page="<div class='item-page'><h2 itemprop='headline'>{headline}</h2>"
        "<time datetime='{published}' itemprop='datePublished'>{day}</time>{body}</div>",
    ),
    "drupal": System(
        article="/{section}/{slug}",
        feed="/rss/xml",
        listing="/wireless",
        older="/wireless?page={n}",
        feed_items=25,
        page="<article class='node'><h1>{headline}</h1><span class='date'>{day}</span><div class='field--name-body'>"
        "{body}<p><strong>RELATED:</strong> Another mast, another day</p></div></article>",
        head="<meta property='article:published_time' content='{published}'>",
    ),
    "future": System(
        article="/news/{slug}",
        feed="/feeds/tag/5g",
        news_sitemap="/sitemap-news.xml",
        sitemap="/sitemap.xml",
        months="/sitemap-{month:%Y-%m}.xml",
        head="<meta name='pub_date' content='{published}'>"
        '<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "headline": "{headline}", '
        '"datePublished": "{published}"}}</script>',
        page="<h1>{headline}</h1><div id='article-body'>{body}"
        "<aside><p>Get the best mast deals in your inbox.</p></aside>"
        "<h3 id='section-you-might-also-like'>You might also like</h3><ul><li>Nine masts compared</li></ul></div>",
    ),
}


@dataclass
class Site:
    """A served newsroom; `requests` are the paths asked for, in order."""

    url: str
    system: System
    stories: list[Story]
    robots: str = "User-agent: *\nAllow: /\n"
    refused: set[str] = field(default_factory=set)
    """Paths, without their query, that answer 403."""
    requests: list[str] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    """Status and path of each answer."""

    def address(self, story: Story) -> str:
        """The path of a story."""
        return self.system.article.format(
            date=story.published, section=story.section, slug=story.slug, number=story.number
        )

    @property
    def newest_first(self) -> list[Story]:
        return sorted(self.stories, key=lambda story: story.published, reverse=True)

    def answer(self, path: str) -> tuple[int, str, str, datetime | None]:
        """Status, type, body and time of the last change of what a path holds."""
        parts = urlsplit(path)
        if parts.path in self.refused:
            return 403, "text/html", "<h1>Forbidden</h1>", None
        for place, make in self._places():
            if place and parts.path == urlsplit(place).path and (not urlsplit(place).query or place == path):
                return make(path)
        for story in self.stories:
            if parts.path == self.address(story):
                return 200, "text/html; charset=utf-8", self._page(story), story.modified
        return 404, "text/html", "<h1>Not found</h1>", None

    def _places(self) -> list[tuple[str, Callable[[str], tuple[int, str, str, datetime | None]]]]:
        system, newest = self.system, max((s.modified for s in self.stories), default=NOW)
        xml = "application/xml"
        return [
            ("/robots.txt", lambda path: (200, "text/plain", self.robots.format(url=self.url), None)),
            (system.feed, lambda path: (200, "application/rss+xml", self._feed(self.newest_first), newest)),
            (system.section_feed, lambda path: (200, "application/rss+xml", self._feed(self._of_section()), newest)),
            (system.sitemap, lambda path: (200, xml, self._index(), newest)),
            *((path, lambda _, s=s: (200, xml, self._sitemap(s, news=False), newest)) for path, s in self._parts()),
            (system.news_sitemap, lambda path: (200, xml, self._sitemap(self.newest_first[:5], news=True), newest)),
            (system.rest, self._rest),
            (system.listing, lambda path: (200, "text/html", self._listing(path), None)),
            *([("/" + path, lambda p: (200, "text/html", self._listing(p), None)) for path in self._older_paths()]),
            ("/", lambda path: (200, "text/html", self._home(), None)),
        ]

    def _older_paths(self) -> list[str]:
        pages = -(-len(self.stories) // self.system.page_items)
        if "?" in self.system.older or not self.system.older:
            return []
        return [self.system.older.format(n=n, start=0).lstrip("/") for n in range(2, pages + 1)]

    def _home(self) -> str:
        feed = f"<link rel='alternate' type='application/rss+xml' href='{escape(self.system.feed)}'>"
        api = f"<link rel='https://api.w.org/' href='{self.url}/wp-json/'>" if self.system.rest else ""
        return f"<html><head>{feed}{api}</head><body>{self._links(self.newest_first[:10])}</body></html>"

    def _links(self, stories: list[Story]) -> str:
        return "".join(
            f"<article><a href='{self.address(s)}'>{escape(s.headline)}</a>"
            f"<time datetime='{s.published.isoformat()}'>{s.published:%d %B %Y}</time></article>"
            for s in stories
        )

    def _of_section(self) -> list[Story]:
        return [story for story in self.newest_first if story.section == "5g"]

    def _parts(self) -> list[tuple[str, list[Story]]]:
        """The sitemaps that the index names, and what is in them."""
        if not self.system.sitemap:
            return []
        if not self.system.months:
            return [("/sitemap-stories.xml", self.newest_first)]
        parts: dict[str, list[Story]] = {}
        for story in self.newest_first:
            parts.setdefault(self.system.months.format(month=story.published), []).append(story)
        return list(parts.items())

    def _feed(self, newest_first: list[Story]) -> str:
        items = "".join(
            f"<item><title>{escape(s.headline)}</title><link>{self.url}{self.address(s)}</link>"
            f"<description>&lt;p&gt;{escape(escape(s.paragraphs[0]))}&lt;/p&gt;</description>"
            f"<pubDate>{format_datetime(s.published)}</pubDate></item>"
            for s in newest_first[: self.system.feed_items]
        )
        return f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>"

    def _index(self) -> str:
        rows = [f"<sitemap><loc>{self.url}{self.system.news_sitemap}</loc></sitemap>"] if self.system.months else []
        for path, stories in self._parts():
            changed = max(story.modified for story in stories)
            said = f"<lastmod>{changed.isoformat()}</lastmod>" if self.system.months else ""
            rows.append(f"<sitemap><loc>{self.url}{path}</loc>{said}</sitemap>")
        return f"<sitemapindex>{''.join(rows)}</sitemapindex>"

    def _sitemap(self, stories: list[Story], *, news: bool) -> str:
        rows = []
        for s in stories:
            said = (
                f"<news:news><news:title>{escape(s.headline)}</news:title>"
                f"<news:publication_date>{s.published.isoformat()}</news:publication_date></news:news>"
                if news
                else f"<lastmod>{s.modified.isoformat()}</lastmod>"
            )
            rows.append(f"<url><loc>{self.url}{self.address(s)}</loc>{said}</url>")
        spaces = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
        return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' {spaces}>{''.join(rows)}</urlset>"

    def _rest(self, path: str) -> tuple[int, str, str, datetime | None]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        after, before = query.get("after", ""), query.get("before", "9")
        chosen = [s for s in self.newest_first if after < s.published.strftime("%Y-%m-%dT%H:%M:%S") < before]
        per_page, page = min(int(query.get("per_page", 10)), 100), int(query.get("page", 1))
        pages = max(-(-len(chosen) // per_page), 1)
        if page > pages:
            return 400, "application/json", json.dumps({"code": "rest_post_invalid_page_number"}), None
        rows = [
            {
                "link": self.url + self.address(s),
                "date_gmt": s.published.strftime("%Y-%m-%dT%H:%M:%S"),
                "modified_gmt": s.modified.strftime("%Y-%m-%dT%H:%M:%S"),
                "title": {"rendered": escape(s.headline)},
                "excerpt": {"rendered": f"<p>{escape(s.paragraphs[0])}</p>"},
            }
            for s in chosen[(page - 1) * per_page : page * per_page]
        ]
        return 200, f"application/json; X-WP-TotalPages={pages}", json.dumps(rows), None

    def _listing(self, path: str) -> str:
        size, older = self.system.page_items, self.system.older
        pages = max(-(-len(self.stories) // size), 1)
        page = next(
            (n for n in range(2, pages + 1) if path == older.format(n=n, start=(n - 1) * size)),
            1,
        )
        links = self._links(self.newest_first[(page - 1) * size : page * size])
        next_ = older.format(n=page + 1, start=page * size)
        return f"<body>{links}{f'<a href={next_!r}>Older</a>' if page < pages else ''}</body>"

    def _page(self, story: Story) -> str:
        values = {
            "url": self.url,
            "headline": escape(story.headline),
            "published": story.published.isoformat(),
            "day": f"{story.published:%d %B %Y}",
            "body": "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs),
        }
        head = f"<title>{values['headline']}</title>{self.system.head.format(**values)}"
        return (
            f"<!doctype html><html lang='en'><head>{head}</head><body>{self.system.page.format(**values)}</body></html>"
        )


def stories(n: int, *, every: timedelta = timedelta(hours=6)) -> list[Story]:
    """`n` stories of the newsroom, the first one the newest; no two tell the same."""
    return [_story(number, NOW - every * number) for number in range(n)]


def _story(number: int, published: datetime) -> Story:
    place = f"{_PLACES[number % len(_PLACES)]} {number}"
    words = [hashlib.sha256(f"{number} {i}".encode()).hexdigest()[:6].translate(_LETTERS) for i in range(60)]
    return Story(
        number=10_000 + number,
        headline=f"5G masts rise over {place}",
        paragraphs=[
            f"The operator Harbour Telecom has raised masts over {place}, near {' '.join(words[:15])}.",
            f"“We promised {place} its {' '.join(words[15:22])},” said Petra Lindqvist of Harbour Telecom.",
            f"The council of {place} agreed, and wants {' '.join(words[22:])} by the autumn.",
        ],
        published=published,
        modified=published,
    )


_PLACES = ("Osterby", "Selke", "Tarn Vale", "Lac Verin", "Skarv", "Kestria")
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


@contextmanager
def cms(system: str, n: int = 12) -> Iterator[Site]:
    """Serve a newsroom of `n` stories on a free port of the loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path != FILE:  # each crawl looks for it
                site.requests.append(self.path)
            status, kind, text, modified = site.answer(self.path)
            kind, _, pages = kind.partition("; X-WP-TotalPages=")
            body = text.encode()
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and modified and self._is_known(etag, modified):
                status, body = 304, b""
            if self.path != FILE:
                site.answers.append((status, self.path))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if pages:
                self.send_header("X-WP-TotalPages", pages)
            if modified and status in (200, 304):
                self.send_header("ETag", etag)
                self.send_header("Last-Modified", format_datetime(modified, usegmt=True))
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _is_known(self, etag: str, modified: datetime) -> bool:
            if tag := self.headers.get("If-None-Match"):
                return tag == etag
            since = self.headers.get("If-Modified-Since")
            return bool(since) and modified.replace(microsecond=0) <= parsedate_to_datetime(since)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}", SYSTEMS[system], stories(n))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
