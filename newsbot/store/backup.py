"""A database as a folder of files, and back: for each collection its documents as BSON, one after the other, zstd.

`manifest.json` comes last and tells counts and hashes, so that a backup that was cut short is known for one. BSON and
zstd have specifications and readers in many languages; nothing here needs newsbot to be read.
"""

import hashlib
import json
from collections.abc import Generator, Iterable
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, cast

import bson
from bson import CodecOptions, json_util
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from newsbot.store.mongod import StoreError
from newsbot.store.schema import Document

FORMAT = 1
MANIFEST = "manifest.json"
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
_BATCH = 500
_ORDER = ("frontier", "articles", "quotes", "pages")
"""Against the order of writing: what a crawl stores meanwhile can be too much, never too little."""


class BackupError(StoreError):
    """A backup that cannot be made or used; the message says what to do."""


def backup(db: Database[Document], folder: Path) -> dict[str, int]:
    """Write all collections of a database into a new or empty folder; returns the documents of each.

    Raises BackupError when the folder holds something or cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BackupError(f"{folder} is not empty. Give a new folder for each backup.")
        names = sorted(db.list_collection_names(), key=lambda name: (name not in _ORDER, name))
        names.sort(key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
        collections = {name: _write(db, name, folder / f"{name}.bson.zst") for name in names}
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": db.name,
            "collections": collections,
        }
        (folder / MANIFEST).write_text(json_util.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BackupError(f"Cannot write the backup to {folder}: {error.strerror}.") from error
    return {name: collection["documents"] for name, collection in collections.items()}


def restore(db: Database[Document], folder: Path, *, replace: bool = False) -> dict[str, int]:
    """Read a backup into a database; returns the documents of each collection.

    Everything is checked before anything is touched, and each collection is swapped in whole. Raises BackupError for
    a folder that is no complete backup, and for a database that holds something unless `replace` is given.
    """
    collections = _checked(folder)
    present = [name for name in db.list_collection_names() if db[name].find_one({}, {"_id": 1})]
    if present and not replace:
        raise BackupError(
            f"The database {db.name!r} holds {', '.join(sorted(present))}. Restore into another one (MONGO_DATABASE), "
            "or say --replace to put the backup in its place."
        )
    for name, told in collections.items():
        incoming = db[f"restoring_{name}"]
        incoming.drop()
        db.create_collection(incoming.name)
        with closing(_documents(folder / f"{name}.bson.zst")) as documents:
            while batch := list(islice(documents, _BATCH)):
                incoming.insert_many(batch, ordered=False)
        indexes = [index for index in told["indexes"] if index["name"] != "_id_"]
        if indexes:
            db.command("createIndexes", incoming.name, indexes=indexes)
        incoming.rename(name, dropTarget=True)
    for name in set(db.list_collection_names()) - set(collections):
        db[name].drop()
    return {name: told["documents"] for name, told in collections.items()}


def _write(db: Database[Document], name: str, path: Path) -> dict[str, Any]:
    documents = 0
    with open(path, "xb") as file, ZstdCompressor(level=3).stream_writer(file) as compressed:
        for batch in cast(Iterable[bytes], db[name].find_raw_batches()):  # the stubs promise documents
            compressed.write(batch)
            documents += len(bson.decode_all(batch, _RAW))
    indexes = [{key: value for key, value in index.items() if key != "ns"} for index in db[name].list_indexes()]
    return {"documents": documents, "bytes": path.stat().st_size, "sha256": _sha256(path), "indexes": indexes}


def _documents(path: Path) -> Generator[RawBSONDocument, None, None]:
    with open(path, "rb") as file, ZstdDecompressor().stream_reader(file, read_across_frames=True) as plain:
        yield from bson.decode_file_iter(plain, _RAW)


def _checked(folder: Path) -> dict[str, Any]:
    """The manifest's collections, once every file is what the manifest says."""
    try:
        manifest = json_util.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise BackupError(f"{folder} is a backup of format {manifest['format']}; this newsbot reads {FORMAT}.")
        collections: dict[str, Any] = manifest["collections"]
        for name, told in collections.items():
            path = folder / f"{name}.bson.zst"
            if path.stat().st_size != told["bytes"] or _sha256(path) != told["sha256"]:
                raise BackupError(f"{path} is not what the backup's manifest says: it was changed or cut short.")
    except FileNotFoundError as error:
        raise BackupError(f"{error.filename} is missing: {folder} is no complete backup.") from None
    except OSError as error:
        raise BackupError(f"Cannot read {error.filename}: {error.strerror}.") from None
    except (json.JSONDecodeError, KeyError, TypeError, ZstdError) as error:
        raise BackupError(f"{folder / MANIFEST} is not the manifest of a backup ({error}).") from None
    return collections


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
