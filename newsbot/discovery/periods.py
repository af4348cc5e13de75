"""Which time a sitemap is about, where its name shows it: sitemap-2024-05.xml, /2024/05/, ?yyyy=2024&mm=05."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

_OLDEST_YEAR = 1990

Period = tuple[datetime, datetime]
"""Begin and end, the end exclusive, aware."""


def named_periods(urls: Iterable[str]) -> dict[str, Period]:
    """The month or year that each address names; those that name none, or a number that may be a page's, are left out.

    Addresses that differ in numbers only are read together: 2019 is a year where all of them have a year in its place,
    and what follows is a month where all have two digits up to 12 there. "2019-1" beside "2019-14" is a page of a year.
    """
    alike: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for url in urls:
        name = _name(url)
        alike[re.sub(r"\d+", "#", name)][url] = re.findall(r"\d+", name)
    return {url: period for group in alike.values() for url, period in _periods(group).items()}


def _name(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _periods(group: dict[str, list[str]]) -> dict[str, Period]:
    columns = list(zip(*group.values(), strict=True))
    for place, column in enumerate(columns):
        following = columns[place + 1] if place + 1 < len(columns) else ()
        if all(len(number) in (6, 8) and _is_year(number[:4]) and _is_month(number[4:6]) for number in column):
            return {url: _month(n[place][:4], n[place][4:6]) for url, n in group.items()}
        if all(_is_year(number) for number in column):
            if following and all(_is_month(number) for number in following):
                return {url: _month(n[place], n[place + 1]) for url, n in group.items()}
            return {url: _year(n[place]) for url, n in group.items()}
    return {}


def _is_year(number: str) -> bool:
    return len(number) == 4 and _OLDEST_YEAR <= int(number) <= datetime.now(UTC).year + 1


def _is_month(number: str) -> bool:
    return len(number) == 2 and 1 <= int(number) <= 12


def _year(year: str) -> Period:
    return datetime(int(year), 1, 1, tzinfo=UTC), datetime(int(year) + 1, 1, 1, tzinfo=UTC)


def _month(year: str, month: str) -> Period:
    begin = datetime(int(year), int(month), 1, tzinfo=UTC)
    return begin, datetime(begin.year + begin.month // 12, begin.month % 12 + 1, 1, tzinfo=UTC)
