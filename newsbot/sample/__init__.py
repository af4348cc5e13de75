"""A newsroom of three fictional outlets, served over real HTTP, with the truth about every story in it.

All of it is our own writing: no outlet, company, regulator or person in it exists.
"""

from newsbot.sample.newsroom import copies, truth
from newsbot.sample.server import Newsroom, Request, serve

__all__ = ["Newsroom", "Request", "copies", "serve", "truth"]
