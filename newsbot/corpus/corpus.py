"""`Corpus`: everything a researcher asks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, Unpack, cast

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database

from newsbot import settings
from newsbot.corpus import articles, mentions, quotes, timeline
from newsbot.corpus.columns import ARTICLE_COLUMNS, QUOTE_COLUMNS, SPEAKER_COLUMNS, Column
from newsbot.corpus.filters import ArticleFilters, Filters, Moment, QuestionError, name_key, period, text_filter
from newsbot.corpus.order import BY_TIME, ORDERS, known_order
from newsbot.corpus.order import after as following
from newsbot.corpus.people import People
from newsbot.corpus.provenance import citation
from newsbot.corpus.quotes import Question
from newsbot.corpus.rows import Rows
from newsbot.corpus.search.word_index import WordIndex
from newsbot.store.articles import annotated, annotations_file
from newsbot.store.database.connection import Connection, Document
from newsbot.store.database.migrations import refuse_other
from newsbot.store.speakers.annotations import LABEL

_OF_ARTICLES = ("about", "contains", "since", "until", "site", "tdm_allowed")
"""Filters that mean the same of quotes and of articles."""


@dataclass(frozen=True)
class Story:
    """One story: the article, everything quoted in it, and what became of it."""

    article: Document
    """The article as the collection `articles` has it."""
    quotes: list[Document]
    """Its quotes in reading order, those that later versions dropped included: they have `dropped_at`. Those that only
    a copy has come too, with `copy_key`; their offsets are the copy's."""

    @property
    def copies(self) -> list[Document]:
        """The same story elsewhere: `{url, url_key, site, headline, published, similarity, added, quotes}`."""
        return list(self.article.get("copies", ()))

    @property
    def revisions(self) -> list[Document]:
        """Earlier versions, oldest first: `{seen_at, headline, body, content_hash}`."""
        return list(self.article.get("revisions", ()))


class Corpus:
    """A corpus of news, open for reading.

    >>> with Corpus.open() as corpus:
    ...     corpus.quotes(speaker="Lee", contains="5G", since="2024").to_csv("lee.csv")

    Filters narrow together and mean the same everywhere:

    `about`: a name that the article mentions at least twice in headline, standfirst, body and tags ("Huawei"): whole
    words of it in any case; merged speakers count as one.
    `speaker`: words of the speaker's name, whole, in any case ("Lee"), or with = the whole name ("=Ann Lee").
    `organisation`: words of the speaker's role, or of the speaker itself ("BT").
    `contains`: a search in the words of the text ('spectrum auction', '"spectrum auction"'); see
    newsbot.corpus.search.grammar.
    `since`, `until`: when it was published, the second exclusive: "2024", "2024-01", "2024-01-31", a date, an aware
    datetime.
    `site`: the host without "www." ("rcrwireless.com").
    `kind`: one or several of `newsbot.quotes.KINDS`, or "said": the first three; without it, statements and partials.
    `dropped`: True asks for quotes that a later version of their article no longer has, None for those and the others.
    `tdm_allowed`: True asks for pages where newsbot looked and found nothing that forbids text mining, False for those
    whose owner forbids it.
    `speaker_key`, `article_id`, `quote_key`: exact values, as the columns of an earlier answer have them.

    Wrong ones raise QuestionError, which says what could be meant.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._client: MongoClient[Document] = connection.client()
        self.db: Database[Document] = self._client[connection.database]
        """The pymongo database, for queries of one's own; docs/corpus.md lists its fields."""
        self.people = People(self.db)
        """The names and roles of all speakers."""

    @classmethod
    def open(cls, uri: str | None = None, *, database: str | None = None, home: str | None = None) -> Self:
        """Open the corpus at `uri`, else at MONGO_URI, else the embedded one in `home` (NEWSBOT_HOME).

        `uri=""` asks for the embedded one, whatever MONGO_URI is.

        Raises StoreError with a sentence that says what to set or install when no database can be had.
        """
        connection = Connection.open(
            uri=settings.MONGO_URI if uri is None else uri,
            database=database or settings.MONGO_DATABASE,
            home=home or settings.NEWSBOT_HOME,
        )
        corpus = cls(connection)
        try:
            refuse_other(corpus.db)
        except BaseException:
            corpus.close()
            raise
        return corpus

    @property
    def uri(self) -> str:
        """The connection string, with its password."""
        return self._connection.uri

    def quotes(
        self,
        *,
        order: str = "newest",
        limit: int = 0,
        skip: int = 0,
        after: Document | None = None,
        **filters: Unpack[Filters],
    ) -> Rows:
        """Who said what and when: quotes, the newest first or, by `order`, the "oldest"; the undated ones last.

        Up to newsbot.corpus.order.MOST_SORTED quotes can come by "speaker" or "site", or by confidence: the "surest" or
        the most "doubtful" first. At most `limit`, 0 being all, after the first `skip`, or, of the newest, after a
        quote of an earlier answer. Rows have the columns `newsbot.corpus.QUOTE_COLUMNS`.
        """
        _check_numbers(limit=limit, skip=skip)
        known_order(order, BY_TIME[:1] if after else ORDERS)
        question = Question.of(filters, self.sites)

        def query() -> Document:
            found = self._query(question)
            return following(found, after, quotes.NEWEST_FIRST) if after else found

        return Rows(
            lambda: quotes.find(self.db["quotes"], query(), order=order, skip=skip, limit=limit),
            lambda: _count(self.db["quotes"], query(), skip, limit),
            QUOTE_COLUMNS,
        )

    def articles(
        self,
        *,
        order: str = "newest",
        limit: int = 0,
        after: Document | None = None,
        **filters: Unpack[ArticleFilters],
    ) -> Rows:
        """Articles, the newest first or, by `order`, the "oldest", the undated ones last; each story once.

        `contains` looks in headline, standfirst and body; `speaker` and `organisation` ask for articles that quote
        them; `author` for words of a name in the byline; `revised` for those with earlier versions, or (False) without.
        At most `limit`, 0 being all, after an article of an earlier answer if one is given. Rows have the columns
        `newsbot.corpus.ARTICLE_COLUMNS`.
        """
        _check_numbers(limit=limit)
        known_order(order, BY_TIME)
        first = articles.OLDEST_FIRST if order == "oldest" else articles.NEWEST_FIRST
        conditions = articles.conditions(
            filters, self.sites, self.people, WordIndex.of(self.db["articles"]) if filters.get("contains") else None
        )
        speaker, organisation = filters.get("speaker"), filters.get("organisation")
        quoted = Question.of({"speaker": speaker, "organisation": organisation}, self.sites)
        narrowed = not (speaker is None and organisation is None)

        def query() -> Document:
            found = articles.query(self.db, conditions, self._query(quoted) if narrowed else None)
            return following(found, after, first) if after else found

        return Rows(
            lambda: articles.find(self.db, query(), order=order, limit=limit),
            lambda: _count(self.db["articles"], query(), 0, limit),
            ARTICLE_COLUMNS,
        )

    def timeline(self, by: str = "month", per: str | None = None, *, top: int = 10, **filters: Unpack[Filters]) -> Rows:
        """How many quotes by "day", "week", "month" or "year"; oldest first, undated quotes left out.

        `per` splits them by "speaker" (the `top` most quoted), "site" or "kind". `filters` are those of `quotes`.
        Rows are `{period, quotes}`, and `speaker` with `speaker_key`, `site` or `kind`.
        """
        if by not in timeline.PERIODS:
            raise QuestionError(f"by={by!r}: the periods are {', '.join(timeline.PERIODS)}.")
        if per is not None and per not in timeline.PER:
            raise QuestionError(f"per={per!r}: timelines are split per {', '.join(timeline.PER)}.")
        _check_numbers(top=top)
        question = Question.of(filters, self.sites)
        asked = timeline.Timeline(self.db, self.people, question, lambda: self._query(question), by, per, top)
        return _listed(asked.rows, timeline.columns(per))

    def mentions(
        self,
        name: str,
        by: str = "month",
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        site: str | None = None,
    ) -> Rows:
        """How often articles name somebody by "day", "week", "month" or "year", beside how often they speak.

        Rows are `{period, articles, about, quotes}`, oldest first: the articles that name them, those that do so at
        least twice, and the statements that are theirs or of people whose role names them. Undated ones are left out.
        """
        spoken = self.timeline(by, organisation=name, since=since, until=until, site=site)
        key, bounds = name_key("name", name), period(since, until)
        return _listed(
            lambda: mentions.mentions(
                self.db, self.people.namesakes(key), lambda: spoken, by=by, published=bounds, site=site
            ),
            mentions.COLUMNS,
        )

    def speakers(self, top: int = 20, **filters: Unpack[Filters]) -> Rows:
        """The most quoted speakers, by statements; `top` 0 means all. `filters` are those of `quotes`.

        Rows are `{speaker, role, quotes, first, last, speaker_key}`, most quoted first.
        """
        _check_numbers(top=top)
        question = Question.of(filters, self.sites)
        return _listed(
            lambda: (
                self.people.most_quoted(top)
                if question.everything
                else self.people.most_quoted_of(self._query(question), top)
            ),
            SPEAKER_COLUMNS,
        )

    def meant(self, filters: Filters | ArticleFilters) -> list[str]:
        """A sentence for each name among the filters that nobody has: what is spelt much like it."""
        unknown: list[tuple[str, str]] = []
        if (speaker := filters.get("speaker")) and not self.people.keys_of(speaker):
            unknown.append(("Nobody is called", speaker))
        if (organisation := filters.get("organisation")) and not (
            self.people.keys_of(organisation) or self.people.roles_of(organisation)
        ):
            unknown.append(("Nobody speaks for", organisation))
        if about := filters.get("about"):
            names = {"$in": self.people.namesakes(name_key("about", about))}
            if self.db["articles"].find_one({"named": names}, {"_id": 1}) is None:
                unknown.append(("No article names", about))
        sentences = []
        for what, name in unknown:
            near = self.people.near(name)
            sentences.append(f"{what} {name!r}." + (f" Did you mean {' or '.join(near)}?" if near else ""))
        return sentences

    def unread(self, filters: Filters) -> list[str]:
        """A sentence when articles that match are in languages in which newsbot reads no quotes; else none."""
        asked = cast(ArticleFilters, {name: filters.get(name) for name in _OF_ARTICLES if filters.get(name)})
        if not asked and (filters.get("speaker") or filters.get("organisation") or filters.get("speaker_key")):
            return []
        return articles.in_other_languages(self.db, articles.conditions(asked, self.sites, self.people))

    def sites(self) -> list[str]:
        """The sites of articles and quotes, in alphabetical order."""
        return sorted({*self.db["articles"].distinct("site"), *self.db["quotes"].distinct("site")})

    def story(self, story: str) -> Story:
        """The story with this id (`article_id`) or address, which may be that of a copy.

        Raises QuestionError when it is not in the corpus.
        """
        article = articles.one(self.db, text_filter("story", story))
        if article is None:
            raise QuestionError(f"No story {story!r} is in the corpus. Give an article_id or an address.")
        order = [("part", -1), ("start", 1)]
        return Story(article, list(self.db["quotes"].find({"article_id": article["_id"]}, quotes.WITHOUT).sort(order)))

    def quote(self, quote_id: str) -> Document:
        """The quote with this id (`quote_id`), which it keeps when it moves, is edited away or comes back.

        Raises QuestionError when it is not in the corpus.
        """
        found = self.db["quotes"].find_one({"_id": text_filter("quote", quote_id)}, quotes.WITHOUT)
        if found is None:
            raise QuestionError(f"No quote {quote_id!r} is in the corpus. Give a quote_id.")
        return found

    def cite(self, cited: str, form: str = "bibtex") -> str:
        """A quote by its id, or an article by its id or address, as an entry in "bibtex" or "csl" (CSL-JSON).

        Raises QuestionError when it is not in the corpus, or for another format.
        """
        quote = self.db["quotes"].find_one({"_id": text_filter("cited", cited)}, quotes.WITHOUT)
        article = articles.one(self.db, quote["article_id"] if quote else cited)
        if article is None:
            raise QuestionError(f"No quote or article {cited!r} is in the corpus. Give a quote_id or an article_id.")
        if quote and "copy_key" in quote:  # it stands in the copy only
            of_copy = ("url", "site", "headline", "published", "language")
            article |= {"authors": [], "published_day": None} | {name: quote[name] for name in of_copy}
        return citation.cite(article, quote, form)

    def annotate(
        self,
        quote_id: str,
        *,
        by: str | None = None,
        note: str | None = None,
        labels: Mapping[str, str | None] | None = None,
        **fields: str | None,
    ) -> None:
        """Set a quote right: `speaker`, `speaker_role`, `kind` ("none": it is no quote), and labels of your own.

        None says that there is nobody, or none. Every answer and every export shows the value from then on, and which
        fields are annotated; crawls and reprocessing keep it. `by` and `note` are kept with it, as is what was there
        before.

        Raises AnnotationError for a quote, a field or a kind that does not exist.
        """
        values = fields | {f"{LABEL}{name}": value for name, value in (labels or {}).items()}
        annotated.annotate(self.db, quote_id, values, by=by, note=note)

    def take_back(self, quote_id: str, field: str | None = None) -> int:
        """Remove the annotations of a quote, or that of one field; returns how many there were."""
        return annotated.take_back(self.db, quote_id, field)

    def undo(self, quote_id: str, field: str) -> bool:
        """Take back what was last set in a field of a quote; False where nothing was."""
        return annotated.undo(self.db, quote_id, field)

    def annotations(self, quote_id: str | None = None, *, skip: int = 0, limit: int = 0) -> list[Document]:
        """Annotations, the latest first: `{quote_id, field, value, was, by, at, note, history, placed, …}`.

        All, or those of a quote; after the first `skip`, at most `limit`, 0 being all.
        """
        _check_numbers(skip=skip, limit=limit)
        query = {} if quote_id is None else annotated.of_quote(text_filter("quote", quote_id))
        return list(annotated.listed(self.db, query, skip=skip, limit=limit))

    def take_in_annotations(self, lines: Iterable[str]) -> annotations_file.TakenIn:
        """Keep annotations of another corpus: lines of JSON as `newsbot annotate --list --json` prints them.

        Raises AnnotationError that names the line when one cannot be meant; then nothing is kept.
        """
        return annotations_file.take_in(self.db, lines)

    def query(self, **filters: Unpack[Filters]) -> Document:
        """The filters of `quotes` as a query on the collection `quotes`, for pipelines of one's own."""
        return self._query(Question.of(filters, self.sites))

    @property
    def words_indexed(self) -> bool:
        """Whether the index is there that finds `contains` (`newsbot db index --text`)."""
        return WordIndex.of(self.db["quotes"]) is not None

    def close(self) -> None:
        """Disconnect; the embedded server stops when nobody else uses it."""
        self._client.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.close()
        self._connection.refuse(error)

    def _query(self, question: Question) -> Document:
        return question.query(self.people, WordIndex.of(self.db["quotes"]) if question.contains else None)


def _count(collection: Collection[Document], query: Document, skip: int, limit: int) -> int:
    bounds: dict[str, Any] = {"limit": limit} if limit else {}
    return collection.count_documents(query, skip=skip, **bounds)


def _listed(make: Callable[[], list[Document]], columns: Sequence[Column]) -> Rows:
    return Rows(make, lambda: len(make()), columns)


def _check_numbers(**numbers: int) -> None:
    for name, number in numbers.items():
        if not isinstance(number, int) or number < 0:
            raise QuestionError(f"{name}={number!r} must be a whole number, 0 for all.")
