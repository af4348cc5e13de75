"""Articles and pages of invented news, for tests that need some."""

from datetime import UTC, datetime
from typing import Any

from newsbot.dedup import content_hash, signature
from newsbot.items import Article, Quote
from newsbot.store.database.schema import Page

FETCHED = datetime(2024, 5, 2, 12, 0, tzinfo=UTC)

STORY = (
    "Harbour Telecom will switch on its first standalone 5G cells in the northern valleys before the winter, the "
    "operator said on Tuesday, after two years of talks with the landowners of the region.\n\n"
    "“We promised the valleys coverage, and this autumn they will have it,” said Petra Lindqvist, chief executive of "
    "Harbour Telecom. The company expects to spend forty million crowns on ninety masts.\n\n"
    "Farmers had asked for smaller towers, and the regulator agreed to a limit of thirty metres in protected areas. "
    "Construction starts in June near the village of Osterby and follows the river to the coast."
)


def article(url: str = "https://news.example/valleys", *, body: str = STORY, **fields: Any) -> Article:
    """An article as it reaches the store."""
    values: dict[str, Any] = {
        "url": url,
        "url_key": url,
        "site": "news.example",
        "headline": "Harbour Telecom brings 5G to the valleys",
        "body": body,
        "published": datetime(2024, 5, 1, 8, 0, tzinfo=UTC),
        "published_source": "json-ld",
        "fetched_at": FETCHED,
        "quotes": [quote(body)] if "“" in body else [],
    } | fields
    values["content_hash"] = content_hash(f"{values['headline']}\n{body}")
    values["signature"] = signature(body)
    return Article(**values)


def quote(body: str) -> Quote:
    """The first quote between curly marks in `body`."""
    start, end = body.index("“") + 1, body.index("”")
    return Quote(text=body[start:end], start=start, end=end, kind="statement", speaker="Petra Lindqvist", cue="said")


def page(url: str = "https://news.example/valleys", body: bytes = b"<p>page</p>", **fields: Any) -> Page:
    """A fetched page."""
    return Page(url=url, requested_url=fields.pop("requested_url", url), body=body, fetched_at=FETCHED, **fields)


def html(headline: str, paragraphs: list[str], *, published: str = "2024-05-01T08:00:00Z", head: str = "") -> str:
    """A news page."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline}</title>'
        f'<meta property="og:title" content="{headline}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{published}">{head}</head>'
        f"<body><article><h1>{headline}</h1>{body}</article></body></html>"
    )
