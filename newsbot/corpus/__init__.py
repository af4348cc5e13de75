"""The researcher's way in: open a corpus, ask it, take the answer away.

>>> from newsbot.corpus import Corpus
>>> with Corpus.open() as corpus:
...     for quote in corpus.quotes(speaker="Wierzbicki", contains="network"):
...         print(quote["published"], quote["text"])
"""

from newsbot.corpus.columns import ARTICLE_COLUMNS, QUOTE_COLUMNS, Column
from newsbot.corpus.corpus import Corpus, Story
from newsbot.corpus.filters import ArticleFilters, Filters, QuestionError
from newsbot.corpus.rows import Rows
from newsbot.quotes import KINDS
from newsbot.store.articles.annotated import AnnotationError
from newsbot.store.database.schema import STATEMENTS

__all__ = [
    "ARTICLE_COLUMNS",
    "KINDS",
    "QUOTE_COLUMNS",
    "STATEMENTS",
    "AnnotationError",
    "ArticleFilters",
    "Column",
    "Corpus",
    "Filters",
    "QuestionError",
    "Rows",
    "Story",
]
