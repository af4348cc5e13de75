"""`newsbot status`: what the corpus holds, how each site is doing, and how the last crawls went."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table

from newsbot.cli.command import CorpusCommand, add_json_option, count
from newsbot.cli.site_rows import SUMS, sites_of
from newsbot.cli.terminal import escape
from newsbot.corpus import STATEMENTS, Corpus
from newsbot.corpus.files import json_line
from newsbot.store.database.connection import Document, masked

COLLECTIONS = ("articles", "quotes", "pages", "frontier", "dead_letters")
OTHER_COUNTS = {
    "changed": "changed",
    "copies": "copies",
    "known": "known",
    "not_modified": "unmodified (304)",
    "sources_unchanged": "lists as before",
    "sitemaps_left_out": "sitemaps left out",
    "gone": "gone",
    "forbidden": "forbidden",
    "refused": "rejected",
    "failed": "failed",
    "waits": "waits for the site",
}
"""Further counts of a run, and their names in the table."""

_OF_JOB = ("kind", "started_at", "parts", "done", "report")


class Command(CorpusCommand):
    """Print counts, a row for each site, and the last runs."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print what the corpus holds, how each site is doing, and how the last crawls went"

    def add_options(self, parser: ArgumentParser) -> None:
        """How many runs."""
        super().add_options(parser)
        parser.add_argument("--runs", type=count, default=10, metavar="N", help="show the last N runs (default: 10)")
        add_json_option(parser)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Counts, then sites, then runs."""
        counts = {name: corpus.db[name].estimated_document_count() for name in COLLECTIONS}
        counts["statements"] = corpus.db["quotes"].count_documents({"kind": {"$in": list(STATEMENTS)}})
        runs = list(
            corpus.db["runs"].find({"kind": {"$exists": False}}).sort("started_at", -1).limit(max(opts.runs, 1))
        )
        if opts.json:
            database = {"name": corpus.db.name, "uri": masked(corpus.uri)}
            sites = [_site_fields(site) for site in sites_of(corpus)]
            jobs = [{name: run.get(name) for name in _OF_JOB} for run in _jobs(corpus)]
            told = {"database": database, "counts": counts, "jobs": jobs, "sites": sites}
            print(json_line(told | {"runs": [*map(_fields, runs)]}))
            return
        self.console.print(
            "{articles:,} articles, {quotes:,} quotes ({statements:,} of them statements and partials), "
            "{pages:,} pages, {frontier:,} addresses known, {dead_letters:,} pages rejected".format(**counts)
        )
        self.console.print(f"[dim]Database {corpus.db.name} at {escape(masked(corpus.uri))}[/dim]", soft_wrap=True)
        for run in _jobs(corpus):
            pages = run["report"]["counts"].get("pages", 0)
            self.console.print(
                f"{run['kind']}, begun {run['started_at']:%Y-%m-%d %H:%M} UTC: {len(run['done']):,} of "
                f"{run.get('parts', 0):,} parts done, {pages:,} pages. If it was ended, the same command goes on.",
                soft_wrap=True,
            )
        if not runs:
            self.console.print("No crawl yet. `newsbot list` names the spiders, `newsbot crawl sample` tries it out.")
            return
        if sites := sites_of(corpus):
            self.console.print(_sites(sites))
            for site in sites:
                for alert in site["alerts"]:
                    since = f"{alert['since']:%Y-%m-%d}"
                    self.console.print(
                        f"[yellow]{escape(_name(site))}:[/yellow] {escape(alert['text'])} (since {since})",
                        soft_wrap=True,
                    )
        self.console.print(_runs(runs))


def _jobs(corpus: Corpus) -> list[Document]:
    """The runs over stored pages and archives that have not finished."""
    return list(corpus.db["runs"].find({"kind": {"$exists": True}, "finished_at": None}).sort("started_at", 1))


def _site_fields(site: Document) -> Document:
    """What --json gives of a site."""
    lease = site["lease"]
    return {
        "site": site["_id"],
        "spider": site["last"]["spider"],
        "runs": site["runs"],
        "last_run": _fields(site["last"]),
        "last_new": site["fruitful"],
        "newest_article": site["newest"],
        "discovered": site["discovered"],
        **{name: site[name] for name in SUMS.values()},
        "urls": site["states"],
        "alerts": site["alerts"],
        "crawled_by": {"host": lease["host"], "pid": lease["pid"]} if lease else None,
    }


def _fields(run: Document) -> Document:
    """What --json gives of a run: its document without its id."""
    return {name: value for name, value in run.items() if name != "_id"}


def _sites(sites: list[Document]) -> Table:
    table = _table("Sites")
    table.add_column("Site", overflow="fold", min_width=12)
    table.add_column("Last crawl (UTC)", min_width=10)
    table.add_column("Ended", overflow="fold", min_width=8)
    table.add_column("Newest", min_width=10)
    for name in ("Dry", "Discovered", "Stored", "Waiting"):
        table.add_column(name, justify="right")
    for site in sites:
        last, states = site["last"], site["states"]
        ended = _ended(last, "running or killed")
        if site["lease"]:
            ended = f"running: process {site['lease']['pid']} on {site['lease']['host']}"
        newest = f"{site['newest']:%Y-%m-%d}" if site["newest"] else ""
        table.add_row(
            escape(_name(site)),
            f"{last['started_at']:%Y-%m-%d %H:%M}",
            escape(ended),
            newest,
            _days(site["fruitful"]),
            f"{site['discovered']:,}",
            f"{site['stored']:,}",
            f"{states.get('pending', 0):,}",
            style="yellow" if site["alerts"] else None,
        )
    return table


def _ended(run: Document, otherwise: str) -> str:
    """Why a run ended, in words that a narrow column breaks between."""
    return (run.get("reason") or otherwise).replace("_", " ")


def _name(site: Document) -> str:
    """The site, but the sample by its own name: its host is nowhere else."""
    return "sample" if site["last"]["spider"] == "sample" else str(site["_id"])


def _table(title: str) -> Table:
    """A table that leaves a terminal of eighty columns to its contents."""
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=0, pad_edge=False)


def _days(moment: datetime | None) -> str:
    """How long ago, in whole days or hours."""
    if moment is None:
        return "ever"
    hours = (datetime.now(UTC) - moment).total_seconds() / 3600
    return f"{hours / 24:.0f} d" if hours >= 48 else f"{hours:.0f} h"


def _runs(runs: list[Document]) -> Table:
    table = _table("Last runs")
    table.add_column("Spider", overflow="fold", min_width=8)
    table.add_column("Started (UTC)", min_width=10)
    for name in ("Sec.", "Pages", "New", "Quotes"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Ended", overflow="fold", min_width=8)
    table.add_column("Others", min_width=15)
    for run in runs:
        finished = run.get("finished_at")
        table.add_row(
            run["spider"],
            f"{run['started_at']:%Y-%m-%d %H:%M}",
            f"{(finished - run['started_at']).total_seconds():.0f}" if finished else "",
            *(str(run.get(name, "")) for name in ("pages", "new", "quotes")),
            escape(_ended(run, "not yet, or killed")),
            ", ".join(f"{run[name]:,} {what}" for name, what in OTHER_COUNTS.items() if run.get(name)),
        )
    return table
