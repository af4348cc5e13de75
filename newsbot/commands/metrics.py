"""`newsbot metrics`: how each site is doing, in the text format that Prometheus reads."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, fail
from newsbot.cli.site_rows import sites_of
from newsbot.corpus import Corpus
from newsbot.corpus.files import FileError, write_text
from newsbot.extensions.monitors.checks import SEVERITIES
from newsbot.store.database.connection import Document

Value = Callable[[Document], float | None]


class Command(CorpusCommand):
    """Print the metrics, or write them to a file for node_exporter's textfile collector."""

    def syntax(self) -> str:
        """How to call it."""
        return "[--to FILE.prom]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print how each site is doing for Prometheus, or write it to a file"

    def add_options(self, parser: ArgumentParser) -> None:
        """Where to."""
        super().add_options(parser)
        parser.add_argument("--to", metavar="FILE", help="the file to write; it is replaced at one stroke")

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """All metrics of all sites."""
        text = "".join(exposition(sites_of(corpus)))
        if not opts.to:
            print(text, end="")
            return
        try:
            write_text(Path(opts.to), text)
        except FileError as error:
            fail(error, EXIT_USAGE)


def exposition(sites: Sequence[Document]) -> Iterator[str]:
    """Rows of `sites_of` as lines of the text format 0.0.4."""
    for name, kind, about, value in METRICS:
        samples = ((_labels(site=site["_id"]), value(site)) for site in sites)
        yield from _metric(f"newsbot_{name}", kind, about, samples)
    lasting = (
        (_labels(site=site["_id"], severity=severity), sum(alert["severity"] == severity for alert in site["alerts"]))
        for site in sites
        for severity in SEVERITIES
    )
    yield from _metric("newsbot_alerts", "gauge", "Alerts that last.", lasting)


def _metric(name: str, kind: str, about: str, samples: Iterable[tuple[str, float | None]]) -> Iterator[str]:
    yield f"# HELP {name} {about}\n# TYPE {name} {kind}\n"
    for labels, value in samples:
        if value is not None:
            yield f"{name}{{{labels}}} {value!r}\n"


def _labels(**labels: str) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _is_finished(run: Document) -> bool:
    return run.get("reason") == "finished"


def _time(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


METRICS: tuple[tuple[str, str, str, Value], ...] = (
    ("discovered_urls", "gauge", "Addresses that the site's sources named.", lambda site: site["discovered"]),
    ("pending_urls", "gauge", "Addresses still to fetch.", lambda site: site["states"].get("pending", 0)),
    ("stored_total", "counter", "Articles stored.", lambda site: site["stored"]),
    ("copies_total", "counter", "Copies of stored stories.", lambda site: site["copies"]),
    ("rejected_total", "counter", "Pages that became no article.", lambda site: site["rejected"]),
    ("errors_total", "counter", "Addresses that could not be fetched.", lambda site: site["errors"]),
    ("received_bytes_total", "counter", "Bytes received.", lambda site: site["bytes"]),
    ("newest_article_timestamp_seconds", "gauge", "When the newest article came out.", lambda s: _time(s["newest"])),
    ("last_run_timestamp_seconds", "gauge", "When the last run began.", lambda site: _time(site["last"]["started_at"])),
    (
        "last_run_duration_seconds",
        "gauge",
        "How long it took, if it has ended.",
        lambda site: site["last"].get("seconds"),
    ),
    ("last_run_finished", "gauge", "1 where it came to its end, else 0.", lambda site: int(_is_finished(site["last"]))),
)
"""Name (behind "newsbot_"), type, meaning and value of each metric of a site; None leaves the site out."""
