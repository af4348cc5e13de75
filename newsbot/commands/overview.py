"""`newsbot overview`: a first look at a corpus: where and when, who speaks most, some of what they say."""

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from pathlib import Path

from rich.table import Table

from newsbot.cli.command import CorpusCommand, add_json_option
from newsbot.cli.quote_view import print_quotes
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.store.database.connection import Document, masked

_SPEAKERS = 10
_QUOTES = 4


class Command(CorpusCommand):
    """Print the corpus at a glance."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print the corpus at a glance: sites and months, most quoted speakers, some quotes"

    def add_options(self, parser: ArgumentParser) -> None:
        """The form."""
        super().add_options(parser)
        add_json_option(parser)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Tables from general to particular, then the lines to type next."""
        last = corpus.db["runs"].find_one({"finished_at": {"$exists": True}}, {"_id": 0}, sort=[("started_at", -1)])
        if opts.json:
            months = _by_site_and_month(corpus)
            sites = [{"site": site, "articles": found.total(), "months": found} for site, found in months.items()]
            print(json_line({"sites": sites, "speakers": list(corpus.speakers(_SPEAKERS)), "last_run": last}))
            return
        if last is None:
            self.console.print("The corpus is empty. `newsbot crawl sample` fills it from the bundled newsroom.")
            return
        self.console.print(_articles_by_site_and_month(corpus, months=max((self.console.width - 40) // 7, 3)))
        speakers = list(corpus.speakers(_SPEAKERS))
        self.console.print(_speaker_table(corpus, speakers))
        if speakers:
            self.console.print("[bold]Some of what they said[/bold]")
            print_quotes(self.console, _one_quote_each(corpus, speakers[:_QUOTES]))
        self.console.print(_last_run(last))
        name = speakers[0]["speaker"] if speakers else "NAME"
        newsbot, python = _programs()
        self.console.print(
            f"\n[bold]Next:[/bold]\n"
            f"  {newsbot} quotes --speaker {_quoted(name)}\n"
            f"  {newsbot} timeline --contains spectrum\n"
            f"  {newsbot} export quotes --to quotes.csv\n"
            f"  {newsbot} explore\n"
            f"  {python} -c 'from newsbot.corpus import Corpus; "
            "print(Corpus.open().db.articles.count_documents({{}}))'\n"
            f"Connection string, while something of newsbot runs: {escape(masked(corpus.uri))}  "
            f"(database {corpus.db.name})".replace("{{}}", "{}"),
            soft_wrap=True,
            highlight=False,
        )


def _programs() -> tuple[str, str]:
    """How to call newsbot and python again: by name where that finds the same ones."""
    called = Path(sys.argv[0])
    newsbot = called.with_name("newsbot")
    if not called.name.startswith(("scrapy", "newsbot")) or shutil.which("newsbot") == str(newsbot):
        return "newsbot", "python"
    return os.path.relpath(newsbot), os.path.relpath(newsbot.with_name("python"))


def _by_site_and_month(corpus: Corpus) -> dict[str, Counter[str]]:
    """How many articles each site has of each month."""
    by_site: dict[str, Counter[str]] = defaultdict(Counter)
    month = {"$dateToString": {"date": "$published", "format": "%Y-%m", "onNull": "no date"}}
    group = {"$group": {"_id": {"site": "$site", "month": month}, "articles": {"$sum": 1}}}
    for row in corpus.db["articles"].aggregate([{"$project": {"site": 1, "published": 1}}, group]):
        by_site[row["_id"]["site"]][row["_id"]["month"]] = row["articles"]
    return by_site


def _articles_by_site_and_month(corpus: Corpus, *, months: int) -> Table:
    by_site = _by_site_and_month(corpus)
    all_months = sorted({month for counts in by_site.values() for month in counts})
    earlier, shown = all_months[:-months], all_months[-months:]
    table = Table(title="Articles by site and month", title_justify="left")
    table.add_column("Site", no_wrap=True)
    if earlier:
        table.add_column("earlier", justify="right")
    for name in shown:
        table.add_column(name.replace("-", "\n", 1), justify="right")
    table.add_column("all", justify="right", style="bold")
    for site, counts in sorted(by_site.items(), key=lambda row: -row[1].total()):
        before = [str(sum(counts[month] for month in earlier))] if earlier else []
        table.add_row(site, *before, *(str(counts[m] or "") for m in shown), str(counts.total()))
    return table


def _speaker_table(corpus: Corpus, speakers: list[Document]) -> Table:
    table = Table(title="Most quoted", title_justify="left")
    table.add_column("Speaker")
    table.add_column("Role")
    table.add_column("Quotes", justify="right")
    table.add_column("Sites", justify="right")
    table.add_column("Last", no_wrap=True)
    for row in speakers:
        sites = corpus.db["quotes"].distinct("site", {"speaker_key": row["speaker_key"]})
        last = f"{row['last']:%Y-%m-%d}" if row["last"] else ""
        table.add_row(escape(row["speaker"]), escape(row["role"] or ""), f"{row['quotes']:,}", str(len(sites)), last)
    return table


def _one_quote_each(corpus: Corpus, speakers: list[Document]) -> list[Document]:
    """The longest statement of each speaker that still reads at a glance, of the latest hundred."""
    chosen = []
    for row in speakers:
        said = corpus.quotes(speaker_key=row["speaker_key"], kind="statement", limit=100)
        chosen += sorted((q for q in said if len(q["text"]) < 250), key=lambda quote: len(quote["text"]))[-1:]
    return chosen


def _last_run(run: Document) -> str:
    if run["new"] or run["changed"]:
        return (
            f"The last crawl ({run['spider']}) brought {run['new']} new articles with {run['quotes']} quotes, "
            f"{run['changed']} changed ones, and {run['copies']} copies of stories that were there."
        )
    return f"The last crawl ({run['spider']}) fetched nothing new: all {run['known']} addresses were known."


def _quoted(name: str) -> str:
    return '"' + escape(name.replace('"', "")) + '"'
