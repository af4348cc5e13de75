"""The result of a crawl in at most five lines, for people."""

from collections.abc import Mapping
from typing import Any


def crawl_result(name: str, site: str, stats: Mapping[str, Any], program: str) -> list[str]:
    """The result of a crawl in a few lines: stored, left out, cost, and the next command."""

    def count(key: str) -> int:
        return int(stats.get(f"newsbot/{key}", 0))

    brought = [_number(count("new"), "new article")]
    brought[0] += f" with {_number(count('quotes'), 'quote')}" if count("new") else ""
    brought += [f"{count(key):,} {word}" for key, word in (("changed", "changed"), ("copies", "copies")) if count(key)]
    lines = [f"{name}: {', '.join(brought)}."]
    known = [f"{count(key):,} {word}" for key, word in _KNOWN if count(key)]
    if known:
        lines.append(f"Known already: {', '.join(known)}.")
    missed = [f"{count(key):,} {word}" for key, word in _MISSED if count(key)]
    if missed:
        lines.append(f"Not stored: {', '.join(missed)}.")
    lines.append(_cost(stats))
    if count("new"):
        lines.append(f"Next: {program} quotes" + (f" --site {site}" if site else ""))
    elif missed:
        lines.append(f"Next: {program} status")
    return lines


_KNOWN = (
    ("known", "URLs"),
    ("unchanged", "pages as before"),
    ("not_modified", "pages not modified (304)"),
    ("sources_unchanged", "feeds and lists as before"),
)
_MISSED = (
    ("sitemaps_left_out", "sitemaps left for the next crawl"),
    ("failed", "pages failed"),
    ("refused", "pages rejected"),
    ("forbidden", "forbidden by robots.txt"),
    ("gone", "gone"),
)


def _number(n: int, word: str) -> str:
    return f"{n:,} {word}" + ("" if n == 1 else "s")


def _cost(stats: Mapping[str, Any]) -> str:
    seconds = float(stats.get("elapsed_time_seconds", 0))
    took = f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"
    size = int(stats.get("downloader/response_bytes", 0)) / 1e6
    return f"{_number(int(stats.get('downloader/request_count', 0)), 'request')}, {size:,.1f} MB, {took}."
