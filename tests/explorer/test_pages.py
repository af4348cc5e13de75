"""The pages over HTTP: what they refuse, what they escape, what they give away."""

import csv
import html
import io
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest

from newsbot.corpus import Corpus
from newsbot.explorer.texts import changes, link, marked_paragraphs
from newsbot.store.database.migrations import SCHEMA_VERSION
from tests.conftest import PROJECT, user_environment
from tests.explorer.conftest import EVIL, explorer, serving
from tests.support.mongod import Mongod

directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def get(address: str, *, method: str = "GET", host: str | None = None) -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(address, method=method, headers={"Host": host} if host else {})
    try:
        with directly(request, timeout=60) as answer:
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
    "path",
    [
        "/quotes/none",
        "/cite/none",
        "/none",
        "/article/none",
        "/statement/none",
        "/speaker?key=none",
        "/static/../app.py",
    ],
)
def test_what_is_missing_is_404(sample: str, path: str) -> None:
    status, text, _ = get(sample + path)
    assert status == 404
    assert "Nothing is here" in text


def test_a_foreign_host_name_is_refused(command: str) -> None:
    assert get(command + "/", host="attacker.example")[0] == 421
    assert get(command + "/", host="127.0.0.1")[0] == 421
    assert get(command + "/", host=command.removeprefix("http://").replace("127.0.0.1", "localhost"))[0] == 200


def test_it_only_reads(sample: str) -> None:
    assert get(sample + "/", method="POST")[0] == 405
    assert get(sample + "/", method="DELETE")[0] == 405


def test_every_answer_forbids_what_is_inline(command: str) -> None:
    for path in ("/", "/speakers", "/none", "/?page=0", "/static/explorer.css", "/download/quotes?format=csv"):
        headers = get(command + path)[2]
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    text = get(command + "/")[1]
    assert not re.search(r"<style| style=|<script(?![^>]* src=)|\son\w+=", text)


@pytest.mark.parametrize("words", ['{"$gt": ""}', "$where", ".*", "(((", "[a-", "(?i)a", "\\E.*", "$speaker"])
def test_operators_and_patterns_are_only_words(sample: str, words: str) -> None:
    letters = get(f"{sample}/?contains={quote(' '.join(re.findall(r'[a-z]+', words, re.I)))}")[1]
    plain = (re.search(r"([\d,]+) quotes", letters) or ["", "0"])[1]
    for name in ("contains", "about", "speaker", "organisation", "site", "article", "statement"):
        status, text, _ = get(f"{sample}/?{name}={quote(words)}")
        assert status == 200
        shown = re.search(r"([\d,]+) quotes", text)
        assert shown is not None
        assert shown[1] in (("0", plain) if name == "contains" else ("0",))
    assert get(f"{sample}/speaker?key={quote(words)}")[0] == 404
    assert get(f"{sample}/article/{quote(words)}")[0] == 404
    assert get(f"{sample}/statement/{quote(words)}")[0] == 404
    assert "<option" not in get(f"{sample}/suggest?kind=speaker&words={quote(words)}")[1]


def test_each_quote_has_an_address_and_a_mark_in_its_article(
    sample: str, mongo_home: str, sample_database: str
) -> None:
    with Corpus.open(database=sample_database, home=mongo_home) as corpus:
        quotes = list(corpus.quotes(kind="said", dropped=None))
    for stored in quotes[::12] + [one for one in quotes if "dropped_at" in one or "copy_key" in one]:
        status, text, _ = get(f"{sample}/quotes/{quote(stored['_id'])}")
        assert (status, f"<code>{stored['_id']}</code>" in text) == (200, True)
        article = get(f"{sample}/article/{stored['article_id']}")[1]
        assert article.count(f'id="quote-{stored["_id"]}"') == 1
    status, text, headers = get(f"{sample}/cite/{quote(stored['_id'])}?format=csl")
    assert (status, json.loads(text)[0]["URL"]) == (200, stored["url"])
    assert headers["content-disposition"] == 'attachment; filename="citation.json"'
    assert get(f"{sample}/cite/{quote(stored['_id'])}")[1].startswith("@misc{")
    assert get(f"{sample}/cite/{quote(stored['_id'])}?format=ris")[0] == 400


def test_a_misspelt_name_gets_suggestions_and_one_day_is_a_period(sample: str) -> None:
    text = html.unescape(get(f"{sample}/?speaker=Wierzbiki&about=Quintara")[1])
    assert "Nobody is called 'Wierzbiki'. Did you mean Tomasz Wierzbicki?" in text
    assert "No article names 'Quintara'. Did you mean Qintara?" in text
    assert "2 quotes" in get(f"{sample}/?contains=%22back+door%22&since=2024-02-20&until=2024-02-20")[1]


def test_a_site_that_is_not_there_is_told_beside_the_form(sample: str) -> None:
    status, text, _ = get(f"{sample}/?site=signal&contains=network")
    assert status == 200
    assert "Did you mean signalpost.example?" in text
    assert 'value="network"' in text
    assert "Did you mean signalpost.example?" in get(f"{sample}/speakers?site=signal")[1]
    assert get(f"{sample}/download/quotes?site=signal")[0] == 400


def test_it_listens_on_this_machine_only(command: str) -> None:
    port = f":{int(command.rpartition(':')[2]):04X}"
    sockets = [
        line.split() for table in ("tcp", "tcp6") for line in Path("/proc/net", table).read_text().splitlines()[1:]
    ]
    listening = "0A"
    assert [line[1] for line in sockets if line[3] == listening and line[1].endswith(port)] == ["0100007F" + port]


def test_in_a_container_it_listens_everywhere_and_answers_to_its_own_name_alone(
    mongo_home: str, sample_database: str
) -> None:
    with explorer("--everywhere", home=mongo_home, database=sample_database) as address:
        other = address.replace("127.0.0.1", "127.0.0.2")
        named = address.removeprefix("http://").replace("127.0.0.1", "localhost")
        assert get(other + "/")[0] == 421
        assert get(other + "/", host=named)[0] == get(address + "/")[0] == 200


def test_an_address_to_share_has_no_empty_fields(sample: str) -> None:
    with directly(f"{sample}/?contains=network&speaker=&site=&since=", timeout=60) as answer:
        assert answer.url == f"{sample}/?contains=network"


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
    rows = list(
        csv.DictReader(
            io.StringIO(get(f"{sample}/download/quotes?contains=network&format=csv")[1].removeprefix("\ufeff"))
        )
    )
    lines = [
        json.loads(line) for line in get(f"{sample}/download/quotes?contains=network&format=jsonl")[1].splitlines()
    ]
    assert len(rows) == len(lines) == shown > 0
    assert [row["text"] for row in rows] == [line["text"] for line in lines]
    assert all("network" in row["text"].lower() for row in rows)
    assert get(f"{sample}/download/quotes?format=xml")[0] == 400


def rows_of(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(get(address)[1].removeprefix("\ufeff"))))


def buttons(text: str) -> list[str]:
    """The addresses of a page's download buttons for CSV."""
    return [html.unescape(found) for found in re.findall(r'download href="([^"]+format=csv)"', text)]


def test_every_page_has_its_file(sample: str, mongo_home: str, sample_database: str) -> None:
    with Corpus.open(database=sample_database, home=mongo_home) as corpus:
        carried = corpus.db["quotes"].aggregate(
            [
                {"$match": {"quote_key": {"$type": "string"}}},
                {"$group": {"_id": "$quote_key", "places": {"$sum": 1}, "article": {"$max": "$article_id"}}},
                {"$sort": {"places": -1, "_id": 1}},
            ]
        )
        statement = next(iter(carried))
        article = corpus.story(statement["article"])
        speakers = [row["speaker"] for row in corpus.speakers(100)]
    [speakers_file] = buttons(get(f"{sample}/speakers")[1])
    assert [row["speaker"] for row in rows_of(sample + speakers_file)] == speakers
    [places_file] = buttons(get(f"{sample}/statement/{statement['_id']}")[1])
    assert len(rows_of(sample + places_file)) == statement["places"] > 1
    [article_file] = buttons(get(f"{sample}/article/{statement['article']}")[1])
    assert {row["quote_id"] for row in rows_of(sample + article_file)} == {row["_id"] for row in article.quotes}
    [said_file] = buttons(get(f"{sample}/speaker?key=tomasz%20wierzbicki&since=2024-01-01&until=2024-07-01")[1])
    said = rows_of(sample + said_file)
    assert {(row["speaker_key"], row["published"][:4]) for row in said} == {("tomasz wierzbicki", "2024")}


def test_parquet_is_what_csv_is(sample: str, tmp_path: Path) -> None:
    with directly(f"{sample}/download/quotes?contains=network&format=parquet", timeout=60) as answer:
        (tmp_path / "quotes.parquet").write_bytes(answer.read())
    told = pq.read_table(tmp_path / "quotes.parquet").column("text").to_pylist()
    assert told == [row["text"] for row in rows_of(f"{sample}/download/quotes?contains=network&format=csv")] != []


def test_what_takes_longer_than_a_glance_is_a_link_away(hasty: str) -> None:
    for path in ("/", "/?organisation=Havnet", "/speaker?key=tomasz%20wierzbicki"):
        text = get(hasty + path)[1]
        assert 'class="timeline"' not in text
        later = html.unescape(re.search(r'data-later="([^"]+)"', text)[1])
        whole = get(hasty + later)[1]
        assert 'class="timeline"' in whole
        assert "data-later" not in whole
        assert 'class="timeline"' in get(hasty + path)[1]  # it is known now


def test_many_quotes_without_their_index_are_told(mongo_home: str, database_name: str, db: Any) -> None:
    said = {"text": "a", "kind": "statement", "site": "a.example", "published": None}
    db["meta"].insert_one({"_id": "schema", "version": SCHEMA_VERSION})
    db["quotes"].insert_many([{"_id": n} | said for n in range(100_001)])
    explore = [sys.executable, "-m", "scrapy", "explore", "--port", "0", "--no-browser"]
    values = user_environment(mongo_home, database_name)
    with subprocess.Popen(explore, cwd=PROJECT, env=values, stdout=subprocess.PIPE, text=True) as process:
        lines = [process.stdout.readline() for _ in range(2)]
        process.terminate()
    assert "100,001 quotes" in lines[1]
    assert "`newsbot db index --text`" in lines[1]


def test_formulas_stay_text_in_csv(hostile: str) -> None:
    row = next(
        csv.DictReader(io.StringIO(get(hostile + "/download/quotes?speaker=SUM&format=csv")[1].removeprefix("\ufeff")))
    )
    assert (row["text"], row["speaker"]) == ("'=1+1", "'@SUM(A1)")
    assert json.loads(get(hostile + "/download/quotes?speaker=SUM&format=jsonl")[1])["text"] == "=1+1"


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
    assert "<mark id=" in text


def test_a_database_that_went_away_is_told_and_found_again(tmp_path: Path) -> None:
    mongod = Mongod(tmp_path)
    mongod.start()
    with Corpus.open(mongod.uri, database="x") as corpus, serving(corpus, limit=1) as address:
        try:
            there = get(f"{address}/")[0]
        finally:
            mongod.kill()
        status, text, _ = get(f"{address}/")
        mongod.start()
        again = get(f"{address}/")[0]
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
    before, after = "It stays.\nOne of these goes that way.\nAn end.", "It stays.\nQuite another that came.\nAn end."
    told = changes(before, after)
    assert [kind for kind, _ in told] == ["same", "del", "ins", "same"]
    assert "".join(words for kind, words in told if kind != "ins") == before
    assert "".join(words for kind, words in told if kind != "del") == after


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScript:alert(1)", "java\nscript:x", "data:text/html,x", "//host", " http://a", ""],
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert link(url) is None
    assert link("https://news.example/a") == "https://news.example/a"
