"""What saved searches find reaches people: one message after a crawl, each quote in one, whatever happens between."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymongo.asynchronous.collection import AsyncCollection
from scrapy.settings import Settings

from newsbot.corpus import Corpus
from newsbot.corpus.watches import watches
from newsbot.extensions.monitors.alerts import tell_of_watches
from newsbot.extensions.monitors.digest import MOST_SHOWN, compose_digest, message_of
from tests.support.inbox import Inbox, inbox
from tests.support.newspaper import FAST, Newspaper


@pytest.fixture
def box() -> Iterator[Inbox]:
    with inbox() as opened:
        webhook = str(opened.settings.pop("ALERT_SLACK_WEBHOOK"))
        del opened.settings["ALERT_EMAIL"]
        opened.settings |= {"WATCH_EMAIL": "ann@lab.example", "WATCH_WEBHOOK": webhook}
        yield opened


@pytest.fixture
def crawl(scrapy: Any, site: Newspaper, box: Inbox) -> Callable[..., Any]:
    def run(*arguments: str) -> Any:
        return scrapy("crawl", "site", "-a", f"url={site.url}", *FAST, *arguments, **box.environment())

    return run


def test_after_a_crawl_one_message_has_what_all_searches_found(
    crawl: Any, scrapy: Any, site: Newspaper, box: Inbox, corpus: Corpus, tmp_path: Path
) -> None:
    assert crawl().returncode == 0
    for name, filters in (("saw", ("--contains", "saw")), ("petra", ("--speaker", "Lindqvist"))):
        feed = ("--feed", tmp_path / "petra.xml") if name == "petra" else ()
        assert scrapy("watch", "add", name, *filters, *feed, **box.environment()).returncode == 0
    assert crawl().returncode == 0
    assert (box.mails, box.posts) == ([], [])
    site.publish(2)
    assert crawl().returncode == 0
    assert box.subjects() == ["newsbot: 4 new quotes for 2 searches"]
    assert (box.mails[0]["To"], box.mails[0]["Message-ID"].endswith("@newsbot.invalid>")) == ("ann@lab.example", True)
    [text] = box.texts()
    assert text.count("Petra Lindqvist") == 4
    assert ("saw: 2 new" in text, "petra: 2 new" in text) == (True, True)
    assert text.count(f"{site.url}/2024/story-3") == 2
    assert len(box.posts) == 1
    assert (tmp_path / "petra.xml").read_text().count("<entry>") == 2
    assert crawl().returncode == 0
    assert scrapy("watch", "run", **box.environment()).stdout == "petra: 0 new\nsaw: 0 new\n"
    assert (len(box.mails), len(box.posts), corpus.db["outbox"].count_documents({})) == (1, 1, 0)


def test_a_channel_that_is_down_gets_the_message_later(crawl: Any, site: Newspaper, box: Inbox, corpus: Corpus) -> None:
    watches.add(corpus, "petra", {"speaker": "Lindqvist"})
    box.status = 503
    done = crawl()
    assert (done.returncode, len(box.mails), box.posts) == (0, 1, [])
    assert "could not be sent by webhook of watches (WATCH_WEBHOOK): HTTP status 503" in done.stderr
    assert "secret-token" not in done.stderr
    box.status = 200
    assert crawl().returncode == 0
    assert (len(box.mails), len(box.posts)) == (1, 1)


def test_a_search_that_fails_ends_no_crawl(crawl: Any, box: Inbox, corpus: Corpus, tmp_path: Path) -> None:
    watches.add(corpus, "a", {"speaker": "Lindqvist"}, str(tmp_path / "nowhere" / "a.xml"))
    watches.add(corpus, "b", {"speaker": "Lindqvist"})
    done = crawl()
    assert done.returncode == 0
    assert "The saved search a could not be run" in done.stderr
    assert "Traceback" not in done.stderr
    assert box.subjects() == ["newsbot: 6 new quotes for 2 searches"]


class Killed(BaseException):
    """Stands for the end of the process."""


def _counted(write: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    """A write that is done so many times and then no more."""

    def counted(*args: Any, **kwargs: Any) -> Any:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return write(*args, **kwargs)

    return counted


@pytest.mark.parametrize("writes", range(4))
def test_whenever_a_process_is_killed_each_match_is_in_one_message(
    corpus: Corpus, filled: None, async_db: Any, box: Inbox, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    watches.add(corpus, "lee", {"speaker": "Nobody At All"})
    ids = [quote["_id"] for quote in corpus.db["quotes"].find({"kind": "statement"}).sort("_id")]
    noted = [
        {"_id": f"lee|{one}", "watch": "lee", "quote_id": one, "at": datetime.now(UTC), "told": False} for one in ids
    ]
    corpus.db["watch_matches"].insert_many(noted[:-1])
    settings, now = Settings(box.settings), datetime.now(UTC)

    async def killed_after(number: int) -> None:
        left = [number]
        with monkeypatch.context() as patched:
            for name in ("update_one", "update_many"):
                patched.setattr(AsyncCollection, name, _counted(getattr(AsyncCollection, name), left))
            async with async_db() as db:
                await compose_digest(db, settings, now)

    async def finish() -> None:
        async with async_db() as db:
            assert await tell_of_watches(db, settings, now=now)
            assert await tell_of_watches(db, settings, now=now)

    if writes < 3:
        with pytest.raises(Killed):
            asyncio.run(killed_after(writes))
    else:
        asyncio.run(killed_after(writes))
    corpus.db["watch_matches"].insert_one(noted[-1])  # found by the next run
    asyncio.run(finish())
    told = "\n".join(box.texts())
    for one in ids:
        quote = corpus.quote(one)
        assert told.count(quote["text"]) == 1
    assert len(box.mails) == (1 if writes == 0 else 2)


def test_who_asks_for_no_messages_gets_none_of_what_was_before(
    corpus: Corpus, filled: None, async_db: Any, box: Inbox
) -> None:
    corpus.db["watch_matches"].insert_one({"_id": "a|b", "watch": "a", "quote_id": "b", "told": False})

    async def twice() -> None:
        async with async_db() as db:
            await tell_of_watches(db, Settings(), now=datetime.now(UTC))
            await tell_of_watches(db, Settings(box.settings), now=datetime.now(UTC))

    asyncio.run(twice())
    assert box.mails == []


def test_text_from_the_web_stays_text() -> None:
    evil = "a\r\nBcc: all@x.example\n\n<!channel>\x00\x1b[31m" + "very " * 100
    quote = {"text": evil, "speaker": evil, "speaker_role": None, "headline": evil, "url": "https://a.example/\nx"}
    quote |= {"published": None, "kind": "indirect"}
    message = message_of({"mine": [quote] + [None] * MOST_SHOWN})
    assert message.subject == f"newsbot: {MOST_SHOWN + 1} new quotes for mine"
    assert message.text.isprintable() or set(message.text) - {"\n"} == {c for c in message.text if c.isprintable()}
    lines = message.text.splitlines()
    assert (lines[0], len(lines)) == (f"mine: {MOST_SHOWN + 1} new", 8)
    assert max(map(len, lines)) < 330
    assert not any(line.startswith("Bcc") for line in lines)
