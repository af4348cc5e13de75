"""The pages and their addresses."""

import itertools
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newsbot.corpus import Corpus, QuestionError, Rows, Story
from newsbot.corpus.files import json_line
from newsbot.corpus.search.grammar import parse
from newsbot.explorer import api, charts, download, texts
from newsbot.explorer.annotations import Annotating, Annotations
from newsbot.explorer.guard import Guard
from newsbot.explorer.params import OF_ARTICLES, OF_QUOTES, Asked
from newsbot.explorer.queries import COUNTED, Glance, Queries
from newsbot.explorer.rendering import Rendering, asked_of
from newsbot.quotes import is_read
from newsbot.store.database.connection import Document

_HERE = Path(__file__).parent
CITATIONS = {
    "bibtex": ("bib", "application/x-bibtex; charset=utf-8"),
    "csl": ("json", "application/vnd.citationstyles.csl+json"),
}
"""Format of a citation -> the ending of its file, and its media type."""
_LIMIT_SECONDS = 20
_GLANCE_SECONDS = 0.1
_SUGGESTED = ("about", "speaker", "organisation", "site")
_LISTED = 60
"""Names in the lists of a page; scripts fetch others while one types."""


def explorer_app(
    corpus: Corpus,
    port: int,
    *,
    limit: float = _LIMIT_SECONDS,
    glance: float = _GLANCE_SECONDS,
    annotating: Annotating | None = None,
) -> Starlette:
    """The ASGI app that shows an open corpus at http://127.0.0.1:`port`.

    A page may take `limit` seconds; counts that need more than `glance` are left out, with a link to wait for them.
    Without `annotating` it only reads.
    """
    queries = Queries(corpus)
    codebook = annotating.codebook if annotating else ()
    rendering = Rendering(limit, annotating=annotating, labels={label.name: label for label in codebook})
    pages, annotations = _Pages(queries, rendering, glance), Annotations(queries, rendering, annotating)
    routes = [
        Route("/", pages.search),
        Route("/articles", pages.articles),
        Route("/speakers", pages.speakers),
        Route("/speaker", pages.speaker),
        Route("/article/{article_id}", pages.article),
        Route("/statement/{quote_key}", pages.statement),
        Route("/quotes/{quote_id}", pages.quote),
        Route("/cite/{cited}", pages.cite),
        Route("/suggest", pages.suggest),
        Route("/download/quotes", pages.quotes_file),
        Route("/download/articles", pages.articles_file),
        Route("/download/speakers", pages.speakers_file),
        Route("/api/openapi.json", pages.openapi),
        Route("/api/{what}", pages.api),
        *annotations.routes,
        Mount("/static", StaticFiles(directory=_HERE / "static")),
    ]
    guard = Middleware(Guard, port=port, keys=annotating.keys if annotating else None)
    return Starlette(routes=routes, middleware=[guard], exception_handlers=rendering.handlers)


class _Pages:
    def __init__(self, queries: Queries, rendering: Rendering, glance: float) -> None:
        self.queries = queries
        self.glance = glance
        self._page = rendering.page
        self._read = rendering.read

    async def search(self, request: Request) -> Response:
        """Quotes by words, speaker, organisation, site and time."""
        asked = asked_of(request)
        if "" in request.query_params.values():  # the form sends its empty fields too; an address to share has none
            return RedirectResponse(asked.address(page=asked.page, wait=asked.wait))
        options = await self._read(self._options)
        try:
            found, said = await self._read(self._search, asked), None
        except QuestionError as error:  # the form stays, to be corrected
            found, said = _results([], {}, more=False) | _timeline([], asked, "/"), str(error)
            found |= {"total": 0, "places": {}, "meant": []}
        return self._page("search.html", asked=asked, options=options, said=said, **found)

    def _options(self) -> dict[str, list[str]]:
        return {kind: self.queries.suggest(kind, "", _LISTED) for kind in _SUGGESTED}

    def _search(self, asked: Asked) -> dict[str, Any]:
        found = self._quotes(asked, Glance(self.queries, asked, None if asked.wait else self.glance), "/")
        corpus = self.queries.corpus
        none = [] if found["results"] else [*corpus.meant(asked.filters), *corpus.unread(asked.filters)]
        return found | {"meant": none}

    def _quotes(self, asked: Asked, glance: Glance, path: str) -> dict[str, Any]:
        """The parts of every view of quotes: a page of them, how many there are, and when they were said."""
        quotes, more = self.queries.quotes(asked)
        shown = _results(quotes, self.queries.texts(quotes), more=more, asked=asked)
        places = self.queries.places_of(quotes)
        total = len(quotes) if asked.page == 1 and not more else glance.count()
        months = glance.months()
        if total is None and months:
            dated = sum(quotes for _, quotes in months)
            total = dated if dated > COUNTED else None
        return shown | _timeline(months, asked, path) | {"total": total, "places": places}

    async def articles(self, request: Request) -> Response:
        """Articles by words, names, author, site and time."""
        asked = asked_of(request, without=OF_QUOTES)
        if "" in request.query_params.values():
            return RedirectResponse(asked.address("/articles"))
        options = await self._read(self._options)
        try:
            found, said = await self._read(self._articles, asked), None
        except QuestionError as error:
            found, said = {"articles": [], "more": False, "meant": []}, str(error)
        return self._page("articles.html", asked=asked, options=options, said=said, **found)

    def _articles(self, asked: Asked) -> dict[str, Any]:
        found, more = self.queries.articles(asked)
        search = parse(asked.contains) if asked.contains else None
        articles = [article | {"excerpt": texts.excerpt(article, search)} for article in found]
        meant = [] if found else self.queries.corpus.meant(asked.article_filters)
        return {"articles": articles, "more": more, "meant": meant}

    async def speakers(self, request: Request) -> Response:
        """The most quoted speakers."""
        asked = asked_of(request)
        speakers = await self._read(lambda: list(self.queries.speakers(asked)))
        return self._page("speakers.html", asked=asked, speakers=speakers)

    async def speaker(self, request: Request) -> Response:
        """One person: roles over time, outlets, most carried statements, latest quotes."""
        asked = asked_of(request)
        if not asked.key:
            raise QuestionError("This page needs a speaker; choose one from the list of speakers.")
        return self._page("speaker.html", asked=asked, **await self._read(self._speaker, asked))

    def _speaker(self, asked: Asked) -> dict[str, Any]:
        person = self.queries.person(asked.key)
        if person is None:
            raise HTTPException(404, "No quotes of this speaker are in the corpus.")
        glance = Glance(self.queries, asked, None if asked.wait else self.glance)
        return self._quotes(asked, glance, "/speaker") | {
            "person": person,
            "roles": glance.roles(),
            "outlets": glance.outlets(),
            "carried": glance.carried(),
        }

    async def article(self, request: Request) -> Response:
        """One story: its quotes marked, its copies, and what became of its text."""
        article_id = request.path_params["article_id"]
        asked_of(request)
        try:
            story = await self._read(self.queries.corpus.story, article_id)
        except QuestionError:
            said = "This article is not in the corpus. It may have been stored under another address."
            raise HTTPException(404, said) from None
        parts = await self._read(_article, story)
        places = await self._read(self.queries.places_of, story.quotes)
        return self._page("article.html", asked=Asked(article=story.article["_id"]), places=places, **parts)

    async def statement(self, request: Request) -> Response:
        """Every place in which one statement was carried."""
        quote_key = request.path_params["quote_key"]
        asked_of(request)
        places = await self._read(self.queries.places, quote_key)
        if not places:
            raise HTTPException(404, "This statement is not in the corpus.")
        return self._page("statement.html", places=places, asked=Asked(statement=quote_key))

    async def quote(self, request: Request) -> Response:
        """One quote at its permanent address: in its paragraph, with its place and how to cite it."""
        asked_of(request)
        quote_id = request.path_params["quote_id"]
        try:
            quote = await self._read(self.queries.corpus.quote, quote_id)
        except QuestionError:
            raise HTTPException(404, "This quote is not in the corpus.") from None
        around = await self._read(self.queries.texts, [quote])
        places = await self._read(self.queries.places_of, [quote])
        return self._page("quote.html", quote=quote, places=places, **_results([quote], around, more=False))

    async def cite(self, request: Request) -> Response:
        """A quote or an article as an entry of a bibliography."""
        asked_of(request, also=("format",))
        form, cited = request.query_params.get("format", "bibtex"), request.path_params["cited"]
        if form not in CITATIONS:
            raise QuestionError(f"“format” is one of {', '.join(CITATIONS)}.")
        try:
            entry = await self._read(self.queries.corpus.cite, cited, form)
        except QuestionError:
            raise HTTPException(404, "This quote or article is not in the corpus.") from None
        ending, media_type = CITATIONS[form]
        headers = {"content-disposition": f'attachment; filename="citation.{ending}"'}
        return Response(entry, headers=headers, media_type=media_type)

    async def api(self, request: Request) -> Response:
        """Quotes, articles, speakers or a timeline as JSON."""
        what = request.path_params["what"]
        if what not in api.PARAMETERS:
            raise HTTPException(404, f"/api/ has {', '.join(api.PARAMETERS)} and openapi.json.")
        found = await self._read(api.answer, self.queries.corpus, what, request.query_params.multi_items())
        return Response(json_line(found), media_type="application/json")

    async def openapi(self, request: Request) -> Response:
        """The OpenAPI document."""
        return Response(json_line(api.openapi()), media_type="application/json")

    async def suggest(self, request: Request) -> Response:
        """Names that begin with what is being typed, as the options of a list."""
        kind, words = request.query_params.get("kind", ""), request.query_params.get("words", "")
        if kind not in _SUGGESTED:
            raise QuestionError(f"“kind” is one of {', '.join(_SUGGESTED)}.")
        return self._page("options.html", names=await self._read(self.queries.suggest, kind, words[:100]))

    async def quotes_file(self, request: Request) -> Response:
        """All quotes of a view as a file."""
        return await self._file("quotes", request, self.queries.all_quotes)

    async def articles_file(self, request: Request) -> Response:
        """All articles of a view as a file."""
        return await self._file("articles", request, self.queries.all_articles, without=OF_QUOTES)

    async def speakers_file(self, request: Request) -> Response:
        """The list of speakers as a file."""
        return await self._file("speakers", request, self.queries.speakers)

    async def _file(
        self, name: str, request: Request, ask: Callable[[Asked], Rows], without: Collection[str] = OF_ARTICLES
    ) -> Response:
        asked = asked_of(request, also=("format",), without=without)
        form = request.query_params.get("format", "csv")
        if form not in download.FORMATS:
            raise QuestionError(f"“format” is one of {', '.join(download.FORMATS)}.")
        rows = await self._read(ask, asked)
        headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
        media_type = download.FORMATS[form][1]
        return StreamingResponse(download.pieces(rows, form), headers=headers, media_type=media_type)


def _results(
    quotes: list[Document], around: dict[str, Document], *, more: bool, asked: Asked | None = None
) -> dict[str, Any]:
    """Quotes, each with the paragraphs in which it stands, or with its lines of a concordance."""
    if asked is not None and asked.view:
        search = parse(asked.contains) if asked.contains else None
        lined = [quote | {"lines": texts.lines(quote, around.get(quote["article_id"]), search)} for quote in quotes]
        return {"results": lined, "more": more}
    results = [quote | {"around": texts.in_its_paragraph(quote, around.get(quote["article_id"]))} for quote in quotes]
    return {"results": results, "more": more}


def _timeline(months: list[tuple[str, int]] | None, asked: Asked, path: str) -> dict[str, Any]:
    picture, rows = charts.timeline(months or [], asked, path)
    return {"picture": picture, "rows": None if months is None else rows}


def _article(story: Story) -> dict[str, Any]:
    article = story.article
    own = [quote for quote in story.quotes if "copy_key" not in quote]
    standing = [quote for quote in own if "dropped_at" not in quote and quote["kind"] != "indirect"]
    reported = [quote for quote in own if "dropped_at" not in quote and quote["kind"] == "indirect"]
    marked = {
        part: texts.marked_paragraphs(article.get(part) or "", [quote for quote in standing if quote["part"] == part])
        for part in ("headline", "standfirst", "body")
    }
    anchored: set[str] = set()
    last: dict[str, tuple[list[texts.Piece], int]] = {}
    for paragraph in (paragraph for part in marked.values() for paragraph in part):
        for at, (words, quote) in enumerate(paragraph):
            if quote and quote["_id"] not in anchored:
                anchored.add(quote["_id"])
                paragraph[at] = (words, quote | {"anchor": True})
            if quote:
                last[quote["_id"]] = paragraph, at
    for paragraph, at in reversed(last.values()):  # a quote over several paragraphs has its speaker behind the last
        texts.name_speaker(paragraph, at)
    revisions = [
        {
            "seen_at": old.get("seen_at"),
            "headline": texts.changes(old["headline"], new["headline"]),
            "body": texts.changes(old["body"], new["body"]),
        }
        for old, new in itertools.pairwise([*story.revisions, article])
    ]
    copies = [
        copy
        | {
            "changes": texts.changes(article["headline"], copy["headline"]),
            "quotes": [quote for quote in story.quotes if quote.get("copy_key", "") == copy.get("url_key")],
        }
        for copy in story.copies
    ]
    gone = [quote for quote in own if "dropped_at" in quote]
    return {
        "article": article,
        "is_read": is_read(article.get("language")),
        "marked": marked,
        "anchored": anchored,
        "revisions": revisions,
        "copies": copies,
        "standing": standing,
        "reported": reported,
        "gone": gone,
    }
