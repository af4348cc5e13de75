"""`newsbot fixture`: a new test case, from a file or from the web."""

import json
from pathlib import Path

from tests.support.articles import html
from tests.support.website import website

PARAGRAPHS = [
    "Harbour Telecom will switch on its first standalone cells in the northern valleys before the winter, it said.",
    "Construction starts in June near the village of Osterby and follows the river to the coast, the plans show.",
]


def test_a_page_of_the_web(scrapy, tmp_path: Path) -> None:
    with website() as site:
        site.add("/2024/valleys", html("Valleys get 5G", PARAGRAPHS))
        done = scrapy("fixture", f"{site.url}/2024/valleys", "--to", tmp_path, "-s", "ALLOW_PRIVATE_ADDRESSES=1")
        assert (done.returncode, done.stderr) == (0, "")
        assert "/robots.txt" in site.requests
    case = tmp_path / "127-0-0-1-valleys"
    expected = json.loads((case / "article.json").read_text())
    assert (expected["headline"], expected["body"]) == ("Valleys get 5G", PARAGRAPHS)
    assert (case / "page.html").read_text() == html("Valleys get 5G", PARAGRAPHS)
    assert str(case) in done.stdout


def test_a_file_is_never_overwritten(scrapy, tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text(html("Valleys get 5G", PARAGRAPHS))
    arguments = (tmp_path / "saved.html", "--to", tmp_path, "--name", "case", "--url", "https://news.example/a")
    assert scrapy("fixture", *arguments).returncode == 0
    again = scrapy("fixture", *arguments)
    assert (again.returncode, again.stderr) == (
        2,
        f"newsbot: {tmp_path / 'case'} exists already; choose another --name.\n",
    )


def test_a_file_without_its_address_is_refused(scrapy, tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text("<h1>x</h1>")
    done = scrapy("fixture", tmp_path / "saved.html")
    assert (done.returncode, done.stderr) == (2, "newsbot: A file needs the address it was saved from: --url.\n")


def test_where_nothing_can_be_written_nothing_is_left(scrapy, tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text(html("Valleys get 5G", PARAGRAPHS))
    arguments = (tmp_path / "saved.html", "--to", tmp_path / "saved.html", "--url", "https://news.example/a")
    done = scrapy("fixture", *arguments)
    assert done.returncode == 2
    assert "Give another folder: --to FOLDER." in done.stderr
    assert len(done.stderr.splitlines()) == 1
