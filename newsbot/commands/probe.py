"""`newsbot probe NAME`: try a site live without storing anything, and say what to fix."""

import re
from argparse import Namespace
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import scrapy
from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.spiderloader import get_spider_loader

from newsbot.cli.command import EXIT_USAGE, fail, no_spider
from newsbot.cli.terminal import escape
from newsbot.discovery.candidate import Candidate
from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.listings import parse_listing
from newsbot.discovery.sitemaps import parse_sitemap
from newsbot.discovery.urls import USUAL_FEEDS, feeds_of_page, sitemaps_of_robots
from newsbot.discovery.wordpress import parse_posts, posts_url
from newsbot.extraction import ExtractionError, extract_article
from newsbot.items import Article
from newsbot.spiders.news import ArgumentError, NewsSpider
from newsbot.spiders.site import SiteSpider

ARTICLES = 3
EXIT_UNUSABLE = 1
_FIELDS = (
    "headline",
    "published",
    "published_source",
    "modified",
    "authors",
    "standfirst",
    "language",
    "tags",
    "paywalled",
)
_LONGEST = 60


@dataclass
class Finding:
    """What one address of a site gave."""

    what: str
    url: str
    status: str
    articles: list[Candidate] = field(default_factory=list)
    wanted: int = 0
    fix: str = ""


class Command(ScrapyCommand):
    """Fetch robots.txt, every feed, sitemap and listing, and three articles; ends with 1 where no article is found."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """How to call it."""
        return "NAME | URL"

    def short_desc(self) -> str:
        """What it is for."""
        return "Try a site live without storing, and say what to fix"

    def run(self, args: list[str], opts: Namespace) -> None:
        """Probe and print."""
        settings: Any = self.settings
        if len(args) != 1:
            fail("Give a spider's name or a site's address: `newsbot probe rcrwireless`.", EXIT_USAGE)
        target = self._spider(args[0])
        if settings.getpriority("LOG_LEVEL") < SETTINGS_PRIORITIES["cmdline"]:
            settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
        process = AsyncCrawlerProcess(settings)
        findings: list[Finding] = []
        pages: list[tuple[str, Article | str]] = []
        process.crawl(_Probe, target=target, findings=findings, pages=pages)
        process.start()
        console = Console()
        console.print(_sources(target, findings))
        if pages:
            console.print(_articles(pages))
        problems = _problems(findings, pages)
        for problem in problems:
            console.print(f"[bold]To fix:[/bold] {escape(problem)}", soft_wrap=True)
        if not problems:
            console.print("Nothing to fix.")
        good = [article for _, article in pages if isinstance(article, Article) and article.headline and article.body]
        if not good:
            raise SystemExit(EXIT_UNUSABLE)

    def _spider(self, name: str) -> NewsSpider:
        if re.match(r"https?://", name):
            try:
                return SiteSpider(url=name)
            except ArgumentError:
                fail(f"{name!r} is no web address. Give a site's: `newsbot probe https://www.example.com`.", EXIT_USAGE)
        settings: Any = self.settings
        loader = get_spider_loader(settings)
        if name not in loader.list():
            no_spider(name, loader.list())
        cls: Any = loader.load(name)
        if not issubclass(cls, NewsSpider) or name in ("site", "sample", "warc"):
            fail(f"{name!r} is not a site's spider; give one, or a site's address.", EXIT_USAGE)
        spider: NewsSpider = cls()
        return spider


class _Probe(scrapy.Spider):
    """Fetches one address after the other, by the rules of a crawl; its requests go around the spider's callbacks."""

    name = "probe"
    custom_settings = {
        "ITEM_PIPELINES": {},
        "SPIDER_MIDDLEWARES": {"newsbot.crawl.recheck.RevisitsMiddleware": None},
        "EXTENSIONS": {"newsbot.extensions.runs.RunRecorder": None},
        "RETRY_TIMES": 1,
    }

    def __init__(self, target: NewsSpider, findings: list[Finding], pages: list[tuple[str, Article | str]]) -> None:
        super().__init__()
        self._target, self._findings, self._pages = target, findings, pages

    async def start(self) -> AsyncIterator[Request]:
        """Everything, one after the other."""
        target = self._target
        home = target.rest or f"https://{target.site}/"
        if first := next(iter((*target.feeds, *target.sitemaps, *target.listings)), None):
            home = urljoin(first, "/")
        robots, answer = await self._get("robots.txt", urljoin(home, "/robots.txt"))
        named = sitemaps_of_robots(answer.body, answer.url) if answer is not None else []
        robots.fix = "" if answer is not None else "no robots.txt: everything may be fetched"
        feeds, sitemaps = target.feeds, target.sitemaps
        if isinstance(target, SiteSpider):
            _, page = await self._get("home page", home)
            feeds = tuple(feeds_of_page(page.body, page.url)) if page is not None else ()
            feeds, sitemaps = feeds or (urljoin(home, USUAL_FEEDS[0]),), tuple(named)
        for url in feeds:
            finding, answer = await self._get("feed", url)
            if answer is not None:
                self._found(finding, parse_feed(answer.body, answer.url))
        for url in sitemaps:
            await self._sitemap(url)
        if target.rest:
            finding, answer = await self._get("REST", posts_url(target.rest))
            if answer is not None:
                self._found(finding, parse_posts(answer.body, answer.url).articles)
        for url in target.listings:
            finding, answer = await self._get("listing", url)
            if answer is not None:
                self._found(finding, parse_listing(answer.body, answer.url, articles=target.articles).articles)
        for candidate in self._newest():
            await self._article(candidate)
        return
        yield  # an asynchronous generator without requests of its own

    async def _get(self, what: str, url: str) -> tuple[Finding, Response | None]:
        """The answer to a request if it is a page."""
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True))
        except Exception as error:  # whatever goes wrong on the way is what the table is for
            finding = Finding(what, url, type(error).__name__, fix=str(error).strip() or "it was not to be had")
            self._findings.append(finding)
            return finding, None
        finding = Finding(what, url, str(response.status))
        self._findings.append(finding)
        if response.status >= 400:
            finding.fix = f"it answers {response.status}"
            return finding, None
        return finding, response

    async def _sitemap(self, url: str) -> None:
        finding, answer = await self._get("sitemap", url)
        if answer is None:
            return
        found = parse_sitemap(answer.body, answer.url)
        if found.sitemaps and not found.articles:
            finding.fix = ""
            newest = max(found.sitemaps, key=lambda sitemap: sitemap.newest)
            finding.status += f", an index of {len(found.sitemaps)}"
            await self._sitemap(newest.url)
        else:
            self._found(finding, found.articles)

    def _found(self, finding: Finding, candidates: list[Candidate]) -> None:
        finding.articles = [candidate for candidate in candidates if self._target.is_wanted(candidate)]
        finding.wanted = len(finding.articles)
        if not candidates:
            finding.fix = "it names no articles"
        elif not finding.articles:
            finding.fix = f"none of its {len(candidates)} addresses match the spider's `articles` pattern"

    def _newest(self) -> list[Candidate]:
        unique = {candidate.url: candidate for finding in self._findings for candidate in finding.articles}
        return sorted(unique.values(), key=lambda candidate: candidate.newest, reverse=True)[:ARTICLES]

    async def _article(self, candidate: Candidate) -> None:
        finding, answer = await self._get("article", candidate.url)
        if answer is None:
            return
        try:
            self._pages.append((candidate.url, extract_article(answer.body, answer.url, site=self._target.rules)))
        except ExtractionError as error:
            self._pages.append((candidate.url, str(error)))
            finding.fix = str(error)


def _sources(target: NewsSpider, findings: list[Finding]) -> Table:
    table = Table(title=f"{target.name}: {target.site}", title_justify="left")
    for name in ("What", "Address", "Status"):
        table.add_column(name, overflow="fold")
    table.add_column("Articles", justify="right")
    table.add_column("Newest (UTC)", no_wrap=True)
    for finding in findings:
        dates = [candidate.published or candidate.modified for candidate in finding.articles]
        newest = max(filter(None, dates), default=None)
        table.add_row(
            finding.what,
            escape(finding.url),
            finding.status,
            str(finding.wanted or ""),
            f"{newest:%Y-%m-%d %H:%M}" if newest else "",
        )
    return table


def _articles(pages: list[tuple[str, Article | str]]) -> Table:
    table = Table(title="The newest articles, field by field", title_justify="left", show_lines=True)
    table.add_column("Field")
    for url, _ in pages:
        table.add_column(escape(url), overflow="fold")
    for name in (*_FIELDS, "body"):
        table.add_row(name, *(_shown(article, name) for _, article in pages))
    return table


def _shown(article: Article | str, name: str) -> str:
    if isinstance(article, str):
        return escape(article) if name == "headline" else ""
    value = getattr(article, name)
    if name == "body":
        return f"{len(value.split())} words: {escape(value[:_LONGEST])}…"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return escape(", ".join(value)[: 2 * _LONGEST]) or "—"
    return "—" if value in (None, "") else escape(str(value)[: 2 * _LONGEST])


def _problems(findings: list[Finding], pages: list[tuple[str, Article | str]]) -> list[str]:
    problems = [f"{finding.what} {finding.url}: {finding.fix}" for finding in findings if finding.fix]
    if not any(finding.wanted for finding in findings):
        problems.append("no source names any article; give the spider a feed, a sitemap or a listing page that does.")
    articles = [(url, article) for url, article in pages if isinstance(article, Article)]
    for name in ("headline", "body", "published"):
        missing = [url for url, article in articles if not getattr(article, name)]
        if missing:
            problems.append(
                f"{name} not found on {', '.join(missing)}; `newsbot fixture` keeps such a page for a test."
            )
    return problems
