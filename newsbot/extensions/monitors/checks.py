"""The faults of a site's crawl, read from its `runs` documents: a table of checks, pure functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Self

from scrapy.settings import BaseSettings

Run = Mapping[str, Any]

_WALL_KINDS = ("HTTP status 401", "HTTP status 403", "HTTP status 451", "forbidden by robots")
_ENDINGS = {
    "refused": "the site refused the crawl (429, 503 or 403), which ended before its time",
    "unreachable": "the site stopped answering, and the crawl ended before its time",
    "robots_unreachable": "robots.txt could not be read, so nothing was fetched",
    "database_lost": "the database went away, and the crawl ended before its time",
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


def alerts_of(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> list[str]:
    """A sentence for everything that is wrong with a finished run; [] when all is well.

    `history` are the site's earlier runs, newest first; `newest` is when a crawl last stored a new article of it.
    """
    found = (check(run, history, newest, limits) for check in CHECKS)
    return [alert for alerts in found for alert in alerts]


def dry(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> list[str]:
    """No new article for too long."""
    if newest is None:
        return [] if run.get("new") else ["no article has ever been stored"]
    days = (run["finished_at"] - newest).total_seconds() / 86400
    return [f"no new article for {days:.0f} days"] if days > limits.dry_days else []


def coverage(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> list[str]:
    """A field that fewer articles have than usual: the layout changed."""
    if _stored(run) < _FEWEST_PAGES:
        return []
    usual = [earlier for earlier in history if earlier.get("coverage") and _stored(earlier) >= _FEWEST_PAGES]
    if len(usual) < _FEWEST_RUNS:
        return []
    alerts = []
    for name, share in run.get("coverage", {}).items():
        before = median(earlier["coverage"].get(name, 0.0) for earlier in usual)
        if before - share > limits.coverage_fall:
            alerts.append(f"only {share:.0%} of the articles have {name}, {before:.0%} had it before: a new layout?")
    return alerts


def errors(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> list[str]:
    """Too many addresses that could not be had or pages that could not be read."""
    bad = run.get("failed", 0) + run.get("refused", 0)
    asked = bad + _stored(run) + run.get("not_modified", 0) + run.get("gone", 0)
    if asked < _FEWEST_PAGES or bad <= limits.error_share * asked:
        return []
    kinds = sorted(run.get("errors_by_kind", {}).items(), key=lambda kind: -kind[1])[:3]
    most = "; most often " + ", ".join(f"{kind} ({n})" for kind, n in kinds) if kinds else ""
    return [f"{bad} of {asked} addresses failed{most}"]


def unreadable(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> list[str]:
    """Pages that newsbot itself broke on or gave up: its own faults, or somebody's who means it ill."""
    n = int(run.get("broken", 0))
    if not n:
        return []
    pages = "a page was" if n == 1 else f"{n} pages were"
    return [f"{pages} given up, because newsbot could not read them in time or at all: see dead_letters"]


def canonicals(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> list[str]:
    """Pages that differ and call one page their own: the template is wrong, or means ill."""
    n, stored = int(run.get("canonicals_disbelieved", 0)), _stored(run)
    if n < _FEWEST_PAGES or n <= limits.error_share * stored:
        return []
    return [f"the canonical links of {n} of {stored} pages name one page that is not theirs, and are not believed"]


def walls(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> list[str]:
    """The site keeps the crawler out."""
    kinds = {kind: n for kind, n in run.get("errors_by_kind", {}).items() if kind in _WALL_KINDS}
    got = _stored(run) + run.get("not_modified", 0)
    if sum(kinds.values()) < _FEWEST_PAGES or sum(kinds.values()) <= got:
        return []
    return ["the site keeps the crawler out: " + ", ".join(f"{kind} ({n})" for kind, n in kinds.items())]


def ending(run: Run, history: Sequence[Run], newest: datetime | None, limits: Limits) -> list[str]:
    """It ended before its time."""
    return [_ENDINGS[run["reason"]]] if run.get("reason") in _ENDINGS else []


CHECKS: tuple[Callable[[Run, Sequence[Run], datetime | None, Limits], list[str]], ...] = (
    *(ending, dry, coverage, errors, unreadable, canonicals, walls),
)


def _stored(run: Run) -> int:
    return sum(int(run.get(name, 0)) for name in ("new", "changed", "unchanged", "copies"))
