"""`newsbot explore --annotate`: who may write, what is written, and how it is undone; by form and by keyboard alone."""

import html
import http.client
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode, urlsplit

import pytest

from newsbot.corpus import Corpus
from newsbot.corpus.validation import codebook
from newsbot.explorer import Annotating
from tests.conftest import PROJECT, copied, user_environment
from tests.explorer.conftest import CHROMIUM, EVIL, serving, tab_to

CODEBOOK = """
[stance]
description = "Is the speaker for or against the vendor?"

[stance.values.for]
description = "wants its equipment to be bought"
colour = "#2e7d32"

[stance.values.against]
colour = "#c62828"

[tone.values.calm]
"""


@dataclass
class Explorer:
    """An explorer in which one browser may annotate, and a corpus that is its own."""

    address: str
    corpus: Corpus
    annotating: Annotating
    cookie: str = ""

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        """GET, or POST of a form, as the browser that may annotate; headers that are "" are left out."""
        host = urlsplit(self.address).netloc
        own = {"Host": host, "Cookie": self.cookie}
        if form is not None:
            own |= {"Origin": self.address, "Content-Type": "application/x-www-form-urlencoded"}
        sent = {name: value for name, value in (own | headers).items() if value}
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.request("GET" if form is None else "POST", path, urlencode(form or {}) or None, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}

    def form_of(self, quote_id: str, **search: str) -> tuple[str, dict[str, str]]:
        """Where the form of a quote is sent, and what it holds as it is shown."""
        status, text, _ = self.ask(f"/annotate/{percent_encoded(quote_id)}?{urlencode(search)}")
        assert status == 200
        form = text[text.index('<form class="search annotate"') :].split("</form>")[0]
        action = html.unescape(re.search(r'action="([^"]+)"', form)[1])
        fields = {}
        for tag in re.findall(r"<input [^>]+>", form):
            values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if values.get("type") != "radio" or " checked" in tag:
                fields[values["name"]] = html.unescape(values["value"])
        fields["kind"] = (
            re.search(r'<option(?: value="(\w+)")? selected>([\w ]+)', form).expand(r"\1")
            or re.search(r"<option selected>(\w+)", form)[1]
        )
        return action, fields

    def now(self, quote_id: str) -> dict[str, Any]:
        return self.corpus.quote(quote_id)


@pytest.fixture
def annotating(mongo_home: str, sample_database: str, tmp_path: Path) -> Iterator[Explorer]:
    (tmp_path / "codebook.toml").write_text(CODEBOOK)
    who = Annotating("Ada", codebook.read(tmp_path / "codebook.toml"))
    with (
        Corpus.open(database=sample_database, home=mongo_home) as sample,
        copied(sample) as name,
        Corpus.open(database=name, home=mongo_home) as corpus,
        serving(corpus, glance=20, annotating=who) as address,
    ):
        explorer = Explorer(address, corpus, who)
        _, _, headers = explorer.ask(f"/annotate?token={who.keys.token}")
        assert headers["set-cookie"].split("; ")[1:] == ["Path=/", "HttpOnly", "SameSite=Strict"]
        explorer.cookie = headers["set-cookie"].partition(";")[0]
        yield explorer


def first(corpus: Corpus, **filters: Any) -> dict[str, Any]:
    return next(iter(corpus.quotes(**filters)))


def test_what_is_changed_is_written_and_nothing_else(annotating: Explorer) -> None:
    quote = first(annotating.corpus, about="Qintara")
    action, fields = annotating.form_of(quote["_id"], about="Qintara")
    fields |= {"speaker": "Osvald Brandt", "label:stance": "against", "note": "the caption names him", "choice": "next"}
    status, _, headers = annotating.ask(action, fields)
    following = list(annotating.corpus.quotes(about="Qintara", limit=2))[1]
    assert (status, urlsplit(headers["location"]).path) == (
        303,
        f"/annotate/{percent_encoded(following['_id'], safe='')}",
    )
    now = annotating.now(quote["_id"])
    assert (now["speaker"], now["labels"], now["kind"]) == ("Osvald Brandt", {"stance": "against"}, quote["kind"])
    found = {one["field"]: one for one in annotating.corpus.annotations()}
    assert found.keys() == {"speaker", "label:stance"}
    assert {(one["by"], one["note"]) for one in found.values()} == {("Ada", "the caption names him")}
    [row] = [row for row in annotating.corpus.quotes(about="Qintara").to_records() if row["annotated"]]
    assert row["labels"] == ["stance=against"]
    shown = annotating.ask("/?about=Qintara")[1]
    assert '<span class="label label-stance-1">stance: against</span>' in shown
    assert "set right by a person" in shown
    assert ".label-stance-1 { --label: #c62828; }" in annotating.ask("/codebook.css")[1]


def test_a_form_sent_unchanged_writes_nothing_and_the_last_leads_to_the_list(annotating: Explorer) -> None:
    quotes = list(annotating.corpus.quotes(speaker="Halvorsen"))
    action, fields = annotating.form_of(quotes[-1]["_id"], speaker="Halvorsen")
    assert annotating.ask(action, fields)[2]["location"] == "/annotations"
    assert annotating.corpus.annotations() == []


def test_no_quote_nobody_and_all_right(annotating: Explorer) -> None:
    quotes = list(annotating.corpus.quotes(about="Qintara", limit=2))
    action, fields = annotating.form_of(quotes[0]["_id"])
    annotating.ask(action, fields | {"kind": "none", "speaker": "", "choice": "save"})
    assert (annotating.now(quotes[0]["_id"])["kind"], annotating.now(quotes[0]["_id"])["speaker"]) == ("none", None)
    assert quotes[0]["_id"] not in {quote["_id"] for quote in annotating.corpus.quotes(kind=None)}
    assert "it is no quote" in annotating.ask(f"/quotes/{quotes[0]['_id']}")[1]
    action, fields = annotating.form_of(quotes[1]["_id"])
    annotating.ask(action, fields | {"choice": "right"})
    assert annotating.now(quotes[1]["_id"])["annotated"] == ["kind", "speaker", "speaker_role"]
    assert annotating.now(quotes[1]["_id"])["speaker"] == quotes[1]["speaker"]


def test_undo_goes_back_step_by_step(annotating: Explorer) -> None:
    quote = first(annotating.corpus, speaker="Wierzbicki")
    for name in ("Ann Lee", "Bo Lee"):
        action, fields = annotating.form_of(quote["_id"])
        annotating.ask(action, fields | {"speaker": name, "choice": "save"})
    page = annotating.ask(f"/annotate/{quote['_id']}")[1]
    assert "speaker: Tomasz Wierzbicki → Ann Lee → <strong>Bo Lee</strong>" in page
    assert "<strong>Bo Lee</strong>" in annotating.ask("/annotations")[1]
    seen = []
    for _ in range(3):
        status, _, _ = annotating.ask(f"/annotate/{quote['_id']}/undo", {"field": "speaker"})
        seen.append((status, annotating.now(quote["_id"])["speaker"]))
    assert seen == [(303, "Ann Lee"), (303, "Tomasz Wierzbicki"), (404, "Tomasz Wierzbicki")]
    assert annotating.corpus.annotations() == []
    action, fields = annotating.form_of(quote["_id"])
    annotating.ask(action, fields | {"label:stance": "for", "choice": "save"})
    action, fields = annotating.form_of(quote["_id"])
    annotating.ask(action, fields | {"label:stance": "", "choice": "save"})
    assert "labels" not in annotating.now(quote["_id"])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "joke"}, "the kinds are statement"),
        ({"kind": "$ne"}, "the kinds are statement"),
        ({"label:stance": "undecided"}, "is no value of stance"),
        ({"label:other": "x"}, "has no label"),
        ({"label:$where": "x"}, "has no label"),
        ({"speaker": "x" * 1001}, "1 to 1000 characters"),
        ({"note": "alone", "speaker_role": "same"}, "change something"),
        ({"choice": "delete"}, "“choice” is one of"),
        ({"speaker": "\0"}, "no text has"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_written(
    annotating: Explorer, changed: dict[str, str], sentence: str
) -> None:
    quote = first(annotating.corpus, about="Qintara")
    action, fields = annotating.form_of(quote["_id"])
    kept = fields | {"speaker_role": "kept", "was:speaker_role": "same", "choice": "save"}
    status, text, _ = annotating.ask(action, kept | changed)
    assert status == 400
    assert sentence in html.unescape(text)
    assert annotating.corpus.annotations() == []
    if "speaker" not in changed:
        assert f'name="speaker_role" maxlength="1000" value="{changed.get("speaker_role", "kept")}"' in text


def refused(explorer: Explorer, **headers: str) -> int:
    quote = first(explorer.corpus, about="Qintara")
    form = {"speaker": "Mallory", "was:speaker": "", "choice": "save"}
    status = explorer.ask(f"/annotate/{quote['_id']}", form, **headers)[0]
    assert explorer.corpus.annotations() == []
    return status


@pytest.mark.attack
def test_only_the_browser_with_the_key_and_only_our_own_page_may_write(annotating: Explorer) -> None:
    for origin in ("", "null", "https://evil.example", annotating.address.replace("127.0.0.1", "localhost"),
                   "http://127.0.0.1:1", annotating.address + "/"):  # fmt: skip
        assert refused(annotating, Origin=origin) == 403
    name, _, secret = annotating.cookie.partition("=")
    for cookie in ("", f"{name}=", f"{name}={secret[:-1]}", f"{name}={secret}x", f"x={secret}", secret,
                   f"{name}={annotating.annotating.keys.token}"):  # fmt: skip
        assert refused(annotating, Cookie=cookie) == 403
    assert refused(annotating, Host="evil.example") == 421
    for media_type in ("text/plain", "application/json", "multipart/form-data", ""):
        assert refused(annotating, **{"Content-Type": media_type}) == 403
    for path in ("/", "/api/quotes", "/annotate", "/annotations", "/quotes/1"):
        assert annotating.ask(path, {"speaker": "Mallory"})[0] == 405
    quote = first(annotating.corpus, about="Qintara")
    assert annotating.ask(f"/annotate/{quote['_id']}", {"note": "x" * 70_000})[0] == 413
    assert annotating.ask("/annotate/none", {"speaker": "x"})[0] == 404
    assert annotating.ask(f"/annotate/{quote['_id']}", Cookie="")[0] == 403  # nor the form
    assert annotating.corpus.annotations() == []


@pytest.mark.attack
def test_the_token_is_good_once(annotating: Explorer) -> None:
    token = annotating.annotating.keys.token
    for cookie, wanted in (("", 403), (annotating.cookie, 303)):
        status, _, headers = annotating.ask(f"/annotate?token={token}", Cookie=cookie)
        assert (status, "set-cookie" in headers) == (wanted, False)
    assert annotating.ask("/annotate?token=", Cookie="")[0] == 403
    assert annotating.ask("/annotate?token=%C3%A4", Cookie="")[0] == 403


@pytest.mark.attack
def test_reading_stays_reading(sample: str) -> None:
    reading = Explorer(sample, None, None)  # type: ignore[arg-type]
    assert reading.ask("/annotations")[0] == 200
    for path in ("/annotate", "/annotate/x", "/codebook.css"):
        assert reading.ask(path)[0] == 404
        assert reading.ask(path, {"speaker": "x"})[0] == 405
    assert "/annotate/" not in reading.ask("/?about=Qintara")[1]


@pytest.mark.attack
def test_what_annotators_write_is_text(annotating: Explorer) -> None:
    quote = first(annotating.corpus, about="Qintara")
    action, fields = annotating.form_of(quote["_id"])
    annotating.ask(action, fields | {"speaker": EVIL, "speaker_role": "=1+1", "note": EVIL, "choice": "save"})
    assert annotating.now(quote["_id"])["speaker"] == EVIL
    for path in (action, "/annotations", f"/quotes/{quote['_id']}", f"/article/{quote['article_id']}", "/speakers"):
        text = annotating.ask(path)[1]
        assert EVIL not in text
        assert "<img" not in text
    page = annotating.ask(f"/annotate/{quote['_id']}?saved={percent_encoded(EVIL)}&about={percent_encoded(EVIL)}")[1]
    assert "<img" not in page
    assert "'=1+1" in annotating.ask("/download/quotes?about=Qintara&format=csv")[1]


@pytest.mark.slow
def test_the_command_prints_the_address_once_and_refuses_what_does_not_fit(
    mongo_home: str, sample_database: str, tmp_path: Path
) -> None:
    explore = [sys.executable, "-m", "scrapy", "explore", "--port", "0", "--no-browser"]
    values = user_environment(mongo_home, sample_database)
    (tmp_path / "codebook.toml").write_text('[stance.values.for]\ncolour = "red; }"\n')
    for options, sentence in (
        (["--annotate", "--everywhere"], "leave --everywhere out"),
        (["--by", "Ada"], "belong to --annotate"),
        (["--annotate", "--codebook", str(tmp_path / "none.toml")], "No such file"),
        (["--annotate", "--codebook", str(tmp_path / "codebook.toml")], "[stance.values.for]: colour = 'red; }' is no"),
    ):
        done = subprocess.run([*explore, *options], cwd=PROJECT, env=values, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr
    with subprocess.Popen([*explore, "--annotate"], cwd=PROJECT, env=values, stdout=subprocess.PIPE, text=True) as run:
        address, key = run.stdout.readline().split()[4], run.stdout.readline().split()[-1]
        keyed = Explorer(address.rstrip("/"), None, None)  # type: ignore[arg-type]
        assert keyed.ask(key.removeprefix(address.rstrip("/")))[0] == 303
        run.terminate()
    assert re.fullmatch(re.escape(address) + r"annotate\?token=[\w-]{43}", key)


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium")
@pytest.mark.parametrize(
    "scripts",
    [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts")],
)
def test_with_the_keyboard_alone(
    annotating: Explorer,
    tab: Callable[..., Any],
    scripts: bool,
) -> None:
    quotes = list(annotating.corpus.quotes(about="Qintara", limit=2))
    page = tab(java_script_enabled=scripts)
    name, _, secret = annotating.cookie.partition("=")
    page.context.add_cookies([{"name": name, "value": secret, "url": annotating.address}])
    page.goto(annotating.address + "/?about=Qintara")
    tab_to(page, "a[href^='/annotate/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/annotate/**")
    page.locator("#speaker:focus").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("Osvald Brandt")
    tab_to(page, "#kind")
    page.keyboard.type("partial")
    tab_to(page, "[name='label:stance']")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    tab_to(page, "#note")
    page.keyboard.type("by keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url("**saved=**")
    page.locator("#speaker:focus").wait_for()
    assert page.get_by_text("This is the next quote.").is_visible()
    now = annotating.now(quotes[0]["_id"])
    assert (now["speaker"], now["kind"], now["labels"]) == ("Osvald Brandt", "partial", {"stance": "for"})
    tab_to(page, "[role='status'] a")
    page.keyboard.press("Enter")
    page.get_by_text("by keyboard").first.wait_for()
    page.locator("#speaker:focus").wait_for()
    for field in ("kind", "label:stance", "speaker"):
        tab_to(page, f"form:has([value='{field}']) button.small")
        page.keyboard.press("Enter")
        page.wait_for_url("**saved=undone")
        page.locator(f"form:has([value='{field}'][name='field']) button.small").wait_for(state="detached")
        page.locator("#speaker:focus").wait_for()
    assert annotating.corpus.annotations() == []
    assert annotating.now(quotes[0]["_id"])["speaker"] == quotes[0]["speaker"]


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(
    annotating: Explorer,
    tab: Callable[..., Any],
    scheme: str,
    width: int,
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    quote = first(annotating.corpus, about="Qintara")
    annotating.corpus.annotate(quote["_id"], speaker="Ann Lee", labels={"stance": "for"}, note="a note")
    page = tab(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 900})
    name, _, secret = annotating.cookie.partition("=")
    page.context.add_cookies([{"name": name, "value": secret, "url": annotating.address}])
    for path in (f"/annotate/{quote['_id']}?about=Qintara&saved=1", "/annotations", "/?about=Qintara"):
        page.goto(annotating.address + path)
        found = Axe().run(page).response["violations"]
        assert [
            (rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in ("serious", "critical")
        ] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
