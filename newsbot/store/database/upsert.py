"""How single documents are written: one idempotent operation each, acknowledged on disk."""

from dataclasses import dataclass, field

from pymongo import InsertOne, UpdateMany, UpdateOne, WriteConcern

from newsbot.store.database.schema import Document

DURABLE = WriteConcern("majority", j=True)
"""Acknowledged on disk: a killed server loses none of it."""

Operation = InsertOne[Document] | UpdateOne | UpdateMany


@dataclass(slots=True, eq=False)
class Upsert:
    """Set the fields of the document that has this one's `_id`, made if there is none."""

    document: Document
    first: Document = field(default_factory=dict)
    """Fields that only a new document gets."""
    others: Document = field(default_factory=dict)
    """Other operators of the update; a new document needs none of them."""
    added: dict[str, int] = field(default_factory=dict)
    """Counters and by how much they grow. They are set to values computed once, from what is stored, so that a write
    that is sent twice counts once."""
    new: bool = False
    """Nothing was found under this `_id` just now: an insert will do, at a third of what an upsert costs the server."""

    def operation(self) -> Operation:
        """The operation to send. An insert that meets a document all the same is to be sent again with `new` false."""
        if self.new:
            return InsertOne(self.document | self.first)
        update: Document = {"$set": {name: value for name, value in self.document.items() if name != "_id"}}
        if self.first:
            update["$setOnInsert"] = self.first
        return UpdateOne({"_id": self.document["_id"]}, update | self.others, upsert=True)
