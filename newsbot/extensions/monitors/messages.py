"""One message about many sites: what began, what lasts, what is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from newsbot.extensions.monitors.channels import Message

Alert = Mapping[str, Any]
"""A document of the collection `alerts`."""

NEW, WORSE, LASTS, OVER = "new", "worse", "lasts", "over"
"""What there is to say of an alert."""

LASTING = {"due": {"$ne": OVER}}
"""The query for the alerts that last."""

_HEADINGS = {NEW: "New:", WORSE: "Worse than before:", LASTS: "Still:", OVER: "Over:"}


def message_about(events: Sequence[tuple[str, Alert]], now: datetime) -> Message:
    """The message about alerts, each with what there is to say of it. There must be one at least."""
    lines: list[str] = []
    for event, heading in _HEADINGS.items():
        alerts = [alert for told, alert in events if told == event]
        if alerts:
            alerts.sort(key=lambda alert: (alert["severity"] != "critical", alert["site"], alert["kind"]))
            lines += ["", heading, *(f"- {_line(event, alert, now)}" for alert in alerts)]
    return Message(_subject(events), "\n".join(lines[1:]))


def repeat_at(anchor: datetime, now: datetime, every: timedelta) -> datetime | None:
    """When an alert is told again: whole periods after `anchor`, half a period from now at least. None: never."""
    if every <= timedelta(0):
        return None
    periods = -((anchor - now - every / 2) // every)
    return anchor + periods * every


def _line(event: str, alert: Alert, now: datetime) -> str:
    if event == OVER:
        return f"{alert['site']}: {alert['text']} (it lasted {_span(now - alert['since'])})"
    since = "" if event == NEW else f" (since {alert['since']:%Y-%m-%d %H:%M} UTC)"
    return f"{alert['severity'].upper()} {alert['site']}: {alert['text']}{since}"


def _subject(events: Sequence[tuple[str, Alert]]) -> str:
    wrong = [alert for event, alert in events if event != OVER]
    sites = sorted({alert["site"] for alert in wrong or [alert for _, alert in events]})
    who = sites[0] if len(sites) == 1 else f"{len(sites)} sites"
    if not wrong:
        return f"newsbot: over at {who}"
    level = "CRITICAL" if any(alert["severity"] == "critical" for alert in wrong) else "warning"
    verb = "needs" if len(sites) == 1 else "need"
    still = " still" if all(event == LASTS for event, alert in events if event != OVER) else ""
    return f"newsbot {level}: {who}{still} {verb} a look"


def _span(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} h" if hours >= 2 else f"{hours * 60:.0f} min"
