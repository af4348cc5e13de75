"""What a message says, and when the next one about the same fault is due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.extensions.monitors.messages import message_about, repeat_at

NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def alert(site: str = "news.example", severity: str = "warning", text: str = "no new article for 9 days") -> dict:
    return {"site": site, "kind": "dry", "severity": severity, "text": text, "since": NOW - 3 * DAY}


@given(st.timedeltas(timedelta(0), 4000 * DAY), st.timedeltas(timedelta(minutes=1), 40 * DAY))
def test_it_is_repeated_whole_periods_after_the_last_good_run_and_never_soon(ago: timedelta, every: timedelta) -> None:
    anchor = NOW - ago
    again = repeat_at(anchor, NOW, every)
    assert again is not None
    assert (again - anchor) % every == timedelta(0)
    assert every / 2 <= again - NOW < every * 1.5 + timedelta(microseconds=1)


def test_never() -> None:
    assert repeat_at(NOW, NOW, timedelta(0)) is None


@pytest.mark.parametrize(
    ("events", "subject"),
    [
        ([("new", alert())], "newsbot warning: news.example needs a look"),
        ([("lasts", alert())], "newsbot warning: news.example still needs a look"),
        ([("worse", alert(severity="critical"))], "newsbot CRITICAL: news.example needs a look"),
        ([("new", alert()), ("lasts", alert("wire.example", "critical"))], "newsbot CRITICAL: 2 sites need a look"),
        ([("over", alert())], "newsbot: over at news.example"),
        ([("over", alert()), ("over", alert("wire.example"))], "newsbot: over at 2 sites"),
        ([("over", alert()), ("new", alert("wire.example"))], "newsbot warning: wire.example needs a look"),
    ],
)
def test_the_subject(events: list, subject: str) -> None:
    assert message_about(events, NOW).subject == subject


def test_the_text_begins_with_what_is_new_and_worst() -> None:
    events = [
        ("over", alert("a.example")),
        ("lasts", alert("b.example")),
        ("new", alert("c.example")),
        ("new", alert("d.example", "critical", "robots.txt could not be read, so nothing was fetched")),
    ]
    assert message_about(events, NOW).text.splitlines() == [
        "New:",
        "- CRITICAL d.example: robots.txt could not be read, so nothing was fetched",
        "- WARNING c.example: no new article for 9 days",
        "",
        "Still:",
        "- WARNING b.example: no new article for 9 days (since 2026-01-07 09:00 UTC)",
        "",
        "Over:",
        "- a.example: no new article for 9 days (it lasted 3 days)",
    ]
