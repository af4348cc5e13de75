"""Stored pages through the extraction of today: what the corpus holds follows what the code knows."""

from newsbot.reprocessing.engine import EngineError, reprocess
from newsbot.reprocessing.report import Report

__all__ = ["EngineError", "Report", "reprocess"]
