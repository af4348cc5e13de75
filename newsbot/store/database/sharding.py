"""Which collections may be spread over the shards of a cluster, and by what key (docs/scale.md says why).

Every upsert and every write of a single document names the key, so that one shard does it; deletes do too. Updates of
many documents may go to all shards. Nothing needs a transaction.
"""

from collections.abc import Iterator
from itertools import islice

from pymongo.asynchronous.collection import AsyncCollection
from pymongo.collection import Collection

from newsbot.store.database.schema import Document

SHARD_KEYS = {"articles": "_id", "quotes": "_id", "pages": "_id", "frontier": "_id", "dead_letters": "_id"}
"""Collection that grows with what is crawled -> its shard key. The keys are hashes of URLs, or begin with one, so they
spread evenly and in ranges. The other collections are small, or counted from these, and stay on one shard."""

_BATCH = 1000


def delete_matching(collection: Collection[Document], query: Document) -> int:
    """Delete what matches, by its shard key; returns how many documents that were."""
    deleted = 0
    for ids in _batches(document["_id"] for document in collection.find(query, {"_id": 1})):
        deleted += collection.delete_many(query | {"_id": {"$in": ids}}).deleted_count
    return deleted


async def delete_matching_async(collection: AsyncCollection[Document], query: Document) -> int:
    """`delete_matching` for asyncio."""
    found = [document["_id"] async for document in collection.find(query, {"_id": 1})]
    deleted = 0
    for ids in _batches(iter(found)):
        deleted += (await collection.delete_many(query | {"_id": {"$in": ids}})).deleted_count
    return deleted


def _batches(ids: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(ids, _BATCH)):
        yield batch
