"""The pages and their addresses."""

import asyncio
import functools
import itertools
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newsbot.corpus import Corpus
from newsbot.explorer import charts, download, texts
from newsbot.explorer.asked import Asked, WrongQuestionError
from newsbot.explorer.guard import Guard
from newsbot.explorer.reading import COUNTED, Reading
from newsbot.store.connection import DatabaseError, Document, within

logger = logging.getLogger(__name__)

_HERE = Path(__file__).parent
_PATIENCE_SECONDS = 20
_SUGGESTED = ("speaker", "organisation", "site")

T = TypeVar("T")


def explorer_app(corpus: Corpus, port: int, *, patience: float = _PATIENCE_SECONDS) -> Starlette:
    """The ASGI app that shows an open corpus at http://127.0.0.1:`port`; a page may take `patience` seconds."""
    pages = _Pages(Reading(corpus), patience)
    routes = [
        Route("/", pages.search),
        Route("/speakers", pages.speakers),
        Route("/speaker", pages.speaker),
        Route("/article/{article_id}", pages.article),
        Route("/statement/{quote_key}", pages.statement),
        Route("/suggest", pages.suggest),
        Route("/download", pages.download),
        Mount("/static", StaticFiles(directory=_HERE / "static")),
    ]
    handlers: dict[Any, Any] = {
        WrongQuestionError: pages.wrong,
        HTTPException: pages.missing,
        DatabaseError: pages.away,
    }
    guard = Middleware(Guard, port=port)
    return Starlette(routes=routes, middleware=[guard], exception_handlers=handlers | {Exception: pages.broken})


class _Pages:
    def __init__(self, reading: Reading, patience: float) -> None:
        self.reading = reading
        self.patience = patience
        self.templates = Environment(
            loader=FileSystemLoader(_HERE / "pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self.templates.filters |= {"day": _day, "link": texts.link, "thousands": lambda n: f"{n:,}"}
        self.templates.globals |= {"COUNTED": COUNTED}

    async def search(self, request: Request) -> Response:
        """Quotes by words, speaker, organisation, site and time."""
        asked = _asked(request)
        found = await self._read(self._search, asked)
        return self._page("search.html", asked=asked, **found)

    def _search(self, asked: Asked) -> dict[str, Any]:
        quotes, more = self.reading.quotes(asked)
        picture, rows = charts.timeline(self.reading.months(asked), asked)
        around = self.reading.texts(quotes)
        return {
            "results": _results(quotes, around),
            "more": more,
            "total": self.reading.count(asked),
            "picture": picture,
            "rows": rows,
            "options": {kind: self.reading.suggest(kind, "", 60) for kind in _SUGGESTED},
        }

    async def speakers(self, request: Request) -> Response:
        """Who is quoted most."""
        asked = _asked(request)
        return self._page("speakers.html", asked=asked, speakers=await self._read(self.reading.speakers, asked, 100))

    async def speaker(self, request: Request) -> Response:
        """One person: roles over time, outlets, most carried statements, latest quotes."""
        asked = _asked(request)
        if not asked.key:
            raise WrongQuestionError("This page needs a speaker; choose one from the list of speakers.")
        found = await self._read(self._speaker, asked)
        return self._page("speaker.html", asked=asked, **found)

    def _speaker(self, asked: Asked) -> dict[str, Any]:
        person = self.reading.speakers(asked, 1)
        if not person:
            raise HTTPException(404, "No quotes of this speaker are in the corpus, or none in this period.")
        quotes, more = self.reading.quotes(asked)
        picture, rows = charts.timeline(self.reading.months(asked), asked, "/speaker")
        carried = self.reading.carried(asked)
        return {
            "person": person[0],
            "roles": self.reading.by("speaker_role", asked),
            "outlets": self.reading.by("site", asked),
            "carried": [(row, self.reading.statement(row["_id"])) for row in carried if row["places"] > 1],
            "results": _results(quotes, self.reading.texts(quotes)),
            "more": more,
            "picture": picture,
            "rows": rows,
        }

    async def article(self, request: Request) -> Response:
        """One story: its quotes marked, its copies, and what became of its text."""
        article_id = request.path_params["article_id"]
        _asked(request)
        article = await self._read(self.reading.article, article_id)
        if article is None:
            raise HTTPException(
                404, "This article is not in the corpus. It may have been stored under another address."
            )
        told = await self._read(_article, article)
        return self._page("article.html", article=article, asked=Asked(article=article_id), **told)

    async def statement(self, request: Request) -> Response:
        """Every place in which one statement was carried."""
        quote_key = request.path_params["quote_key"]
        _asked(request)
        places = await self._read(self.reading.statement, quote_key)
        if not places:
            raise HTTPException(404, "This statement is not in the corpus.")
        return self._page("statement.html", places=places, asked=Asked(statement=quote_key))

    async def suggest(self, request: Request) -> Response:
        """Names that begin with what is being typed, as the options of a list."""
        kind, words = request.query_params.get("kind", ""), request.query_params.get("words", "")
        if kind not in _SUGGESTED:
            raise WrongQuestionError(f"“kind” is one of {', '.join(_SUGGESTED)}.")
        return self._page("options.html", names=await self._read(self.reading.suggest, kind, words[:100]))

    async def download(self, request: Request) -> Response:
        """All quotes of a view as a file."""
        asked = _asked(request, also=("format",))
        form = request.query_params.get("format", "csv")
        if form not in download.FORMATS:
            raise WrongQuestionError(f"“format” is one of {', '.join(download.FORMATS)}.")
        quotes = await self._read(self.reading.all_quotes, asked)
        headers = {"content-disposition": f'attachment; filename="quotes.{form}"'}
        return StreamingResponse(download.written(quotes, form), headers=headers, media_type=download.FORMATS[form])

    async def wrong(self, request: Request, error: Exception) -> Response:
        """The address asks for something that cannot be."""
        return self._refusal(400, "That is not a question newsbot can answer", str(error))

    async def missing(self, request: Request, error: Exception) -> Response:
        """Nothing is here."""
        assert isinstance(error, HTTPException)
        said = "There is no such page." if error.detail == "Not Found" else error.detail
        return self._refusal(error.status_code, "Nothing is here", said)

    async def away(self, request: Request, error: Exception) -> Response:
        """The database does not answer."""
        logger.warning("The database did not answer: %s", type(error).__name__)
        said = (
            "The database went away or took too long to answer. Try again in a moment, narrow the search, "
            "or stop `scrapy explore` and start it again."
        )
        return self._refusal(503, "The database does not answer", said)

    async def broken(self, request: Request, error: Exception) -> Response:
        """An error of ours; its traceback goes to the log of uvicorn, never to the page."""
        said = "Something in newsbot went wrong. The terminal that runs `scrapy explore` tells what."
        return self._refusal(500, "This page could not be made", said)

    def _refusal(self, status: int, title: str, said: str) -> Response:
        return self._page("refusal.html", status, title=title, said=said)

    def _page(self, name: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(self.templates.get_template(name).render(values), status)

    async def _read(self, ask: Callable[..., T], *arguments: object) -> T:
        return await asyncio.to_thread(functools.partial(self._patiently, ask, *arguments))

    def _patiently(self, ask: Callable[..., T], *arguments: object) -> T:
        with within(self.patience):
            return ask(*arguments)


def _asked(request: Request, *, also: tuple[str, ...] = ()) -> Asked:
    names = [name for name, _ in request.query_params.multi_items()]
    return Asked.read(request.query_params, names, also=also)


def _results(quotes: list[Document], around: dict[str, Document]) -> list[Document]:
    """Quotes, each with the paragraphs in which it stands."""
    return [quote | {"around": texts.in_its_paragraph(quote, around.get(quote["article_id"]))} for quote in quotes]


def _article(article: Document) -> dict[str, Any]:
    standing = [quote for quote in article["flat"] if "dropped_at" not in quote]
    marked = {
        part: texts.marked_paragraphs(article.get(part) or "", [quote for quote in standing if quote["part"] == part])
        for part in ("headline", "standfirst", "body")
    }
    versions = [*article.get("revisions", []), article]
    revisions = [
        {
            "seen_at": old.get("seen_at"),
            "headline": texts.changes(old["headline"], new["headline"]),
            "body": texts.changes(old["body"], new["body"]),
        }
        for old, new in itertools.pairwise(versions)
    ]
    copies = [
        copy | {"changes": texts.changes(article["headline"], copy["headline"])} for copy in article.get("copies", [])
    ]
    gone = [quote for quote in article["flat"] if "dropped_at" in quote]
    return {"marked": marked, "revisions": revisions, "copies": copies, "standing": standing, "gone": gone}


def _day(moment: object) -> str:
    return f"{moment.day} {moment:%B %Y}" if isinstance(moment, datetime) else "no date"
