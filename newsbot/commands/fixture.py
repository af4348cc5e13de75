"""`newsbot fixture URL_OR_FILE`: a page and what extraction makes of it, as a test case to be reviewed."""

import json
import re
import shutil
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES

from newsbot.cli.command import EXIT_USAGE, fail
from newsbot.extraction import ExtractionError, extract_article

FIELDS = ("headline", "standfirst", "authors", "published", "modified", "language", "tags", "image", "paywalled")
"""The fields that a fixture expects beside the URL and the body."""


class Command(ScrapyCommand):
    """Write page.html and article.json into a folder of their own; nothing goes to the database."""

    requires_project = True
    requires_crawler_process = False  # a file needs none

    def syntax(self) -> str:
        """How to call it."""
        return "URL_OR_FILE [--url ADDRESS] [--name CASE] [--to FOLDER]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write a page and what extraction makes of it as a test case, for review"

    def add_options(self, parser: ArgumentParser) -> None:
        """Where it comes from and goes to."""
        super().add_options(parser)
        parser.add_argument("--url", metavar="ADDRESS", help="address that a FILE was saved from")
        parser.add_argument("--name", metavar="CASE", help="folder's name (default: made from the address)")
        parser.add_argument(
            "--to", metavar="FOLDER", type=Path, default=Path("tests/fixtures/extraction"), help="default: %(default)s"
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        """Get the page, extract, write, and show what there is to review."""
        if len(args) != 1:
            fail("Give one address or file: `newsbot fixture https://news.example.com/story`.", EXIT_USAGE)
        if re.match(r"https?://", args[0]):
            page, url = self._fetch(args[0])
        else:
            page, url = (
                _read(args[0]),
                opts.url or fail("A file needs the address it was saved from: --url.", EXIT_USAGE),
            )
        fetched_at = datetime.now(UTC).replace(microsecond=0)
        try:
            article = extract_article(page, url, fetched_at=fetched_at)
        except ExtractionError as error:
            fail(f"{url}: {error}", EXIT_USAGE)
        case = opts.to / (opts.name or _case(url))
        if case.exists():
            fail(f"{case} exists already; choose another --name.", EXIT_USAGE)
        expected = {"url": url, "fetched_at": fetched_at} | {name: getattr(article, name) for name in FIELDS}
        expected["body"] = article.body.split("\n\n") if article.body else []
        text = json.dumps(expected, indent=2, ensure_ascii=False, default=str)
        try:
            case.mkdir(parents=True)
            (case / "page.html").write_bytes(page)
            (case / "article.json").write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            shutil.rmtree(case, ignore_errors=True)
            fail(f"Cannot write {error.filename}: {error.strerror}. Give another folder: --to FOLDER.", EXIT_USAGE)
        print(text)
        print(
            f"\nWritten to {case}. Correct article.json by hand to what the page says, rewrite page.html in your own "
            "words, and keep only the fields that the case is about."
        )

    def _fetch(self, url: str) -> tuple[bytes, str]:
        """Fetch by the rules of a crawl: robots.txt, User-Agent, no private addresses."""
        settings: Any = self.settings
        if settings.getpriority("LOG_LEVEL") < SETTINGS_PRIORITIES["cmdline"]:
            settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        process = AsyncCrawlerProcess(settings)
        responses: list[Response] = []
        process.crawl(_OnePage, url=url, responses=responses)
        process.start()
        if not responses:
            fail(f"{url} could not be fetched; the log above says why.", EXIT_USAGE)
        return responses[0].body, responses[0].url


class _OnePage(scrapy.Spider):
    name = "fixture"
    custom_settings = {"ITEM_PIPELINES": {}, "EXTENSIONS": {"newsbot.extensions.runs.RunRecorder": None}}

    def __init__(self, url: str, responses: list[Response]) -> None:
        super().__init__()
        self.start_urls = [url]
        self._responses = responses

    def parse(self, response: Response) -> None:
        self._responses.append(response)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        fail(f"Cannot read {path}: {error.strerror}.", EXIT_USAGE)


def _case(url: str) -> str:
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2] or "page"
    return re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname} {last}".lower()).strip("-")[:60]
