"""The document of a run in `runs`: what it is, which of its parts are done, and what came of them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from pymongo.database import Database

from newsbot.reprocessing.report import Report
from newsbot.reprocessing.workers import Workers, persistently
from newsbot.store.database.connection import Document

Progress = Callable[[int, int, Report], None]
"""Told how many parts are done, of how many, and what came of them so far."""


class Run:
    """A run of parts that workers share. One that was killed goes on with the parts that are not done."""

    def __init__(
        self, db: Database[Document], kind: str, same: Iterable[Any], parts: int, *, dry: bool = False
    ) -> None:
        """Begin a run of so many parts, or go on with one of the same `kind` and about the `same` that did not finish;
        a `dry` run is not noted.
        """
        self._parts = parts
        self.report = Report()
        self._db = db
        self._dry = dry
        self._done: set[str] = set()
        self._id = ""
        if dry:
            return
        name = f"{kind} {sha256(repr(tuple(same)).encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
        left = persistently(lambda: db["runs"].find_one({"kind": kind, "job": name, "finished_at": None}))
        if left is not None:
            self._id, self.report, self._done = left["_id"], Report.of(left["report"]), set(left["done"])
            return
        now = datetime.now(UTC)
        self._id = f"{name} {now:%Y%m%dT%H%M%S%f}"
        run: Document = {"_id": self._id, "kind": kind, "job": name, "started_at": now, "finished_at": None}
        fields = run | {"done": [], "parts": parts, "report": self.report.as_document()}
        persistently(lambda: db["runs"].replace_one({"_id": self._id}, fields, upsert=True))

    def share(
        self,
        work: Callable[..., Report],
        parts: Mapping[str, tuple[Any, ...]],
        workers: Workers,
        progress: Progress,
    ) -> None:
        """Call `work` with the arguments of each part that is not done, and note it with its report once it is."""
        left = {name: arguments for name, arguments in parts.items() if name not in self._done}
        progress(len(self._done), self._parts, self.report)
        for name, part in workers.results(work, left):
            self.report.add(part)
            self._done.add(name)
            self._note({"$addToSet": {"done": name}, "$set": {"report": self.report.as_document()}})
            progress(len(self._done), self._parts, self.report)

    def finish(self, **fields: Any) -> None:
        """Note that all is done."""
        self._note({"$set": {"finished_at": datetime.now(UTC), "reason": "finished"} | fields})

    def _note(self, update: Document) -> None:
        if not self._dry:
            persistently(lambda: self._db["runs"].update_one({"_id": self._id}, update))
