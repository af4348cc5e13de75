"""Given what crawls found, hour after hour, who is told what and how often; by a real database and real servers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from bson import ObjectId
from scrapy.settings import Settings

from newsbot.crawl.context import Session
from newsbot.extensions.monitors import alerts
from newsbot.extensions.monitors.after_run import after_run
from newsbot.extensions.monitors.alerts import tell
from newsbot.store.database.lease import Lease, running_since
from tests.support.inbox import Inbox, inbox

START = datetime(2026, 1, 10, 9, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
FINE = {"reason": "finished", "new": 2, "sources_read": 2, "coverage": {"authors": 1.0}}
DOWN = {"reason": "unreachable", "sources_failed": 2, "errors_by_kind": {"timeout": 2}}
MANY_ERRORS = FINE | {"failed": 9, "new": 9}


@pytest.fixture
def box() -> Iterator[Inbox]:
    with inbox() as opened:
        yield opened


class Schedule:
    """Crawls of sites, as they end."""

    def __init__(self, database: Any, settings: Settings) -> None:
        self.database = database
        self.settings = settings

    async def crawl(self, at: datetime, found: dict[str, Any], site: str = "news.example") -> None:
        """A crawl that began at a time and ended a minute later."""
        run = {"_id": ObjectId(), "spider": site, "site": site, "started_at": at, "finished_at": at + HOUR / 60}
        await self.database["runs"].insert_one(run | found)
        lease = Lease(self.database, site)
        await lease.acquire()
        session = cast(Session, SimpleNamespace(database=self.database, lease=lease))
        await after_run(session, site, run | found, self.settings)


@pytest.fixture
def schedule(async_db, box: Inbox, tmp_path) -> Callable[..., Any]:
    """Opens a schedule of crawls: `async with schedule() as crawls`."""

    @asynccontextmanager
    async def opened(**settings: object) -> AsyncIterator[Schedule]:
        async with async_db() as database:
            usual = {
                "MONITOR_DRY_DAYS": 7,
                "MONITOR_COVERAGE_FALL": 0.3,
                "MONITOR_ERROR_SHARE": 0.2,
                "ALERT_REPEAT_HOURS": 24,
                "ALERT_GATHER_MINUTES": 30,
                "NEWSBOT_HOME": str(tmp_path),
            }
            yield Schedule(database, Settings(usual | box.settings | settings))

    return opened


def played(schedule: Callable[..., Any], *runs: tuple[float, dict[str, Any]], **settings: object) -> None:
    """Crawl at these hours with these findings."""

    async def play() -> None:
        async with schedule(**settings) as crawls:
            for hour, found in runs:
                await crawls.crawl(START + hour * HOUR, found)

    asyncio.run(play())


def test_a_site_that_is_down_for_three_days_is_four_alerts_and_one_over(schedule, box: Inbox) -> None:
    """The trial: a crawl an hour, 72 of them while the site is down."""
    hours = [(hour, DOWN) for hour in range(1, 73)]
    played(schedule, (0, FINE), *hours, (73, FINE), (74, FINE))
    assert box.subjects() == [
        "newsbot CRITICAL: news.example needs a look",
        *["newsbot CRITICAL: news.example still needs a look"] * 3,
        "newsbot: over at news.example",
    ]
    assert len(box.posts) == 5
    assert "the site stopped answering" in box.texts()[0]
    assert "(since 2026-01-10 10:18 UTC)" in box.texts()[1]
    assert "(it lasted 3 days)" in box.texts()[-1]
    assert len(box.beats) == 75  # crawls run and alerts arrive, whatever the site does


def test_how_an_outage_shows_may_change_without_a_further_alert(schedule, box: Inbox) -> None:
    silent = {"reason": "finished", "sources_failed": 3, "errors_by_kind": {"timeout": 3}, "failed": 9}
    robots = {"reason": "robots_unreachable"}
    played(schedule, (0, FINE), (1, DOWN), (2, silent), (3, robots), (4, silent), (5, FINE))
    assert [subject.partition(":")[0] for subject in box.subjects()] == ["newsbot CRITICAL", "newsbot"]


def test_a_run_that_shows_nothing_ends_no_alert(schedule, box: Inbox) -> None:
    stopped = {"reason": "shutdown"}
    nothing_new = {"reason": "finished", "sources_read": 1}
    played(schedule, (0, FINE), (1, DOWN), (2, stopped), (3, DOWN))
    assert len(box.mails) == 1
    played(schedule, (4, FINE), (5, MANY_ERRORS), (6, nothing_new), (7, MANY_ERRORS))
    assert [subject.partition(":")[0] for subject in box.subjects()][1:] == ["newsbot", "newsbot warning"]


def test_it_is_told_again_as_often_as_the_setting_says(schedule, box: Inbox) -> None:
    hours = [(hour, DOWN) for hour in range(1, 49)]
    played(schedule, (0, FINE), *hours, ALERT_REPEAT_HOURS=12)
    assert len(box.mails) == 5


def test_or_never(schedule, box: Inbox) -> None:
    played(schedule, (0, FINE), *[(hour, DOWN) for hour in range(1, 100)], ALERT_REPEAT_HOURS=0)
    assert len(box.mails) == 1


def test_what_gets_worse_is_told_at_once(schedule, box: Inbox, db) -> None:
    played(schedule, (0, FINE), (1, DOWN))
    db["alerts"].update_one({}, {"$set": {"severity": "warning"}})
    played(schedule, (2, DOWN), (3, DOWN))
    assert len(box.mails) == 2
    assert box.texts()[1].startswith("Worse than before:\n- CRITICAL news.example: the site stopped answering")


def test_a_site_that_is_not_crawled_any_more_is_not_told_again(schedule, box: Inbox) -> None:
    async def play() -> None:
        async with schedule() as crawls:
            await crawls.crawl(START, FINE)
            await crawls.crawl(START + HOUR, DOWN)
            for hour in range(2, 100):
                await crawls.crawl(START + hour * HOUR, FINE, "other.example")

    asyncio.run(play())
    assert len(box.mails) == 1


def test_thirty_sites_that_fail_at_once_are_one_message(schedule, box: Inbox) -> None:
    """Crawls that run at the same time, whatever started them: the last to end sends."""

    async def play() -> None:
        async with schedule() as crawls:
            for at, found in ((START, FINE), (START + HOUR, DOWN)):
                sites = [f"site-{number:02}.example" for number in range(30)]
                leases = [Lease(crawls.database, site) for site in sites]
                for site, lease in zip(sites, leases, strict=True):
                    await lease.acquire()
                    # in this database the crawl began when the clock of this test says
                    began = {"$set": {"since": at}}
                    await crawls.database["leases"].update_one({"_id": site}, began)
                runs = [
                    {"_id": ObjectId(), "spider": site, "site": site, "started_at": at, "finished_at": at + HOUR / 60}
                    for site in sites
                ]
                await crawls.database["runs"].insert_many([run | found for run in runs])
                ended = (
                    after_run(
                        cast(Session, SimpleNamespace(database=crawls.database, lease=lease)),
                        run["site"],
                        run | found,
                        crawls.settings,
                    )
                    for run, lease in zip(runs, leases, strict=True)
                )
                await asyncio.gather(*ended)

    asyncio.run(play())
    [message] = box.mails
    assert message["Subject"] == "newsbot CRITICAL: 30 sites need a look"
    assert box.texts()[0].count("the site stopped answering") == 30
    assert len(box.posts) == 1


def test_a_crawl_that_ends_while_another_decides_is_in_the_message(schedule, box: Inbox, monkeypatch) -> None:
    """It finds that somebody sends already; who has just decided to wait for it then looks again."""
    asked: list[bool] = []

    async def play() -> None:
        async with schedule() as crawls:
            for site in ("first.example", "second.example"):
                await crawls.crawl(START, FINE, site)
            other = Lease(crawls.database, "second.example")
            await other.acquire()
            await crawls.database["leases"].update_one({"_id": "second.example"}, {"$set": {"since": START + HOUR}})

            async def decides(database: Any, moment: datetime) -> bool:
                runs = await running_since(database, moment)
                asked.append(runs)
                if len(asked) == 1:
                    await other.release()
                    await crawls.crawl(START + HOUR, DOWN, "second.example")
                return runs

            monkeypatch.setattr(alerts, "running_since", decides)
            await crawls.crawl(START + HOUR, DOWN, "first.example")

    asyncio.run(play())
    assert asked == [True, False]
    [message] = box.mails
    assert message["Subject"] == "newsbot CRITICAL: 2 sites need a look"


@pytest.mark.slow
def test_sites_that_fail_one_after_the_other_are_two_messages_and_their_reminders_one(schedule, box: Inbox) -> None:
    async def play() -> None:
        async with schedule() as crawls:
            for hour in range(50):
                for number in range(20):  # each at a minute of its own
                    at = START + hour * HOUR + number * HOUR / 20
                    await crawls.crawl(at, DOWN if hour else FINE, f"site-{number:02}.example")

    asyncio.run(play())
    new = [text for text in box.texts() if text.startswith("New:")]
    assert 2 <= len(new) <= 3
    assert "\n".join(new).count("- CRITICAL") == 20
    still = [text for text in box.texts() if not text.startswith("New:")]
    assert len(still) == 2
    assert all(text.count("- CRITICAL") == 20 for text in still)


def test_two_processes_that_end_at_once_do_not_both_send(schedule, box: Inbox) -> None:
    async def play() -> None:
        async with schedule(ALERTS_LATER=True) as crawls:
            await crawls.crawl(START, FINE)
            await crawls.crawl(START + HOUR, DOWN)
            assert not box.mails
            senders = [tell(crawls.database, crawls.settings, now=START + 2 * HOUR) for _ in range(8)]
            await asyncio.gather(*senders)

    asyncio.run(play())
    assert (len(box.mails), len(box.posts)) == (1, 1)


def test_a_sender_that_was_killed_keeps_nobody_from_sending_for_long(schedule, box: Inbox, db) -> None:
    played(schedule, (0, FINE))
    db["meta"].update_one(
        {"_id": "alerts"}, {"$set": {"holder": "x", "claimed_until": datetime(2100, 1, 1, tzinfo=UTC)}}
    )
    played(schedule, (1, DOWN))
    assert not box.mails
    db["meta"].update_one({"_id": "alerts"}, {"$set": {"claimed_until": datetime(2026, 1, 1, tzinfo=UTC)}})
    played(schedule, (2, DOWN))
    assert len(box.mails) == 1


def test_what_could_not_be_delivered_is_sent_later_by_that_channel_alone(schedule, box: Inbox, db, caplog) -> None:
    box.status = 500
    played(schedule, (0, FINE), (1, DOWN), (2, DOWN))
    assert (len(box.mails), len(box.posts)) == (1, 0)
    assert len(box.beats) == 1  # not after runs of which people could not be told
    assert "HTTP status 500" in caplog.text
    assert "secret-token" not in caplog.text
    box.status = 200
    played(schedule, (3, DOWN))
    assert (len(box.mails), len(box.posts)) == (1, 1)
    assert box.posts[0].startswith("*newsbot CRITICAL: news.example needs a look*\nNew:\n- CRITICAL news.example: ")
    assert db["outbox"].count_documents({}) == 0


def test_a_message_that_waited_for_a_week_is_given_up(schedule, box: Inbox, db) -> None:
    box.status = 500
    played(schedule, (0, FINE), *((hour, DOWN) for hour in range(1, 300, 12)), ALERT_REPEAT_HOURS=0)
    assert db["outbox"].count_documents({}) == 0


def test_without_a_channel_it_goes_to_the_log_as_often(schedule, db, caplog) -> None:
    none = {"ALERT_EMAIL": "", "ALERT_SLACK_WEBHOOK": "", "HEARTBEAT_URL": ""}
    played(schedule, (0, FINE), *((hour, DOWN) for hour in range(1, 30)), (30, FINE), **none)
    lines = [record.getMessage() for record in caplog.records if record.getMessage().startswith("ALERT")]
    assert [line.rpartition("(")[2] for line in lines[1:]] == ["lasts)", "over)"]
    assert db["alerts"].count_documents({}) == db["outbox"].count_documents({}) == 0


def test_text_that_a_site_chose_is_no_markup_of_slacks(schedule, box: Inbox) -> None:
    hostile = MANY_ERRORS | {"errors_by_kind": {"<!channel> & co": 9}}
    played(schedule, (0, FINE), (1, hostile))
    assert "&lt;!channel&gt; &amp; co (9)" in box.posts[0]
