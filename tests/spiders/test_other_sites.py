"""A crawl of one site never changes, drops, hides or revises another site's article, whatever its sources name."""

import json

import pytest

from tests.support.articles import html
from tests.support.newspaper import FAST
from tests.support.website import Answer, Website, website

VICTIM = "/2024/what-the-minister-said-then"
TEXT = [
    "The minister opened the hall on Monday and said that the masts would be ready before the winter.",
    "“We promised the valleys coverage, and they will have it this autumn,” said Petra Lindqvist, the minister.",
    "Construction starts in June near the village and follows the river to the coast, the plans show.",
]
LIES = [text.replace("promised", "never promised").replace("Monday", "Friday") + " So it was." for text in TEXT]


def story(head: str = "", paragraphs: list[str] = TEXT) -> str:
    return html("What the minister said then", paragraphs, head=head)


def serve_victim(site: Website) -> None:
    site.add("/", "<h1>News</h1>")
    site.add("/sitemap.xml", f"<urlset><url><loc>{{url}}{VICTIM}</loc></url></urlset>")
    site.add(VICTIM, story())


def serve_evil(site: Website, victim: str) -> None:
    """Every field of every source names the victim's article."""
    feeds = ("/rss", "/atom", "/json", "/badly")
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in feeds)
    rest = '<link rel="https://api.w.org/" href="{url}/wp-json/">'
    home = f'{links}{rest}<link rel="next" href="{victim}"><a href="{victim}">What the minister said then</a>'
    site.add("/", f"<html><head><link rel=canonical href='{victim}'>{home}</head></html>")
    site.add("/robots.txt", f"Sitemap: {{url}}/sitemap.xml\nSitemap: {victim}")
    item = f"<title>Cooking</title><link>{victim}</link><guid>{victim}</guid><comments>{victim}</comments>"
    site.add(
        "/rss",
        f"<rss><channel><link>{victim}</link><item>{item}</item><item><link>/2024/ours</link></item></channel></rss>",
    )
    entry = f'<id>{victim}</id><link href="{victim}"/><source><id>{victim}</id></source><title>Cooking</title>'
    site.add("/atom", f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{victim}"><entry>{entry}</entry></feed>')
    row = {"url": victim, "external_url": victim, "id": victim, "title": "Cooking"}
    site.add("/json", json.dumps({"items": [row]}), content_type="application/feed+json")
    site.add("/badly", f"<rss><channel><item rdf:about='{victim}'><link>{victim}<title>Cooking</title>")
    site.add(
        "/sitemap.xml",
        f"<urlset><url><loc>{victim}</loc><lastmod>2030-01-01</lastmod></url>"
        "<url><loc>{url}/2024/ours-by-canonical</loc></url><url><loc>{url}/2024/ours-by-redirect</loc></url><url><loc>{url}/2024/ours-by-jsonld</loc></url>"
        "<url><loc>{url}/2024/ours-by-refresh</loc></url></urlset>",
    )
    site.add("/wp-json/wp/v2/posts", json.dumps([{"link": victim, "title": {"rendered": "Cooking"}}]))
    own = f'<link rel="canonical" href="{victim}"><meta property="og:url" content="{victim}">'
    site.add("/2024/ours-by-canonical", story(own, LIES))
    graph = json.dumps({"@type": "NewsArticle", "url": victim, "@id": victim, "mainEntityOfPage": {"@id": victim}})
    site.add("/2024/ours-by-jsonld", story(f'<script type="application/ld+json">{graph}</script>', LIES))
    site.add("/2024/ours-by-refresh", f'<meta http-equiv="refresh" content="0; url={victim}">')
    site.routes["/2024/ours-by-redirect"] = Answer(status=301, headers={"Location": victim})


def memory(db, url: str) -> dict[str, list[dict]]:
    """All that the corpus knows of the victim, but for when it was last stored."""
    known = {
        "articles": list(db["articles"].find({"url": url})),
        "quotes": list(db["quotes"].find({"url": url}).sort("_id", 1)),
        "pages": list(db["pages"].find({"url": url})),
        "frontier": list(db["frontier"].find({"url": url})),
    }
    for article in known["articles"]:
        article.pop("copies")  # the same words elsewhere are noted with the first
    return known


@pytest.mark.parametrize("is_general", [False, True])
def test_no_field_of_a_source_reaches_another_sites_article(scrapy, crawl, db, is_general: bool) -> None:
    with website("127.0.0.2") as victim, website() as evil:
        serve_victim(victim)
        done = scrapy("crawl", "site", "-a", f"url={victim.url}", *FAST)
        assert done.returncode == 0, done.stderr
        serve_evil(evil, victim.url + VICTIM)
        before = memory(db, victim.url + VICTIM)
        assert all(before.values()), (done.stderr, done.stdout, victim.requests)
        if is_general:
            feeds = tuple(f"{evil.url}{feed}" for feed in ("/rss", "/atom", "/json", "/badly"))
            crawl(evil, feeds=feeds, sitemaps=("{url}/sitemap.xml",), is_general=True)
        else:
            scrapy("crawl", "site", "-a", f"url={evil.url}", *FAST)
        assert memory(db, victim.url + VICTIM) == before
        for article in db["articles"].find({"site": {"$ne": before["articles"][0]["site"]}}):
            assert article["url"].startswith(evil.url)
