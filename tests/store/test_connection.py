"""Which database, and what is said when it cannot be had."""

import pytest
from pymongo import ReadPreference

from newsbot.store.database.connection import Connection, masked
from newsbot.store.embedded.mongod import StoreError


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("mongodb://ann:s3cret@db.example/news", "mongodb://ann:***@db.example/news"),
        ("mongodb+srv://ann:p@ss/w@db.example", "mongodb+srv://ann:***@db.example"),
        ("mongodb://db.example:27017", "mongodb://db.example:27017"),
        ("mongodb:/ann:s3cret@db.example", "mongodb:/ann:***@db.example"),
        ("ann:s3cret@db.example", "ann:***@db.example"),
        ("mongodb://ann:s3cret", "mongodb://ann:***"),
        ("mongodb://ann:s3:c@r/et@db.example:27017", "mongodb://ann:***@db.example:27017"),
        ("mongodb://one.example:27017,two.example:27018/news", "mongodb://one.example:27017,two.example:27018/news"),
        ("mongodb://[::1]:27017/news", "mongodb://[::1]:27017/news"),
        (
            "mongodb://db/?tls=true&tlsCertificateKeyFilePassword=abc&appname=x",
            "mongodb://db/?tls=true&tlsCertificateKeyFilePassword=***&appname=x",
        ),
    ],
)
def test_a_shown_uri_has_no_password(uri: str, shown: str) -> None:
    assert masked(uri) == shown


@pytest.mark.parametrize(
    ("uri", "database", "sentence"),
    [
        (
            "mongodb://ann:s3cret@127.0.0.1:9/?connectTimeoutMS=200",
            "news",
            r"No MongoDB answers at MONGO_URI=.*:\*\*\*@",
        ),
        ("mongodb://ann:top/s3cret@db", "news", r"MONGO_URI=mongodb://ann:\*\*\*@db is not a usable connection string"),
        ("mongodb://127.0.0.1:9/?w=0", "news", "with w=0 nobody knows what is stored; leave w out"),
        ("http://127.0.0.1", "news", r"MONGO_URI=http://127.0.0.1 is not a usable connection string"),
        ("mongodb://127.0.0.1:9", "a b/c", r"MONGO_DATABASE='a b/c' is not a database name"),
    ],
)
def test_what_cannot_be_used_is_named(uri: str, database: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsbot.store.database.connection._ANSWER_WITHIN_MS", 300)
    with pytest.raises(StoreError, match=sentence) as refusal:
        Connection.open(uri=uri, database=database, home="unused")
    assert "s3cret" not in str(refusal.value)


def test_everything_is_read_from_the_primary() -> None:
    connection = Connection("mongodb://db.example/?readPreference=secondary", "news")
    with connection.client(connect=False) as client:
        assert client.read_preference == ReadPreference.PRIMARY
