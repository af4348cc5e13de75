"""Which two names are one person's: measured on invented people, of whom nobody may be taken for another."""

import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsbot.corpus import Corpus
from newsbot.corpus.suggestions import refuse, suggestions
from newsbot.quotes import speaker_key
from newsbot.quotes.same_name import relation
from newsbot.store.speakers.aliases import SpeakerError
from tests.conftest import PROJECT, user_environment

CASES = tomllib.loads((Path(__file__).parent / "suggestions.toml").read_text(encoding="utf-8"))
ONE, TWO = CASES["one"], CASES["two"]


def store(corpus: Corpus, said: Sequence[str]) -> None:
    quotes = []
    for number, line in enumerate(said):
        speaker, role, month, *where = line.split(" | ")
        site, article_id = where[0] if where else "a.example", where[1] if where[1:] else f"article{number}"
        published = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
        quotes.append({
            "_id": f"{article_id}:body:{number}", "article_id": article_id, "site": site, "kind": "statement",
            "part": "body", "start": number, "text": "x", "speaker": speaker, "speaker_key": speaker_key(speaker),
            "speaker_role": None if role == "-" else role, "published": published, "stored_at": published,
        })  # fmt: skip
    corpus.db["quotes"].insert_many(quotes)


def names(said: Sequence[str]) -> set[str]:
    return {line.partition(" | ")[0] for line in said[:2]}


@pytest.mark.parametrize("said", ONE.values(), ids=ONE)
def test_names_of_one_person_are_suggested(said: list[str], corpus: Corpus) -> None:
    store(corpus, said)
    [found] = suggestions(corpus)
    assert {found.name, found.into} == names(said)
    assert len(found.evidence) >= 2


@pytest.mark.parametrize("said", TWO.values(), ids=TWO)
def test_names_of_two_people_are_not(said: list[str], corpus: Corpus) -> None:
    store(corpus, said)
    assert suggestions(corpus) == []


def test_all_of_them_in_one_corpus(corpus: Corpus) -> None:
    """Without a false one also where all these people meet, whose surnames are not the same in both tables."""
    store(corpus, [said for case in (*ONE.values(), *TWO.values()) for said in case])
    one = {frozenset(names(case)) for case in ONE.values()}
    found = {frozenset((pair.name, pair.into)) for pair in suggestions(corpus)}
    assert found <= one
    assert len(found) >= len(one) - 1


def test_the_evidence_and_the_fuller_name(corpus: Corpus) -> None:
    short = "P. Oduya | chief executive of Norlink | 2024-04"
    store(corpus, [short, short, "Philip Oduya | chief executive of Norlink | 2024-03"])
    [found] = suggestions(corpus)
    assert (found.name, found.into, found.quotes, found.quotes_of_into) == ("P. Oduya", "Philip Oduya", 2, 1)
    assert found.evidence == (
        "one name has initials of the other", "both of Norlink", "both chief executive", "both quoted in 2024-04",
        "both on a.example",
    )  # fmt: skip


def test_what_was_refused_does_not_come_again(corpus: Corpus) -> None:
    store(corpus, ONE["an initial"])
    refuse(corpus, "Philip Oduya", "P. Oduya")
    assert suggestions(corpus) == []
    with pytest.raises(SpeakerError, match="No quote has the speaker 'Jo'"):
        refuse(corpus, "Philip Oduya", "Jo")


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("P. Oduya", "Philip Oduya", "initials"), ("J.P. Morgan", "Jan Pieter Morgan", "initials"),
        ("Jan van der Laan", "Jan Laan", "particles"), ("Chancellor Castellane", "Ida Castellane", "title"),
        ("Jan Laan", "Jan Pieter Laan", "names left out"), ("Laan", "Jan Laan", "surname only"),
        ("Ann Lee", "Ann Lee", None), ("Ann Lee", "Amy Lee", None), ("Lee Ann", "Ann Lee", None),
        ("Pieter J. Laan", "Jan Pieter Laan", None), ("Jr.", "III", None),
    ],
)  # fmt: skip
def test_how_names_are_related(one: str, other: str, how: str | None) -> None:
    keys = [speaker_key(name) or "" for name in (one, other)]
    assert relation(*keys) == relation(*reversed(keys)) == how


def test_a_key_decides(corpus: Corpus, mongo_home: str, database_name: str, scrapy: Any) -> None:
    """In a real terminal: the first pair is merged, the second refused, the third left for later."""
    store(corpus, [*ONE["an initial"], *ONE["the surname"], *ONE["a particle"]])
    assert "`newsbot speakers merge NAME INTO`" in scrapy("speakers", "suggest").stdout
    shown = terminal(mongo_home, database_name, b"xyns")
    assert ("1 of 3" in shown, "one now: 1 of its quotes" in shown, "  two" in shown) == (True, True, True)
    assert corpus.db["aliases"].count_documents({}) == corpus.db["not_merged"].count_documents({}) == 1
    assert len(suggestions(corpus)) == 1
    assert scrapy("speakers", "suggest", "--json").stdout.count("\n") == 1


def terminal(home: str, database: str, keys: bytes) -> str:
    """What `newsbot speakers suggest` shows in a terminal in which somebody presses these keys."""
    controlling, controlled = pty.openpty()
    os.write(controlling, keys)
    with subprocess.Popen(
        [sys.executable, "-m", "newsbot", "speakers", "suggest"],
        stdin=controlled, stdout=controlled, stderr=controlled, cwd=PROJECT, env=user_environment(home, database),
    ) as process:  # fmt: skip
        os.close(controlled)
        shown = b""
        try:
            while piece := os.read(controlling, 4096):
                shown += piece
        except OSError:  # Linux ends a terminal so
            pass
        assert process.wait(60) == 0
    os.close(controlling)
    return shown.decode()
