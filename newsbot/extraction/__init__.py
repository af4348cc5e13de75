"""From the HTML of a news page to an Article: `extract_article`, and its one error, `ExtractionError`."""

from newsbot.extraction.article import extract_article
from newsbot.extraction.errors import ExtractionError

__all__ = ["ExtractionError", "extract_article"]
