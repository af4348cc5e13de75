"""Where a page's owner forbids text and data mining: one page, its headers, and what its site says."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.extraction import extract_article
from newsbot.extraction.metadata.tdm import PLACES, by_file, by_server, rules_of, with_page

FILE = json.dumps(
    [
        {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://a.example/policy.json"},
        {"location": "/free/", "tdm-reservation": 0},
        {"location": "/free/*/paid$", "tdm-reservation": "1"},
        {"location": "/odd", "tdm-reservation": "perhaps"},
        {"tdm-reservation": 1},
        "no rule",
    ]
).encode()


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("", True), ("/story", True), ("/odd", True), ("/free/story", False), ("/free/a/paid", True),
        ("/free/a/paid/more", False), ("/%66ree/story", False), ("/story?free", True),
    ],
)  # fmt: skip
def test_the_longest_pattern_of_the_file_counts(path: str, reserved: bool) -> None:
    assert by_file(rules_of(FILE), f"https://a.example{path}") is reserved


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"{}", b"null", b"[1, [], null]", b"[" * 100_000, b'[{"location": 3, "tdm-reservation": 1}]',
        b'[{"location": "", "tdm-reservation": 1}]', '[{"location": "/\u00e9"}]'.encode("latin-1"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_says_nothing(body: bytes) -> None:
    assert by_file(rules_of(body), "https://a.example/story") is None


@given(st.text("/a*$.", max_size=30), st.text("/a.", max_size=30))
def test_any_pattern_is_read(location: str, path: str) -> None:
    rules = rules_of(json.dumps([{"location": location, "tdm-reservation": 1}]).encode())
    assert by_file(rules, f"https://a.example/{path}") in (True, None)


def test_patterns_take_linear_time() -> None:
    rules = rules_of(json.dumps([{"location": "*a" * 499 + "$", "tdm-reservation": 1}] * 20).encode())
    began = time.process_time()
    assert by_file(rules, "https://a.example/" + "a" * 5_000 + "b") is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("headers", "of_file", "agents", "metas", "places"),
    [
        ({}, None, False, {}, []),
        ({}, True, False, {}, ["tdmrep.json"]),
        ({"tdm-reservation": ["1"]}, False, False, {}, ["tdm-reservation header"]),
        ({"tdm-reservation": ["0"]}, True, False, {}, []),  # the header counts before the file
        ({"tdm-reservation": ["1"]}, True, False, {"tdm-reservation": ["0"]}, []),  # and the page before both
        ({}, False, False, {"tdm-reservation": ["1"]}, ["tdm-reservation meta"]),
        ({"x-robots-tag": ["noindex, NOAI"]}, None, True, {"tdm-reservation": ["0"]}, ["X-Robots-Tag", "robots.txt"]),
        ({"x-robots-tag": ["otherbot: noai, noimageai"]}, None, False, {}, ["X-Robots-Tag"]),
        ({}, None, False, {"robots": ["index", "follow;noml"]}, ["robots meta"]),
        ({"x-robots-tag": ["noindex"]}, None, False, {"robots": ["noaibot, noimageai"]}, []),
    ],
)
def test_each_place(headers: Any, of_file: bool | None, agents: bool, metas: Any, places: list[str]) -> None:
    found = with_page(by_server(headers, of_file, agents), metas)
    assert found == places
    assert {*places} <= {*PLACES}


def test_of_a_page_alone_only_what_forbids_is_known() -> None:
    page = (
        "<html><head>{}</head><body><h1>Rain</h1><p>Rain fell on the masts all day, and nobody came.</p></body></html>"
    )
    url = "https://a.example/story"
    assert extract_article(page.format(""), url).tdm is None
    forbidden = page.format('<meta name="TDM-Reservation" content="1"><meta name="robots" content="noai">')
    assert extract_article(forbidden, url).tdm == ["robots meta", "tdm-reservation meta"]
    assert extract_article(page.format('<meta name="tdm-reservation" content="0">'), url, tdm=["tdmrep.json"]).tdm == []
