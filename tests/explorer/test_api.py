"""The JSON API over HTTP: the same answers as `Corpus`, page by page, and a sentence for all that cannot be meant."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsbot.corpus import Corpus
from newsbot.explorer.api import PARAMETERS
from tests.explorer.test_pages import get


@pytest.fixture
def open_corpus(mongo_home: str, sample_database: str) -> Any:
    with Corpus.open(database=sample_database, home=mongo_home) as corpus:
        yield corpus


def ask(address: str, path: str, **parameters: object) -> dict[str, Any]:
    status, text, headers = get(f"{address}{path}" + (f"?{urlencode(parameters)}" if parameters else ""))
    assert (status, headers["content-type"]) == (200, "application/json"), text
    answer: dict[str, Any] = json.loads(text)
    return answer


def every(address: str, path: str, **parameters: object) -> list[dict[str, Any]]:
    """The rows of all pages."""
    answer = ask(address, path, **parameters)
    rows = list(answer["data"])
    while answer["next"]:
        answer = ask(address, answer["next"])
        assert answer["data"]
        rows += answer["data"]
    return rows


@pytest.mark.parametrize(
    "filters",
    [
        {"limit": 7},
        {"about": "Qintara", "limit": 100},
        {"contains": "mast OR tower", "limit": 2},
        {"speaker": "Wierzbicki", "since": "2024", "until": "2024", "limit": 3},
        {"organisation": "Havnet", "limit": 3},
        {"kind": "said", "site": "signalpost.example", "limit": 33},
        {"dropped": "1", "limit": 1},
    ],
)
def test_pages_of_quotes_are_all_quotes_once(sample: str, open_corpus: Corpus, filters: dict[str, Any]) -> None:
    asked = {name: value for name, value in filters.items() if name not in ("limit", "dropped")}
    wanted = open_corpus.quotes(**asked, dropped="dropped" in filters).to_records()
    found = every(sample, "/api/quotes", **filters)
    assert [row["quote_id"] for row in found] == [row["quote_id"] for row in wanted]
    assert len(found) > 0
    for row, other in zip(found, wanted, strict=True):
        links = row.pop("links")
        assert row == json.loads(json.dumps(other | {"published": other["published"].isoformat()}, default=str)) | {
            "dropped_at": other["dropped_at"] and other["dropped_at"].isoformat()
        }
        assert get(sample + links["quote"])[0] == 200


def test_pages_of_articles_of_which_some_have_no_date(sample: str, open_corpus: Corpus) -> None:
    first = next(iter(open_corpus.articles()))
    open_corpus.db["articles"].update_one({"_id": first["_id"]}, {"$set": {"published": None}})
    try:
        for filters in ({}, {"contains": "network"}, {"about": "Qintara"}):
            wanted = [row["_id"] for row in open_corpus.articles(**filters)]
            assert [row["article_id"] for row in every(sample, "/api/articles", limit=2, **filters)] == wanted
    finally:
        open_corpus.db["articles"].update_one(
            {"_id": first["_id"]}, {"$set": {"published": first["published"]}}
        )  # fmt: skip


def test_speakers_and_timelines(sample: str, open_corpus: Corpus) -> None:
    rows = ask(sample, "/api/speakers", limit=3, about="Qintara")["data"]
    assert [(row["speaker"], row["quotes"]) for row in rows] == [
        (row["speaker"], row["quotes"]) for row in open_corpus.speakers(3, about="Qintara")
    ]
    assert get(sample + rows[0]["links"]["speaker"])[0] == 200
    rows = ask(sample, "/api/timeline", by="year", per="site", about="Qintara")["data"]
    assert [row["quotes"] for row in rows] == [
        row["quotes"] for row in open_corpus.timeline("year", "site", about="Qintara")
    ]


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/api/quotes?limit=0", 400, "from 1 to 100"),
        ("/api/quotes?limit=101", 400, "from 1 to 100"),
        ("/api/quotes?limit=²", 400, "from 1 to 100"),
        ("/api/quotes?cursor=x", 400, "not one that an answer gave"),
        ("/api/articles?cursor=WyIyMDI0IiwgMV0", 400, "not one that an answer gave"),
        ("/api/quotes?author=x", 400, "has no parameter 'author'"),
        ("/api/quotes?about=a&about=b", 400, "given twice"),
        ("/api/quotes?contains=%22a", 400, "never closed"),
        ("/api/quotes?about=...", 400, "no name to look for"),
        ("/api/quotes?since=03/04/2024", 400, "is no date"),
        ("/api/quotes?dropped=0", 400, "is 1 or left out"),
        ("/api/timeline?by=decade", 400, "the periods are"),
        ("/api/quotes?speaker=" + "a" * 201, 400, "longer than 200"),
        ("/api/nothing", 404, "/api/ has quotes, articles, speakers, timeline"),
        ("/api/quotes/1", 404, "no such page"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence_in_json(sample: str, path: str, status: int, sentence: str) -> None:
    found, text, headers = get(sample + path.replace("²", "%C2%B2"))
    assert (found, headers["content-type"]) == (status, "application/json")
    assert sentence in json.loads(text)["error"]


def test_it_only_reads_and_answers_to_its_own_name(sample: str) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert get(f"{sample}/api/quotes", method=method)[0] == 405
    assert get(f"{sample}/api/quotes", host="attacker.example")[0] == 421
    assert "access-control-allow-origin" not in get(f"{sample}/api/quotes")[2]


def test_text_from_the_web_is_data(hostile: str) -> None:
    status, text, headers = get(f"{hostile}/api/quotes")
    assert (status, headers["content-type"], headers["x-content-type-options"]) == (200, "application/json", "nosniff")
    assert {"=1+1"} <= {row["text"] for row in json.loads(text)["data"]}


def test_the_openapi_document_has_every_parameter_and_every_column(sample: str) -> None:
    document = ask(sample, "/api/openapi.json")
    assert document["openapi"].startswith("3.1")
    assert {*document["paths"]} == {f"/api/{what}" for what in PARAMETERS}
    for what, parameters in PARAMETERS.items():
        operation = document["paths"][f"/api/{what}"]["get"]
        assert [one["name"] for one in operation["parameters"]] == list(parameters)
        assert all(one["description"] and one["schema"] for one in operation["parameters"])
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
        row = ask(sample, f"/api/{what}")["data"][0]
        assert row.keys() <= schema["data"]["items"]["properties"].keys()


NAMES = sorted({name for parameters in PARAMETERS.values() for name in parameters})
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["1", "said", "2024", "month", "site", "Qintara", "a OR", "$ne", "W10", "bnVsbA", "-1", "1e9", "\0"]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*PARAMETERS]), st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=3))
def test_no_request_breaks_it(sample: str, what: str, parameters: list[tuple[str, str]]) -> None:
    query = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in parameters])
    status, text, _ = get(f"{sample}/api/{what}?{query}")
    assert status in (200, 400), text
    assert {*json.loads(text)} == ({"data", "next"} if status == 200 else {"error"})
