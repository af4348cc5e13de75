"""From the answer of a server, fetched or kept in an archive, to a page and its article."""

from collections.abc import Sequence
from datetime import datetime

from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes
from w3lib.encoding import http_content_type_encoding

from newsbot.crawl.time_limit import time_limit
from newsbot.dedup import canonical_url
from newsbot.discovery.http_validators import Validators, header
from newsbot.discovery.urls import may_be_article
from newsbot.extraction import SiteRules, extract_article
from newsbot.extraction.metadata.tdm import by_server
from newsbot.items import Article
from newsbot.store.database.schema import Page

TDM = "tdm"
"""The key of `Request.meta` for what newsbot.middlewares.tdm leaves there."""


def response_of(url: str, headers: list[tuple[str, str]], body: bytes, status: int = 200) -> Response:
    """The response with these headers, of the class that Scrapy gives its type."""
    kind = responsetypes.from_args(headers=Headers(headers), url=url, body=body)
    return kind(url, status=status, headers=headers, body=body)


def page_of_response(response: Response, requested_url: str, fetched_at: datetime) -> Page:
    """The page as it is kept."""
    validators = Validators.of(response)
    return Page(
        url=response.url,
        requested_url=requested_url,
        body=response.body,
        fetched_at=fetched_at,
        status=response.status,
        content_type=header(response, "Content-Type") or "",
        etag=validators.etag,
        last_modified=validators.last_modified,
        tdm=mining_forbidden(response),
    )


def mining_forbidden(response: Response) -> list[str] | None:
    """The places outside a page where its owner forbids text and data mining; None where only a page was looked at."""
    headers = {
        name: [value.decode("latin-1") for value in response.headers.getlist(name)]
        for name in ("tdm-reservation", "x-robots-tag")
    }
    of_site = response.request.meta.get(TDM) if response.request else None
    places = by_server(headers, *(of_site or (None, False)))
    return [*places] if places or of_site else None


def article_of_response(
    response: Response,
    fetched_at: datetime,
    rules: SiteRules | None,
    *,
    tdm: Sequence[str] | None = None,
    seconds: float = 0,
) -> Article:
    """The article of a page, by the `rules` of its site, in at most `seconds` of CPU time; `tdm` is that of its Page.

    Raises ExtractionError where it has no markup, TooSlowError where it takes longer.
    """
    with time_limit(seconds):
        article = extract_article(_markup(response), response.url, fetched_at=fetched_at, site=rules, tdm=tdm)
    if not may_be_article(article.url):  # its canonical link names a tag, a file, an account page
        article.url, article.url_key = response.url, canonical_url(response.url)
    return article


def _markup(response: Response) -> bytes | str:
    """The page's bytes; decoded where only the response's header gives the encoding and it is not UTF-8."""
    declared = http_content_type_encoding(header(response, "Content-Type"))
    if not isinstance(response, TextResponse) or declared in (None, "utf-8"):
        return response.body
    try:
        response.body.decode("utf-8")
    except UnicodeDecodeError:
        return response.text
    return response.body
