"""The name under which the program was called."""

import sys
from argparse import ArgumentParser
from pathlib import Path


def program() -> str:
    """`newsbot` or `scrapy`: both spell every command."""
    called = Path(sys.argv[0])
    return "scrapy" if called.name.startswith("scrapy") or called.parent.name == "scrapy" else "newsbot"


def spelled(parser: ArgumentParser) -> None:
    """Let a command's usage line name the program that was called."""
    parser.usage = (parser.usage or "").replace("scrapy ", f"{program()} ", 1)
