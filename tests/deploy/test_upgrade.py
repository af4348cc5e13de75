"""An upgrade from 0.1.0 and the way back, as docs/operating.md has them.

`tests/fixtures/upgrade/0.1.0` is a backup that newsbot 0.1.0 made: the sample crawled as of July 2024 and whole, two
speakers merged, words indexed. Its articles have copies, revisions and quotes that were edited away.
"""

import json
from typing import Any

import pytest
from bson import CodecOptions, decode_all
from zstandard import ZstdDecompressor

from newsbot.store.database.migrations import RENAMED_IN_4, SCHEMA_VERSION
from newsbot.store.database.schema import TEXT_INDEXES
from tests.conftest import PROJECT

BACKUP = PROJECT / "tests" / "fixtures" / "upgrade" / "0.1.0"
KEPT = ("aliases", "articles", "dead_letters", "frontier", "pages", "quotes", "runs", "sources")


def before(name: str) -> dict[Any, dict[str, Any]]:
    """The documents of a collection as 0.1.0 stored them."""
    with open(BACKUP / f"{name}.bson.zst", "rb") as file:
        documents = decode_all(ZstdDecompressor().stream_reader(file).read(), CodecOptions(tz_aware=True))
    return {document["_id"]: document for document in documents}


def after(db, name: str) -> dict[Any, dict[str, Any]]:
    return {document["_id"]: document for document in db[name].find()}


@pytest.fixture
def restored(scrapy, db) -> None:
    """The test's database holds 0.1.0's."""
    done = scrapy("db", "restore", BACKUP)
    assert done.returncode == 0, done.stderr
    assert db["meta"].find_one()["version"] == 3


def test_the_fixture_holds_what_could_be_lost() -> None:
    articles = before("articles").values()
    assert any(article["copies"] for article in articles)
    assert any(article["revisions"] for article in articles)
    assert any("dropped_at" in quote for quote in before("quotes").values())
    assert any("unmerged_key" in quote for quote in before("quotes").values())
    assert len(before("aliases")) == 1


def test_until_it_is_migrated_readers_are_told_what_to_do(restored: None, scrapy) -> None:
    for command in ("quotes", "status", "overview"):
        done = scrapy(command)
        assert (done.returncode, done.stdout) == (3, "")
        said = f"has schema version 3; this newsbot reads version {SCHEMA_VERSION}. Run `newsbot db migrate`"
        assert said in done.stderr


@pytest.mark.parametrize("way", [("db", "migrate"), ("crawl", "sample", "-L", "ERROR")])
def test_nothing_is_lost(restored: None, scrapy, db, way: tuple[str, ...]) -> None:
    done = scrapy(*way)
    assert done.returncode == 0, done.stderr
    assert db["meta"].find_one()["version"] == SCHEMA_VERSION
    for name in KEPT:
        assert before(name).keys() <= after(db, name).keys(), name
    if way[0] == "crawl":
        assert done.stdout.startswith("sample: 0 new articles")  # it knows them all by what 0.1.0 has stored
        return
    for name in ("aliases", "dead_letters", "pages", "runs"):
        assert after(db, name) == before(name), name
    for name in ("frontier", "sources"):
        new = RENAMED_IN_4[name]
        renamed = {key: {new.get(f, f): v for f, v in old.items()} for key, old in before(name).items()}
        assert after(db, name) == renamed, name
    articles = after(db, "articles")
    for key, old in before("articles").items():
        found = articles[key]
        assert found.pop("url_key") == old.pop("canonical_url")
        for copy, copied in zip(found.pop("copies"), old.pop("copies"), strict=True):
            assert copy.pop("url_key") == copied.pop("canonical_url")
            assert copy == copied
        assert found | old == found  # a migration may add fields
    links = {key: article["url"] for key, article in articles.items()}
    quotes = after(db, "quotes")
    for key, old in before("quotes").items():
        found = quotes[key]
        old.pop("words", None)  # a migration takes them from the text anew
        assert found | old | {"url": links[old["article_id"]]} == found
    for name, indexes in TEXT_INDEXES.items():
        assert {index.document["name"] for index in indexes} <= db[name].index_information().keys()


def test_questions_and_the_merged_speaker_work_as_before(restored: None, scrapy) -> None:
    assert scrapy("db", "migrate").returncode == 0
    assert "dmitri halvorsen counts as abel quispe nystrom" in scrapy("speakers", "aliases").stdout
    stored = [quote for quote in before("quotes").values() if quote["kind"] in ("statement", "partial")]
    standing = [quote for quote in stored if "dropped_at" not in quote]
    rows = [json.loads(line) for line in scrapy("quotes", "--limit", "0", "--json").stdout.splitlines()]
    assert sorted(row["text"] for row in rows) == sorted(quote["text"] for quote in standing)
    dropped = [json.loads(line) for line in scrapy("quotes", "--dropped", "--json").stdout.splitlines()]
    assert len(dropped) == len(stored) - len(standing) > 0


def test_the_way_back_is_the_backup_that_was_made_before(restored: None, scrapy, db, tmp_path) -> None:
    """0.1.0 itself refuses a newer version, and restores its own backup over it; here the backup comes back whole."""
    assert scrapy("db", "backup", tmp_path / "before").returncode == 0
    assert scrapy("db", "migrate").returncode == 0
    assert scrapy("crawl", "sample", "-L", "ERROR").returncode == 0
    refused = scrapy("db", "restore", tmp_path / "before")
    assert refused.returncode == 3
    done = scrapy("db", "restore", tmp_path / "before", "--replace")
    assert done.returncode == 0, done.stderr
    assert db["meta"].find_one()["version"] == 3
    for name in KEPT:
        assert after(db, name) == before(name), name
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (BACKUP, tmp_path / "before")]
    assert manifests[0]["schema_version"] == manifests[1]["schema_version"] == 3
