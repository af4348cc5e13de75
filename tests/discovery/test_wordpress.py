"""WordPress's REST interface."""

import json
from datetime import UTC, datetime

from newsbot.discovery.wordpress import PER_PAGE, parse_posts, posts_url

URL = posts_url("https://news.example/")


def post(number: int, **more: object) -> dict[str, object]:
    return {
        "link": f"https://news.example/story-{number}/",
        "date_gmt": "2024-05-01T08:00:00",
        "modified_gmt": "2024-05-02T09:30:00",
        "title": {"rendered": "Masts &#038; <em>ferries</em>"},
    } | more


def test_a_page_of_posts() -> None:
    posts = parse_posts(json.dumps([post(1), post(2)]).encode(), URL, pages=3)
    assert [candidate.url for candidate in posts.articles] == [
        "https://news.example/story-1/",
        "https://news.example/story-2/",
    ]
    first = posts.articles[0]
    assert first.published == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert first.modified == datetime(2024, 5, 2, 9, 30, tzinfo=UTC)
    assert (first.title, first.source) == ("Masts & ferries", "https://news.example/wp-json/wp/v2/posts")
    assert posts.next_page == URL.replace("&page=1&", "&page=2&")


def test_the_last_page() -> None:
    assert parse_posts(json.dumps([post(1)]).encode(), URL, pages=1).next_page is None
    assert parse_posts(json.dumps([post(1)]).encode(), URL).next_page is None
    assert parse_posts(json.dumps([post(n) for n in range(PER_PAGE)]).encode(), URL).next_page is not None


def test_a_period_is_widened_because_sites_compare_their_local_time() -> None:
    url = posts_url(
        "https://news.example", since=datetime(2024, 1, 1, tzinfo=UTC), until=datetime(2024, 2, 1, tzinfo=UTC)
    )
    assert "after=2023-12-31T09%3A00%3A00" in url
    assert "before=2024-02-01T15%3A00%3A00" in url


def test_what_is_no_list_of_posts() -> None:
    for body in (b"", b"<html>", b'{"code": "rest_no_route"}', b"[1, null, {}]", json.dumps([{"link": 5}]).encode()):
        assert parse_posts(body, URL).articles == []


def test_a_draft_has_no_date() -> None:
    [found] = parse_posts(
        json.dumps([post(1, date_gmt="0000-00-00T00:00:00", modified_gmt=None)]).encode(), URL
    ).articles
    assert (found.published, found.modified) == (None, None)
