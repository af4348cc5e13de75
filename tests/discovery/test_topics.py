"""What is about 5G and its neighbours."""

import pytest

from newsbot.discovery.candidate import Candidate
from newsbot.discovery.topics import Topic, is_on_topic, topic_of


def seen(title: str = "", url: str = "https://news.example/p/1", about: str = "") -> Topic:
    return topic_of(Candidate(url=url, source="feed", title=title, about=about))


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Harbour Telecom switches on 5G", Topic.ON),
        ("5G-Advanced trial in Kestria", Topic.ON),
        ("Regulator plans a spectrum auction", Topic.ON),
        ("Private-network deals double", Topic.ON),
        ("Private network deals double", Topic.ON),
        ("Vodafone cuts prices", Topic.PERHAPS),
        ("The best coffee machines", Topic.OFF),
        ("Coffee", Topic.PERHAPS),
        ("Laptop with 15GB of memory", Topic.OFF),
        ("A 5GHz router reviewed", Topic.OFF),
    ],
)
def test_titles(title: str, topic: Topic) -> None:
    assert seen(title) is topic


def test_addresses_and_tags_count() -> None:
    assert seen(url="https://news.example/2024/ferries-get-5g-masts") is Topic.ON
    assert seen(url="https://news.example/open-ran/ferries") is Topic.ON
    assert seen("Ferries", about="Transport O-RAN") is Topic.ON


def test_a_story_is_judged_by_its_text() -> None:
    assert is_on_topic("Ferries", None, "They get 5G. The 5G masts rise.", [])
    assert not is_on_topic("Ferries", None, "They get 5G, and coffee.", [])
    assert is_on_topic("Ferries", None, "They get coffee.", ["5G"])
    assert not is_on_topic("Ferries", "They get coffee", "Coffee. " * 50, ["Coffee"])
