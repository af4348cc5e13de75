"""The pages over HTTP: what they refuse, what they escape, what they give away."""

import csv
import io
import json
import re
import socket
import threading
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn

from newsbot.corpus import Corpus
from newsbot.explorer import explorer_app
from newsbot.explorer.texts import changes, link, marked_paragraphs
from tests.explorer.conftest import EVIL
from tests.support.mongod import Mongod


def get(address: str, *, method: str = "GET", host: str | None = None) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(address, method=method, headers={"Host": host} if host else {})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("page=0", "“page” is a number"),
        ("page=9999", "“page” is a number"),
        ("since=2024-13-01", "“since” is no day"),
        ("since=2024-02-01&until=2024-01-01", "must be before"),
        ("kind=joke", "“kind” is one of statement"),
        ("contains=a&contains=b", "twice"),
        ("contains[$ne]=x", "does not know"),
        ("contains=" + "a" * 201, "longer than 200"),
        ("contains=%00", "character that no text has"),
        ("dropped=2", "“dropped” is 1"),
    ],
)
def test_a_wrong_question_is_told_in_a_sentence(sample: str, query: str, sentence: str) -> None:
    status, text, _ = get(f"{sample}/?{query}")
    assert status == 400
    assert sentence in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    "path", ["/none", "/article/none", "/statement/none", "/speaker?key=none", "/static/../app.py"]
)
def test_what_is_missing_is_404(sample: str, path: str) -> None:
    status, text, _ = get(sample + path)
    assert status == 404
    assert "Nothing is here" in text


def test_a_foreign_host_name_is_refused(sample: str) -> None:
    assert get(sample + "/", host="attacker.example")[0] == 421
    assert get(sample + "/", host="127.0.0.1")[0] == 421
    assert get(sample + "/", host=sample.removeprefix("http://").replace("127.0.0.1", "localhost"))[0] == 200


def test_it_only_reads(sample: str) -> None:
    assert get(sample + "/", method="POST")[0] == 405
    assert get(sample + "/", method="DELETE")[0] == 405


def test_every_answer_forbids_what_is_inline(sample: str) -> None:
    for path in ("/", "/speakers", "/none", "/?page=0", "/static/explorer.css", "/download?format=csv"):
        headers = get(sample + path)[2]
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    text = get(sample + "/")[1]
    assert not re.search(r"<style| style=|<script(?! src=)|\son\w+=", text)


def test_operators_and_patterns_are_only_words(sample: str) -> None:
    for words in ('{"$gt": ""}', "$where", ".*", "(((", "[a-"):
        for name in ("contains", "speaker", "organisation", "site"):
            status, text, _ = get(f"{sample}/?{name}={quote(words)}")
            assert status == 200
            assert "0 quotes" in text


def test_planted_scripts_and_links_are_inert(hostile: str) -> None:
    search = get(hostile + "/?contains=masts")[1]
    article = re.search(r'href="(/article/\w+)"', search)
    speaker = re.search(r'href="(/speaker\?key=[^"]+)"', search)
    assert article
    assert speaker
    pages = [search, get(hostile + article[1])[1], get(hostile + speaker[1])[1], get(hostile + "/speakers")[1]]
    pages.append(get(f"{hostile}/?contains={quote(EVIL)}&speaker={quote(chr(34) + EVIL)}")[1])
    pages.append(get(f"{hostile}/suggest?kind=speaker&words=")[1])
    for text in pages:
        assert "&lt;script&gt;" in text
        assert "<script>" not in text
        assert "<img" not in text
        assert 'href="javascript:' not in text
    assert "javascript:document" in pages[1]  # told, but not to be followed


def test_a_download_has_what_the_view_shows(sample: str) -> None:
    view = get(f"{sample}/?contains=network")[1]
    shown = int(re.search(r">(\d+) quotes<", view)[1])
    rows = list(csv.DictReader(io.StringIO(get(f"{sample}/download?contains=network&format=csv")[1])))
    lines = [json.loads(line) for line in get(f"{sample}/download?contains=network&format=jsonl")[1].splitlines()]
    assert len(rows) == len(lines) == shown > 0
    assert [row["text"] for row in rows] == [line["text"] for line in lines]
    assert all("network" in row["text"].lower() for row in rows)
    assert get(f"{sample}/download?format=xml")[0] == 400


def test_formulas_stay_text_in_csv(hostile: str) -> None:
    row = next(csv.DictReader(io.StringIO(get(hostile + "/download?speaker=SUM&format=csv")[1])))
    assert (row["text"], row["speaker"]) == ("'=1+1", "'@SUM(A1)")
    assert json.loads(get(hostile + "/download?speaker=SUM&format=jsonl")[1])["text"] == "=1+1"


def test_suggestions_begin_with_what_is_typed(sample: str) -> None:
    assert "Tomasz Wierzbicki" in get(f"{sample}/suggest?kind=speaker&words=wierz")[1]
    assert "Havnet" in get(f"{sample}/suggest?kind=organisation&words=havn")[1]
    assert "signalpost.example" in get(f"{sample}/suggest?kind=site&words=sig")[1]
    assert get(f"{sample}/suggest?kind=password&words=")[0] == 400


def test_changes_of_an_article_are_marked(sample: str, mongo_home: str, sample_database: str) -> None:
    with Corpus.open(database=sample_database, home=mongo_home) as corpus:
        article = corpus.db["articles"].find_one({"copies.0": {"$exists": True}})
        assert article
        corpus.db["articles"].update_one(
            {"_id": article["_id"]},
            {"$push": {"revisions": {"headline": "An older headline", "body": "Old words.", "seen_at": None}}},
        )
    text = get(f"{sample}/article/{article['_id']}")[1]
    assert "<del>An older headline</del>" in text
    assert "The same story elsewhere" in text
    assert "<mark>" in text


def test_a_database_that_went_away_is_told_and_found_again(tmp_path: Path) -> None:
    mongod = Mongod(tmp_path)
    mongod.start()
    with Corpus.open(mongod.uri, database="x") as corpus, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        app = explorer_app(corpus, port, patience=1)
        server = uvicorn.Server(
            uvicorn.Config(app, http="h11", loop="asyncio", ws="none", lifespan="off", log_level="critical")
        )
        serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        serving.start()
        try:
            there = get(f"http://127.0.0.1:{port}/")[0]
        finally:
            mongod.kill()
        status, text, _ = get(f"http://127.0.0.1:{port}/")
        mongod.start()
        again = get(f"http://127.0.0.1:{port}/")[0]
        server.should_exit = True
        serving.join()
    mongod.kill()
    assert (there, status, again) == (200, 503, 200)
    assert "The database went away" in text
    assert "Traceback" not in text


def test_marks_and_changes_keep_every_character() -> None:
    text = "One two.\n\nThree four."
    paragraphs = marked_paragraphs(text, [{"start": 4, "end": 15}])
    assert ["".join(words for words, _ in paragraph) for paragraph in paragraphs] == ["One two.", "Three four."]
    assert [[bool(quote) for _, quote in paragraph] for paragraph in paragraphs] == [[False, True], [True, False]]
    told = changes("a b c", "a x c")
    assert told == [("same", "a "), ("del", "b "), ("ins", "x "), ("same", "c")]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScript:alert(1)", "java\nscript:x", "data:text/html,x", "//host", " http://a", ""],
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert link(url) is None
    assert link("https://news.example/a") == "https://news.example/a"
