"""The two records that everything in newsbot passes on: an article and the quotes in it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

QuoteKind = Literal["statement", "partial", "indirect", "scare", "title"]
QuotePart = Literal["headline", "standfirst", "body"]
PublishedPrecision = Literal["minute", "day", "month"]
PublishedSource = Literal["json-ld", "meta", "time", "feed", "text", "url"]


@dataclass(slots=True, kw_only=True)
class Quote:
    """Words between quotation marks, and who said them."""

    text: str
    """The quoted words without the marks; paragraphs are joined by a newline, what stood between them is left
    out."""

    start: int
    """Where the quote begins in its part, in code points, inside the opening mark."""

    end: int
    """Where it ends in its part, exclusive, inside the closing mark."""

    kind: QuoteKind
    """`statement` a whole sentence or clause; `partial` a fragment of attributed speech; `indirect` reported speech
    without marks; `scare` a scare quote or coined term; `title` the name of a work."""

    part: QuotePart = "body"
    """The part of the article that `start` and `end` count in."""

    speaker: str | None = None
    """The speaker, as fully as the article names them; two who speak together are joined by "; ". None when the
    article does not say."""

    speaker_mention: str | None = None
    """The words beside the quote that stand for the speaker: "he", "the company", "Mr Lee"."""

    speaker_role: str | None = None
    """The speaker's role and organisation where the article gives them: "chief executive of BT"."""

    cue: str | None = None
    """The words that introduce the speech: "said", "according to"."""

    confidence: float = 1.0
    """How sure the extractor is of the span, the kind and the speaker together, from 0 to 1."""


@dataclass(slots=True, kw_only=True)
class Name:
    """One that an article names: a person, an organisation, a place, or a tag."""

    name: str
    """The name as the article has it most often, as full as it gives it."""

    key: str
    """What the name is compared by: small letters without accents, punctuation, titles and legal forms."""

    times: int
    """How often headline, standfirst, body and tags have it, in any spelling."""

    spellings: list[dict[str, Any]] = field(default_factory=list)
    """Shorter and other names of the same bearer, and how often each of them stands for it: `{name, times}`."""


class _Carrying:
    """A value that an article carries on its way and that is no field: no export and no item adapter sees it."""

    __slots__ = ("disbelieved", "page")

    disbelieved: bool
    """Whether the page calls a URL its own that cannot be: a section's, the front page's."""

    page: Any
    """The page that the article was read from, for the store; unset on an article that comes from no crawl."""


@dataclass(slots=True, kw_only=True)
class Article(_Carrying):
    """One news story as one page gives it."""

    url: str
    """Where the article opens: the page's own canonical link within its site, else the URL that was fetched."""

    url_key: str
    """The key of an article's identity: `url` normalised by `newsbot.dedup.canonical_url`. For comparing, never a
    link."""

    site: str
    """The host without "www.", with its port where that is not the usual one: "rcrwireless.com"."""

    headline: str = ""
    """The headline, without the site's name."""

    standfirst: str | None = None
    """The summary between headline and body, kept apart and not repeated in the body."""

    body: str = ""
    """The story's paragraphs and sub-heads, joined by a blank line."""

    authors: list[str] = field(default_factory=list)
    """The names in the byline, in its order, without titles or "By"; empty when there is none."""

    published: datetime | None = None
    """When the story came out, aware, in UTC. Midnight where the page gives only a day. None when unknown."""

    modified: datetime | None = None
    """When the page says that it was last changed, aware, in UTC. None when it does not say."""

    published_day: str | None = None
    """The calendar day of publication as the outlet printed it, "2020-02-15": near midnight it differs from the UTC day
    of `published`. None when unknown."""

    published_precision: PublishedPrecision | None = None
    """How exact `published` is: `minute`, `day`, or `month` where the page gives no day (then the first stands for
    it). None when `published` is."""

    published_raw: str | None = None
    """The date as the page shows it, for checking `published` or parsing it again."""

    published_source: PublishedSource | None = None
    """Where `published` was found."""

    language: str | None = None
    """ISO 639-1 code that the page declares ("en"); None when it does not."""

    tags: list[str] = field(default_factory=list)
    """Section and keywords, as the site gives them."""

    image: str | None = None
    """Address of the main image."""

    paywalled: bool = False
    """True when the page says that it shows only the beginning of the story."""

    tdm: list[str] | None = None
    """The places where the page's owner forbids text and data mining: `robots.txt`, `tdmrep.json`, `tdm-reservation
    header`, `tdm-reservation meta`, `X-Robots-Tag`, `robots meta`. Empty when newsbot looked and found none, None when
    nobody looked."""

    fetched_at: datetime | None = None
    """When the page was fetched, aware, in UTC: what relative dates count from."""

    extractor_version: str = ""
    """The version of newsbot that read the page."""

    content_hash: str = ""
    """Hash of the words of headline and body: shows whether a story changed. Set on the way to the store."""

    signature: tuple[int, ...] = ()
    """Near-duplicate keys of the body: equal stories share at least two. Set on the way to the store."""

    quotes: list[Quote] = field(default_factory=list)
    """Every quotation in headline, standfirst and body, in reading order."""

    names: list[Name] = field(default_factory=list)
    """Whom and what headline, standfirst, body and tags name, the most frequent first. Set with the quotes."""
