"""The metadata of a story: language, tags, image, and whether it is behind a wall."""

import re

from newsbot.extraction.jsonld import Node, text_of
from newsbot.extraction.metadata.languages import detect
from newsbot.extraction.page import Page

MOST_TAGS = 30
LONGEST_TAG = 80

_SECTION_KEYS = ("article:section", "og:article:section", "section", "parsely-section", "sailthru.section")
_KEYWORD_KEYS = ("article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_IMAGE_KEYS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnail")
_TIER_KEYS = ("article:content_tier", "og:article:content_tier", "content_tier")
_LOCKED_TIERS = {"locked", "premium", "paid", "subscriber"}
_LANGUAGE_CODE = re.compile(r"^([a-z]{2})(?:[-_]|$)", re.I)


def find_language(page: Page, story: list[Node], text: str) -> str | None:
    """The declared language, unless the text is plainly in another: templates are copied more often than corrected."""
    declared = (
        page.tree.get("lang"),
        page.tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *(text_of(node.get("inLanguage")) for node in story[:1]),
        page.meta("og:locale", "content-language", "language", "dc.language"),
    )
    codes = (match[1].lower() for code in declared if code and (match := _LANGUAGE_CODE.match(code.strip())))
    return detect(text, next(codes, None))


def find_tags(page: Page, story: list[Node]) -> list[str]:
    """Section first, then keywords; each once, as the site writes it."""
    found: dict[str, str] = {}
    texts = [text_of(section) for node in story[:1] for section in _listed(node.get("articleSection"))]
    texts += [text for key in _SECTION_KEYS for text in page.metas.get(key, [])]
    keywords = [text_of(word) for node in story[:1] for word in _listed(node.get("keywords"))]
    keywords += [text for key in _KEYWORD_KEYS for text in page.metas.get(key, [])]
    for tag in texts + [part for text in keywords for part in re.split(r"[,;|]", text)]:
        tag = tag.strip()
        if 1 < len(tag) <= LONGEST_TAG:
            found.setdefault(tag.lower(), tag)
    return list(found.values())[:MOST_TAGS]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def find_image(page: Page, story: list[Node]) -> str | None:
    """The absolute address of the image that the page shows when it is shared."""
    address = page.meta(*_IMAGE_KEYS)
    if not address:
        for node in story[:1]:
            image = node.get("image") or node.get("thumbnailUrl")
            image = image[0] if isinstance(image, list) and image else image
            address = (
                text_of(image.get("url") or image.get("contentUrl")) if isinstance(image, dict) else text_of(image)
            )
    return page.absolute(address)


def is_locked(page: Page, story: list[Node]) -> bool:
    """Whether JSON-LD (isAccessibleForFree) or a content tier says that the story is not free to read."""
    if (page.meta(*_TIER_KEYS) or "").lower() in _LOCKED_TIERS:
        return True
    return any(str(node.get("isAccessibleForFree")).strip().lower() in ("false", "no", "0") for node in story[:2])
