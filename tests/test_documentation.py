"""What the documentation says is what happens: every block of code runs on the sample corpus, and prints what is told.

A page's blocks "python" run one after the other, as in one session; each block "sh" runs in a folder of its own, which
the page's Python shares. Blocks without a language (installing, crawling real sites) are not run.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from newsbot import settings
from newsbot.corpus import Corpus
from newsbot.sample import truth
from tests.conftest import PROJECT, copied, user_environment
from tests.support import warm
from tests.support.documentation import Block, blocks, cells

NOTEBOOK = PROJECT / "docs" / "qintara-debate.ipynb"
STUDY = PROJECT / "docs" / "qintara-study.ipynb"
_BARE = re.compile(r"newsbot(?: +(?:[\w./:,=?%@-]+|'[^'\n]*'|\"[^\"$`\n]*\"))*(?: +#.*)?")
"""A line of which a shell makes nothing but words."""
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def sample_database(mongo_home: str, sample_database: str) -> Iterator[str]:
    """The name of a database with the sample corpus, which the documentation may change."""
    with Corpus.open(database=sample_database, home=mongo_home) as corpus, copied(corpus) as name:
        yield name


@pytest.fixture
def folder(tmp_path: Path, mongo_home: str, sample_database: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, whose commands and Python know the sample corpus."""
    for name, value in user_environment(mongo_home, sample_database).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("MONGO_URI", raising=False)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setattr(settings, "MONGO_URI", None)
    monkeypatch.setattr(settings, "MONGO_DATABASE", sample_database)
    monkeypatch.setattr(settings, "NEWSBOT_HOME", mongo_home)
    (tmp_path / "scrapy.cfg").write_text((PROJECT / "scrapy.cfg").read_text())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.name, marks=pytest.mark.slow if page.name == "howto.md" else ())
        for page in PAGES
        if blocks(page)
    ],
)
def test_every_block_prints_what_the_page_tells(page: Path, folder: Path) -> None:
    _run(blocks(page), page)


def test_the_notebook_has_the_answers_that_it_gives(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib.use("agg")
    shown: list[Figure] = []
    monkeypatch.setattr(pyplot, "show", lambda: shown.append(pyplot.gcf()))
    session = _run(cells(NOTEBOOK), NOTEBOOK)
    [figure] = shown
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    pyplot.close(figure)
    counts = session["by_month"].to_dict()
    assert counts["for"]["2024-05"] == 3
    assert counts["against"]["2025-06"] == 3
    assert sum(height for height in heights if height > 0) == sum(counts["for"].values())
    assert -sum(height for height in heights if height < 0) == sum(counts["against"].values())
    said_by = {quote.text: quote.speaker for article in truth().values() for quote in article.quotes}
    assert {quote.text: quote.speaker for quote in session["coded"].itertuples()}.items() <= said_by.items()


def test_the_study_has_the_answers_that_it_gives(
    folder: Path, mongo_home: str, sample_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    matplotlib.use("agg")
    shown: list[Figure] = []
    monkeypatch.setattr(pyplot, "show", lambda: shown.append(pyplot.gcf()))
    with (
        Corpus.open(database=sample_database, home=mongo_home) as sample,
        copied(sample) as name,  # it annotates, which no other page expects
    ):
        monkeypatch.setattr(settings, "MONGO_DATABASE", name)
        session = _run(cells(STUDY), STUDY)
    [figure] = shown
    bands = session["bands"]
    drawn = {line.get_label(): list(line.get_ydata()) for line in figure.axes[0].lines}
    pyplot.close(figure)
    assert drawn == {side: list(bands[bands["side"] == side]["share"]) for side in ("for", "against")}
    assert (bands["low"] <= bands["share"]).all()
    assert (bands["share"] <= bands["high"]).all()
    said_by = {quote.text: quote.speaker for article in truth().values() for quote in article.quotes}
    named = [quote for quote in session["sampled"] if quote["speaker"]]
    [speaker] = [one for one in session["found"].measured if one.measure == "speaker"]
    assert speaker.estimate.right == sum(said_by[quote["text"]] == quote["speaker"] for quote in named)


@pytest.mark.parametrize(
    ("told", "printed", "fits"),
    [
        ("a\nb\n", "a  \nb\n", True),
        ("a\n", "a\nb\n", False),
        ("", "a\n", False),
        ("a\n", "", False),
        ("seen on …, twice\n", "seen on 2026-11-25, twice\n", True),
        ("seen on …, twice\n", "seen on 2026-11-25, once\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
    ],
)
def test_what_is_printed_is_compared(told: str, printed: str, fits: bool) -> None:
    assert Block("python", "", 1, told).prints(printed) is fits


def test_every_promise_of_security_has_its_test() -> None:
    promised = re.findall(r"`(tests/[^`]+)`", (PROJECT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(promised) > 20
    for test in promised:
        file, _, name = test.partition("::")
        assert f"def {name}" in (PROJECT / file).read_text(encoding="utf-8"), test


def _run(code: list[Block], page: Path) -> dict[str, Any]:
    """What a session has after a page's blocks, each of which has printed what the page tells."""
    session: dict[str, Any] = {}
    wrong = []
    for block in code:
        printed = _python(block, page, session) if block.language == "python" else _shell(block)
        if not block.prints(printed):
            wrong.append(f"{page.name}:{block.line} prints\n{printed}")
    assert not wrong, "\n".join(wrong)
    return session


def _python(block: Block, page: Path, session: dict[str, Any]) -> str:
    if block.code.startswith(">>>"):
        return _doctest(block, page)
    code = compile("\n" * (block.line - 1) + block.code, page, "exec")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, session)
    return printed.getvalue()


def _doctest(block: Block, page: Path) -> str:
    """What a session with its own answers prints otherwise than it tells."""
    printed = io.StringIO()
    session = doctest.DocTestParser().get_doctest(block.code, {}, page.name, str(page), block.line)
    doctest.DocTestRunner(verbose=False).run(session, out=printed.write)
    return printed.getvalue()


def _shell(block: Block) -> str:
    commands = block.code.replace("\\\n", " ").splitlines()
    if all(_BARE.fullmatch(command) for command in commands):
        return "".join(_newsbot(shlex.split(command, comments=True)[1:]) for command in commands)
    done = subprocess.run(
        ["bash", "-euc", block.code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def _newsbot(arguments: list[str]) -> str:
    """What `newsbot …` prints, which needs no shell."""
    done = warm.run(arguments, folder=Path.cwd(), environment=os.environ, timeout=120, program="newsbot")
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr
