"""Given a run and those before it, what is wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from newsbot.extensions.monitors.checks import Fault, Limits, Verdict, judge

NOW = datetime(2026, 1, 10, tzinfo=UTC)
LIMITS = Limits(dry_days=7, coverage_fall=0.3, error_share=0.2)
USUAL = {"new": 20, "coverage": {"authors": 0.9, "published": 1.0}, "reason": "finished", "finished_at": NOW}


def verdict(newest: timedelta | None = timedelta(hours=1), history: int = 5, **fields: object) -> Verdict:
    return judge(USUAL | fields, [USUAL] * history, None if newest is None else NOW - newest, LIMITS)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, None),
        ({"newest": timedelta(days=9), "new": 0}, "no new article for 9 days"),
        ({"newest": None, "new": 0, "coverage": {}}, "no article has ever been stored"),
        (
            {"coverage": {"authors": 0.1, "published": 1.0}},
            "only 10% of the articles have authors, 90% had it before: a new layout?",
        ),
        ({"coverage": {"authors": 0.1}, "history": 2}, None),
        ({"coverage": {"authors": 0.0}, "new": 3}, None),
        (
            {"failed": 6, "refused": 4, "errors_by_kind": {"timeout": 5, "HTTP status 500": 1}},
            "10 of 30 addresses failed; most often timeout (5), HTTP status 500 (1)",
        ),
        ({"failed": 3}, None),
        (
            {"new": 0, "coverage": {}, "errors_by_kind": {"HTTP status 403": 9}},
            "the site keeps the crawler out: HTTP status 403 (9)",
        ),
        (
            {"new": 1, "coverage": {}, "errors_by_kind": {"forbidden by robots": 30}},
            "the site keeps the crawler out: forbidden by robots (30)",
        ),
        ({"errors_by_kind": {"HTTP status 403": 6}}, None),
        ({"reason": "refused"}, "the site refused the crawl (429, 503 or 403), which ended before its time"),
        (
            {"new": 0, "sources_failed": 3, "sources_read": 0, "errors_by_kind": {"timeout": 3}, "failed": 9},
            "no feed, sitemap or listing could be read; most often timeout (3)",
        ),
        ({"sources_failed": 3, "sources_read": 1}, None),
    ],
)
def test_what_is_wrong_with_a_run(fields: dict, says: str | None) -> None:
    assert [fault.text for fault in verdict(**fields).values() if fault] == ([says] if says else [])


@pytest.mark.parametrize(
    ("fields", "over", "unknown"),
    [
        ({}, {"down", "dry", "coverage of authors", "coverage of published", "errors", "walls", "unreadable"}, set()),
        ({"new": 2}, {"down", "coverage of published", "errors"}, {"coverage of authors"}),
        ({"new": 2, "failed": 1}, {"down"}, {"errors"}),
        ({"new": 0, "coverage": {}}, {"down", "dry"}, {"coverage of authors", "errors", "unreadable", "walls"}),
        ({"reason": "shutdown"}, {"dry", "errors"}, {"down"}),
        ({"reason": "unreachable", "new": 0}, set(), {"dry", "errors", "coverage of authors", "walls"}),
    ],
)
def test_what_a_run_shows_to_be_over_and_of_what_it_shows_nothing(fields: dict, over: set, unknown: set) -> None:
    found = verdict(**fields)
    assert over <= {kind for kind, fault in found.items() if fault is None}
    assert not unknown & set(found)


def test_nothing_that_comes_is_critical_and_anything_less_a_warning() -> None:
    assert verdict(reason="unreachable")["down"] == Fault(
        "critical", "the site stopped answering, and the crawl ended before its time"
    )
    assert verdict(newest=timedelta(days=8))["dry"].severity == "warning"
