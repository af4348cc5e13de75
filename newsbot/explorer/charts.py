"""The timeline as SVG by pygal: its scripts and styles taken out, so that our stylesheet rules and the CSP holds."""

import sys
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pygal
from markupsafe import Markup

from newsbot.explorer.params import Asked

# pygal hooks into every import of the process for plugins of its own, in a way that Python warns of
sys.meta_path[:] = [finder for finder in sys.meta_path if not type(finder).__module__.startswith("pygal")]

_SVG = "{http://www.w3.org/2000/svg}"
_MOST_BARS = 72


def timeline(rows: list[tuple[str, int]], asked: Asked, path: str = "/") -> tuple[Markup, list[tuple[str, int, str]]]:
    """The picture, each bar a link that narrows to its period, and the same as rows `(period, quotes, address)`.

    `rows` are months "YYYY-MM" or days "YYYY-MM-DD"; more than 72 months are drawn as years.
    """
    if len(_filled(rows, asked)) > _MOST_BARS and all(len(period) == 7 for period, _ in rows):
        years: dict[str, int] = {}
        for period, quotes in rows:
            years[period[:4]] = years.get(period[:4], 0) + quotes
        rows = list(years.items())
    rows = _filled(rows, asked)[-_MOST_BARS:]
    linked = [(period, quotes, asked.address(path, **_within(period))) for period, quotes in rows]
    if not linked:
        return Markup(), []
    chart = pygal.Bar(
        width=920, height=220, margin=6, spacing=4, show_legend=False, js=[], css=[], explicit_size=False,
        pretty_print=False, disable_xml_declaration=True, x_label_rotation=0, no_prefix=True,
        show_minor_x_labels=False, order_min=0, min_scale=2, max_scale=4, include_x_axis=True,
        truncate_label=-1,
        value_formatter=lambda value: f"{int(value):,}",
    )  # fmt: skip
    chart.x_labels = [period for period, _, _ in linked]
    step = max(1, -(-len(linked) // 9))
    chart.x_labels_major = [period for period, _, _ in linked][::step]
    chart.add("quotes", [quotes for _, quotes, _ in linked])
    return Markup(_linked(chart.render(is_unicode=True), linked)), linked


def _linked(svg: str, rows: list[tuple[str, int, str]]) -> str:
    """Pygal's picture without scripts, styles and tooltips, its bars wrapped into links with names."""
    ElementTree.register_namespace("", _SVG[1:-1])
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        parent.attrib.pop("style", None)
        for child in list(parent):
            if child.tag in (f"{_SVG}script", f"{_SVG}style", f"{_SVG}desc", f"{_SVG}title"):
                parent.remove(child)
    bars = [group for group in root.iter(f"{_SVG}g") if group.get("class") == "bar"]
    for bar, (period, quotes, address) in zip(bars, rows, strict=True):
        said = f"{period}: {quotes:,} quotes"
        anchor = ElementTree.Element(f"{_SVG}a", {"href": address, "aria-label": said})
        ElementTree.SubElement(anchor, f"{_SVG}title").text = said
        anchor.extend(list(bar))
        for child in list(bar):
            bar.remove(child)
        if quotes:
            bar.append(anchor)
    root.set("role", "group")
    root.set("aria-label", "Quotes over time")
    root.set("class", "timeline")
    return ElementTree.tostring(root, encoding="unicode")


def _within(period: str) -> dict[str, str]:
    first = _first_day(period)
    return {"since": first.isoformat(), "until": _next(first, len(period)).isoformat()}


def _first_day(period: str) -> date:
    return date.fromisoformat(f"{period}-01-01"[:10] if len(period) == 4 else f"{period}-01"[:10])


def _next(first: date, size: int) -> date:
    """The day after a year (size 4), a month (7) or a day (10) that begins so."""
    if size == 10:
        return first + timedelta(days=1)
    year, month = (first.year + 1, 1) if size == 4 or first.month == 12 else (first.year, first.month + 1)
    return date(year, month, 1)


def _filled(rows: list[tuple[str, int]], asked: Asked) -> list[tuple[str, int]]:
    """With a zero for each period without quotes: all that were asked for and have begun, and a whole year if all is in
    one.
    """
    if not rows:
        return []
    counts, size = dict(rows), len(rows[0][0])
    at, last, filled = _first_day(rows[0][0]), _first_day(rows[-1][0]), []
    if asked.since:
        at = min(at, date.fromisoformat(asked.since))
    if asked.until:
        last = max(last, min(date.fromisoformat(asked.until) - timedelta(days=1), datetime.now(UTC).date()))
    if size == 7 and not asked.since and not asked.until and at.year == last.year:
        at, last = at.replace(month=1), last.replace(month=12)
    at = _first_day(at.isoformat()[:size])
    while at <= last:
        period = at.isoformat()[:size]
        filled.append((period, counts.get(period, 0)))
        at = _next(at, size)
    return filled
