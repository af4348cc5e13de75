"""The bar of a crawl that somebody watches."""

import os
import pty
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_a_terminal_sees_a_bar_and_whole_log_lines(mongo_home: str, database_name: str) -> None:
    ours, theirs = pty.openpty()
    environment = {"NEWSBOT_HOME": mongo_home, "MONGO_DATABASE": database_name, "TERM": "xterm", "COLUMNS": "120"}
    crawl = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "sample", "-L", "INFO"],
        cwd=PROJECT,
        env=os.environ | environment,
        stderr=theirs,
        stdout=subprocess.DEVNULL,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:
        pass  # Linux's way to say that the other end is closed
    os.close(ours)
    assert crawl.wait(timeout=60) == 0
    text = seen.decode(errors="replace")
    assert "requests ·" in text
    assert "Spider closed (finished)" in text
    assert "Traceback" not in text
