"""The alert that the database is away: its state is a file in NEWSBOT_HOME, because nothing else is there."""

import asyncio
import fcntl
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from scrapy.settings import BaseSettings

from newsbot.extensions.monitors.alerts import send_all
from newsbot.extensions.monitors.channels import Message, channels
from newsbot.extensions.monitors.messages import repeat_at

logger = logging.getLogger(__name__)

FILE = "database-alert.json"


async def database_is_away(settings: BaseSettings, sentence: str, now: datetime | None = None) -> None:
    """Tell people that crawls do not run for want of a database: once, and then every ALERT_REPEAT_HOURS.

    Of several processes of this machine one does. Where the file cannot be written, each one does.
    """
    now = now or datetime.now(UTC)
    every = timedelta(hours=settings.getfloat("ALERT_REPEAT_HOURS"))
    if not channels(settings):
        return
    with _state(settings, make=True) as (state, save):
        again = datetime.fromisoformat(state["repeat_at"]) if state.get("repeat_at") else None
        is_new = "since" not in state or state.get("over", False)
        since = now if is_new else datetime.fromisoformat(state["since"])
        to = channels(settings) if is_new or (again and again <= now) else state["unsent"]
        if is_new or (again and again <= now):
            again = repeat_at(again or now, now, every)
        text = f"{sentence}\nsince {since:%Y-%m-%d %H:%M} UTC, on {socket.gethostname()}"
        unsent = await send_all(Message("newsbot CRITICAL: no database, so no crawls", text), to, settings)
        save({"since": since.isoformat(), "repeat_at": again and again.isoformat(), "unsent": unsent})


async def database_is_there(settings: BaseSettings) -> None:
    """Tell people that it is over, if they were told that it began."""
    with _state(settings, make=False) as (state, save):
        if not state:
            return
        to = state["unsent"] if state.get("over") else channels(settings)
        text = f"The crawls of {socket.gethostname()} have a database again."
        unsent = await send_all(Message("newsbot: the database is there again", text), to, settings)
        save(state | {"over": True, "unsent": unsent} if unsent else {})


@contextmanager
def _state(settings: BaseSettings, *, make: bool) -> Iterator[tuple[dict[str, Any], Any]]:
    """The state, and a function to save another one; nobody else has the file meanwhile."""
    path = Path(settings["NEWSBOT_HOME"]).expanduser() / FILE
    file: IO[str] | None = None
    state: dict[str, Any] = {}
    if make or path.exists():
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = open(path, "a+", encoding="utf-8")  # noqa: SIM115 - closed below
    if file is None:
        yield {}, lambda new: None
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        with suppress(ValueError):
            state = json.loads(file.read() or "{}")

        def save(new: dict[str, Any]) -> None:
            try:
                file.truncate(0)
                file.write(json.dumps(new) if new else "")
                file.flush()
            except OSError as error:
                logger.error("%s cannot be written: %s", path, error.strerror)

        yield state, save


def tell_database_is_away(settings: BaseSettings, sentence: object) -> None:
    """The same as `database_is_away`, for code without an event loop."""
    asyncio.run(database_is_away(settings, str(sentence)))
