"""A page that calls itself an advertisement is none of the stories."""

import pytest

from newsbot.discovery.advertising import is_advertisement


@pytest.mark.parametrize(
    "tag", ["Sponsored", "sponsored content", "Partner Content", "Advertorial", "BrandVoice", " Paid post "]
)
def test_a_section_or_keyword_says_it(tag: str) -> None:
    assert is_advertisement("Six ways to light a fiber", ["5G", tag])


@pytest.mark.parametrize(
    "headline",
    [
        "Sponsored: six ways to light a fiber",
        "[Sponsored] Six ways to light a fiber",
        "ADVERTORIAL – Six ways to light a fiber",
        "Partner content | Six ways to light a fiber",
        "Six ways to light a fiber (sponsored)",
        "Six ways to light a fiber | Sponsored Post",
    ],
)
def test_a_headline_says_it(headline: str) -> None:
    assert is_advertisement(headline, [])


@pytest.mark.parametrize(
    ("headline", "tags"),
    [
        ("Sponsored data plans end in Kestmark", ["Sponsored data"]),
        ("Pylonet's partner content deal: what it costs", ["Partners", "Content"]),
        ("Regulator fines operators over advertorials", ["Advertising"]),
        ("Sorrelle sponsored a stadium (and the stadium noticed)", ["Sponsorship"]),
        ("Who pays for paid roaming?", ["Paid TV"]),
    ],
)
def test_a_story_about_such_things_is_a_story(headline: str, tags: list[str]) -> None:
    assert not is_advertisement(headline, tags)
