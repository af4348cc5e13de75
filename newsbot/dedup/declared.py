"""Whether a page's own canonical link may be believed: templates often name the section, or the front page."""

import re
from urllib.parse import parse_qsl, urlsplit

from newsbot.dedup.urls import canonical_url

FEWEST_WORDS = 3
"""Words of a path's last segment that make it an article's and no section's: "operators-buy-spectrum"."""

_NUMBER = re.compile(r"\d{4,}")
_DATE = re.compile(r"[\d.-]+")
_VIEW = re.compile(r"(?:amp|print|comments?|page|full|single-page|all|view|\d{1,3}|index\.\w+)", re.I)


def host_key(url: str) -> str:
    """The site of a URL: host and port, without "www.", "m.", "amp." and their like; empty for no URL.

    A subdomain may be somebody else's, so it does not speak for the domain above it.
    """
    try:
        return urlsplit(canonical_url(f"https://{urlsplit(url).netloc}/")).netloc
    except ValueError:
        return ""


def names_article(declared: str, fetched: str) -> bool:
    """Whether the URL that a page calls its own can be that of this one article.

    It can where its last segment reads like an article's (three words, or a number of four digits that is no date),
    where it stands in the fetched URL too, or where both share a number. A section above the fetched URL cannot, unless
    only views of the article ("/amp", "/print", "/2") lie between them.
    """
    if canonical_url(declared) == canonical_url(fetched):
        return True
    own, other = _segments(declared), _segments(fetched)
    numbers = _numbers(declared)
    if not own:
        return bool(numbers & _numbers(fetched))
    if _reads_like_an_article(own[-1]):
        return True
    if own == other[: len(own)]:
        return len(own) > 1 and all(_VIEW.fullmatch(segment) for segment in other[len(own) :])
    return own[-1] in other[-1:] or bool(numbers & _numbers(fetched))


def _segments(url: str) -> list[str]:
    return [segment for segment in urlsplit(url).path.lower().split("/") if segment]


def _reads_like_an_article(segment: str) -> bool:
    if _DATE.fullmatch(segment):
        return len(segment) > 4 and not re.fullmatch(r"(?:19|20)\d\d[.-]?[01]\d(?:[.-]?[0-3]\d)?", segment)
    words = [word for word in re.split(r"[^\w]+|_", segment) if word]
    return len(words) >= FEWEST_WORDS or bool(_NUMBER.search(segment))


def _numbers(url: str) -> set[str]:
    """Numbers of five digits or more in the path, and the values of the query that have digits: ?p=123."""
    parts = urlsplit(url)
    in_query = {value for _, value in parse_qsl(parts.query) if value.isdigit()}
    return {number for number in re.findall(r"\d{5,}", parts.path) if not number.startswith(("19", "20"))} | in_query
