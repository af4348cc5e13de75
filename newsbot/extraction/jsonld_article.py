"""Which of a page's JSON-LD objects describes the article itself."""

from urllib.parse import urlsplit

from newsbot.extraction.jsonld import Node, text_of, types_of
from newsbot.extraction.page import Page

_ARTICLE_TYPES = ("Article", "Posting", "Report", "Review")
_PAGE_TYPES = {"WebPage", "ItemPage", "VideoObject", "AudioObject", "Recipe", "CreativeWork"}
_IDENTITY = ("url", "@id", "mainEntityOfPage")


def story_nodes(page: Page) -> list[Node]:
    """The objects that describe this page's article, likeliest first; those of other articles are left out.

    An article type goes before a page type, an object that names this page's address before one that does not, and
    one with more of headline, author, date and body before a poorer one.
    """
    here = {_path(address) for address in (page.url, page.link("canonical"), page.meta("og:url")) if address}
    ranked = []
    for order, node in enumerate(page.nodes):
        types = types_of(node)
        is_article = any(name.endswith(_ARTICLE_TYPES) for name in types)
        if types == {"Review"} and not node.get("headline"):
            is_article = False  # a reader's, of what the page is about
        if not is_article and not types & _PAGE_TYPES:
            continue
        addresses = {_path(address) for address in map(_address, map(node.get, _IDENTITY)) if address}
        if is_article and addresses and not addresses & here and len(node) < 4:
            continue
        fields = sum(bool(node.get(key)) for key in ("headline", "author", "datePublished", "articleBody"))
        if fields:
            ranked.append((is_article, bool(addresses & here), fields, -order, node))
    return [node for *_, node in sorted(ranked, key=lambda entry: entry[:4], reverse=True)]


def _address(value: object) -> str:
    if isinstance(value, dict):
        return text_of(value.get("@id") or value.get("url"))
    return text_of(value)


def _path(address: str) -> str:
    """An address without what differs between its spellings: scheme, www, query, fragment, trailing slash."""
    try:
        parts = urlsplit(address.strip())
        return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/").lower()
    except ValueError:
        return address
