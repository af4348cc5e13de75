"""The faults of a site's crawl, read from its `runs` documents: a table of checks, pure functions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Literal, Self

from scrapy.settings import BaseSettings

Run = Mapping[str, Any]

Severity = Literal["warning", "critical"]
"""Critical: nothing of the site comes any longer. Warning: what comes may be less or worse than usual."""

SEVERITIES: tuple[Severity, ...] = ("critical", "warning")
"""The worse one first."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong."""

    severity: Severity
    text: str
    """What, in few words."""


Verdict = dict[str, Fault | None]
"""Kind of fault -> the fault, or None where a run shows that there is none.

Of a kind that is missing a run shows nothing: few pages say nothing about shares, a site that is down says nothing
about its layout.
"""

DOWN = "down"
"""The kind of fault that explains all others."""

_WALL_KINDS = ("HTTP status 401", "HTTP status 403", "HTTP status 451", "forbidden by robots")
_ENDINGS = {
    "refused": "the site refused the crawl (429, 503 or 403), which ended before its time",
    "unreachable": "the site stopped answering, and the crawl ended before its time",
    "broken": "newsbot failed while it asked the site what it has: see the log",
    "robots_unreachable": "robots.txt could not be read, so nothing was fetched",
}
_FEWEST_PAGES = 5
"""Fewer pages say nothing about shares."""
_FEWEST_RUNS = 3
"""Fewer runs with pages are no history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on something is wrong."""

    dry_days: float
    """Days without a new article."""
    coverage_fall: float
    """By how much the share of articles with a field may be under the median of the site's earlier runs, 0 to 1."""
    error_share: float
    """Share of the addresses asked for that may fail, 0 to 1."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """MONITOR_DRY_DAYS, MONITOR_COVERAGE_FALL, MONITOR_ERROR_SHARE."""
        return cls(
            dry_days=settings.getfloat("MONITOR_DRY_DAYS"),
            coverage_fall=settings.getfloat("MONITOR_COVERAGE_FALL"),
            error_share=settings.getfloat("MONITOR_ERROR_SHARE"),
        )


Finding = tuple[str, Fault | None]


def judge(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> Verdict:
    """The verdict on a finished run.

    `history` are the site's earlier runs, newest first; `newest` is when a crawl last stored a new article of it.
    """
    verdict = dict(down(run))
    checks = (unreadable,) if verdict.get(DOWN) else CHECKS
    for check in checks:
        verdict.update(check(run, history, newest, limits))
    return verdict


def down(run: Run) -> Iterator[Finding]:
    """It ended before its time, or nothing that would name articles could be read."""
    reason = run.get("reason")
    if reason in _ENDINGS:
        yield DOWN, Fault("critical", _ENDINGS[reason])
    elif run.get("sources_failed") and not run.get("sources_read"):
        yield DOWN, Fault("critical", f"no feed, sitemap or listing could be read{_most_often(run)}")
    elif reason == "finished":
        yield DOWN, None


def dry(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> Iterator[Finding]:
    """No new article for too long."""
    if newest is None:
        yield "dry", None if run.get("new") else Fault("warning", "no article has ever been stored")
        return
    days = (run["finished_at"] - newest).total_seconds() / 86400
    yield "dry", Fault("warning", f"no new article for {days:.0f} days") if days > limits.dry_days else None


def coverage(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> Iterator[Finding]:
    """A field that fewer articles have than usual: the layout changed."""
    usual = [earlier for earlier in history if earlier.get("coverage") and _stored(earlier) >= _FEWEST_PAGES]
    for name, share in run.get("coverage", {}).items():
        if share == 1:
            yield f"coverage of {name}", None
        elif _stored(run) >= _FEWEST_PAGES and len(usual) >= _FEWEST_RUNS:
            before = median(earlier["coverage"].get(name, 0.0) for earlier in usual)
            text = f"only {share:.0%} of the articles have {name}, {before:.0%} had it before: a new layout?"
            yield f"coverage of {name}", Fault("warning", text) if before - share > limits.coverage_fall else None


def errors(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> Iterator[Finding]:
    """Too many addresses that could not be had or pages that could not be read."""
    bad = run.get("failed", 0) + run.get("refused", 0)
    asked = bad + _stored(run) + run.get("not_modified", 0) + run.get("gone", 0)
    if asked >= _FEWEST_PAGES and bad > limits.error_share * asked:
        yield "errors", Fault("warning", f"{bad} of {asked} addresses failed{_most_often(run)}")
    elif asked >= _FEWEST_PAGES or (asked and not bad):
        yield "errors", None


def unreadable(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> Iterator[Finding]:
    """Pages that newsbot itself broke on or gave up: its own faults, or somebody's who means it ill."""
    if n := int(run.get("broken", 0)):
        pages = "a page was" if n == 1 else f"{n} pages were"
        text = f"{pages} given up, because newsbot could not read them in time or at all: see dead_letters"
        yield "unreadable", Fault("warning", text)
    elif _stored(run):
        yield "unreadable", None


def canonicals(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> Iterator[Finding]:
    """Pages that differ and call one page their own: the template is wrong, or means ill."""
    n, stored = int(run.get("canonicals_disbelieved", 0)), _stored(run)
    if n >= _FEWEST_PAGES and n > limits.error_share * stored:
        text = f"the canonical links of {n} of {stored} pages name one page that is not theirs, and are not believed"
        yield "canonicals", Fault("warning", text)
    elif stored >= _FEWEST_PAGES or (stored and not n):
        yield "canonicals", None


def walls(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> Iterator[Finding]:
    """The site keeps the crawler out."""
    kinds = {kind: n for kind, n in run.get("errors_by_kind", {}).items() if kind in _WALL_KINDS}
    got, kept_out = _stored(run) + run.get("not_modified", 0), sum(kinds.values())
    if kept_out >= _FEWEST_PAGES and kept_out > got:
        text = "the site keeps the crawler out: " + ", ".join(f"{kind} ({n})" for kind, n in kinds.items())
        yield "walls", Fault("critical", text)
    elif got > kept_out:
        yield "walls", None


def clock(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> Iterator[Finding]:
    """The clock of this machine, or the site's, is wrong by days."""
    if off := int(run.get("clock_off", 0)):
        which = "ahead of" if off > 0 else "behind"
        text = f"the clock of this machine is {abs(off) / 86400:.0f} days {which} that of the site: one is wrong"
        yield "clock", Fault("warning", text)
    elif run.get("requests"):
        yield "clock", None


CHECKS: tuple[Callable[[Run, Sequence[Run], datetime | None, Limits], Iterator[Finding]], ...] = (
    *(dry, coverage, errors, unreadable, canonicals, walls, clock),
)


def _stored(run: Run) -> int:
    return sum(int(run.get(name, 0)) for name in ("new", "changed", "unchanged", "copies"))


def _most_often(run: Run) -> str:
    """What failed most often."""
    kinds = sorted(run.get("errors_by_kind", {}).items(), key=lambda kind: -kind[1])[:3]
    return "; most often " + ", ".join(f"{kind} ({n})" for kind, n in kinds) if kinds else ""
