"""`newsbot disk`: the bytes of the corpus, and how long the disk lasts."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from rich.box import SIMPLE_HEAD
from rich.table import Table

from newsbot.cli.command import CorpusCommand, add_json_option
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.store.housekeeping.disk import Disk, disk

_INDEXES = 8
"""Indexes that the table shows."""

_YEAR = 365.25


class Command(CorpusCommand):
    """Print the bytes of the corpus by collection, index and site, and how long the disk lasts at this month's pace."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print the bytes by collection, index and site, and how long the disk lasts"

    def long_desc(self) -> str:
        """The text above the options."""
        return f"{Command.__doc__}"

    def add_options(self, parser: ArgumentParser) -> None:
        """How it is printed."""
        super().add_options(parser)
        add_json_option(parser)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Measure, and print tables or JSON."""
        found = disk(corpus.db)
        if opts.json:
            derived = {name: getattr(found, name) for name in ("an_article", "a_day", "days_left")}
            print(json_line(asdict(found) | derived))
            return
        if not found.collections:
            self.console.print("The corpus is empty. `newsbot crawl sample` tries it out.")
            return
        collections = _table("Collection", "Documents", "Bytes", "On disk", "Indexes", "To reuse")
        for row in found.collections:
            sizes = (size(row[name]) for name in ("bytes", "on_disk", "indexes", "reusable"))
            collections.add_row(escape(row["collection"]), f"{row['documents']:,}", *sizes)
        self.console.print(collections)
        indexes = _table("Largest indexes", "On disk")
        for row in found.indexes[:_INDEXES]:
            indexes.add_row(escape(f"{row['collection']}.{row['index']}"), size(row["on_disk"]))
        self.console.print(indexes)
        sites = _table("Site", "Articles", "On disk, about" if found.sampled else "On disk")
        for row in found.sites:
            sites.add_row(escape(row["site"]), f"{row['articles']:,}", size(row["on_disk"]))
        self.console.print(sites)
        for sentence in _sentences(found):
            self.console.print(sentence, soft_wrap=True)


def size(number: float) -> str:
    """Bytes as people write them: 1.5 MB."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} B" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def _sentences(found: Disk) -> list[str]:
    if found.an_article is None:
        return [f"{size(found.on_disk)} on disk, no articles yet."]
    said = [f"{size(found.on_disk)} on disk: {size(found.an_article)} an article, with all that belongs to it."]
    if found.a_day is None:
        return [*said, "Nothing was crawled in the last 30 days, so there is no pace."]
    days = f"{found.days:.0f} days" if found.days >= 1.5 else "day"
    said.append(f"{found.new_articles:,} new articles in the last {days}: {size(found.a_day)} a day.")
    if found.free is None:
        said.append("The server does not say how much room its disk has.")
    elif found.days_left is not None:
        said.append(f"{size(found.free)} are free. At this pace they last {_time(found.days_left)}.")
    else:
        said.append(f"{size(found.free)} are free.")
    return said


def _time(days: float) -> str:
    if days > 100 * _YEAR:
        return "more than a hundred years"
    if days > 2 * _YEAR:
        return f"about {days / _YEAR:.0f} years"
    return f"about {days / 30:.0f} months" if days > 90 else f"about {days:.0f} days"


def _table(first: str, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column(first, overflow="fold")
    for name in columns:
        table.add_column(name, justify="right")
    return table
