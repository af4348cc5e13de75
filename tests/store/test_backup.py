"""A database as a folder, and back."""

import hashlib
import json
import resource
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bson
import pytest
from bson import Int64
from zstandard import ZstdCompressor

from newsbot.store.database.backup import BackupError, backup, restore
from newsbot.store.database.schema import ensure_text_indexes
from newsbot.store.speakers import aggregates


@pytest.fixture
def full(db, corpus):
    db["articles"].insert_many({"_id": f"{n}", "body": f"body {n} " * 50, "n": Int64(2**60 + n)} for n in range(1200))
    db["articles"].create_index("n", name="numbered", unique=True)
    db["quotes"].insert_one({"_id": "q", "nested": {"deep": [1, None, "x"]}})
    return db


@pytest.fixture
def other(corpus, database_name: str):
    name = f"{database_name}_2"
    yield corpus.db.client[name]
    corpus.db.client.drop_database(name)


def everything(db) -> dict[str, list]:
    return {name: list(db[name].find().sort("_id")) for name in sorted(db.list_collection_names())}


def test_a_backup_restores_to_the_same_documents_and_indexes(full, other, tmp_path: Path) -> None:
    assert backup(full, tmp_path / "b") == {"articles": 1200, "quotes": 1}
    assert restore(other, tmp_path / "b") == {"articles": 1200, "quotes": 1}
    assert everything(other) == everything(full)
    assert other["articles"].index_information() == full["articles"].index_information()


def test_a_database_that_holds_something_is_replaced_only_when_told(full, other, tmp_path: Path) -> None:
    backup(full, tmp_path / "b")
    other["articles"].insert_one({"_id": "mine"})
    other["left"].insert_one({"_id": "over"})
    with pytest.raises(BackupError, match="holds articles, left.*--replace"):
        restore(other, tmp_path / "b")
    assert everything(other) == {"articles": [{"_id": "mine"}], "left": [{"_id": "over"}]}
    restore(other, tmp_path / "b", replace=True)
    assert everything(other) == everything(full)


def test_counts_are_neither_kept_nor_left_to_lie(full, other, tmp_path: Path) -> None:
    aggregates.bring_up_to_date(full)
    other["quotes"].insert_one({"_id": "old", "site": "news.example", "published": datetime(2024, 5, 1, tzinfo=UTC)})
    aggregates.bring_up_to_date(other)
    assert other["months"].count_documents({}) == 1
    assert backup(full, tmp_path / "b").keys() == {"articles", "quotes"}
    restore(other, tmp_path / "b", replace=True)
    assert set(other.list_collection_names()) == {"articles", "quotes"}


@pytest.mark.parametrize("damage", ["manifest", "cut manifest", "format", "newer", "short", "changed", "missing"])
def test_a_damaged_backup_is_refused_and_nothing_is_lost(full, other, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "b"
    backup(full, folder)
    manifest, file = folder / "manifest.json", folder / "articles.bson.zst"
    match damage:
        case "manifest":
            manifest.unlink()
        case "cut manifest":
            manifest.write_bytes(manifest.read_bytes()[:-30])
        case "newer":
            manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema_version": 99}))
        case "format":
            manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 99}))
        case "short":
            file.write_bytes(file.read_bytes()[:-20])
        case "changed":
            file.write_bytes(file.read_bytes()[:-1] + b"x")
        case "missing":
            file.unlink()
    other["articles"].insert_one({"_id": "mine"})
    with pytest.raises(BackupError):
        restore(other, folder, replace=True)
    assert everything(other) == {"articles": [{"_id": "mine"}]}


def test_a_folder_that_holds_something_is_left_alone(full, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    with pytest.raises(BackupError, match="not empty"):
        backup(full, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


def test_a_restore_that_fails_in_the_middle_leaves_what_was_there(full, other, tmp_path: Path) -> None:
    """Hashes that fit documents that MongoDB refuses: two with one `_id`."""
    folder = tmp_path / "b"
    full["zebra"].insert_many([{"_id": 1}, {"_id": 2}])
    backup(full, folder)
    twice = ZstdCompressor().compress(bson.encode({"_id": 1}) * 2)
    (folder / "zebra.bson.zst").write_bytes(twice)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["collections"]["zebra"] |= {"bytes": len(twice), "sha256": hashlib.sha256(twice).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    other["articles"].insert_one({"_id": "mine"})
    with pytest.raises(BackupError, match="failed while"):
        restore(other, folder, replace=True)
    assert everything(other) == {"articles": [{"_id": "mine"}]}


def test_nothing_is_restored_under_a_crawl(full, other, tmp_path: Path) -> None:
    backup(full, tmp_path / "b")
    other["leases"].insert_one({"_id": "news.example", "expires_at": datetime.now(UTC) + timedelta(minutes=2)})
    with pytest.raises(BackupError, match="news.example is being crawled"):
        restore(other, tmp_path / "b", replace=True)
    other["leases"].update_one({}, {"$set": {"expires_at": datetime.now(UTC) - timedelta(minutes=2)}})
    restore(other, tmp_path / "b", replace=True)
    assert everything(other) == everything(full)


def test_a_full_disk_is_told_and_leaves_no_half_a_backup(full, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limit[1]))
    try:
        with pytest.raises(BackupError, match="Cannot write the backup to .*File too large"):
            backup(full, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert not folder.exists()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_backup_that_fails_leaves_no_folder(full, tmp_path: Path, monkeypatch, error: BaseException) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("newsbot.store.database.backup.version_of", fails)
    with pytest.raises(BackupError if isinstance(error, OSError) else KeyboardInterrupt):
        backup(full, tmp_path / "new" / "backup")
    assert not (tmp_path / "new").exists()
    (tmp_path / "there").mkdir()
    with pytest.raises(BackupError if isinstance(error, OSError) else KeyboardInterrupt):
        backup(full, tmp_path / "there")
    assert [*(tmp_path / "there").iterdir()] == []


def test_text_indexes_odd_names_and_views_are_no_trouble(full, other, tmp_path: Path) -> None:
    ensure_text_indexes(full)
    full["a/b"].insert_one({"_id": 1})
    full.create_collection("seen", viewOn="articles", pipeline=[])
    backup(full, tmp_path / "b")
    restore(other, tmp_path / "b")
    assert other["quotes"].index_information() == full["quotes"].index_information()
    assert other["a/b"].find_one() == {"_id": 1}
    assert "seen" not in other.list_collection_names()


def test_the_commands(scrapy, filled, db, corpus, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    done = scrapy("db", "backup", folder)
    assert (done.returncode, done.stdout.startswith(f"Backed up to {folder}: 2 articles")) == (0, True)
    before = everything(db)
    refused = scrapy("db", "restore", folder)
    assert (refused.returncode, "--replace" in refused.stderr) == (3, True)
    db["quotes"].delete_many({})
    assert "5 quotes" in scrapy("db", "restore", folder, "--replace").stdout
    assert everything(db) == before
    assert "Words are indexed" in scrapy("db", "index", "--text").stdout
    assert all("whole_words" in db[name].index_information() for name in ("quotes", "articles"))
    assert scrapy("db", "index", "--text", "--drop").returncode == 0
    assert not any("whole_words" in db[name].index_information() for name in ("quotes", "articles"))
    assert scrapy("db", "dance").returncode == 2
