"""What other hosts than the site's own, and delays beyond measure, do to a crawl."""

from tests.support.articles import html
from tests.support.website import Answer, Website, website

STORY = html(
    "Masts rise in the valley",
    [
        f"The masts of {place} will be ready in spring, said the operator, and will carry calls for {n} farms."
        for n, place in enumerate(("Osterby", "Kestria", "Halden", "Ringdal"), 30)
    ],
)


def serve(site: Website, feed: str, robots: str = "") -> None:
    site.add("/", f'<link rel="alternate" type="application/rss+xml" href="{feed}"><h1>News</h1>')
    site.add("/robots.txt", robots + "\nSitemap: {url}/sitemap.xml")
    site.add("/sitemap.xml", "<urlset><url><loc>{url}/2024/masts-rise-in-the-valley</loc></url></urlset>")
    site.add("/2024/masts-rise-in-the-valley", STORY)


def test_another_host_that_refuses_ends_no_crawl(crawl_site, db) -> None:
    with website() as site, website("127.0.0.2") as other:
        other.routes["/feed"] = Answer("later", 503)
        serve(site, f"{other.url}/feed")
        done = crawl_site(site.url, "BACKOFF_WAITS=0.01")
    assert done.returncode == 0, done.stderr
    assert "asks nothing more of it" in done.stderr
    assert db["articles"].count_documents({}) == 1, done.stderr


def test_a_site_that_wants_a_day_between_requests_is_not_crawled(crawl_site, db) -> None:
    with website() as site:
        serve(site, "/feed", "User-agent: *\nCrawl-delay: 86400")
        done = crawl_site(site.url)
        assert len(site.requests) <= 2
    assert done.returncode == 6
    assert "86400 s between requests (Crawl-delay)" in done.stderr
    assert db["runs"].find_one()["reason"] == "refused"
