"""The corpus may be sharded: what newsbot sends, as the server's profiler notes it, names the shard keys.

The server of the tests is no replica set and refuses transactions, so nothing that works here needs one.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsbot.corpus import Corpus
from newsbot.store.database.schema import INDEXES, TEXT_INDEXES
from newsbot.store.database.sharding import SHARD_KEYS
from tests.conftest import Scrapy
from tests.support.newspaper import FAST, Newspaper, newspaper

INCOMING = "restoring_"


@pytest.fixture
def site() -> Iterator[Newspaper]:
    """Twelve stories; three of them stand twice."""
    with newspaper() as served:
        for path in served.publish(12)[::4]:
            served.reprint(path)
        yield served


@pytest.fixture
def sent(db: Any) -> Any:
    """Everything that the server is asked from now on, by whichever process."""
    db.create_collection("system.profile", capped=True, size=64 * 2**20)
    db.command("profile", 2)
    yield lambda: list(db["system.profile"].find({"ns": {"$not": {"$regex": "system.profile$"}}}))
    db.command("profile", 0)


def run(scrapy: Scrapy, *arguments: object) -> str:
    done = scrapy(*arguments)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def names_key(query: dict[str, Any], key: str, *, several: bool) -> bool:
    """Whether a query has a value of the shard key, or of `several` a list of them, so that it goes to their shards."""
    value = query.get(key)
    if isinstance(value, dict):
        return "$eq" in value or (several and "$in" in value)
    return value is not None


def wrong(operation: dict[str, Any]) -> bool:
    """Whether a write would be refused by a sharded cluster, or sent to all its shards though it deletes."""
    collection = operation["ns"].partition(".")[2].removeprefix(INCOMING)
    key, command = SHARD_KEYS[collection], operation["command"]
    match operation["op"]:
        case "update":
            single = command.get("upsert") or not command.get("multi")
            return single and not names_key(command["q"], key, several=False)
        case "remove":
            return not names_key(command["q"], key, several=command["limit"] == 0)
        case _:
            return not names_key(command["query"], key, several=False)


@pytest.mark.slow
def test_every_upsert_and_delete_names_the_shard_key(
    sent: Any, scrapy: Scrapy, corpus: Corpus, site: Newspaper, tmp_path: Path
) -> None:
    crawl = ("crawl", "site", "-a", f"url={site.url}", *FAST)
    run(scrapy, *crawl)
    changed, gone, *_ = site.stories
    site.change(changed, corpus.db["frontier"].find_one({"state": "done"})["fetched_at"].replace(year=2100))
    del site.stories[gone]
    run(scrapy, *crawl)
    corpus.db["articles"].update_many({}, {"$set": {"quotes.0.speaker": "Anybody", "extractor_version": "0"}})
    corpus.db["frontier"].update_many({}, {"$set": {"next_check": None}})
    run(scrapy, "reprocess")
    said = list(corpus.quotes())
    corpus.annotate(said[0]["_id"], speaker="Ann Lee", labels={"tone": "calm"})
    run(scrapy, "speakers", "merge", "Ann Lee", said[1]["speaker"])
    corpus.take_back(said[0]["_id"])
    run(scrapy, "db", "backup", tmp_path / "backup")
    run(scrapy, "db", "restore", tmp_path / "backup", "--replace")
    corpus.db["quotes"].update_many({"article_id": said[0]["article_id"]}, {"$set": {"article_id": "nowhere"}})
    run(scrapy, "check", "--repair")
    run(scrapy, "remove", "--url", f"{site.url}{changed}", "--yes")
    run(scrapy, "remove", "--site", site.url.removeprefix("http://"), "--yes", "--forget")

    operations = [o for o in sent() if o["ns"].partition(".")[2].removeprefix(INCOMING) in SHARD_KEYS]
    writes = [o for o in operations if o["op"] in ("update", "remove") or "findAndModify" in o.get("command", {})]
    done = {(o["op"], o["ns"].partition(".")[2]) for o in writes}
    assert {("update", "articles"), ("update", "quotes"), ("update", "pages"), ("update", "frontier")} <= done
    assert {("remove", "articles"), ("remove", "quotes"), ("remove", "pages"), ("remove", "frontier")} <= done
    assert [(o["op"], o["ns"], o["command"]) for o in writes if wrong(o)] == []


def test_no_unique_index_contradicts_a_shard_key(db: Any, scrapy: Scrapy, site: Newspaper) -> None:
    run(scrapy, "crawl", "site", "-a", f"url={site.url}", *FAST)
    run(scrapy, "db", "index", "--text")
    for name in SHARD_KEYS:
        made = db[name].index_information()
        assert len(made) == 1 + len(INDEXES[name]) + len(TEXT_INDEXES.get(name, ()))
        assert not [index for index, options in made.items() if options.get("unique")]
