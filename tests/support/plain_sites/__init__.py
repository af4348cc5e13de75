"""Twelve plain news sites in layouts of twenty years, without feeds or with one sitemap, whose stories are known.

`SEEN` are those that the code was tuned on, `UNSEEN` those that only measure it.
"""

from tests.support.plain_sites.layouts_seen import SEEN
from tests.support.plain_sites.layouts_unseen import UNSEEN
from tests.support.plain_sites.serving import plain_site

__all__ = ["SEEN", "UNSEEN", "plain_site"]
