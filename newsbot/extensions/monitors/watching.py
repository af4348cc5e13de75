"""Saved searches after a crawl: each is run, and its feed written."""

import logging

from scrapy.settings import BaseSettings

from newsbot.corpus import Corpus, QuestionError
from newsbot.corpus.files import FileError
from newsbot.corpus.watches import watches
from newsbot.store.database.connection import Connection

logger = logging.getLogger(__name__)


def run_watches(settings: BaseSettings) -> None:
    """Run all saved searches; one that cannot be asked any more, or whose feed cannot be written, is logged."""
    with Corpus(Connection.from_settings(settings)) as corpus:
        for watch in watches.listed(corpus):
            try:
                found = watches.run(corpus, watch)
                watches.write_feed(corpus, watch)
            except (QuestionError, FileError) as error:
                logger.error("The saved search %s could not be run: %s", watch["_id"], error)
            else:
                logger.info("The saved search %s has found %d new quotes", watch["_id"], found)
