"""Archives into the test's database, without a command."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsbot.corpus import Corpus
from newsbot.reprocessing.archives.listing import archives
from newsbot.reprocessing.ingest import ingest
from newsbot.reprocessing.ingest_job import IngestJob
from newsbot.reprocessing.report import Report


def job(corpus: Corpus, home: str, **fields: Any) -> IngestJob:
    settings = {
        "MONGO_URI": corpus.uri,
        "MONGO_DATABASE": corpus.db.name,
        "MONGO_WAIT_SECONDS": 30,
        "NEWSBOT_HOME": home,
        "EXTRACTION_SECONDS": 20,
        "QUOTES_INDIRECT": True,
        "DOWNLOAD_MAXSIZE": 16 * 1024 * 1024,
        "USER_AGENT": "newsbot tests",
    }
    return IngestJob(settings=settings, **fields)


@pytest.fixture
def take(corpus: Corpus, mongo_home: str) -> Callable[..., Report]:
    """Ingests archives into the test's database."""

    def run(*paths: Path | str, workers: int = 1, **fields: Any) -> Report:
        given = job(corpus, mongo_home, **fields)
        return ingest(corpus.db, given, archives([*map(str, paths)]), workers=workers)

    return run
