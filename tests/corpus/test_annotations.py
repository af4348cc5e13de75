"""What a person sets right is in every answer, survives crawls and reprocessing, and can be taken back."""

import asyncio
import json
import re
from typing import Any

import pytest

from newsbot.corpus import AnnotationError, Corpus
from newsbot.store.articles.writer import Writer
from newsbot.store.frontier.frontier import Frontier
from newsbot.store.speakers import aliases
from tests.support.articles import STORY, article, page


def store(async_db: Any, *articles: Any) -> None:
    async def scenario() -> None:
        async with async_db() as db:
            writer = Writer(db, Frontier(db, ""))
            for one in articles:
                await writer.put(one, page(one.url))

    asyncio.run(scenario())


@pytest.fixture
def annotated(corpus: Corpus, async_db: Any) -> tuple[Corpus, str]:
    store(async_db, article())
    [quote] = corpus.quotes()
    corpus.annotate(
        quote["_id"],
        speaker="Osvald Brandt",
        speaker_role=None,
        labels={"stance": "for"},
        by="Ada",
        note="heard it",
    )
    return corpus, quote["_id"]


def test_every_answer_has_what_was_set_right(annotated: tuple[Corpus, str]) -> None:
    corpus, quote_id = annotated
    [quote] = corpus.quotes(speaker="Brandt").to_records()
    assert (quote["speaker"], quote["speaker_key"], quote["quote_id"]) == ("Osvald Brandt", "osvald brandt", quote_id)
    assert quote["annotated"] == ["label:stance", "speaker", "speaker_role"]
    assert corpus.quotes(speaker="Lindqvist").count() == 0
    assert [row["speaker"] for row in corpus.speakers()] == ["Osvald Brandt"]
    embedded = corpus.db["articles"].find_one()["quotes"][0]
    assert (embedded["speaker"], embedded["labels"]) == ("Osvald Brandt", {"stance": "for"})
    [one, *_] = [a for a in corpus.annotations() if a["field"] == "speaker"]
    assert (one["was"], one["value"], one["by"], one["note"]) == ("Petra Lindqvist", "Osvald Brandt", "Ada", "heard it")


def test_it_survives_a_new_version_in_which_the_quote_moves(annotated: tuple[Corpus, str], async_db: Any) -> None:
    corpus, quote_id = annotated
    store(async_db, article(body="It was raining that day in the valleys.\n\n" + STORY))
    [quote] = corpus.quotes()
    assert (quote["_id"], quote["speaker"], quote["labels"]) == (quote_id, "Osvald Brandt", {"stance": "for"})
    assert all(one["placed"] for one in corpus.annotations())
    store(async_db, article(body="Nothing is quoted any longer. " * 12))
    assert corpus.quotes().count() == 0
    assert not any(one["placed"] for one in corpus.annotations())
    store(async_db, article())
    assert [quote["speaker"] for quote in corpus.quotes()] == ["Osvald Brandt"]


def test_it_is_taken_back_whole_or_by_field(annotated: tuple[Corpus, str]) -> None:
    corpus, quote_id = annotated
    assert corpus.take_back(quote_id, "label:stance") == 1
    [quote] = corpus.quotes()
    assert (quote["annotated"], "labels" in quote) == (["speaker", "speaker_role"], False)
    assert corpus.take_back(quote_id) == 2
    [quote] = corpus.quotes()
    assert (quote["speaker"], quote["speaker_key"]) == ("Petra Lindqvist", "petra lindqvist")
    assert not quote.keys() & {"annotated", "labels", "machine"}
    assert corpus.db["articles"].find_one()["quotes"][0].keys().isdisjoint({"annotated", "labels", "machine"})
    assert corpus.annotations() == []


def test_a_second_thought_keeps_the_first_in_its_history(annotated: tuple[Corpus, str]) -> None:
    corpus, quote_id = annotated
    corpus.annotate(quote_id, speaker="Ida Roth", by="Bo")
    [one] = [a for a in corpus.annotations() if a["field"] == "speaker"]
    assert (one["value"], one["was"], one["by"]) == ("Ida Roth", "Petra Lindqvist", "Bo")
    assert [(old["value"], old["by"]) for old in one["history"]] == [("Osvald Brandt", "Ada")]
    assert [quote["speaker"] for quote in corpus.quotes()] == ["Ida Roth"]


def test_merged_speakers_follow(annotated: tuple[Corpus, str]) -> None:
    corpus, quote_id = annotated
    other = corpus.db["quotes"].find_one()
    corpus.db["quotes"].insert_one(other | {"_id": "x:body:1", "article_id": "x", "speaker_key": "brandt"})
    aliases.merge(corpus.db, "Osvald Brandt", "Brandt")
    assert corpus.db["quotes"].find_one({"_id": quote_id})["speaker_key"] == "brandt"
    corpus.annotate(quote_id, labels={"seen": "yes"})
    assert corpus.db["quotes"].find_one({"_id": quote_id})["speaker_key"] == "brandt"
    corpus.take_back(quote_id)
    assert corpus.db["quotes"].find_one({"_id": quote_id})["speaker_key"] == "petra lindqvist"


def test_what_is_no_quote_is_in_no_answer(annotated: tuple[Corpus, str]) -> None:
    corpus, quote_id = annotated
    corpus.annotate(quote_id, kind="none")
    assert corpus.quotes().count() == 0
    assert list(corpus.speakers()) == []
    assert corpus.timeline("year").to_records() == []
    corpus.take_back(quote_id, "kind")
    assert corpus.quotes().count() == 1


def test_two_quotes_of_the_same_words_are_told_apart_by_place(corpus: Corpus, async_db: Any) -> None:
    twice = article(body=f"{STORY}\n\n{STORY}")
    first = twice.quotes[0]
    at = len(STORY) + 2
    twice.quotes.append(type(first)(**{n: getattr(first, n) for n in first.__slots__} | {"start": first.start + at}))
    store(async_db, twice)
    [one, two] = corpus.db["quotes"].find().sort("start", 1)
    corpus.annotate(two["_id"], speaker="Osvald Brandt")
    assert [q["speaker"] for q in corpus.db["quotes"].find().sort("start", 1)] == ["Petra Lindqvist", "Osvald Brandt"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"speker": "X"}, "'speker' cannot be annotated; speaker, speaker_role, kind and label:NAME can"),
        ({"kind": "joke"}, "the kinds are statement, partial, indirect, scare, title, none"),
        ({"speaker": {"$gt": ""}}, "must be text"),
        ({"labels": {"$where": "1"}}, "cannot be annotated"),
        ({"labels": {"a.b": "1"}}, "cannot be annotated"),
    ],
)
def test_wrong_annotations_are_explained_and_change_nothing(
    annotated: tuple[Corpus, str], fields: dict[str, Any], sentence: str
) -> None:
    corpus, quote_id = annotated
    before = list(corpus.db["quotes"].find())
    with pytest.raises(AnnotationError, match=sentence):
        corpus.annotate(quote_id, **fields)
    with pytest.raises(AnnotationError, match="No quote has the id"):
        corpus.annotate("nothing", speaker="X")
    assert list(corpus.db["quotes"].find()) == before


def test_exports_say_what_is_annotated(annotated: tuple[Corpus, str], tmp_path: Any) -> None:
    corpus, _ = annotated
    for form in ("csv", "jsonl", "parquet"):
        assert getattr(corpus.quotes(), f"to_{form}")(tmp_path / f"q.{form}") == 1
    assert json.loads((tmp_path / "q.jsonl").read_text())["annotated"] == ["label:stance", "speaker", "speaker_role"]
    assert "label:stance" in (tmp_path / "q.csv").read_text()


def test_the_command(scrapy: Any, corpus: Corpus, async_db: Any) -> None:
    store(async_db, article())
    [quote] = corpus.quotes()
    done = scrapy("annotate", quote["_id"], "--speaker", "Osvald [b]Brandt[/b]", "--label", "stance=for", "--by", "Ada")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("(statement): Osvald [b]Brandt[/b].\n")
    found = [json.loads(line) for line in scrapy("annotate", "--list", "--json").stdout.splitlines()]
    assert [(one["field"], one["by"]) for one in found] == [("label:stance", "Ada"), ("speaker", "Ada")]
    assert "speaker: Petra Lindqvist → Osvald [b]Brandt[/b]" in scrapy("annotate", "--list").stdout
    assert scrapy("annotate", quote["_id"], "--undo").stdout == "2 annotations taken back.\n"
    wrong = scrapy("annotate", quote["_id"], "--kind", "joke")
    assert (wrong.returncode, wrong.stderr.startswith("newsbot: kind='joke': the kinds are")) == (2, True)
    assert scrapy("annotate").returncode == 2


def test_annotations_are_taken_away_and_taken_in(annotated: tuple[Corpus, str], scrapy: Any, tmp_path: Any) -> None:
    corpus, quote_id = annotated
    corpus.annotate(quote_id, speaker="Ida Roth", by="Bo")
    before = corpus.annotations()
    (tmp_path / "a.jsonl").write_text(scrapy("annotate", "--list", "--json").stdout)
    corpus.take_back(quote_id)
    taken = scrapy("annotate", "--import", tmp_path / "a.jsonl")
    assert (taken.returncode, taken.stdout) == (0, "3 annotations taken in, 0 known already.\n")
    assert corpus.annotations() == before
    assert [(quote["speaker"], quote["labels"]) for quote in corpus.quotes()] == [("Ida Roth", {"stance": "for"})]
    assert scrapy("annotate", "--import", tmp_path / "a.jsonl").stdout.startswith("0 annotations taken in, 3 known")
    corpus.take_back(quote_id, "speaker")
    corpus.annotate(quote_id, speaker="Ann Lee", by="Cy")  # later than the file, whose values become its history
    assert scrapy("annotate", "--import", tmp_path / "a.jsonl").stdout.startswith("1 annotation taken in, 2 known")
    [one] = [one for one in corpus.annotations() if one["field"] == "speaker"]
    assert (one["value"], [before["value"] for before in one["history"]]) == ("Ann Lee", ["Osvald Brandt", "Ida Roth"])
    for name in ("articles", "quotes", "annotations"):
        corpus.db[name].delete_many({})
    waiting = scrapy("annotate", "--import", tmp_path / "a.jsonl").stdout
    assert "3 annotations taken in" in waiting
    assert "3 of all wait for their words" in waiting


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"field": "kind", "value": "joke"}, "Line 2: kind='joke'"),
        ({"field": "words"}, "Line 2: 'words' cannot be annotated"),
        ({"value": {"$gt": ""}}, "Line 2: value, was, by, note are texts or null"),
        ({"at": "2024"}, "Line 2: at is no time with a zone"),
        ({"start": "1"}, "Line 2 lacks one of"),
        ({"quote_id": {"$ne": ""}}, "Line 2 lacks one of"),
        ({"history": [{"value": "x", "at": None}]}, "Line 2: at is no time"),
        ({"history": "x"}, "Line 2: history is a list"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_kept(
    annotated: tuple[Corpus, str], changed: dict[str, Any], sentence: str
) -> None:
    corpus, quote_id = annotated
    rows = [one | {"at": one["at"].isoformat()} for one in corpus.annotations()]
    corpus.take_back(quote_id)
    lines = [json.dumps(rows[0]), json.dumps(rows[1] | changed)]
    with pytest.raises(AnnotationError, match=re.escape(sentence)):
        corpus.take_in_annotations(lines)
    with pytest.raises(AnnotationError, match="no JSON object"):
        corpus.take_in_annotations(["[]"])
    with pytest.raises(AnnotationError, match="no JSON object"):
        corpus.take_in_annotations([lines[0].replace("Ada", "\\ud800")])
    assert corpus.annotations() == []
