"""Plain sites on a real socket."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.plain_sites.layout import Builder, Layout
from tests.support.website import Answer, Website, website

_KINDS = {"xml": "application/xml", "pdf": "application/pdf"}


@contextmanager
def plain_site(layout: Layout) -> Iterator[tuple[Website, set[str]]]:
    """Serve a layout on a free port of the loopback until the block ends: the site, and its stories' addresses."""
    made = Builder(layout).made()
    with website() as site:
        for path, text in made.pages.items():
            kind = _KINDS.get(path.rpartition(".")[2], "text/html; charset=utf-8")
            site.routes[path] = Answer(text.replace("{url}", site.url), content_type=kind)

        def otherwise(path: str) -> Answer:
            if path.endswith(".pdf"):
                return Answer(b"%PDF-1.4 nothing", content_type="application/pdf")
            month = made.calendar(path)
            return Answer(month) if month else Answer("<h1>Not found</h1>", 404)

        site.otherwise = otherwise
        yield site, made.articles
