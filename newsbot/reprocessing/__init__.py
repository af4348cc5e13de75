"""Stored pages through the extraction of today: what the corpus holds follows what the code knows."""

from newsbot.reprocessing.engine import reprocess
from newsbot.reprocessing.report import Report
from newsbot.reprocessing.workers import EngineError

__all__ = ["EngineError", "Report", "reprocess"]
