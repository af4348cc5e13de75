"""From the HTML of a news page to an Article: `extract_article`, a site's `SiteRules`, and `ExtractionError`."""

from newsbot.extraction.article import extract_article
from newsbot.extraction.errors import ExtractionError
from newsbot.extraction.site import SiteRules

__all__ = ["ExtractionError", "SiteRules", "extract_article"]
