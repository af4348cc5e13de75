"""The alerts that last, kept in MongoDB, and the messages about them: of all sites, by whichever crawl ends last."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from pymongo import DeleteOne, UpdateOne
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError
from scrapy.settings import BaseSettings

from newsbot.extensions.monitors.channels import SETTINGS, Message, channels, of_watches, send
from newsbot.extensions.monitors.checks import Verdict
from newsbot.extensions.monitors.digest import compose_digest
from newsbot.extensions.monitors.messages import LASTS, NEW, OVER, WORSE, message_about, repeat_at
from newsbot.store.database.lease import running_since
from newsbot.store.database.retry import retrying
from newsbot.store.database.schema import Document
from newsbot.store.database.upsert import DURABLE

logger = logging.getLogger(__name__)

_CLAIM_SECONDS = 120
"""How long a process may take for one message; then another one may send."""
_MOST_AGE = timedelta(days=7)
"""A message that could not be sent for so long is given up."""


@retrying
async def note(
    database: AsyncDatabase[Document], site: str, verdict: Verdict, *, now: datetime, before: datetime, every: timedelta
) -> None:
    """Write down which alerts of a site begin, last and are over by the verdict on a run.

    `before` is when the run before began, from which on days are counted: the fault began after it. `every` is how
    often an alert that lasts is told again. Only one process at a time may do so for a site.
    """
    known = {alert["kind"]: alert async for alert in database["alerts"].find({"site": site})}
    writes: list[UpdateOne | DeleteOne] = []
    for kind, fault in verdict.items():
        alert, key = known.get(kind), {"_id": f"{site} {kind}"}
        if fault is not None:
            seen: Document = {"severity": fault.severity, "text": fault.text, "seen_at": now}
            if alert is None:
                first = {"site": site, "kind": kind, "since": now, "sent_at": None}
                seen |= first | {"due": NEW, "due_at": now, "repeat_at": repeat_at(before, now, every)}
            elif alert["due"] == OVER:  # it is back before anybody was told that it had gone
                seen |= {"due": None}
            elif alert["due"] is None and (alert["severity"], fault.severity) == ("warning", "critical"):
                seen |= {"due": WORSE, "due_at": now}
            writes.append(UpdateOne(key, {"$set": seen}, upsert=True))
        elif alert is not None and alert["due"] == NEW:  # nobody was told that it had come
            writes.append(DeleteOne(key))
        elif alert is not None and alert["due"] != OVER:
            writes.append(UpdateOne(key, {"$set": {"due": OVER, "due_at": now}}))
    if writes:
        await database.get_collection("alerts", write_concern=DURABLE).bulk_write(writes)


async def tell(database: AsyncDatabase[Document], settings: BaseSettings, *, now: datetime) -> bool:
    """Send one message about all that is due, of all sites, one about what saved searches have found, and what could
    not be sent before; returns whether everything that was to be sent is sent.

    While other crawls run that began lately, the last of them sends; of several processes one. Between two messages lie
    ALERT_GATHER_MINUTES. A message is sent again, if ever, when a process dies while it sends.
    """
    return await _send(database, settings, now, (_compose, compose_digest))


async def tell_of_watches(database: AsyncDatabase[Document], settings: BaseSettings, *, now: datetime) -> bool:
    """The same without a message about alerts."""
    return await _send(database, settings, now, (compose_digest,))


Compose = Callable[[AsyncDatabase[Document], BaseSettings, datetime], Awaitable[None]]


async def _send(
    database: AsyncDatabase[Document], settings: BaseSettings, now: datetime, compose: Sequence[Compose]
) -> bool:
    holder, done, again = uuid4().hex, True, True
    while again and await _claim(database, holder):
        again = False
        try:
            for one in compose:
                await one(database, settings, now)
            done = await _deliver(database, settings, holder, now)
        finally:
            again = await _release(database, holder)
    return done


async def _claim(database: AsyncDatabase[Document], holder: str) -> bool:
    """Whether this process is the one that sends, for _CLAIM_SECONDS by the server's clock.

    Where another one is, it looks again when it has done: it may have decided already, without what is due by now.
    """
    if await _take(database, holder):
        return True
    await database["meta"].update_one({"_id": "alerts"}, {"$set": {"look_again": True}})
    return await _take(database, holder)  # the other one may have gone in between


async def _take(database: AsyncDatabase[Document], holder: str) -> bool:
    meta = database["meta"]
    with suppress(DuplicateKeyError):  # another process makes it
        await meta.update_one({"_id": "alerts"}, {"$setOnInsert": {"sent_at": None}}, upsert=True)
    free = [{"holder": holder}, {"claimed_until": None}, {"$expr": {"$lt": ["$claimed_until", "$$NOW"]}}]
    until = {"$add": ["$$NOW", _CLAIM_SECONDS * 1000]}
    claim = [{"$set": {"holder": holder, "claimed_until": until}}]
    return (await meta.update_one({"_id": "alerts", "$or": free}, claim)).matched_count == 1


async def _release(database: AsyncDatabase[Document], holder: str) -> bool:
    """Let another process send; returns whether one wished to meanwhile."""
    gone = {"$unset": {"holder": "", "claimed_until": "", "look_again": ""}}
    before = await database["meta"].find_one_and_update({"_id": "alerts", "holder": holder}, gone)
    return bool(before and before.get("look_again"))


async def _compose(database: AsyncDatabase[Document], settings: BaseSettings, now: datetime) -> None:
    """Make a message of what is due, unless more may come: it is in the outbox before it counts as told."""
    gather = timedelta(minutes=settings.getfloat("ALERT_GATHER_MINUTES"))
    every = timedelta(hours=settings.getfloat("ALERT_REPEAT_HOURS"))
    others = await running_since(database, now - gather)  # first: one that ends in between is in what is read now
    alerts = await database["alerts"].find().to_list()
    due = [alert for alert in alerts if alert["due"] or _is_to_repeat(alert, now)]
    last = (await database["meta"].find_one({"_id": "alerts"}) or {}).get("sent_at")
    if not due or (last is not None and now < last + gather):
        return
    waited = now - min(alert["due_at"] if alert["due"] else now for alert in due)
    if waited < gather and others:
        return
    # what is to be told again before long is told now, so that from then on they come together
    due += [alert for alert in alerts if alert not in due and _is_to_repeat(alert, now + every / 2)]
    events = [(alert["due"] or LASTS, alert) for alert in due]
    for event, alert in events:
        logger.error("ALERT %s: %s%s", alert["site"], alert["text"], "" if event == NEW else f" ({event})")
    message = message_about(events, now)
    if to := channels(settings):
        box = database.get_collection("outbox", write_concern=DURABLE)
        await box.insert_one({"subject": message.subject, "text": message.text, "made_at": now, "channels": to})
    await database["alerts"].bulk_write([_told(event, alert, now, every) for event, alert in events])
    await database["meta"].update_one({"_id": "alerts"}, {"$set": {"sent_at": now}})


def _is_to_repeat(alert: Document, at: datetime) -> bool:
    """Whether an alert that lasts is to be told again: not one of a site that was not crawled since it was told."""
    if alert["due"] or alert["repeat_at"] is None or alert["seen_at"] <= alert["sent_at"]:
        return False
    return bool(alert["repeat_at"] <= at)


def _told(event: str, alert: Document, now: datetime, every: timedelta) -> UpdateOne | DeleteOne:
    """The write after an alert was told; none where the alert has changed meanwhile."""
    unchanged = {"_id": alert["_id"], "due": alert["due"]}
    if event == OVER:
        return DeleteOne(unchanged)
    again = alert["repeat_at"] and repeat_at(alert["repeat_at"], now, every)
    return UpdateOne(unchanged, {"$set": {"due": None, "sent_at": now, "repeat_at": again}})


async def _deliver(database: AsyncDatabase[Document], settings: BaseSettings, holder: str, now: datetime) -> bool:
    """Send what is in the outbox, the oldest first; what cannot be sent stays there for the next run."""
    box, named, done = database["outbox"], [*channels(settings), *of_watches(settings)], True
    for letter in await box.find().sort("made_at", 1).to_list():
        if not await _take(database, holder):  # this one took too long, and another goes on
            return False
        message = Message(letter["subject"], letter["text"], str(letter["_id"]))
        left = await send_all(message, [channel for channel in letter["channels"] if channel in named], settings)
        if left and now - letter["made_at"] < _MOST_AGE:
            await box.update_one({"_id": letter["_id"]}, {"$set": {"channels": left}})
            done = False
        else:
            await box.delete_one({"_id": letter["_id"]})
    return done


async def send_all(message: Message, to: Sequence[str], settings: BaseSettings) -> list[str]:
    """Send a message by several channels at once; returns those that failed, which the log explains."""
    sent = await asyncio.gather(*(asyncio.to_thread(send, message, channel, settings) for channel in to))
    failed: dict[str, Any] = {channel: why for channel, why in zip(to, sent, strict=True) if why}
    for channel, why in failed.items():
        logger.error(
            "A message could not be sent by %s (%s): %s. It is sent after the next crawl.",
            channel,
            SETTINGS[channel],
            why,
        )
    return [*failed]
