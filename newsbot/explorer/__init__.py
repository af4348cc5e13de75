"""The explorer: a local web page that searches the corpus; it reads and never writes."""

from newsbot.explorer.app import explorer_app

__all__ = ["explorer_app"]
