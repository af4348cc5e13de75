"""Odd arguments get a sentence and a documented exit code, never a traceback, and nothing is written where it harms."""

import os
import stat
from pathlib import Path

import pytest

ODD = [
    *("quotes --limit 99999999999999999999", "quotes --limit x", 'quotes --site $ne --words "', "quotes nowhere.txt"),
    *("articles --limit -1", "articles --since 0000-00-00", "speakers merge a", "speakers merge a b c"),
    *("timeline --by century", "status nothing", "overview nothing"),
    *("export", "export nothing --to x.csv", "export quotes --to /"),
    *("export quotes --to nowhere/x.csv", "db nothing", "db restore nowhere"),
    *("crawl", "crawl nothing", "crawl site", "crawl site -a url=http://", "crawl site -a url=http://["),
    *("crawl site -a url=http://a:99999", "crawl site -a url=ftp://a.example", "crawl site -a nonsense"),
    *("crawl site -a url=http://a.example -a since=never", "crawl warc -a path=/", "crawl warc -a path=["),
    *("explore --port 99999", "probe", "probe http://", "probe http://[", "probe nothing"),
    *("fixture", "fixture http://", "genspider x", "genspider -t news odd_one http://[", "genspider ../x a.example"),
    *("annotate", "annotate nothing --label a", "annotate nothing --kind nonsense", "reprocess --workers x"),
    *("reprocess nothing", "settings nothing", "nothing", "ingest", "ingest nowhere.warc", "ingest ftp://a.example/x"),
    *("ingest /", "ingest --from-listing nowhere", "ingest --from-listing /", "ingest --workers x"),
]
CODES = {1, 2, 3}


@pytest.mark.parametrize("half", [ODD[::4], ODD[1::4], ODD[2::4], ODD[3::4]], ids=["one", "two", "three", "four"])
def test_odd_arguments_get_a_sentence(scrapy, half: list[str]) -> None:
    for line in half:
        done = scrapy(*line.split())
        said = done.stdout + done.stderr
        assert "Traceback" not in said, (line, said[-500:])
        assert done.returncode in CODES, (line, done.returncode, said[-500:])
        assert said.strip(), line


def device(path: Path) -> None:
    os.mkfifo(path)


def link(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("mine")
    path.symlink_to(victim)


@pytest.mark.parametrize("make", [device, link, Path.mkdir])
def test_an_export_replaces_files_only(scrapy, tmp_path: Path, make) -> None:
    path = tmp_path / "quotes.csv"
    make(path)
    before = stat.S_IFMT(path.lstat().st_mode)
    done = scrapy("export", "quotes", "--to", str(path))
    assert done.returncode == 2
    assert "Give the name of a file of its own" in done.stderr
    assert stat.S_IFMT(path.lstat().st_mode) == before
    assert {p.name for p in tmp_path.iterdir()} <= {"quotes.csv", "victim"}
