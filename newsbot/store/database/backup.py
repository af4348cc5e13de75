"""A database as a folder of files, and back: for each collection its documents as BSON, one after the other, zstd.

`manifest.json` comes last and holds counts and hashes, so that a backup that was cut short is known for one. BSON and
zstd have specifications and readers in many languages; nothing here needs newsbot to be read.
"""

import contextlib
import hashlib
import os
from collections.abc import Generator, Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import bson
from bson import CodecOptions, json_util
from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import PyMongoError
from zstandard import ZstdCompressor, ZstdDecompressor

from newsbot.store.database.connection import masked
from newsbot.store.database.migrations import SCHEMA_VERSION, version_of
from newsbot.store.database.schema import DERIVED, Document
from newsbot.store.database.turns import is_turn
from newsbot.store.database.upsert import DURABLE
from newsbot.store.embedded.mongod import StoreError

FORMAT = 1
MANIFEST = "manifest.json"
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
_BATCH_BYTES = 8 * 1024 * 1024
_INCOMING = "restoring_"
_ORDER = ("meta", "frontier", "articles", "quotes", "pages")
"""Against the order of writing: what a crawl or a migration stores meanwhile can be too much, never too little."""


class BackupError(StoreError):
    """A backup that cannot be made or used; the message says what to do."""


def backup(db: Database[Document], folder: Path) -> dict[str, int]:
    """Write all collections of a database into a new or empty folder; returns the documents of each.

    Raises BackupError when the folder holds something or cannot be written, or when the database goes away; what was
    written is removed then.
    """
    written: list[Path] = []
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BackupError(f"{folder} is not empty. Give a new folder for each backup.")
        collections = {}
        for name in sorted(_names(db), key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)):
            written.append(_file(folder, name))
            collections[name] = _write(db, name, written[-1])
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": db.name,
            "schema_version": version_of(db),
            "collections": collections,
        }
        written.append(folder / MANIFEST)
        with open(written[-1], "x", encoding="utf-8") as file:
            file.write(json_util.dumps(manifest, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        with contextlib.suppress(OSError):  # another one's folder is not removed either
            for path in written:
                path.unlink(missing_ok=True)
            for place in made:
                place.rmdir()
        if not isinstance(error, OSError | PyMongoError):
            raise
        if isinstance(error, PyMongoError):
            raise BackupError(f"The database failed while the backup was made: {masked(str(error))}") from error
        raise BackupError(f"Cannot write the backup to {folder}: {error.strerror}.") from error
    return {name: collection["documents"] for name, collection in collections.items()}


def restore(db: Database[Document], folder: Path, *, replace: bool = False) -> dict[str, int]:
    """Read a backup into a database; returns the documents of each collection.

    Everything is checked, and stored beside what is there, before anything is replaced. Raises BackupError for a folder
    that is no complete backup or was made by a newer newsbot, and for a database that holds something, unless `replace`
    is given, or that is being crawled.
    """
    collections = _checked(folder)
    try:
        _refuse_occupied(db, replace=replace)
        try:
            for name, entry in collections.items():
                _load(db[_INCOMING + name], folder, entry)
        except BaseException:
            _drop_incoming(db)
            raise
        for name in collections:
            db[_INCOMING + name].rename(name, dropTarget=True)
        for name in {*_names(db), *DERIVED} - set(collections):
            db[name].drop()
    except PyMongoError as error:
        raise BackupError(f"The database failed while the backup was restored: {masked(str(error))}") from error
    return {name: entry["documents"] for name, entry in collections.items()}


def _names(db: Database[Document]) -> list[str]:
    """The collections that hold documents of their own: no views, nothing of MongoDB's, no leavings of a restore."""
    names = db.list_collection_names(filter={"type": "collection"})
    return [name for name in names if name not in DERIVED and not name.startswith(("system.", _INCOMING))]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{quote(name, safe=' ')}.bson.zst"


def _refuse_occupied(db: Database[Document], *, replace: bool) -> None:
    present = [name for name in _names(db) if db[name].find_one({}, {"_id": 1})]
    if present and not replace:
        raise BackupError(
            f"The database {db.name!r} holds {', '.join(sorted(present))}. Restore into another one (MONGO_DATABASE), "
            "or say --replace to put the backup in its place."
        )
    busy = {
        lease["work"] if is_turn(lease) else f"{lease['_id']} is being {lease.get('work', 'crawled')}"
        for lease in db["leases"].find({"$expr": {"$gt": ["$expires_at", "$$NOW"]}})
    }
    if busy:
        raise BackupError(
            f"{'; '.join(sorted(busy))}, and {db.name!r} is where that is stored. Restore when it has ended; the lease "
            "of what was killed ends within two minutes."
        )


def _drop_incoming(db: Database[Document]) -> None:
    with contextlib.suppress(PyMongoError):  # the error is raised anyway; the next restore drops them first
        for name in db.list_collection_names():
            if name.startswith(_INCOMING):
                db[name].drop()


def _load(incoming: Collection[Document], folder: Path, entry: dict[str, Any]) -> None:
    """Fill a new collection, indexes included."""
    db = incoming.database
    incoming.drop()
    db.create_collection(incoming.name)
    path = _file(folder, incoming.name.removeprefix(_INCOMING))
    documents = 0
    with closing(_batches(path)) as batches:
        for batch in batches:
            incoming.with_options(write_concern=DURABLE).insert_many(batch, ordered=False)
            documents += len(batch)
    if documents != entry["documents"]:
        raise BackupError(f"{path} holds {documents} documents; the backup's manifest says {entry['documents']}.")
    indexes = [index for index in entry["indexes"] if index["name"] != "_id_"]
    if indexes:
        db.command("createIndexes", incoming.name, indexes=indexes)


def _write(db: Database[Document], name: str, path: Path) -> dict[str, Any]:
    documents = 0
    with open(path, "xb") as file:
        with ZstdCompressor(level=3, write_checksum=True).stream_writer(file, closefd=False) as compressed:
            for batch in cast(Iterable[bytes], db[name].find_raw_batches()):  # the stubs promise documents
                compressed.write(batch)
                documents += len(bson.decode_all(batch, _RAW))
        file.flush()
        os.fsync(file.fileno())
    indexes = [{key: value for key, value in index.items() if key != "ns"} for index in db[name].list_indexes()]
    return {"documents": documents, "bytes": path.stat().st_size, "sha256": _sha256(path), "indexes": indexes}


def _batches(path: Path) -> Generator[list[RawBSONDocument], None, None]:
    """The documents of a file, so many at once as make up some megabytes."""
    batch: list[RawBSONDocument] = []
    size = 0
    with open(path, "rb") as file, ZstdDecompressor().stream_reader(file, read_across_frames=True) as plain:
        for document in bson.decode_file_iter(plain, _RAW):
            batch.append(document)
            size += len(document.raw)
            if size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _checked(folder: Path) -> dict[str, Any]:
    """The manifest's collections, once every file is what the manifest says."""
    try:
        manifest = json_util.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise BackupError(f"{folder} is a backup of format {manifest['format']}; this newsbot reads {FORMAT}.")
        if manifest["schema_version"] > SCHEMA_VERSION:
            raise BackupError(
                f"{folder} has schema version {manifest['schema_version']}; this newsbot knows versions up to "
                f"{SCHEMA_VERSION}. Install the newsbot that made it."
            )
        collections: dict[str, Any] = manifest["collections"]
        for name, entry in collections.items():
            path = _file(folder, name)
            if path.stat().st_size != entry["bytes"] or _sha256(path) != entry["sha256"]:
                raise BackupError(f"{path} is not what the backup's manifest says: it was changed or cut short.")
    except FileNotFoundError as error:
        raise BackupError(f"{error.filename} is missing: {folder} is no complete backup.") from None
    except OSError as error:
        raise BackupError(f"Cannot read {error.filename}: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{folder / MANIFEST} is not the manifest of a backup ({error}).") from None
    return collections


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
