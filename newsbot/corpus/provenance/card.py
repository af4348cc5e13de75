"""The files beside an export: a data dictionary, and a card on how it was made and its limits."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from newsbot.corpus.columns import Column
from newsbot.corpus.files import write_text
from newsbot.corpus.rows import Rows
from newsbot.extraction.metadata.tdm import PLACES
from newsbot.settings import VERSION
from newsbot.store.database.connection import Document

_MADE = {
    "quotes": """\
Each row is one quotation: words between quotation marks in a news article, with the speaker that newsbot attributed
them to. newsbot fetched the articles from the sites' own feeds, sitemaps, listings or web archives, took headline,
standfirst and body out of each page, found the quotations and their speakers by rules and a trained ranker, and kept
each story once: the same story elsewhere is no further row. Paraphrases without quotation marks are not in it.""",
    "articles": """\
Each row is one story. newsbot fetched it from its site's own feeds, sitemaps, listings or web archives and took
headline, standfirst, body, authors and dates out of the page. The same story elsewhere is no further row: `copies`
counts it.""",
}

_LIMITS = {
    "quotes": (
        "Not every quotation is found, and not every speaker is right; `confidence` says how sure newsbot is of each.",
        "An empty speaker means that the article does not name one, or that newsbot did not recognise it.",
        "Quotations are taken from English pages only.",
        "`speaker_key` groups by name: two persons of one name share it, unless somebody separated them.",
        "A quotation that was edited away is seen only when newsbot visited the page before and after.",
    ),
    "articles": (
        "The text may lack a paragraph or keep a line that is none of the story's.",
        "Of paywalled articles only what the page shows is there (`paywalled`).",
        "`revisions` counts versions that newsbot saw, not all that there were.",
    ),
}
_LIMITS_OF_ALL = (
    "It covers the sites that were crawled, for as long as they were crawled; what they left out is not here.",
    "A day without a time stands as midnight UTC.",
    "The texts belong to their publishers; check what you may do with them before passing them on.",
)


class Card:
    """The card of one file, filled in while its rows pass by. Equal rows make an equal card."""

    def __init__(self, path: Path, what: str, form: str, asked: Mapping[str, object]) -> None:
        self._path = path
        self._what = what
        self._form = form
        self._asked = asked
        self._sites: dict[str, _Seen] = {}
        self._counts: Counter[str] = Counter()
        self._forbidden: Counter[str] = Counter()
        self._columns: Sequence[Column] = ()

    def watch(self, rows: Rows) -> Rows:
        """The same rows, counted when they are read."""
        self._columns = rows.columns

        def read() -> Iterator[Document]:
            self._sites, self._counts, self._forbidden = {}, Counter(), Counter()
            for row in rows:
                self._see(row)
                yield row

        return Rows(read, rows.count, rows.columns)

    def write(self) -> str:
        """Write both files beside the exported one; returns their names."""
        stem = self._path.with_suffix("") if self._path.suffix else self._path
        card, dictionary = Path(f"{stem}.card.md"), Path(f"{stem}.dictionary.csv")
        write_text(dictionary, self._dictionary())
        write_text(card, self._card(dictionary.name))
        return f"{dictionary.name}, {card.name}"

    def _see(self, row: Document) -> None:
        self._counts["rows"] += 1
        places = row.get("tdm")
        self._forbidden["not looked" if places is None else "forbidden" if places else "nothing"] += 1
        self._forbidden.update(places or ())
        self._sites.setdefault(row["site"], _Seen()).see(row["published"])
        if self._what == "quotes":
            self._counts[row["kind"]] += 1
            self._counts["with a speaker"] += row["speaker"] is not None
        else:
            self._counts["with a date"] += row["published"] is not None
            self._counts["paywalled"] += bool(row["paywalled"])

    def _dictionary(self) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(("column", "type", "meaning"))
        writer.writerows((column.name, column.type, column.description) for column in self._columns)
        return out.getvalue()

    def _card(self, dictionary: str) -> str:
        counts = ", ".join(f"{count:,} {name}" for name, count in sorted(self._counts.items()) if name != "rows")
        everything = "what was said and stands" if self._what == "quotes" else "everything"
        asked = ", ".join(
            f"{name} {value if name in ('since', 'until') and isinstance(value, str) else _shown(value)}"
            for name, value in self._asked.items()
        )
        asked = asked or everything
        rows = [
            f"| {site} | {seen.rows:,} | {seen.first or '—'} | {seen.last or '—'} |"
            for site, seen in sorted(self._sites.items())
        ]
        return "\n".join(
            [
                f"# {self._path.name}",
                "",
                f"{self._counts['rows']:,} {self._what}{f': {counts}' if counts else ''}. "
                f"Written by newsbot {VERSION} as {self._form}; {dictionary} explains the columns.",
                "",
                f"Asked for: {asked}.",
                "",
                "| site | rows | first day | last day |",
                "|---|---|---|---|",
                *rows,
                "",
                "## How it was made",
                "",
                _MADE[self._what],
                "",
                "## Text and data mining",
                "",
                self._mining(),
                "",
                "## What it cannot say",
                "",
                *(f"- {limit}" for limit in (*_LIMITS[self._what], *_LIMITS_OF_ALL)),
                "",
            ]
        )

    def _mining(self) -> str:
        """What the owners of the rows' pages say about text and data mining."""
        seen = self._forbidden
        by_place = ", ".join(f"{seen[place]:,} by {place}" for place in PLACES if seen[place])
        return (
            f"The owners of the pages forbid it for {seen['forbidden']:,} rows{f' ({by_place})' * bool(by_place)}. "
            f"For {seen['nothing']:,} newsbot looked, when it fetched the page, and found nothing that does; for "
            f"{seen['not looked']:,} it did not look. The column `tdm` has the places; `--tdm-allowed` asks for rows "
            "for which nothing was found."
        )


class _Seen:
    """How many rows of a site, and from when to when."""

    def __init__(self) -> None:
        self.rows = 0
        self._first: datetime | None = None
        self._last: datetime | None = None

    def see(self, published: datetime | None) -> None:
        self.rows += 1
        if published is not None:
            self._first = min(self._first or published, published)
            self._last = max(self._last or published, published)

    @property
    def first(self) -> str | None:
        return f"{self._first:%Y-%m-%d}" if self._first else None

    @property
    def last(self) -> str | None:
        return f"{self._last:%Y-%m-%d}" if self._last else None


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return ", ".join(value) if isinstance(value, list) else f"“{value}”"
