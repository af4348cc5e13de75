"""The explorer as a person uses it, in a real Chromium."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.explorer.conftest import CHROMIUM, EVIL, tab_to

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium")


@pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts", marks=pytest.mark.slow)]
)
def test_search_narrow_read_download(sample: str, tab: Callable[..., Any], scripts: bool) -> None:
    page = tab(java_script_enabled=scripts)
    page.goto(sample + "/")
    page.get_by_label("Words of the quote").fill("network")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**contains=network**")
    page.locator(".results > li").last.wait_for()
    before = page.locator(".results > li").count()
    page.locator(".timeline a").first.click()
    page.wait_for_url("**since=2**")
    page.locator(".results > li").first.wait_for()
    assert 0 < page.locator(".results > li").count() < before
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "quotes.csv"
    page.locator(".results footer a").first.click()
    page.locator("article.story mark").first.wait_for()
    page.go_back()
    page.wait_for_url("**since=2**")
    page.locator("a.speaker").first.click()
    page.get_by_role("heading", name="Roles over time").wait_for()


@pytest.mark.slow
def test_with_the_keyboard_alone(sample: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(sample + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "about"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "contains"
    page.keyboard.type("network")
    page.keyboard.press("Enter")
    page.wait_for_url("**contains=network**")
    tab_to(page, ".timeline a")
    page.keyboard.press("Enter")
    page.wait_for_url("**since=2**")
    tab_to(page, ".downloads a")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "quotes.csv"
    tab_to(page, ".results a[href^='/article/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    page.locator("article.story mark").first.wait_for()


@pytest.mark.slow
def test_articles_and_lines_with_the_keyboard_alone(sample: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(sample + "/")
    tab_to(page, "a[href='/articles']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles")
    tab_to(page, "#contains")
    page.keyboard.type("network")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles?contains=network")
    assert page.locator(".excerpt mark").first.is_visible()
    tab_to(page, ".results a[href^='/article/']")
    page.keyboard.press("Enter")
    page.locator("article.story .said-by").first.wait_for()
    page.emulate_media(media="print")
    assert page.locator("article.story .said-by").first.is_visible()
    page.emulate_media(media="screen")
    page.goto(sample + "/?contains=network")
    tab_to(page, "a[href*='view=lines']")
    page.keyboard.press("Enter")
    page.locator(".lines mark").first.wait_for()


@pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts", marks=pytest.mark.slow)]
)
def test_what_is_counted_later(hasty: str, tab: Callable[..., Any], scripts: bool) -> None:
    page = tab(java_script_enabled=scripts)
    page.goto(hasty + "/?kind=statement")
    if not scripts:
        assert page.locator(".timeline").count() == 0
        page.get_by_role("link", name="Count them").click()
        page.wait_for_url("**wait=1**")
    page.locator(".timeline a").first.wait_for()
    assert page.get_by_role("heading", name="quotes").first.is_visible()
    assert page.locator("[data-later]").count() == 0


def test_suggestions_come_while_typing(sample: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(sample + "/")
    with page.expect_response("**/suggest?*words=Wierz"):
        page.get_by_label("Speaker").press_sequentially("Wierz")
    page.wait_for_function("document.querySelector('#speakers').options.length === 1")
    assert page.locator("#speakers option").get_attribute("value") == "Tomasz Wierzbicki"


CHOSEN = """(input, kind) => {
  input.value = "Tomasz Wierzbicki";
  const replaced = new InputEvent("input", {inputType: "insertReplacementText", bubbles: true});
  input.dispatchEvent(kind === "Firefox" ? replaced : new Event("input", {bubbles: true}));
}"""
"""What a browser does when a suggestion is chosen; a Chromium without a window shows none to choose."""


@pytest.mark.parametrize("kind", [pytest.param("Firefox", marks=pytest.mark.slow), "Chromium"])
def test_a_suggestion_chosen_with_enter_is_that_speaker(sample: str, tab: Callable[..., Any], kind: str) -> None:
    page = tab()
    page.goto(sample + "/")
    field = page.get_by_label("Speaker")
    field.press_sequentially("Tomasz Wierzbicki")
    assert field.input_value() == "Tomasz Wierzbicki"  # whoever types a name has all whose name holds it
    field.evaluate(CHOSEN, kind)
    assert field.input_value() == "=Tomasz Wierzbicki"
    page.keyboard.press("Enter")
    page.wait_for_url("**/?speaker=%3DTomasz+Wierzbicki")
    page.locator("a.speaker").first.wait_for()
    assert {one.inner_text() for one in page.locator("a.speaker").all()} == {"Tomasz Wierzbicki"}
    assert "by exactly “Tomasz Wierzbicki”" in page.locator(".on-paper").text_content()


@pytest.fixture(scope="module")
def views(sample: str, chromium: Any) -> list[str]:
    """The addresses of one page of each kind."""
    page = chromium.new_page()
    page.goto(sample + "/speaker?key=marguerite%20adeyemi%20holt")
    links = [
        page.locator(f".results a[href^='/{kind}/']").first.get_attribute("href") for kind in ("article", "statement")
    ]
    page.close()
    own = [
        "/articles",
        "/articles?contains=network",
        "/?contains=network&view=lines",
        "/",
        "/?contains=network",
        "/?contains=zzzz",
        "/?site=x",
        "/?dropped=1",
        "/?about=Qintara&order=speaker",
        "/speakers",
    ]
    return [*own, "/speakers?contains=network", "/speaker?key=marguerite%20adeyemi%20holt", *links]


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_needs_no_sideways_scrolling(
    sample: str, tab: Callable[..., Any], views: list[str], width: int
) -> None:
    page = tab(viewport={"width": width, "height": 740})
    for path in views:
        page.goto(sample + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = "[...document.querySelectorAll('table, .scroll')].some((one) => one.scrollWidth > one.clientWidth)"
        assert not page.evaluate(cut), path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1280),
        ("dark", 390),
        ("dark", 1280),
        ("light", 390),
    ],
)
def test_axe_finds_nothing_serious(
    sample: str, tab: Callable[..., Any], views: list[str], scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = tab(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 900})
    for path in views:
        page.goto(sample + path)
        found = Axe().run(page).response["violations"]
        assert [
            (rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in ("serious", "critical")
        ] == []


def test_dark_and_paper_have_colours_of_their_own(sample: str, tab: Callable[..., Any]) -> None:
    page = tab(color_scheme="dark")
    page.goto(sample + "/?contains=network")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.emulate_media(color_scheme="light")
    assert dark != page.evaluate(background)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    assert not page.locator(".search").is_visible()
    assert page.locator(".on-paper").inner_text() == "Quotes with “network”"
    assert page.locator(".results mark").first.is_visible()


def test_planted_scripts_do_not_run(hostile: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(hostile + "/?contains=masts")
    article = page.locator(".results footer a").first.get_attribute("href")
    speaker = page.locator(".results a.speaker").first.get_attribute("href")
    evil = "/?" + urlencode({"contains": EVIL, "speaker": '"' + EVIL, "organisation": "'" + EVIL, "key": EVIL})
    for path in ("/", "/?contains=masts", article, speaker, "/speakers", evil):
        page.goto(hostile + path)
        page.wait_for_load_state("networkidle")
        assert page.title() != "taken"
        assert page.evaluate("[...document.scripts].every(script => script.src)")
        assert page.evaluate("[...document.links].every(link => /^https?:$/.test(link.protocol))")
        assert page.locator("img").count() == 0
    page.goto(hostile + "/")
    with page.expect_response("**/suggest?*"):
        page.get_by_label("Speaker").press_sequentially("scr")
    page.wait_for_function("document.querySelector('#speakers').options.length === 1")
    assert page.title() != "taken"
    assert page.locator("img").count() == 0
