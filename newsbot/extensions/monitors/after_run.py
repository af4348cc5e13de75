"""The last steps of a run: the verdict on it, the saved searches, the messages, and the heartbeat."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from pymongo.asynchronous.database import AsyncDatabase
from scrapy.settings import BaseSettings

from newsbot.crawl.context import Session
from newsbot.extensions.monitors.alerts import note, tell, tell_of_watches
from newsbot.extensions.monitors.channels import beat
from newsbot.extensions.monitors.checks import Limits, Verdict, judge
from newsbot.extensions.monitors.database_alert import database_is_there
from newsbot.extensions.monitors.watching import run_watches
from newsbot.store.database.connection import Connection
from newsbot.store.database.schema import Document

logger = logging.getLogger(__name__)

_HISTORY = 20


async def after_run(session: Session, site: str, run: Document, settings: BaseSettings) -> None:
    """Note in a finished run what is wrong with the site, run the saved searches, send what is due, call the heartbeat.

    The heartbeat is called when all that was to be sent is sent, whatever became of the site: it shows that crawls run,
    and that alerts reach people. The site's lease is released first, so that of crawls that end together one is last.

    Settings: MONITOR_DRY_DAYS, MONITOR_COVERAGE_FALL, MONITOR_ERROR_SHARE, ALERT_REPEAT_HOURS, ALERT_GATHER_MINUTES,
    ALERT_EMAIL, ALERT_SLACK_WEBHOOK, WATCH_EMAIL, WATCH_WEBHOOK, MAIL_*, HEARTBEAT_URL.
    """
    now: datetime = run["finished_at"]
    before, verdict = await _judged(session, site, run, settings)
    every = timedelta(hours=settings.getfloat("ALERT_REPEAT_HOURS"))
    await note(session.database, site, verdict, now=now, before=before, every=every)
    await session.lease.release()
    reached = settings.getbool("ALERTS_LATER")
    if not reached:
        await _watch(session.database, settings)
        reached = await tell(session.database, settings, now=now)
    await database_is_there(settings)
    if reached and (url := settings.get("HEARTBEAT_URL")):
        why = await asyncio.to_thread(beat, url, run["spider"])
        if why:
            logger.error("HEARTBEAT_URL could not be called: %s", why)


def tell_now(connection: Connection, settings: BaseSettings) -> None:
    """Run the saved searches and send what is due, which crawls with the setting ALERTS_LATER have left; for code
    without an event loop.
    """

    async def told() -> None:
        async with connection.async_client() as client:
            await _watch(client[connection.database], settings)
            await tell(client[connection.database], settings, now=datetime.now(UTC))

    asyncio.run(told())


def send_digest(connection: Connection, settings: BaseSettings) -> None:
    """Send what saved searches have found; for code without an event loop."""

    async def told() -> None:
        async with connection.async_client() as client:
            await tell_of_watches(client[connection.database], settings, now=datetime.now(UTC))

    asyncio.run(told())


async def _watch(database: AsyncDatabase[Document], settings: BaseSettings) -> None:
    """Run the saved searches. Whatever happens there is no reason for a crawl to end otherwise."""
    if await database["watches"].find_one({}, {"_id": 1}) is None:
        return
    try:
        await asyncio.to_thread(run_watches, settings)
    except Exception as error:
        logger.error("The saved searches could not be run: %s", error, exc_info=error)


async def _judged(session: Session, site: str, run: Document, settings: BaseSettings) -> tuple[datetime, Verdict]:
    """When the run before began, else this one, and the verdict on this one, which its document then holds."""
    runs = session.database["runs"]
    earlier = runs.find({"site": site, "_id": {"$ne": run["_id"]}, "finished_at": {"$ne": None}})
    history = await earlier.sort("started_at", -1).limit(_HISTORY).to_list()
    newest = await runs.find_one({"site": site, "new": {"$gt": 0}}, {"finished_at": 1}, sort=[("started_at", -1)])
    verdict = judge(run, history, newest["finished_at"] if newest else None, Limits.from_settings(settings))
    alerts = [fault.text for fault in verdict.values() if fault]
    await runs.update_one({"_id": run["_id"]}, {"$set": {"alerts": alerts}})
    return history[0]["started_at"] if history else run["finished_at"], verdict
