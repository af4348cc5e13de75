"""Shared parts of newsbot's own Scrapy commands: the corpus by the settings, and errors that are one sentence."""

import getpass
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import NoReturn, cast

from rich.console import Console
from scrapy.commands import ScrapyCommand

from newsbot.cli.program import spelled
from newsbot.cli.terminal import escape, literal
from newsbot.corpus import KINDS, ArticleFilters, Corpus, Filters, QuestionError, Rows
from newsbot.corpus.files import lines
from newsbot.corpus.filters import moment
from newsbot.corpus.search.grammar import SearchError
from newsbot.dates import parse_date
from newsbot.store.database.connection import DatabaseError, masked
from newsbot.store.embedded.mongod import DiskFullError, StoreError

EXIT_USAGE = 2
"""Exit code: the arguments are wrong."""
EXIT_STORE = 3
"""Exit code: there is no usable database."""
EXIT_STORE_LOST = 4
"""Exit code: the database went away during a crawl and did not come back in time."""
EXIT_BUSY = 5
"""Exit code: another crawl of the site is running, or took over from this one."""
EXIT_REFUSED = 6
"""Exit code: the site refused the crawl or did not answer any longer; what is left is taken by the next one."""
EXIT_DAMAGED = 7
"""Exit code: a web archive is damaged or cannot be read; all else of it is stored."""
EXIT_BROKEN = 8
"""Exit code: newsbot itself failed."""
EXIT_DISK_FULL = 9
"""Exit code: the database's disk is full."""

_SEARCH = (
    "words of the quote, or of the article: 'spectrum auction', '\"spectrum auction\"', 'mast OR tower', 'regulat*'"
)

NOT_SITES = frozenset({"site", "sample", "warc"})
"""Spiders that are about no one site."""


def no_store(error: StoreError) -> int:
    """The exit code for a database that cannot be used."""
    return EXIT_DISK_FULL if isinstance(error, DiskFullError) else EXIT_STORE


def fail(message: object, code: int) -> NoReturn:
    """End the command with one sentence on standard error."""
    print(f"newsbot: {message}", file=sys.stderr)
    sys.exit(code)


def no_spider(name: str, known: Iterable[str]) -> NoReturn:
    """End the command, because there is no such spider; say which name was probably meant."""
    if "/" in name:
        fail(f"{name!r} is an address. For a site without a spider: newsbot crawl site -a url={name}", EXIT_USAGE)
    near = get_close_matches(name.lower().removeprefix("www.").partition(".")[0], known, n=3)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    fail(f"There is no spider {name!r}.{meant} `newsbot list` prints their names.", EXIT_USAGE)


class TableCommand(ScrapyCommand):
    """A command that prints, without a crawl and without a log."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def __init__(self) -> None:
        super().__init__()
        self.console = Console()

    def add_options(self, parser: ArgumentParser) -> None:
        """Scrapy's own."""
        super().add_options(parser)
        spelled(parser)


class CorpusCommand(TableCommand):
    """A command that reads the corpus and prints."""

    def run(self, args: list[str], opts: Namespace) -> None:
        """Open the corpus and hand over to `show`."""
        if args:
            fail(f"{args[0]!r} is one argument too many. See `newsbot {self.command_name} --help`.", EXIT_USAGE)
        try:
            with self.open_corpus() as corpus:
                self.show(corpus, opts)
        except SearchError as error:
            fail(f"{error}\n    {literal(error.search)}\n    {' ' * error.at}^", EXIT_USAGE)
        except QuestionError as error:
            fail(error, EXIT_USAGE)
        except StoreError as error:
            fail(error, no_store(error))
        except DatabaseError as error:
            fail(f"The database failed: {masked(str(error))[:300]}. Run the command again.", EXIT_STORE)

    @property
    def command_name(self) -> str:
        """The word behind `newsbot`."""
        return type(self).__module__.rpartition(".")[2]

    def open_corpus(self) -> Corpus:
        """The corpus that the settings name, the command line's `-s` included."""
        assert self.settings is not None
        return Corpus.open(
            self.settings.get("MONGO_URI") or "",
            database=self.settings["MONGO_DATABASE"],
            home=self.settings["NEWSBOT_HOME"],
        )

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Print what the command is for."""
        raise NotImplementedError


def add_filter_options(parser: ArgumentParser) -> None:
    """Options that narrow quotes and articles."""
    parser.add_argument("--about", metavar="NAME", help="in articles that name it at least twice: Huawei")
    parser.add_argument(
        "--speaker", metavar="NAME", help="words of the name of who is quoted: Lee; the whole name: '=Ann Lee'"
    )
    parser.add_argument("--organisation", metavar="NAME", help="words of their role, or the speaker itself: BT")
    parser.add_argument("--contains", metavar="SEARCH", help=_SEARCH)
    add_period_options(parser)
    parser.add_argument("--site", metavar="HOST", help="the site without www.: rcrwireless.com")
    parser.add_argument(
        "--tdm-allowed",
        action="store_true",
        help="only of pages where newsbot looked whether their owner forbids text mining, and found nothing",
    )


def add_quote_options(parser: ArgumentParser) -> None:
    """Options that narrow quotes alone."""
    said = "said for the first three; may be given twice; without it, statement and partial"
    parser.add_argument("--kind", action="append", metavar="KIND", help=f"{', '.join(KINDS)}; {said}")
    parser.add_argument("--dropped", action="store_true", help="only quotes that were edited away later")


def add_article_options(parser: ArgumentParser) -> None:
    """Options that narrow articles alone."""
    parser.add_argument("--author", metavar="NAME", help="words of a name in the byline")
    parser.add_argument("--revised", action="store_true", help="only articles of which earlier versions are kept")


def quote_filters(opts: Namespace) -> Filters:
    """The filters of a command line for `Corpus.quotes` and its kin."""
    return cast(Filters, _given(opts, Filters.__annotations__))


def article_filters(opts: Namespace) -> ArticleFilters:
    """The filters of a command line for `Corpus.articles`."""
    return cast(ArticleFilters, _given(opts, ArticleFilters.__annotations__))


def _given(opts: Namespace, names: Iterable[str]) -> dict[str, object]:
    """The options that the command line gives; an option that is left out narrows nothing."""
    return {name: value for name in names if (value := getattr(opts, name, None)) not in (None, False)}


def add_json_option(parser: ArgumentParser) -> None:
    """`--json`, for what is one answer and no table of rows."""
    parser.add_argument("--json", action="store_true", help="everything as one JSON object")


def print_json(rows: Rows) -> None:
    """The rows as lines of JSON, with every column."""
    for piece in lines(rows, rows.columns, "jsonl"):
        print(piece, end="")


def add_period_options(parser: ArgumentParser) -> None:
    """`--since` and `--until`, which take any date."""
    parser.add_argument("--since", type=day, metavar="DATE", help="published on this day or later: 2024-01-31")
    parser.add_argument("--until", type=day, metavar="DATE", help="published before this day")


def count(text: str) -> int:
    """A number from the command line: 0 or more, and of a size that a database counts to."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number < 2**31:
        raise ArgumentTypeError(f"{text!r} is no number from 0 to 2147483647")
    return number


_NUMBERS = re.compile(r"\s*(\d{1,2})([/-])(\d{1,2})\2(\d{4})\s*", re.ASCII)


def _two_days(text: str) -> tuple[date, date] | None:
    """The two days that 03/04/2024 may be: the day first, as in Britain, or the month first, as in America."""
    if not (found := _NUMBERS.fullmatch(text)):
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    with suppress(ValueError):
        one, other = date(year, second, first), date(year, first, second)
        return None if one == other else (one, other)
    return None


def print_none(console: Console, what: str, corpus: Corpus, filters: Filters | ArticleFilters) -> None:
    """Say that nothing matches, and which names nobody has, with those that may be meant."""
    unread = corpus.unread(cast(Filters, filters)) if "quotes" in what else []
    sentences = [f"No {what} match.", *corpus.meant(filters), *unread, "`newsbot status` shows what the corpus holds."]
    console.print(escape(" ".join(sentences)), soft_wrap=True)


def day(text: str) -> str | datetime:
    """A date from the command line: a year, a month or a day as it is, whatever else names a day as an aware time."""
    with suppress(QuestionError):
        moment("DATE", text)
        return text
    if meant := _two_days(text):
        one, other = meant
        fail(f"{text!r} may be {one:%-d %B} or {other:%-d %B}. Write {one} or {other}.", EXIT_USAGE)
    found = parse_date(text, base=datetime.now(UTC))
    if found is None:
        fail(f"{text!r} is no date. Give one such as 2024-01-31.", EXIT_USAGE)
    return found


def user() -> str | None:
    """The user's name; None where the machine has none for them, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None
