"""The explorer as a person uses it, in a real Chromium."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.explorer.conftest import CHROMIUM

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a tab; at the end, no tab may have complained in its console."""
    contexts, complaints = [], []

    def opened(**options: Any) -> Any:
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_search_narrow_read_download(sample: str, tab: Callable[..., Any], scripts: bool) -> None:
    page = tab(java_script_enabled=scripts)
    page.goto(sample + "/")
    page.get_by_label("Words of the quote").fill("network")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**contains=network**")
    page.locator(".results > li").last.wait_for()
    before = page.locator(".results > li").count()
    page.locator(".timeline a").first.click()
    page.wait_for_url("**since=**")
    page.locator(".results > li").first.wait_for()
    assert 0 < page.locator(".results > li").count() < before
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "quotes.csv"
    page.locator(".results footer a").first.click()
    page.locator("article.story mark").first.wait_for()
    page.go_back()
    page.wait_for_url("**since=**")
    page.locator("a.speaker").first.click()
    page.get_by_role("heading", name="Roles over time").wait_for()


def test_with_the_keyboard_alone(sample: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(sample + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "contains"
    page.keyboard.type("network")
    page.keyboard.press("Enter")
    page.wait_for_url("**contains=network**")
    page.locator(".timeline a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**since=**")


def test_suggestions_come_while_typing(sample: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(sample + "/")
    with page.expect_response("**/suggest?*words=Wierz"):
        page.get_by_label("Speaker").press_sequentially("Wierz")
    page.wait_for_function("document.querySelector('#speakers').options.length === 1")
    assert page.locator("#speakers option").get_attribute("value") == "Tomasz Wierzbicki"


def test_a_phone_needs_no_sideways_scrolling(sample: str, tab: Callable[..., Any]) -> None:
    page = tab(viewport={"width": 360, "height": 740})
    for path in ("/", "/speakers", "/speaker?key=tomasz%20wierzbicki", "/?contains=zzzz"):
        page.goto(sample + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(sample: str, tab: Callable[..., Any], scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = tab(color_scheme=scheme, bypass_csp=True)
    page.goto(sample + "/?contains=network")
    article = page.locator(".results footer a").first.get_attribute("href")
    statement = page.locator(".results footer a.quiet").first.get_attribute("href")
    for path in ("/", "/speakers", "/speaker?key=tomasz%20wierzbicki", article, statement):
        page.goto(sample + path)
        found = Axe().run(page).response["violations"]
        assert [
            (rule["id"], rule["nodes"][0]["html"]) for rule in found if rule["impact"] in ("serious", "critical")
        ] == []


def test_planted_scripts_do_not_run(hostile: str, tab: Callable[..., Any]) -> None:
    page = tab()
    page.goto(hostile + "/?contains=masts")
    page.locator(".results footer a").first.click()
    page.wait_for_load_state("networkidle")
    assert "taken" not in page.evaluate("[...document.scripts].map(s => s.src === '' ? 'taken' : '').join()")
    assert page.title().startswith("<script>")
    assert page.locator("img").count() == 0
