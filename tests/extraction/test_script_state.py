"""Pages that scripts draw: the story stands in the state that a script element holds."""

import json
from typing import Any

import pytest

from newsbot.extraction import extract_article

STORY = [
    "The council of Quay voted on Monday for a mast on the roof of the old grain store, after two years of hearings.",
    "“Nobody will see it from the harbour,” said Edda Lorne, who chairs the planning committee, after the vote.",
    "The operator wants to switch the mast on in May, and to pay nine thousand crowns a year for the roof.",
]
OTHER = [f"Another story of the day is told at greater length than this one, in sentence number {n}." for n in range(9)]
MARKED_UP = "".join(f"<p>{text}</p>" for text in STORY)
HEAD = "<title>Council chooses the grain store</title>"


def script(state: Any, before: str = "", kind: str = "text/javascript", after: str = ";") -> str:
    text = json.dumps(state).replace("<", "\\u003c")
    return f'<div id="app"></div><script type="{kind}">{before}{text}{after}</script>'


def body(html: str) -> list[str]:
    page = f"<!doctype html><html lang=en><head>{HEAD}</head><body>{html}</body></html>"
    return extract_article(page, "https://quay.example/news/grain-store-mast").body.split("\n\n")


TITLED = {"title": "Council chooses the grain store"}
PIECES = [text.split(" ", 3) for text in STORY]
RICH = [
    {"type": "paragraph", "content": [{"type": "text", "text": f"{one} "}, {"type": "text", "text": " ".join(rest)}]}
    for one, *rest in PIECES
]
TREE = ["$", "div", None, {"children": [["$", "p", None, {"children": text}] for text in STORY]}]
FLIGHT = f"7:T{len(MARKED_UP.encode()):x},{MARKED_UP}8:" + '["$","div",null,{}]\n'


@pytest.mark.parametrize(
    "html",
    [
        script({"props": {"article": TITLED | {"body": MARKED_UP}}}, kind="application/json", after=""),
        script({"article": TITLED | {"blocks": [{"kind": "text", "text": text} for text in STORY]}}, "window.state = "),
        script({"content": {"document": RICH}}, "window.app.state="),
        script({"headlines": {"basic": "x"}, "content_elements": [{"content": t} for t in STORY]}, "Arc.content="),
        script(json.dumps({"story": {"paragraphs": STORY}}), "var state = JSON.parse(", after=");"),
        script([1, FLIGHT], "self.__next_f.push(", after=")"),
        script([1, f"3:{json.dumps(TREE)}"], "self.__next_f.push(", after=")"),
    ],
    ids=["json", "blocks", "rich", "elements", "parsed", "flight", "flight-tree"],
)  # fmt: skip
def test_the_story_is_read_from_the_state(html: str) -> None:
    assert body(html) == STORY


def test_the_story_with_the_pages_headline_goes_before_a_longer_one() -> None:
    state = {"more": {"title": "Another story", "body": OTHER}, "article": TITLED | {"body": STORY}}
    assert body(script(state, "window.state = ")) == STORY


def test_teasers_in_a_state_are_no_story() -> None:
    teasers = [{"title": f"Story {n}", "text": text} for n, text in enumerate(OTHER)]
    assert body(script({"teasers": teasers}, "window.state = ")) == [""]


def test_what_the_page_shows_itself_goes_before_its_state() -> None:
    shown = f"<article><h1>Council chooses the grain store</h1>{MARKED_UP}</article>"
    assert body(shown + script({"more": {"body": OTHER}}, "window.state = ")) == STORY


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "window.a = " + "[" * 5_000 + "]" * 5_000, "x={" * 100_000, "a = 1;" * 50_000,
     f'self.__next_f.push([1,"{"1:Tfffff," * 20_000}"])', "window.a = " + json.dumps(["x" * 50] * 90_000)],
    ids=["open", "nested", "assigned", "numbers", "flight", "long"],
)  # fmt: skip
def test_states_without_sense_give_nothing(text: str) -> None:
    assert body(f"<script>{text}</script>") == [""]
