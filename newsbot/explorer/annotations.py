"""The pages on which people set quotes right: a form for each quote, and the list of all annotations."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from urllib.parse import parse_qsl
from urllib.parse import quote as percent_encoded

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from newsbot.corpus import KINDS, AnnotationError, QuestionError
from newsbot.corpus.validation.codebook import Label
from newsbot.explorer import texts
from newsbot.explorer.guard import WRITING
from newsbot.explorer.keys import Keys
from newsbot.explorer.params import Asked
from newsbot.explorer.queries import PAGE_SIZE, Queries
from newsbot.explorer.rendering import Rendering, asked_of
from newsbot.store.database.connection import Document
from newsbot.store.speakers.annotations import FIELDS, LABEL, NO_QUOTE

_LARGEST = 65_536
_WAS = "was:"
"""Before the name of a field: what the form showed at first, so that only what somebody changed is written."""
_CHOICES = ("save", "next", "right")


@dataclass(frozen=True)
class Annotating:
    """Who annotates, and the labels that are offered."""

    by: str | None
    codebook: tuple[Label, ...] = ()
    keys: Keys = field(default_factory=Keys)


class Annotations:
    """Reads without `annotating`; with it, one browser may write."""

    def __init__(self, queries: Queries, rendering: Rendering, annotating: Annotating | None) -> None:
        self._queries = queries
        self._corpus = queries.corpus
        self._rendering = rendering
        self._annotating = annotating

    @property
    def routes(self) -> list[BaseRoute]:
        """The list for everybody; forms, and what takes them, only where somebody annotates."""
        listed: list[BaseRoute] = [Route("/annotations", self.listed)]
        if self._annotating is None:
            return listed
        return [
            *listed,
            Route("/annotate", self.enter),
            Route("/codebook.css", self.colours),
            Route(WRITING + "{quote_id}", self.form, methods=["GET"]),
            Route(WRITING + "{quote_id}", self.save, methods=["POST"]),
            Route(WRITING + "{quote_id}/undo", self.undo, methods=["POST"]),
        ]

    async def listed(self, request: Request) -> Response:
        """All annotations, the latest first."""
        asked = asked_of(request, without=[one.name for one in fields(Asked) if one.name != "page"])
        skip = (asked.page - 1) * PAGE_SIZE
        found = await self._rendering.read(self._corpus.annotations, skip=skip, limit=PAGE_SIZE + 1)
        more = len(found) > PAGE_SIZE
        return self._rendering.page("annotations.html", asked=asked, annotations=found[:PAGE_SIZE], more=more)

    async def enter(self, request: Request) -> Response:
        """Give the browser that brings the token its cookie, and lead it on to an address without the token."""
        assert self._annotating is not None
        cookie = self._annotating.keys.enter(request.query_params.get("token", ""))
        if cookie is None and not self._may_write(request):
            raise HTTPException(403, _NO_KEY)
        return RedirectResponse("/", 303, {"set-cookie": cookie} if cookie else None)

    async def colours(self, request: Request) -> Response:
        """The codebook's colours as a stylesheet: the pages' policy allows none inside them."""
        assert self._annotating is not None
        rules = [
            f".label-{label.name}-{at} {{ --label: {value.colour}; }}"
            for label in self._annotating.codebook
            for at, value in enumerate(label.values)
            if value.colour
        ]
        return Response("\n".join(rules), media_type="text/css")

    async def form(self, request: Request) -> Response:
        """The form of one quote, with the filters of the search that led to it, whose next quote follows."""
        self._check_key(request)
        asked = asked_of(request, also=("saved",))
        return await self._form(request.path_params["quote_id"], asked, saved=request.query_params.get("saved", ""))

    async def _form(
        self, quote_id: str, asked: Asked, *, saved: str = "", said: str = "", given: Mapping[str, str] | None = None
    ) -> Response:
        quote = await self._quote(quote_id)
        around = await self._rendering.read(self._queries.texts, [quote])
        history = await self._rendering.read(self._corpus.annotations, quote_id)
        shown = {name: quote.get(name) or "" for name in FIELDS} | {
            LABEL + name: value or "" for name, value in quote.get("labels", {}).items()
        }
        return self._rendering.page(
            "annotate.html", 400 if said else 200, quote=quote, asked=asked, shown=shown, given=given or shown,
            history=history, saved=saved, said=said, kinds=KINDS, NO_QUOTE=NO_QUOTE, LABEL=LABEL,
            query=asked.address("").lstrip("?"),
            around=texts.in_its_paragraph(quote, around.get(quote["article_id"])),
            speakers=await self._rendering.read(self._queries.suggest, "speaker", "", 60),
        )  # fmt: skip

    async def save(self, request: Request) -> Response:
        """Keep what a form changed, and show the same quote or the next."""
        quote_id, asked = request.path_params["quote_id"], asked_of(request)
        quote, sent = await self._quote(quote_id), await _sent(request)
        choice = sent.get("choice", "next")
        try:
            if choice not in _CHOICES:
                raise QuestionError(f"“choice” is one of {', '.join(_CHOICES)}.")
            await self._rendering.read(self._write, quote, sent, right=choice == "right")
        except (AnnotationError, QuestionError) as error:
            return await self._form(quote_id, asked, said=str(error), given=sent)
        if choice == "save":
            return _to(quote_id, asked, saved="1")
        following = await self._rendering.read(self._next, quote, asked)
        return _to(following, asked, saved=quote_id) if following else RedirectResponse("/annotations", 303)

    def _write(self, quote: Document, sent: Mapping[str, str], *, right: bool) -> None:
        assert self._annotating is not None
        changed = {
            name: value.strip()
            for name, value in sent.items()
            if (name in FIELDS or name.startswith(LABEL)) and value.strip() != sent.get(_WAS + name, "").strip()
        }
        if right:
            changed = {name: quote[name] or "" for name in FIELDS} | changed
        given = {name: value for name, value in changed.items() if value or not name.startswith(LABEL)}
        values = {name: value or None for name, value in given.items() if name in FIELDS}
        labels = {name.removeprefix(LABEL): value for name, value in given.items() if name.startswith(LABEL)}
        self._check_labels(labels)
        note = sent.get("note", "").strip() or None
        if note and len(note) > 1_000:
            raise QuestionError("The note is longer than 1,000 characters.")
        if note and not given:
            raise QuestionError("A note says why something was changed; change something, or say that all is right.")
        if given:
            self._corpus.annotate(quote["_id"], by=self._annotating.by, note=note, labels=labels, **values)
        for name in changed.keys() - given.keys():
            self._corpus.take_back(quote["_id"], name)

    def _check_labels(self, labels: Mapping[str, str]) -> None:
        assert self._annotating is not None
        known = {label.name: label for label in self._annotating.codebook}
        for name, value in labels.items():
            if name not in known:
                raise QuestionError(f"The codebook has no label {name[:40]!r}.")
            if known[name].index(value) is None:
                raise QuestionError(f"{value[:40]!r} is no value of {name}.")

    def _next(self, quote: Document, asked: Asked) -> str | None:
        """The id of the quote that follows in the search, the newest first."""
        found = list(self._corpus.quotes(**asked.filters, after=quote, limit=1))
        return found[0]["_id"] if found else None

    async def undo(self, request: Request) -> Response:
        """Take back what was last set in one field."""
        quote_id, asked = request.path_params["quote_id"], asked_of(request)
        sent = await _sent(request)
        await self._quote(quote_id)
        if not await self._rendering.read(self._corpus.undo, quote_id, sent.get("field", "")[:100]):
            raise HTTPException(404, "There is nothing to undo; somebody may have undone it meanwhile.")
        return _to(quote_id, asked, saved="undone")

    async def _quote(self, quote_id: str) -> Document:
        try:
            return await self._rendering.read(self._corpus.quote, quote_id)
        except QuestionError:
            raise HTTPException(404, "This quote is not in the corpus.") from None

    def _may_write(self, request: Request) -> bool:
        assert self._annotating is not None
        return self._annotating.keys.holds(request.headers.get("cookie", ""))

    def _check_key(self, request: Request) -> None:
        if not self._may_write(request):
            raise HTTPException(403, _NO_KEY)


_NO_KEY = (
    "Only the browser that first opens the address that `newsbot explore --annotate` printed may annotate. "
    "For another, stop it and start it again."
)


async def _sent(request: Request) -> dict[str, str]:
    """The fields of a form."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise HTTPException(413, "That is more than a form of newsbot's holds.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1_000)
    except ValueError:
        raise QuestionError("This form cannot be read.") from None
    if any("\0" in value for _, value in pairs):
        raise QuestionError("A field has a character that no text has.")
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def _to(quote_id: str, asked: Asked, *, saved: str) -> Response:
    query = asked.address("")
    address = f"{WRITING}{percent_encoded(quote_id, safe='')}{query}{'&' if query else '?'}{QueryParams(saved=saved)}"
    return RedirectResponse(address, 303)
