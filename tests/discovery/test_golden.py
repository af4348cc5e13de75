"""What discovery finds in the sources of six content management systems, URL by URL."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest

from newsbot.discovery.candidate import Candidate
from newsbot.discovery.feeds import parse_feed
from newsbot.discovery.listings import parse_listing
from newsbot.discovery.sitemaps import parse_sitemap
from newsbot.discovery.urls import feeds_of_page, may_be_article, sitemaps_of_robots, wordpress_of_page
from newsbot.discovery.wordpress import parse_posts, posts_url
from tests.support import golden
from tests.support.cms import SYSTEMS, Site, cms


def fetched(url: str) -> bytes:
    with urlopen(url) as answer:
        return answer.read()


def shown(candidates: list[Candidate]) -> Iterator[str]:
    for one in candidates:
        dates = f"{one.published} {one.modified}"
        yield f"  {one.url} {dates} {one.title!r} {one.about[:60]!r} {one.complete} {may_be_article(one.url)}"


def of_site(site: Site) -> Iterator[str]:
    system, home = site.system, f"{site.url}/"
    yield f"home: {feeds_of_page(fetched(home), home)} {wordpress_of_page(fetched(home), home)!r}"
    yield f"robots: {sitemaps_of_robots(fetched(urljoin(home, 'robots.txt')), urljoin(home, 'robots.txt'))}"
    for name in ("feed", "section_feed"):
        if path := getattr(system, name):
            yield f"{name} {path}"
            yield from shown(parse_feed(fetched(urljoin(home, path)), urljoin(home, path)))
    for name in ("sitemap", "news_sitemap"):
        if path := getattr(system, name):
            found = parse_sitemap(fetched(urljoin(home, path)), urljoin(home, path))
            yield f"{name} {path} {[(one.url, str(one.modified)) for one in found.sitemaps]}"
            yield from shown(found.articles)
            for inner in found.sitemaps:
                yield from shown(parse_sitemap(fetched(inner.url), inner.url).articles)
    if system.listing:
        listing = parse_listing(fetched(urljoin(home, system.listing)), urljoin(home, system.listing))
        yield f"listing {system.listing} then {listing.next_page}"
        yield from shown(listing.articles)
    if system.rest:
        posts = parse_posts(fetched(posts_url(home)), posts_url(home), pages=2)
        yield f"posts then {posts.next_page}"
        yield from shown(posts.articles)


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_sources_give_what_they_gave(system: str, pytestconfig: pytest.Config) -> None:
    with cms(system) as site:
        lines = [line.replace(site.url, "SITE") for line in of_site(site)]
    golden.check(Path(__file__).with_name("golden") / f"{system}.golden", lines, pytestconfig)
