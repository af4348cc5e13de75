"""Quotes and articles as entries of a bibliography: BibTeX, and CSL-JSON, which Zotero and pandoc read."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote as percent_encoded

from newsbot.corpus.filters import QuestionError
from newsbot.store.database.connection import Document
from newsbot.text.printable import printable

FORMATS = ("bibtex", "csl")

_LATEX = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{mark: rf"\{mark}" for mark in "{}$&#_%"},
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PLAIN_NAME = re.compile(r"(?!.*\band\b)[\w.’'-]+(?: [\w.’'-]+)+", re.IGNORECASE)


def cite(article: Document, quote: Document | None, form: str) -> str:
    """An article, or a quote in it, as an entry in a format of FORMATS. Equal records make equal entries."""
    if form not in FORMATS:
        raise QuestionError(f"format={form!r}: the formats are {', '.join(FORMATS)}.")
    return _bibtex(article, quote) if form == "bibtex" else _csl(article, quote)


def _bibtex(article: Document, quote: Document | None) -> str:
    date = _date(article)
    fields = {
        "author": " and ".join(map(_bibtex_name, article.get("authors") or ())),
        "title": "{" + _latex(article["headline"]) + "}",
        "howpublished": _latex(article["site"]),
        "year": str(date[0]) if date else "",
        "month": _MONTHS[date[1] - 1] if len(date) > 1 else "",
        "day": str(date[2]) if len(date) > 2 else "",
        "url": percent_encoded(printable(article["url"]), safe=":/?#[]@!$&'()*+,;=%~-._"),
        "urldate": f"{fetched:%Y-%m-%d}" if isinstance(fetched := article.get("fetched_at"), datetime) else "",
        "language": _latex(article.get("language") or ""),
        "note": _latex(_note(quote)) if quote else "",
    }
    rows = [f"  {name} = {value if name == 'month' else '{' + value + '}'}" for name, value in fields.items() if value]
    return "@misc{" + _key(article, quote) + ",\n" + ",\n".join(rows) + "\n}\n"


def _csl(article: Document, quote: Document | None) -> str:
    fetched = article.get("fetched_at")
    entry = {
        "id": _key(article, quote),
        "type": "article-newspaper",
        "title": printable(article["headline"]),
        "container-title": printable(article["site"]),
        "author": [{"literal": printable(name)} for name in article.get("authors") or ()],
        "issued": {"date-parts": [_date(article)]} if _date(article) else None,
        "accessed": {"date-parts": [[fetched.year, fetched.month, fetched.day]]} if fetched else None,
        "URL": printable(article["url"]),
        "language": article.get("language"),
        "note": printable(_note(quote)) if quote else None,
    }
    return json.dumps([{name: value for name, value in entry.items() if value}], ensure_ascii=False, indent=2) + "\n"


def _date(article: Mapping[str, object]) -> list[int]:
    """Year, month and day as far as they are known."""
    published = article.get("published")
    if not isinstance(published, datetime):
        return []
    day = article.get("published_day")
    year, month, of_month = map(int, day.split("-")) if isinstance(day, str) else published.timetuple()[:3]
    return [year, month] if article.get("published_precision") == "month" else [year, month, of_month]


def _note(quote: Document) -> str:
    speaker = quote["speaker"] or "no speaker named"
    role = f", {quote['speaker_role']}" if quote.get("speaker_role") else ""
    words = " ".join(quote["text"].split())
    words = words if quote["kind"] == "indirect" else f"“{words}”"
    return f"{speaker}{role}: {words} (quote {quote['_id']})"


def _key(article: Document, quote: Document | None) -> str:
    """A key of letters, digits and hyphens alone: signalpost2024-3f2a1b9c-body-1204."""
    site = re.sub(r"[^a-z0-9]", "", article["site"].partition(".")[0].lower()) or "article"
    year = str(date[0]) if (date := _date(article)) else ""
    place = re.sub(r"[^A-Za-z0-9]+", "-", quote["_id"].partition(":")[2]) if quote else ""
    return "-".join(part for part in (site + year, article["_id"][:8], place) if part)


def _bibtex_name(name: str) -> str:
    """A name as BibTeX divides it, or in braces where it would divide it wrongly."""
    name = " ".join(printable(name).split())
    return name if _PLAIN_NAME.fullmatch(name) and "_" not in name else "{" + _latex(name) + "}"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(c, c) for c in " ".join(printable(text).split()))
