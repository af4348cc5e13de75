"""What a crawl does with a story that it meets twice."""

from tests.support.articles import html
from tests.support.website import website

STUB = "The regulator of Kestria said on Friday in Havnar that it would publish its full decision within ten days."
WAITING = "Both companies declined to comment on Friday evening, and so did the ministry."
TOLD = [
    "Harbour Telecom will switch on its first standalone 5G cells in the northern valleys before the winter, the "
    "operator said on Tuesday, after two years of talks with the landowners of the region.",
    "“We promised the valleys coverage, and this autumn they will have it,” said Petra Lindqvist, chief executive of "
    "Harbour Telecom. The company expects to spend forty million crowns on ninety masts along the river.",
]


def test_copies_are_folded_and_short_notices_are_not(scrapy, db) -> None:
    with website() as site:
        site.add("/2024/first", html("Valleys get 5G", TOLD))
        site.add("/2024/again", html("5G for the valleys", [*TOLD, "Reporting by our own correspondent in Osterby."]))
        site.add("/2024/stub-a", html("Auction ends", [STUB, WAITING]))
        site.add("/2024/stub-b", html("Merger fails", [STUB, WAITING]))
        rows = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in site.routes)
        site.add("/sitemap.xml", f"<urlset>{rows}</urlset>")
        arguments = ("-a", f"url={site.url}", "-s", "ALLOW_PRIVATE_ADDRESSES=1", "-s", "DOWNLOAD_DELAY=0")
        assert scrapy("crawl", "site", *arguments, "-L", "WARNING").returncode == 0
    folded = {article["headline"]: len(article["copies"]) for article in db["articles"].find()}
    assert set(folded) - {"Valleys get 5G", "5G for the valleys"} == {"Auction ends", "Merger fails"}
    assert sorted(folded.values()) == [0, 0, 1]
    assert db["pages"].count_documents({}) == 4
