"""The digest of saved searches: one message about all that their runs have found, each match in one message.

A match is first given to a letter, then the letter is in the outbox, then the match counts as told. A process that is
killed in between leaves a letter whose matches do not count as told: the next one puts it in the outbox, under the
same `_id`. So a match is in one letter, and a letter in the outbox once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from pymongo.asynchronous.database import AsyncDatabase
from scrapy.settings import BaseSettings

from newsbot.extensions.monitors.channels import Message, of_watches
from newsbot.store.database.schema import Document
from newsbot.store.database.upsert import DURABLE
from newsbot.text.printable import printable

MOST_SHOWN = 20
"""Quotes of one search in a digest; of the others it has the number."""
_LONGEST = 300
_SHOWN = dict.fromkeys(("published", "speaker", "speaker_role", "text", "kind", "headline", "url"), 1)


async def compose_digest(database: AsyncDatabase[Document], settings: BaseSettings, now: datetime) -> None:
    """Put what nobody was told yet into the outbox, as one message. One process at a time may do so.

    Settings: WATCH_EMAIL, WATCH_WEBHOOK. Where they name nobody, what was found until now is not told later.
    """
    matches = database.get_collection("watch_matches", write_concern=DURABLE)
    waiting = {"told": False}
    if not (to := of_watches(settings)):
        await matches.update_many(waiting, {"$set": {"told": True}})
        return
    await matches.update_many(waiting | {"letter": None}, {"$set": {"letter": uuid4().hex}})
    for letter in await matches.distinct("letter", waiting):
        message = await _message(database, letter)
        fields = {"subject": message.subject, "text": message.text, "made_at": now, "channels": to}
        box = database.get_collection("outbox", write_concern=DURABLE)
        await box.update_one({"_id": letter}, {"$setOnInsert": fields}, upsert=True)
        await matches.update_many({"letter": letter}, {"$set": {"told": True}})


async def _message(database: AsyncDatabase[Document], letter: str) -> Message:
    found: dict[str, list[str]] = {}
    async for match in database["watch_matches"].find({"letter": letter}).sort("_id", 1):
        found.setdefault(match["watch"], []).append(match["quote_id"])
    some = [quote_id for ids in found.values() for quote_id in ids[:MOST_SHOWN]]
    quotes = {quote["_id"]: quote async for quote in database["quotes"].find({"_id": {"$in": some}}, _SHOWN)}
    return message_of({watch: [quotes.get(quote_id) for quote_id in ids] for watch, ids in found.items()})


def message_of(found: Mapping[str, Sequence[Document | None]]) -> Message:
    """The message about the quotes that each search has found; None for one that is only counted."""
    count = sum(map(len, found.values()))
    searches = next(iter(found)) if len(found) == 1 else f"{len(found)} searches"
    subject = f"newsbot: {count:,} new quote{'s' * (count != 1)} for {searches}"
    lines: list[str] = []
    for watch, quotes in found.items():
        shown = [quote for quote in quotes if quote is not None]
        lines += ["", f"{watch}: {len(quotes):,} new"]
        for quote in shown:
            lines += ["", *_lines(quote)]
        if len(shown) < len(quotes):
            lines += ["", f"  … and {len(quotes) - len(shown):,} more"]
    return Message(subject, "\n".join(lines[1:]))


def _lines(quote: Document) -> list[str]:
    day = f"{quote['published']:%Y-%m-%d}" if quote["published"] else "no date   "
    role = f", {quote['speaker_role']}" if quote.get("speaker_role") else ""
    words = _line(quote["text"])
    said = words if quote["kind"] == "indirect" else f"“{words}”"
    who = _line(f"{quote['speaker'] or 'No speaker named'}{role}")
    return [f"  {day}  {who}", f"  {said}", f"  {_line(quote['headline'])}", f"  {_line(quote['url'], 2_000)}"]


def _line(text: str, longest: int = _LONGEST) -> str:
    """Text of a page as a part of one line."""
    words = " ".join(printable(text).split())
    return words if len(words) <= longest else f"{words[:longest]}…"
