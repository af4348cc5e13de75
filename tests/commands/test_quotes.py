"""`scrapy quotes` and what every command says when there is no database."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from newsbot.items import Quote
from newsbot.store.frontier import Frontier
from newsbot.store.writer import Writer
from tests.support.articles import article, page


def said(text: str, speaker: str | None, kind: str = "statement") -> Quote:
    return Quote(text=text, start=len(text), end=2 * len(text), kind=kind, speaker=speaker, speaker_role="minister")


@pytest.fixture
def filled(async_db) -> None:
    """Two articles with quotes."""
    one = article(
        published=datetime(2023, 12, 30, tzinfo=UTC),
        quotes=[said("5G in every valley [soon]", "Ann Lee"), said("smart", None, "scare")],
    )
    two = article(
        "https://wire.example/2",
        site="wire.example",
        body="Another body.",
        published=datetime(2024, 2, 1, tzinfo=UTC),
        quotes=[
            said("It is about spectrum, not 5G.", "Ann Lee"),
            said("We will see.", "Jo Leeds"),
            said("No.", "A.B (x*"),
        ],
    )

    async def store() -> None:
        async with async_db() as db:
            writer = Writer(db, Frontier(db, ""))
            await asyncio.gather(*(writer.put(a, page(a.url)) for a in (one, two)))

    asyncio.run(store())


def lines(done) -> list[dict]:
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        ((), ["No.", "We will see.", "It is about spectrum, not 5G.", "5G in every valley [soon]"]),
        (("--speaker", "lee"), ["It is about spectrum, not 5G.", "5G in every valley [soon]"]),
        (("--speaker", "Lee", "--since", "2024-01-01"), ["It is about spectrum, not 5G."]),
        (("--until", "1 January 2024"), ["5G in every valley [soon]"]),
        (("--contains", "5g", "--limit", "1"), ["It is about spectrum, not 5G."]),
        (("--contains", "valley [soon]"), ["5G in every valley [soon]"]),
        (("--speaker", "A.B (x*"), ["No."]),
        (("--speaker", ".*"), []),
        (("--site", "wire.example", "--contains", "see"), ["We will see."]),
        (("--speaker", '{"$gt": ""}'), []),
    ],
)
def test_filters(filled: None, scrapy, arguments: tuple[str, ...], texts: list[str]) -> None:
    assert [quote["text"] for quote in lines(scrapy("quotes", "--json", *arguments))] == texts


def test_the_table_has_speaker_role_date_site_and_link(filled: None, scrapy) -> None:
    shown = scrapy("quotes", "--speaker", "Jo Leeds").stdout
    for part in ("Jo Leeds", "minister", "2024-02-01", "“We will see.”", "wire.example", "https://wire.example/2"):
        assert part in shown


def test_brackets_in_a_quote_are_shown_as_they_are(filled: None, scrapy) -> None:
    assert "valley [soon]" in scrapy("quotes", "--contains", "valley").stdout


def test_nothing_found_is_said(scrapy) -> None:
    assert "No quotes match" in scrapy("quotes").stdout


def test_a_wrong_date_ends_with_a_sentence(scrapy) -> None:
    done = scrapy("quotes", "--since", "tomorrowish")
    assert (done.returncode, done.stderr) == (2, "newsbot: 'tomorrowish' is no date. Give one such as 2024-01-31.\n")


@pytest.mark.parametrize("command", [("quotes",), ("status",), ("crawl", "sample")])
def test_without_a_server_the_setting_is_named_and_the_password_hidden(scrapy, command: tuple[str, ...]) -> None:
    uri = "mongodb://ann:s3cret@127.0.0.1:9/?serverSelectionTimeoutMS=300"
    done = scrapy(*command, MONGO_URI=uri)
    assert done.returncode == 3
    assert "No MongoDB answers at MONGO_URI=mongodb://ann:***@127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
    assert "s3cret" not in done.stderr + done.stdout
