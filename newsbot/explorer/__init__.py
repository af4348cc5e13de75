"""The explorer: a local web page that searches the corpus; it only reads, unless somebody annotates."""

from newsbot.explorer.annotations import Annotating
from newsbot.explorer.app import explorer_app

__all__ = ["Annotating", "explorer_app"]
