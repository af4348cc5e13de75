"""What every page shares: templates, questions asked in threads and within a time, and the pages of refusals."""

import asyncio
import functools
import logging
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from newsbot.corpus import QuestionError
from newsbot.corpus.files import json_line
from newsbot.explorer import download, texts
from newsbot.explorer.params import OF_ARTICLES, Asked
from newsbot.explorer.queries import COUNTED, PLACES, SPEAKERS
from newsbot.store.database.connection import DatabaseError, within

logger = logging.getLogger(__name__)

_ORDERS = {
    "": "newest", "oldest": "oldest", "speaker": "by speaker", "site": "by site", "surest": "most certain",
    "doubtful": "least certain",
}  # fmt: skip
"""Orders of quotes, and what they are called."""

_MAY_ONLY_READ = 13
"""MongoDB's error code Unauthorized."""

T = TypeVar("T")


class Rendering:
    """Makes pages. A question to the corpus may take `limit` seconds; `shared` are values that all templates have."""

    def __init__(self, limit: float, **shared: Any) -> None:
        self.limit = limit
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._templates.filters |= {"day": _day, "link": texts.link, "thousands": lambda n: f"{n:,}"}
        self._templates.globals |= {
            "COUNTED": COUNTED, "PLACES": PLACES, "SPEAKERS": SPEAKERS, "FORMATS": download.FORMATS, "ORDERS": _ORDERS,
        } | shared  # fmt: skip

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """A page made of a template."""
        return HTMLResponse(self._templates.get_template(name).render(values), status)

    async def read(self, ask: Callable[..., T], *arguments: object, **named: object) -> T:
        """What a function that blocks returns, which may take `limit` seconds."""
        return await asyncio.to_thread(functools.partial(self._within, ask, *arguments, **named))

    def _within(self, ask: Callable[..., T], *arguments: object, **named: object) -> T:
        with within(self.limit):
            return ask(*arguments, **named)

    @property
    def handlers(self) -> dict[Any, Any]:
        """Kinds of errors -> what makes their page."""
        return {
            QuestionError: self.wrong,
            HTTPException: self.missing,
            DatabaseError: self.away,
            Exception: self.broken,
        }

    async def wrong(self, request: Request, error: Exception) -> Response:
        """The address asks for something that cannot be."""
        return self._refusal(request, 400, "That is not a question newsbot can answer", str(error))

    async def missing(self, request: Request, error: Exception) -> Response:
        """Nothing is here."""
        assert isinstance(error, HTTPException)
        said = "There is no such page." if error.detail == "Not Found" else error.detail
        title = "Nothing is here" if error.status_code == 404 else "That cannot be done"
        return self._refusal(request, error.status_code, title, said)

    async def away(self, request: Request, error: Exception) -> Response:
        """The database does not answer."""
        if getattr(error, "code", None) == _MAY_ONLY_READ:
            return self._refusal(request, 403, "That cannot be done", "This account of the database may only read.")
        logger.warning("The database did not answer: %s", type(error).__name__)
        said = (
            "The database went away or took too long to answer. Try again in a moment, narrow the search, "
            "or stop `newsbot explore` and start it again."
        )
        return self._refusal(request, 503, "The database does not answer", said)

    async def broken(self, request: Request, error: Exception) -> Response:
        """An error of ours; its traceback goes to the log of uvicorn, never to the page."""
        said = "Something in newsbot went wrong. The terminal that runs `newsbot explore` shows the error."
        return self._refusal(request, 500, "This page could not be made", said)

    def _refusal(self, request: Request, status: int, title: str, said: str) -> Response:
        if request.url.path.startswith("/api/"):
            return Response(json_line({"error": said}), status, media_type="application/json")
        return self.page("refusal.html", status, title=title, said=said)


def asked_of(request: Request, *, also: tuple[str, ...] = (), without: Collection[str] = OF_ARTICLES) -> Asked:
    """The filters in the address of a request; see Asked.read."""
    names = [name for name, _ in request.query_params.multi_items()]
    return Asked.read(request.query_params, names, also=also, without=without)


def _day(moment: object) -> str:
    return f"{moment.day} {moment:%B %Y}" if isinstance(moment, datetime) else "no date"
