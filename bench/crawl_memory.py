"""The memory of a long crawl: a web archive of short invented stories, each its own, read and stored to the end.

    python bench/crawl_memory.py [--pages 100000]

Prints the crawler's resident memory (MB) every ten seconds with the articles stored so far, and its peak at the end.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsbot.corpus import Corpus
from newsbot.store.embedded.server import EmbeddedServer, stop

PROJECT = Path(__file__).resolve().parent.parent
WORDS = [
    "antenna",
    "barge",
    "cable",
    "dawn",
    "engineer",
    "fibre",
    "glacier",
    "harvest",
    "inspector",
    "journey",
    "kiosk",
    "lantern",
    "meadow",
    "notice",
    "office",
    "pilot",
    "quarry",
    "radio",
    "signal",
    "tower",
    "union",
    "valley",
    "winter",
    "yard",
    "auction",
    "bridge",
    "council",
    "delay",
    "estate",
    "frost",
    "garden",
    "harbour",
]


def page(number: int) -> bytes:
    """A story with a quote."""
    dice = random.Random(number)
    paragraphs = [" ".join(dice.choices(WORDS, k=35)).capitalize() + "." for _ in range(4)]
    paragraphs.insert(2, f"“{' '.join(dice.choices(WORDS, k=12)).capitalize()},” said Petra Lindqvist.")
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    title = " ".join(dice.choices(WORDS, k=8)).capitalize()
    published = f'<meta property="article:published_time" content="2024-05-0{number % 9 + 1}T08:00:00Z">'
    head = f"<head><title>{title}</title>{published}</head>"
    return f'<html lang="en">{head}<body><article><h1>{title}</h1>{body}</article></body></html>'.encode()


def write_archive(path: Path, pages: int) -> None:
    """A gzipped WARC."""
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        for number in range(pages):
            url = f"https://site{number % 40}.example/2024/story-{number}"
            record = writer.create_warc_record(url, "response", payload=BytesIO(page(number)), http_headers=headers)
            writer.write_record(record)


def resident(pid: int) -> int:
    """Resident memory in MB; 0 when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) // 1024
    except (OSError, IndexError):
        return 0


def main() -> None:
    """Crawl and watch."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--pages", type=int, default=100_000)
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as home:
        archive = Path(home) / "pages.warc.gz"
        write_archive(archive, args.pages)
        with EmbeddedServer.attach(home), Corpus.open(home=home) as corpus:
            process = subprocess.Popen(
                [sys.executable, "-m", "scrapy", "crawl", "warc", "-a", f"path={archive}", "-L", "ERROR"],
                cwd=PROJECT,
                env=os.environ | {"NEWSBOT_HOME": home, "MONGO_URI": ""},
            )
            began = time.monotonic()
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                row = {"articles": corpus.db["articles"].estimated_document_count(), "mb": resident(process.pid)}
                print(json.dumps({"seconds": round(time.monotonic() - began)} | row), flush=True)
                time.sleep(10)
            process.returncode = os.waitstatus_to_exitcode(status)
            row = {"exit": process.returncode, "articles": corpus.db["articles"].count_documents({})}
            print(json.dumps(row | {"peak_mb": usage.ru_maxrss // 1024, "seconds": round(time.monotonic() - began)}))
        stop(home)


if __name__ == "__main__":
    main()
