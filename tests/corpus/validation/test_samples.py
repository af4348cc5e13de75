"""A sample to check: the same one whatever order quotes are stored in, filled in by coders, and what comes out."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.corpus import Corpus, QuestionError
from newsbot.corpus.files import FileError
from newsbot.corpus.validation import samples
from newsbot.corpus.validation.accuracy import accuracy
from newsbot.corpus.validation.codings import codings, sheet, take_in
from newsbot.corpus.validation.methods import method_section
from newsbot.store.speakers import aliases


def quote(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "_id": f"{number:032x}:body:4", "article_id": f"{number:032x}", "part": "body", "start": 4, "end": 9,
        "text": f"Word {number}", "kind": "statement" if number % 4 else "partial", "speaker": f"Ann Lee {number % 3}",
        "speaker_key": f"ann lee {number % 3}", "speaker_role": "minister", "confidence": (number % 10) / 10,
        "site": "a.example" if number % 2 else "b.example", "published": None, "url": "https://a.example/",
        "headline": "=SUM(1)", "language": "en", "words": [], "about": [],
    } | fields  # fmt: skip


@pytest.fixture
def quotes(corpus: Corpus) -> Corpus:
    """100 quotes, without their articles."""
    corpus.db["quotes"].insert_many([quote(number) for number in range(100)])
    return corpus


def drawn(corpus: Corpus, name: str = "check", **design: Any) -> list[str]:
    samples.draw(corpus, name, **({"size": 40, "by": ["kind", "confidence"], "seed": 7, "filters": {}} | design))
    return [one["quote_id"] for one in samples.sampled(corpus, name)]


def test_the_order_of_storing_makes_no_difference(quotes: Corpus) -> None:
    first = drawn(quotes)
    stored = list(quotes.db["quotes"].find())
    quotes.db["quotes"].delete_many({})
    quotes.db["quotes"].insert_many(stored[::-1])
    assert drawn(quotes, "again") == first
    assert len(set(first)) == 40
    assert drawn(quotes, "other", seed=8) != first
    assert set(drawn(quotes, "small", size=20)) < set(drawn(quotes, "large", size=60))


def test_every_stratum_is_in_it_and_counts_by_its_population(quotes: Corpus) -> None:
    drawn(quotes)
    sample = samples.one(quotes)
    assert (sample["population"], sample["sampled"]) == (100, 40)
    assert sum(one["sampled"] for one in sample["strata"]) == 40
    assert all(5 <= one["sampled"] <= one["population"] for one in sample["strata"])
    counted = Counter(one["stratum"] for one in samples.sampled(quotes, "check"))
    assert counted == {one["stratum"]: one["sampled"] for one in sample["strata"]}
    assert "statement, 0.9–1.0" in counted


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 400), min_size=1, max_size=12), st.integers(1, 500))
def test_a_sample_is_shared_out_whole(populations: dict[str, int], size: int) -> None:
    if size < len(populations) and size < sum(populations.values()):
        with pytest.raises(QuestionError, match="too few"):
            samples.allocate(populations, size)
        return
    given = samples.allocate(populations, size)
    assert sum(given.values()) == min(size, sum(populations.values()))
    assert all(0 < given[name] <= count for name, count in populations.items())


def test_what_cannot_be_drawn(quotes: Corpus) -> None:
    for design, told in [
        ({"by": ["colour"]}, "stratified by kind"), ({"size": 0}, "1 to 100,000"),
        ({"filters": {"kind": "scare"}}, "No quotes"), ({"size": 3}, "too few"), ({"name": "a b"}, "no name"),
    ]:  # fmt: skip
        with pytest.raises(QuestionError, match=told):
            drawn(quotes, **({"name": "x"} | design))
    drawn(quotes)
    with pytest.raises(QuestionError, match="already"):
        drawn(quotes)
    with pytest.raises(QuestionError, match="There are check"):
        samples.one(quotes, "other")


def filled(corpus: Corpus, path: Path, fill: Any, **how: Any) -> Path:
    """The sample's file as a coder fills it in."""
    sheet(corpus, "check", **how).to_csv(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=how.get("delimiter", ","))
        writer.writeheader()
        writer.writerows(row | fill(at, row) for at, row in enumerate(rows))
    return path


def test_two_coders_and_what_comes_out(quotes: Corpus, tmp_path: Path) -> None:
    drawn(quotes, size=100)  # all of them, so that every share is known

    def ada(at: int, row: dict[str, str]) -> dict[str, str]:
        wrong = row["speaker"] == "Ann Lee 2" and row["site"] == "a.example"
        return {"check_kind": "OK", "check_speaker": "Bo Park" if wrong else "ok", "check_role": "ok" if at % 2 else ""}

    def bo(at: int, row: dict[str, str]) -> dict[str, str]:
        return {"check_kind": "none" if at == 0 else row["kind"], "check_speaker": row["speaker"], "check_role": ""}

    assert take_in(quotes, "check", filled(quotes, tmp_path / "a.csv", ada), "Ada") == 100
    found = accuracy(quotes, by=["site"])
    shares = {(one.measure, one.group): one.estimate for one in found.measured}
    assert shares["speaker", "all"].share == pytest.approx(1 - 16 / 100)  # 33 are of her third name, 16 on that site
    assert shares["speaker", "a.example"].share == pytest.approx(1 - 16 / 50)
    assert shares["speaker", "b.example"].share == 1
    assert (shares["kind", "all"].share, shares["role", "all"].judged) == (1, 50)
    assert shares["speaker", "all"].low < 0.84 < shares["speaker", "all"].high
    assert ("no speaker", "all") not in shares

    assert take_in(quotes, "check", filled(quotes, tmp_path / "b.csv", bo), "Bo") == 100
    found = accuracy(quotes)
    assert found.coders == {"Ada": 100, "Bo": 100}
    assert Counter(field for _, field in found.unsettled) == {"speaker": 16, "kind": 1}
    agreed = {one.field: one for one in found.agreement}
    assert (agreed["speaker"].quotes, agreed["speaker"].percent) == (100, pytest.approx(0.84))
    assert 0.7 < (agreed["speaker"].kappa or 0) < 0.84
    assert accuracy(quotes, coder="Bo").measured[0].estimate.right == 99
    told = method_section(found)
    for part in (
        "Of 100 quotes a random sample of 100", "by kind and confidence", "seed 7", "Ada 100 and Bo 100",
        "seeing what newsbot had read", "On the speaker of 100 quotes, Ada and Bo agree with Cohen's kappa",
    ):  # fmt: skip
        assert part in told

    aliases.merge(quotes.db, "Ann Lee 2", "Ann Lee 1")  # one person, so her two names are equal
    assert accuracy(quotes, coder="Bo").measured[2].estimate.share == 1


def test_annotations_settle(quotes: Corpus, tmp_path: Path) -> None:
    first, second, *_ = drawn(quotes, size=10, by=[])
    for coder, word in (("Ada", "ok"), ("Bo", "none")):
        path = filled(quotes, tmp_path / "x.csv", lambda at, row, word=word: {"check_speaker": word if at < 2 else ""})
        take_in(quotes, "check", path, coder)
    assert accuracy(quotes, coder="Ada").measured[0].estimate.share == 1
    with pytest.raises(QuestionError, match="Nothing of check is judged"):
        accuracy(quotes)
    annotation = {"quote_id": first, "field": "speaker", "value": None}
    quotes.db["annotations"].insert_one(annotation)
    found = accuracy(quotes)
    assert (found.measured[0].estimate.share, found.measured[0].estimate.judged) == (0, 1)
    assert found.unsettled == [(second, "speaker")]


def test_a_file_is_kept_whole_or_not_at_all(quotes: Corpus, tmp_path: Path) -> None:
    ids = drawn(quotes)
    path = tmp_path / "f.csv"
    for fill, told in [
        (lambda at, row: {"check_kind": "joke" if at == 3 else "ok"}, "line 5: check_kind is 'joke', which is none"),
        (lambda at, row: {"quote_id": "1" if at == 3 else row["quote_id"]}, "'1' is not in the sample"),
        (lambda at, row: {"quote_id": ids[0]}, "in the file twice.*; and 34 more"),
        (lambda at, row: {"check_role": "x" * 1001}, "more than 1,000 characters"),
    ]:  # fmt: skip
        with pytest.raises(QuestionError, match=told):
            take_in(quotes, "check", filled(quotes, path, fill), "Ada")
    assert codings(quotes, "check") == []
    for raw, told in [
        (b"quote_id;check_kind\xff", "not UTF-8"), (b"quote_id,kind\n1,x\n", "lacks the column"), (b"", "lacks"),
        (b'{"quote_id": 1}\n[]\n', "line 2 is no JSON object"), (b"[" * 100_000, "lacks"),
        (b"{" + b"[" * 100_000, "line 1 is no JSON object"),
    ]:  # fmt: skip
        path.write_bytes(raw)
        with pytest.raises(FileError, match=told):
            take_in(quotes, "check", path, "Ada")
    with pytest.raises(QuestionError, match="--coder"):
        take_in(quotes, "check", path, " ")


def test_semicolons_json_lines_labels_and_second_thoughts(quotes: Corpus, tmp_path: Path) -> None:
    ids = drawn(quotes)
    path = filled(quotes, tmp_path / "f.csv", lambda at, row: {"check_role": "ok", "label:stance": "for"},
                  blind=True, labels=["stance"])  # fmt: skip
    assert "Ann Lee" not in path.read_text(encoding="utf-8")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    assert take_in(quotes, "check", path, "Ada") == 40
    assert {(one["blind"], one["values"]["label:stance"]) for one in codings(quotes, "check")} == {(True, "for")}
    lines = [
        {"quote_id": one, "check_kind": None, "label:stance": "against" if at else "for"} for at, one in enumerate(ids)
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    assert take_in(quotes, "check", path, "Bo") == 40
    [stance] = [one for one in accuracy(quotes).agreement if one.field == "label:stance"]
    assert (stance.quotes, stance.percent) == (40, 1 / 40)
    path.write_text("\n".join(json.dumps({"quote_id": one, "label:stance": ""}) for one in ids))
    assert take_in(quotes, "check", path, "Bo") == 0
    assert {one["coder"] for one in codings(quotes, "check")} == {"Ada"}
    samples.remove(quotes, "check")
    assert (codings(quotes, "check"), samples.listed(quotes)) == ([], [])


def sheet_lines(scrapy: Any, path: Path) -> list[str]:
    assert scrapy("sample", "export", "check", "--to", path).returncode == 0
    return path.read_text(encoding="utf-8-sig").splitlines()


def test_the_commands(filled: None, scrapy: Any, tmp_path: Path) -> None:
    path = tmp_path / "check.csv"
    done = scrapy("sample", "quotes", "--n", "10", "--name", "check", "--to", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "4 of 4 quotes are the sample check." in done.stdout
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace(",,,,\n", ",ok,ok,ok,\n"), encoding="utf-8")
    assert scrapy("accuracy").stderr.startswith("newsbot: Nothing of check is judged.")
    done = scrapy("sample", "import", "check", path, "--coder", "Ada")
    assert (done.returncode, done.stdout) == (0, "4 quotes of check as Ada judged them. `newsbot accuracy check`\n")
    shown = scrapy("accuracy", "--by", "site")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert ["speaker", "100.0", "%"] in [line.split()[:3] for line in shown.stdout.splitlines()]
    assert "news.example" in shown.stdout
    found = json.loads(scrapy("accuracy", "check", "--json").stdout)
    assert found["measured"][0]["share"] == 1
    assert "Ada 4" in found["method"]
    assert "Ada judged 4" in scrapy("sample", "list").stdout
    assert scrapy("remove", "--site", "news.example", "--yes").returncode == 0
    assert sum("news.example" in line for line in sheet_lines(scrapy, path)) == 0
    assert scrapy("sample", "quotes", "--to", tmp_path / "x.xlsx").returncode == 2
    assert scrapy("sample", "import", "check", path).stderr == "newsbot: Say who filled it in: --coder WHO.\n"
    assert scrapy("sample", "remove", "check").returncode == 0
    assert scrapy("sample", "list").stdout.startswith("There is no sample.")


def test_confirming_a_quote(filled: None, corpus: Corpus, scrapy: Any) -> None:
    quote_id = corpus.quotes(speaker="Jo Leeds").to_records()[0]["quote_id"]
    assert scrapy("annotate", quote_id, "--right", "--role", "clerk", "--by", "Ada").returncode == 0
    found = {one["field"]: (one["was"], one["value"]) for one in corpus.annotations()}
    assert found == {"kind": ("statement",) * 2, "speaker": ("Jo Leeds",) * 2, "speaker_role": ("minister", "clerk")}
