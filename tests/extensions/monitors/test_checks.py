"""Given a run and those before it, what is wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from newsbot.extensions.monitors.checks import Limits, alerts_of

NOW = datetime(2026, 1, 10, tzinfo=UTC)
LIMITS = Limits(dry_days=7, coverage_fall=0.3, error_share=0.2)
USUAL = {"new": 20, "coverage": {"authors": 0.9, "published": 1.0}, "reason": "finished", "finished_at": NOW}


def alerts(newest: timedelta | None = timedelta(hours=1), history: int = 5, **fields: object) -> list[str]:
    run = USUAL | fields
    return alerts_of(run, [USUAL] * history, None if newest is None else NOW - newest, LIMITS)


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
    ],
)
def test_what_is_wrong_with_a_run(fields: dict, says: str | None) -> None:
    assert alerts(**fields) == ([says] if says else [])
