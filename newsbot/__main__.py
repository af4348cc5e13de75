"""`newsbot`, also `python -m newsbot`: every command from any folder, and Scrapy's others behind `newsbot scrapy`."""

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec

from rich.console import Console

COMMANDS = {
    "Crawl": ("crawl", "ingest", "list", "probe", "genspider", "fixture"),
    "Ask": ("overview", "quotes", "articles", "speakers", "timeline", "mentions", "explore", "mcp"),
    "Set right": ("annotate", "sample", "accuracy"),
    "Take away": ("export", "cite", "watch"),
    "Look after": ("status", "schedule", "alerts", "metrics", "reprocess", "remove", "disk", "check", "db", "settings"),
}
"""The commands by what people do. `newsbot --help` lists them in this order."""

SETTINGS = "newsbot.settings"


READER_LEFT = 141
"""Exit code where whoever read the output closed it, as `head` does: that of programs which SIGPIPE ends."""


def main() -> None:
    """Run the command that the command line names; ends the program with its exit code."""
    try:
        _run()
    except BrokenPipeError:
        sys.exit(READER_LEFT)
    except SystemExit as ending:
        if isinstance(ending.__context__, BrokenPipeError):  # by Rich, with code 1
            sys.exit(READER_LEFT)
        raise
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:  # else Python would complain when it closes the output
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run() -> None:
    # always newsbot's own, whatever project the working folder belongs to
    os.environ["SCRAPY_SETTINGS_MODULE"] = SETTINGS
    words = sys.argv[1:]
    name = next((word for word in words if not word.startswith("-")), None)
    if name in (None, "help"):
        _version() if "--version" in words else _help()
    elif name == "scrapy":
        words.remove("scrapy")
        _execute(["scrapy", *words])
    elif name in _names():
        _execute(["newsbot", *words, *_quiet(name, words)])
    else:
        near = get_close_matches(name, _names(), n=1)
        meant = f" Did you mean `newsbot {near[0]}`?" if near else ""
        print(f"newsbot: There is no command {name!r}.{meant} `newsbot --help` lists them.", file=sys.stderr)
        sys.exit(2)


def _names() -> list[str]:
    return [name for names in COMMANDS.values() for name in names]


def _execute(argv: list[str]) -> None:
    from scrapy.cmdline import execute

    try:
        execute(argv)
    except KeyboardInterrupt:
        print("newsbot: Stopped.", file=sys.stderr)
        sys.exit(130)


def _quiet(name: str, words: Sequence[str]) -> list[str]:
    """A crawl prints its result instead of its log, unless the command line or newsbot.toml names a log level."""
    asked = any(word in ("-L", "--nolog") or word.startswith(("--loglevel", "LOG_LEVEL")) for word in words)
    settings = import_module(SETTINGS)
    if name != "crawl" or asked or settings.origin("LOG_LEVEL") != "default":
        return []
    return ["-s", "LOG_LEVEL=WARNING"]


def _version() -> None:
    print(f"newsbot {import_module(SETTINGS).VERSION}")


def _help() -> None:

    console = Console(highlight=False)
    console.print("[bold]newsbot[/bold] COMMAND [OPTIONS]\n")
    for group, names in COMMANDS.items():
        console.print(f"[bold]{group}[/bold]")
        for name in names:
            package = "newsbot" if find_spec(f"newsbot.commands.{name}") else "scrapy"
            command = import_module(f"{package}.commands.{name}").Command()
            console.print(f"  {name:<11}{command.short_desc()}", soft_wrap=True)
        console.print()
    console.print("`newsbot COMMAND --help` shows a command's options, `newsbot scrapy` Scrapy's other commands.")
    console.print("In a checkout, `scrapy COMMAND` is the same as `newsbot COMMAND`.")


if __name__ == "__main__":
    main()
