#!/usr/bin/env python3
"""newsbot.dates beside dateparser on date strings as news pages show them.

    bench/dates_score.py STRINGS.jsonl

A row: {"text", "base" (when the page was fetched), "expected" (a UTC minute, a day, or null), "timezone" (the site's,
where the string depends on it)}. Prints what newsbot gets wrong, then for each parser how many it gets right and the
CPU time of a string, the first call left out.
"""

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import dateparser

from newsbot.dates import parse_date

Parser = Callable[[dict[str, str]], datetime | None]


def by_newsbot(row: dict[str, str]) -> datetime | None:
    """What newsbot reads."""
    return parse_date(row["text"], base=datetime.fromisoformat(row["base"]), timezone=row.get("timezone"))


def by_dateparser(row: dict[str, str]) -> datetime | None:
    """What dateparser reads when it is told the language, the zone and the time of reading."""
    return dateparser.parse(
        row["text"],
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime.fromisoformat(row["base"]).replace(tzinfo=None),
            "TIMEZONE": row.get("timezone", "UTC"),
            "RETURN_AS_TIMEZONE_AWARE": True,
        },
    )


def is_right(found: datetime | None, expected: str | None) -> bool:
    """Whether the minute, or the day where only a day is expected, is the one in UTC."""
    if found is None or expected is None:
        return found is expected
    utc = found.astimezone(UTC).isoformat()
    return utc[:16] == expected[:16] if len(expected) > len("2024-03-12") else utc[:10] == expected


def main() -> None:
    """Print the figures, a line of JSON a parser."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("strings", type=Path)
    rows = [json.loads(line) for line in cli.parse_args().strings.read_text(encoding="utf-8").splitlines()]
    parsers: dict[str, Parser] = {"newsbot": by_newsbot, "dateparser": by_dateparser}
    for name, parser in parsers.items():
        parser(rows[0] | {"text": "12 stycznia 2024"})
        began = time.process_time()
        found = [parser(row) for row in rows]
        spent = time.process_time() - began
        right = [is_right(moment, row["expected"]) for moment, row in zip(found, rows, strict=True)]
        if name == "newsbot":
            for row in [row for row, good in zip(rows, right, strict=True) if not good]:
                print("wrong:", json.dumps(row, ensure_ascii=False))
        print(
            json.dumps({"parser": name, "right": sum(right), "of": len(rows), "ms": round(1000 * spent / len(rows), 3)})
        )


if __name__ == "__main__":
    main()
