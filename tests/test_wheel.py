"""The wheel, installed outside the checkout: everything works from any folder."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

PROJECT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`newsbot` in an environment that has the wheel; its dependencies are those of the tests' own environment."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(PROJECT, source, ignore=shutil.ignore_patterns(".*", "__pycache__", "build", "*.egg-info"))
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, source]
    subprocess.run(build, check=True)
    (wheel,) = folder.glob("newsbot_5g-*.whl")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", wheel], check=True)
    (site,) = (folder / "venv" / "lib").glob("python3.*/site-packages")
    # a path file's folders are searched last, and path files in them, such as the checkout's, are not read
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "venv" / "bin" / "newsbot"


@pytest.fixture(scope="module")
def elsewhere(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that has nothing to do with newsbot, with the sample crawled."""
    folder = tmp_path_factory.mktemp("elsewhere")
    done = run(program, folder, "crawl", "sample")
    assert (done.returncode, done.stderr) == (0, "")
    assert "31 new articles" in done.stdout
    yield folder
    assert run(program, folder, "db", "stop").returncode == 0


def run(program: Path, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [str(program), *arguments]
    return subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=120)


def environment(folder: Path) -> dict[str, str]:
    """That of somebody who has never heard of a checkout."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MONGO_URI")}
    return kept | {"HOME": str(folder), "NEWSBOT_HOME": str(folder / "corpus"), "COLUMNS": "80"}


def test_the_code_is_the_wheels(program: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [program.parent / "python", "-c", "import newsbot; print(newsbot.__file__)"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(program.parents[1])


def test_quotes_are_found(program: Path, elsewhere: Path) -> None:
    rows = [json.loads(line) for line in run(program, elsewhere, "quotes", "--json").stdout.splitlines()]
    assert len(rows) == 20  # the newest
    assert all(row["text"] for row in rows)


def test_a_file_is_exported(program: Path, elsewhere: Path) -> None:
    done = run(program, elsewhere, "export", "quotes", "--to", "quotes.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert (elsewhere / "quotes.csv").read_bytes().count(b"\n") > 100


def test_text_is_read_without_a_corpus(program: Path, elsewhere: Path) -> None:
    (elsewhere / "text.txt").write_text('"We will build it," said Ida Brandt.', encoding="utf-8")
    assert "Ida Brandt" in run(program, elsewhere, "quotes", "--text", "text.txt").stdout


def test_a_template_is_there(program: Path, elsewhere: Path) -> None:
    done = run(program, elsewhere, "genspider", "-t", "news", "valley", "https://www.valley.example")
    assert (done.returncode, done.stderr) == (0, "")
    assert "valley" in run(program, elsewhere, "list").stdout.split()


def test_the_explorer_answers(program: Path, elsewhere: Path) -> None:
    command = [str(program), "explore", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        command, cwd=elsewhere, env=environment(elsewhere), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            address = process.stdout.readline().split()[4]
            with urlopen(f"{address}?contains=network") as answer:
                page = answer.read().decode()
        finally:
            process.terminate()
    assert answer.status == 200
    assert "<mark>" in page
