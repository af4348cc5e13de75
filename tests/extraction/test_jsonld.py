import pytest

from newsbot.extraction.jsonld import read_jsonld, text_of, types_of


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('{"a": 1}', [{"a": 1}]),
        ('[{"a": 1}, {"b": 2}]', [{"a": 1}, {"b": 2}]),
        ('{"@graph": [{"a": 1}]}', [{"@graph": [{"a": 1}]}, {"a": 1}]),
        ('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}]),
        ('<!-- {"a": 1} -->', [{"a": 1}]),
        ('/* note */ {"a": "x"};', [{"a": "x"}]),
        ("{&quot;a&quot;: &quot;x&quot;}", [{"a": "x"}]),
        ('{"a": "x", "b": ["y",],}', [{"a": "x", "b": ["y"]}]),
        ('{"a": "one\ntwo"}', [{"a": "one\ntwo"}]),
        ('{"a": "say "yes" now", "b": "c"}', [{"a": 'say "yes" now', "b": "c"}]),
        ('{"a": "x"\n "b": "y"}', [{"a": "x", "b": "y"}]),
        ('{"a": "x", "b": {"c": "cut off', [{"a": "x", "b": {"c": "cut off"}}, {"c": "cut off"}]),
        ('{"a": true, "b": null, "c": no}', [{"a": True, "b": None, "c": "no"}]),
        ('{"a": "x"}{"b": "y"}', [{"a": "x"}, {"b": "y"}]),
        ("", []),
        ("not json", []),
        ("[[[[", []),
    ],
)
def test_reads_what_sites_publish(script: str, expected: list[dict[str, object]]) -> None:
    assert read_jsonld(script) == expected


def test_other_stories_are_not_the_pages_own() -> None:
    script = '{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "09:41"}]}'
    assert [types_of(node) for node in read_jsonld(script)] == [{"LiveBlogPosting"}]


def test_types_lose_the_vocabulary() -> None:
    assert types_of({"@type": ["https://schema.org/NewsArticle", "schema:Thing"]}) == {"NewsArticle", "Thing"}


def test_text_is_one_plain_line() -> None:
    assert text_of(["<b>Fish</b> &amp;amp;\n chips"]) == "Fish & chips"
    assert text_of({"name": "Ann"}) == "Ann"
    assert text_of(True) == ""
