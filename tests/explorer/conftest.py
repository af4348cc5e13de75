"""The explorer as a process on a real port: over the sample corpus, and over one that means ill."""

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from newsbot.corpus import Corpus
from newsbot.explorer import explorer_app
from newsbot.items import Quote
from newsbot.store.articles.writer import Writer
from newsbot.store.frontier.frontier import Frontier
from tests.conftest import PROJECT, copied, user_environment
from tests.support.articles import article, page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
EVIL = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"


@contextmanager
def explorer(*options: str, home: str, database: str, **values: str) -> Iterator[str]:
    """`newsbot explore`; gives its address without the last slash."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "explore", "--port", "0", "--no-browser", *options],
        cwd=PROJECT,
        env=user_environment(home, database) | values,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[4].rstrip("/")
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextmanager
def serving(corpus: Corpus, **options: Any) -> Iterator[str]:
    """The app in this process, where its limit can be chosen; gives its address without the last slash."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        app = explorer_app(corpus, port, **options)
        config = uvicorn.Config(app, http="h11", loop="asyncio", ws="none", lifespan="off", log_level="critical")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def hasty(mongo_home: str, sample_database: str) -> Iterator[str]:
    """The address of an explorer over the sample corpus that counts nothing unless asked to wait."""
    with Corpus.open(database=sample_database, home=mongo_home) as corpus, serving(corpus, glance=0) as address:
        yield address


@pytest.fixture(scope="package")
def sample_database(mongo_home: str, sample_database: str) -> Iterator[str]:
    """The name of a database with the sample corpus, which tests may change."""
    with Corpus.open(database=sample_database, home=mongo_home) as corpus, copied(corpus) as name:
        yield name


@pytest.fixture(scope="package")
def sample(mongo_home: str, sample_database: str) -> Iterator[str]:
    """The address of an explorer over the sample corpus, which counts everything however busy the machine is."""
    with Corpus.open(database=sample_database, home=mongo_home) as corpus, serving(corpus, glance=20) as address:
        yield address


@pytest.fixture
def command(mongo_home: str, sample_database: str) -> Iterator[str]:
    """The same as `newsbot explore` serves it."""
    with explorer(home=mongo_home, database=sample_database) as address:
        yield address


@pytest.fixture
def hostile(mongo_home: str, database_name: str, async_db: Callable[[], Any]) -> Iterator[str]:
    """The address of an explorer over an article whose every text is an attack."""
    body = f"Before. “{EVIL} we will build masts everywhere” said {EVIL}. After."
    start, end = body.index("“") + 1, body.index("”")
    said = Quote(text=body[start:end], start=start, end=end, kind="statement", speaker=EVIL, speaker_role=EVIL)
    bad = article("https://evil.example/1", headline=EVIL, standfirst=EVIL, authors=[EVIL], body=body, quotes=[said])
    formula = Quote(text="=1+1", start=0, end=4, kind="statement", speaker="@SUM(A1)")
    cell = article("https://evil.example/2", headline="Plain", body="=1+1 and more of this", quotes=[formula])

    async def store() -> None:
        async with async_db() as db:
            writer = Writer(db, Frontier(db, ""))
            await asyncio.gather(*(writer.put(told, page(told.url)) for told in (bad, cell)))
            script = "javascript:document.title='taken'"
            copy = {"url": script, "site": EVIL, "headline": EVIL, "published": None, "similarity": 1.0}
            await db.articles.update_one({"headline": EVIL}, {"$set": {"url": script, "copies": [copy]}})

    with ThreadPoolExecutor(1) as other:  # a browser test's own thread has a running loop
        other.submit(lambda: asyncio.run(store())).result()
    with explorer(home=mongo_home, database=database_name) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a tab; at the end, no tab may have complained in its console."""
    contexts, complaints = [], []

    def opened(**options: Any) -> Any:
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")
