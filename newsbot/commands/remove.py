"""`newsbot remove`: take articles out of the corpus, with all that came of them, so that they do not come back."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from datetime import datetime
from functools import partial

from rich.table import Table

from newsbot.cli.command import EXIT_BUSY, EXIT_USAGE, CorpusCommand, day, fail
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.corpus.filters import known, moment
from newsbot.dedup import site_of
from newsbot.items import Article
from newsbot.reprocessing.page import article_of
from newsbot.spiders.site_rules import rules_of_sites
from newsbot.store.database.connection import Connection, Document
from newsbot.store.database.lease import SiteBusyError
from newsbot.store.database.turns import hold_sites
from newsbot.store.housekeeping.raw_pages import drop_raw_pages, old
from newsbot.store.housekeeping.removal import (
    FORGOTTEN,
    KEPT,
    Preview,
    preview,
    remove,
    sites_known,
    sites_of,
    url_meant,
)
from newsbot.store.housekeeping.selection import Selection

_NAMES = {
    "articles": "articles",
    "copies": "copies of articles",
    "quotes": "quotes",
    "annotations": "annotations by people",
    "pages": "stored pages",
    "frontier": "known URLs",
    "dead_letters": "rejected pages",
    "sources": "feeds, sitemaps and listings as last read",
    FORGOTTEN: "URLs that were removed earlier, now forgotten",
    "raw_pages": "stored pages, of which the HTML goes",
}
"""The counts of a removal, and what people call them."""


class Command(CorpusCommand):
    """Remove a site, a URL, or what is older than a date: articles with their quotes, pages and annotations.

    It shows what would go and asks. What is removed does not come back with the next crawl, from an archive or by
    reprocessing, unless --forget is given.
    """

    def syntax(self) -> str:
        """How to call it."""
        return "--site SITE | --url URL | --before DATE [options]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Remove a site, a URL or what is old, for good; or only the raw pages"

    def long_desc(self) -> str:
        """The text above the options."""
        return f"{Command.__doc__}"

    def add_options(self, parser: ArgumentParser) -> None:
        """What goes, and how surely."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="all of this site: rcrwireless.com")
        parser.add_argument("--url", metavar="URL", help="the article, or the copy of an article, that has this URL")
        parser.add_argument(
            "--before", type=day, metavar="DATE", help="what came out before this day: 2020; undated articles stay"
        )
        parser.add_argument(
            "--pages-only", action="store_true", help="only the HTML of pages that were fetched before DATE"
        )
        parser.add_argument(
            "--forget", action="store_true", help="the next crawl may bring it back, and annotations wait for it"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--json", action="store_true", help="the counts as a JSON object; removes only with --yes")

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Show, ask, remove."""
        if (wrong := _wrong(opts)) is not None:
            fail(wrong, EXIT_USAGE)
        before = None if opts.before is None else moment("before", opts.before)
        if opts.site is not None:
            known("site", opts.site, {*corpus.sites(), *sites_known(corpus.db)})
        if opts.pages_only:
            assert before is not None
            self._drop_pages(corpus, opts, before)
            return
        selection = Selection(site=opts.site, url_id=_url_id(corpus, opts.url), before=before)
        read = self._reader()
        if not self._is_agreed(opts, preview(corpus.db, selection, read, forget=opts.forget)):
            return
        connection = Connection(corpus.uri, corpus.db.name)
        try:
            removed = hold_sites(
                connection,
                sites_of(corpus.db, selection),
                lambda going_on: remove(
                    corpus.db, selection, read, forget=opts.forget, going_on=lambda done: going_on()
                ),
            )
        except SiteBusyError as error:
            fail(f"{error} Nothing is removed: wait until that has ended.", EXIT_BUSY)
        self._report(opts, removed)

    def _drop_pages(self, corpus: Corpus, opts: Namespace, before: datetime) -> None:
        counts = Counter({"raw_pages": corpus.db["pages"].count_documents(old(before, opts.site))})
        if self._is_agreed(opts, Preview(+counts)):
            self._report(opts, Counter({"raw_pages": drop_raw_pages(corpus.db, before, opts.site)}))

    def _reader(self) -> partial[Article]:
        assert self.settings is not None
        return partial(
            _read,
            rules=rules_of_sites(self.settings),
            indirect=self.settings.getbool("QUOTES_INDIRECT"),
            seconds=self.settings.getfloat("EXTRACTION_SECONDS"),
        )

    def _is_agreed(self, opts: Namespace, shown: Preview) -> bool:
        """Show what would go; whether it is to."""
        if opts.json:
            if not opts.yes:
                kept = {"kept": shown.kept, "undated": shown.undated}
                print(json_line({"would_remove": shown.counts, **kept, "examples": shown.examples}))
            return bool(opts.yes)
        if not shown.counts:
            self.console.print("There is nothing to remove.")
            return False
        self.console.print("This would be removed:")
        self.console.print(_table(shown.counts))
        for url in shown.examples:
            self.console.print(f"For example {escape(url)}", soft_wrap=True)
        if shown.kept:
            self.console.print(f"Copies on other sites stay ({shown.kept:,}): they become articles.", soft_wrap=True)
        if shown.undated:
            self.console.print(f"Articles without a date stay ({shown.undated:,}).")
        if opts.yes:
            return True
        if not sys.stdin.isatty():
            fail("Nothing is removed, because nobody can be asked. Add --yes to remove it.", EXIT_USAGE)
        if self.console.input("Remove it? \\[y/N] ").strip().lower() not in ("y", "yes"):
            self.console.print("Nothing is removed.")
            return False
        return True

    def _report(self, opts: Namespace, removed: Counter[str]) -> None:
        if opts.json:
            print(json_line({"removed": removed}))
            return
        self.console.print("Removed:" if removed else "There was nothing to remove any longer.")
        self.console.print(_table(removed))
        if kept := removed[f"{KEPT}articles"] + removed[f"{KEPT}copies"]:
            self.console.print(f"Copies on other sites that are articles now, or copies of these: {kept:,}.")
        if pending := removed[f"{KEPT}pending"]:
            self.console.print(
                f"Copies on other sites whose pages are not kept: {pending:,}. The next crawl of their sites fetches "
                "them.",
                soft_wrap=True,
            )
        if removed and not opts.forget and not opts.pages_only:
            self.console.print("It does not come back with crawls. Backups that were made before still have it.")


def _wrong(opts: Namespace) -> str | None:
    """Why the options cannot be meant."""
    if opts.pages_only:
        wrong = opts.url or opts.forget or opts.before is None
        return "--pages-only takes --before DATE, and --site where it is about one site alone." if wrong else None
    if not (opts.site or opts.url or opts.before):
        return "Say what to remove: --site SITE, --url URL or --before DATE. It is shown before anything is removed."
    if opts.url and (opts.site or opts.before):
        return "--url names one article; leave --site and --before out."
    return None


def _url_id(corpus: Corpus, url: str | None) -> str | None:
    if url is None:
        return None
    found = url_meant(corpus.db, url)
    if found is None:
        fail(
            f"The corpus does not know {url}, or not which article it is. `newsbot articles` shows their URLs.",
            EXIT_USAGE,
        )
    return found


def _read(page: Document, site: str, *, rules: Document, indirect: bool, seconds: float) -> Article:
    of_site = rules.get(site) or rules.get(site_of(page["url"]))
    return article_of(page, of_site, indirect=indirect, seconds=seconds)


def _table(counts: Counter[str]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column(justify="right")
    table.add_column()
    for name, shown in _NAMES.items():
        if counts[name]:
            table.add_row(f"{counts[name]:,}", shown)
    return table
