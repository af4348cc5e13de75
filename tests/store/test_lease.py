"""One crawl of a site at a time, also over several machines."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from newsbot.store.database import lease as leases
from newsbot.store.database.lease import Lease, SiteBusyError


async def give_to_another_machine(db, *, expires_in: timedelta) -> None:
    """As if the holder ran elsewhere: whether it lives cannot be told from here."""
    fields = {"process": "another boot", "host": "crawler-7", "pid": 4711, "expires_at": datetime.now(UTC) + expires_in}
    await db["leases"].update_one({"_id": "news.example"}, {"$set": fields})


def test_a_lease_that_is_not_renewed_ends_and_its_holder_hears_of_it(async_db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.02)

    async def scenario() -> str:
        async with async_db() as db:
            first, second = Lease(db, "news.example"), Lease(db, "news.example")
            monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 600)
            await first.acquire()
            await give_to_another_machine(db, expires_in=timedelta(minutes=1))
            with pytest.raises(SiteBusyError) as busy:
                await second.acquire()
            await give_to_another_machine(db, expires_in=timedelta(seconds=-1))
            monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.02)
            late = Lease(db, "news.example")
            late._holder = first._holder  # the first one as it wakes up
            late._heartbeat = asyncio.create_task(late._renew())
            await second.acquire()
            await asyncio.wait_for(late.taken.wait(), 30)
            await late.release()
            assert await db["leases"].count_documents({}) == 1
            await second.release()
            await first.release()
            assert await db["leases"].count_documents({}) == 0
            return str(busy.value)

    says = asyncio.run(scenario())
    assert says.startswith("news.example is being crawled already: process 4711 on crawler-7, since ")
    assert "its lease ends by itself at" in says


def test_a_lease_is_renewed_while_its_crawl_lives(async_db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "HEARTBEAT_SECONDS", 0.02)

    async def scenario() -> bool:
        async with async_db() as db:
            lease = Lease(db, "news.example")
            await lease.acquire()
            first = (await db["leases"].find_one())["expires_at"]
            while (await db["leases"].find_one())["expires_at"] == first:
                await asyncio.sleep(0.02)
            await lease.release()
            return lease.taken.is_set()

    assert asyncio.run(scenario()) is False


def test_without_a_site_there_is_nothing_to_hold(async_db) -> None:
    async def scenario() -> int:
        async with async_db() as db:
            await Lease(db, "").acquire()
            await Lease(db, "").acquire()
            return await db["leases"].count_documents({})

    assert asyncio.run(scenario()) == 0
