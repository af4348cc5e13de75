"""`newsbot probe NAME`: try a site live without storing anything, and say what to fix."""

import re
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.spiderloader import get_spider_loader

from newsbot.cli.command import EXIT_USAGE, NOT_SITES, fail, no_spider
from newsbot.cli.terminal import escape
from newsbot.corpus.files import json_line
from newsbot.items import Article
from newsbot.spiders.news import ArgumentError, NewsSpider
from newsbot.spiders.probing import Finding, Report, probing
from newsbot.spiders.site import SiteSpider

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


class Command(ScrapyCommand):
    """Ask what a crawl would ask, every feed, sitemap and listing, and read three articles; ends with 1 without one."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """How to call it."""
        return "NAME | URL | --all"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Try a site live without storing, and say what to fix"

    def add_options(self, parser: ArgumentParser) -> None:
        """The form."""
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="every site that has a table, a line each")
        parser.add_argument(
            "--json",
            action="store_true",
            help="everything as JSON; with --all an object a line, and what is to be fixed on standard error too",
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        """Probe and print."""
        settings: Any = self.settings
        if len(args) != (0 if opts.all else 1):
            fail("Give a spider's name or a site's address: `newsbot probe rcrwireless`, or --all.", EXIT_USAGE)
        spiders = self._all() if opts.all else [self._spider(args[0])]
        if settings.getpriority("LOG_LEVEL") < SETTINGS_PRIORITIES["cmdline"]:
            settings.set("LOG_LEVEL", "CRITICAL" if opts.all else "ERROR", priority="cmdline")
        process, reports = AsyncCrawlerProcess(settings), [Report() for _ in spiders]
        tasks: list[Any] = [
            process.crawl(probing(spider), report=report, **arguments)
            for (spider, arguments), report in zip(spiders, reports, strict=True)
        ]
        process.start()
        for task, report in zip(tasks, reports, strict=True):
            if isinstance(error := task.exception(), ArgumentError) and not opts.all:
                fail(error, EXIT_USAGE)
            if isinstance(error, ArgumentError):
                report.findings.append(Finding("spider", report.title, trouble=str(error)))
            elif error is not None:
                raise error
        if opts.json:
            print(*map(json_line, map(_document, reports)), sep="\n")
            if opts.all:  # a program reads the objects, people what is to be fixed
                print(*(f"{site}: {problem}\n" for site, problem in _to_fix(reports)), sep="", end="", file=sys.stderr)
        elif opts.all:
            _show_all(reports)
        else:
            _show(reports[0])
        if not all(map(_is_usable, reports)):
            raise SystemExit(EXIT_UNUSABLE)

    def _all(self) -> list[tuple[type[NewsSpider], dict[str, str]]]:
        """Every site that has a table."""
        settings: Any = self.settings
        names = [name for name in get_spider_loader(settings).list() if name not in NOT_SITES]
        return [self._spider(name) for name in sorted(names)]

    def _spider(self, name: str) -> tuple[type[NewsSpider], dict[str, str]]:
        """The spider of a name or of any site, and its arguments."""
        if re.match(r"https?://", name):
            try:
                SiteSpider(url=name)
            except ArgumentError:
                fail(f"{name!r} is no web address. Give a site's: `newsbot probe https://www.example.com`.", EXIT_USAGE)
            return SiteSpider, {"url": name}
        settings: Any = self.settings
        loader = get_spider_loader(settings)
        if name not in loader.list():
            no_spider(name, loader.list())
        spider = loader.load(name)
        if not issubclass(spider, NewsSpider) or name in NOT_SITES:
            fail(f"{name!r} is not a site's spider; give one, or a site's address.", EXIT_USAGE)
        return spider, {}


def _is_usable(report: Report) -> bool:
    """Whether some article was found and read."""
    return any(isinstance(article, Article) and article.headline and article.body for _, article in report.pages)


def _show_all(reports: list[Report]) -> None:
    """Print a row for each site, then what is to be fixed."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Site", overflow="fold")
    for name in ("Sources", "Articles", "Read"):
        table.add_column(name, justify="right")
    table.add_column("Newest (UTC)", no_wrap=True)
    for report in reports:
        shown = [finding for finding in report.findings if finding.status == "200" or finding.fix]
        newest = max(filter(None, map(_newest, shown)), default=None)
        table.add_row(
            escape(report.title),
            f"{sum(not finding.fix for finding in shown)} of {len(shown)}",
            str(sum(finding.wanted for finding in shown)),
            f"{sum(isinstance(article, Article) for _, article in report.pages)} of {len(report.pages)}",
            f"{newest:%Y-%m-%d %H:%M}" if newest else "",
            style=None if _is_usable(report) else "yellow",
        )
    console = Console()
    console.print(table)
    for site, problem in _to_fix(reports):
        console.print(f"[bold]{escape(site)}:[/bold] {escape(problem)}", soft_wrap=True)


def _to_fix(reports: list[Report]) -> list[tuple[str, str]]:
    """What is to be fixed, each behind its site's name."""
    return [(report.title.partition(":")[0], problem) for report in reports for problem in _problems(report)]


def _show(report: Report) -> None:
    """Print the tables, and what is to be fixed."""
    console, problems = Console(), _problems(report)
    console.print(_sources(report))
    if report.pages:
        console.print(_articles(report.pages))
        for number, (url, _) in enumerate(report.pages, 1):
            console.print(f"  {number}  {escape(url)}", soft_wrap=True)
        console.print()
    for problem in problems:
        console.print(f"[bold]To fix:[/bold] {escape(problem)}", soft_wrap=True)
    if not problems:
        console.print("Nothing to fix.")


def _document(report: Report) -> dict[str, Any]:
    """The same as one object."""
    sources = [
        {"what": f.what, "url": f.url, "status": f.status, "articles": f.wanted, "newest": _newest(f), "fix": f.fix}
        for f in report.findings
    ]
    articles = [
        {"url": url, "reason": article}
        if isinstance(article, str)
        else {"url": url} | {name: getattr(article, name) for name in (*_FIELDS, "body")}
        for url, article in report.pages
    ]
    return {"probed": report.title, "sources": sources, "articles": articles, "to_fix": _problems(report)}


def _newest(finding: Finding) -> datetime | None:
    dates = [candidate.published or candidate.modified for candidate in finding.articles]
    return max(filter(None, dates), default=None)


def _sources(report: Report) -> Table:
    table = Table(title=report.title, title_justify="left")
    for name in ("What", "URL", "Status"):
        table.add_column(name, overflow="fold")
    table.add_column("Articles", justify="right")
    table.add_column("Newest (UTC)", no_wrap=True)
    for finding in report.findings:
        if finding.status != "200" and not finding.fix:
            continue  # a usual place for a feed or sitemap, where this site has none
        newest = _newest(finding)
        table.add_row(
            finding.what,
            escape(_short(finding.url, report.home)),
            finding.status + (f", an index of {finding.sitemaps}" if finding.sitemaps else ""),
            str(finding.wanted or ""),
            f"{newest:%Y-%m-%d %H:%M}" if newest else "",
        )
    return table


def _short(url: str, home: str) -> str:
    """A URL of the site itself without its host, which the title names."""
    return "/" + url.removeprefix(home) if home and url.startswith(home) else url


def _articles(pages: list[tuple[str, Article | str]]) -> Table:
    table = Table(title="The newest articles, field by field", title_justify="left", show_lines=True)
    table.add_column("Field")
    for number in range(1, len(pages) + 1):
        table.add_column(str(number), overflow="fold")
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


def _problems(report: Report) -> list[str]:
    problems = [f"{finding.what} {finding.url}: {finding.fix}" for finding in report.findings if finding.fix]
    if not any(finding.wanted for finding in report.findings):
        problems.append("no source names any article; give the spider a feed, a sitemap or a listing page that does.")
    problems += [f"article {url}: {reason}" for url, reason in report.pages if isinstance(reason, str)]
    articles = [(url, article) for url, article in report.pages if isinstance(article, Article)]
    for name in ("headline", "body", "published"):
        missing = [url for url, article in articles if not getattr(article, name)]
        if missing:
            problems.append(
                f"{name} not found on {', '.join(missing)}; `newsbot fixture` keeps such a page for a test."
            )
    return problems
