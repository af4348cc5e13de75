"""`newsbot settings`: each setting's value, and where it comes from."""

from argparse import ArgumentParser, Namespace
from difflib import get_close_matches
from typing import Any

from rich.console import Console
from rich.table import Table
from scrapy.commands import settings as scrapys
from scrapy.settings import SETTINGS_PRIORITIES, default_settings

from newsbot import settings as ours
from newsbot.cli.command import EXIT_USAGE, fail
from newsbot.cli.program import spelled
from newsbot.cli.terminal import escape
from newsbot.corpus.files import json_line
from newsbot.store.database.connection import masked

_SECRET = ("PASS", "PASSWORD", "SECRET", "TOKEN", "WEBHOOK", "KEY", "HEARTBEAT")


class Command(scrapys.Command):
    """Print newsbot's settings; with names, those of Scrapy's too; `--get` and its kin as Scrapy's own."""

    def syntax(self) -> str:
        """How to call it."""
        return "[NAME …] [--json] | --get NAME"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show each setting, its value and where it comes from"

    def add_options(self, parser: ArgumentParser) -> None:
        """The form; Scrapy's own."""
        super().add_options(parser)
        spelled(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object for each setting, on a line")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Print the settings that are named, or all of newsbot's."""
        assert self.settings is not None
        if any((opts.get, opts.getbool, opts.getint, opts.getfloat, opts.getlist)):
            super().run(args, opts)
            return
        known = {name for name in vars(ours) if name.isupper()} | {n for n in dir(default_settings) if n.isupper()}
        for name in args:
            if name not in known and name not in self.settings:
                near = get_close_matches(name.upper(), known, n=1)
                fail(f"There is no setting {name!r}.{f' Did you mean {near[0]}?' if near else ''}", EXIT_USAGE)
        names = args or sorted(name for name in vars(ours) if name.isupper() and name not in ("VERSION", "ENVIRONMENT"))
        rows = [(name, _shown(name, self.settings.get(name)), self._origin(name)) for name in names]
        if opts.json:
            for name, value, origin in rows:
                print(json_line({"name": name, "value": value, "from": origin}))
            return
        table = Table(box=None, pad_edge=False)
        table.add_column("Setting", no_wrap=True)
        table.add_column("Value", overflow="fold")
        table.add_column("From", overflow="fold")
        for name, value, origin in rows:
            table.add_row(name, escape(str(value)), escape(origin))
        Console().print(table)

    def _origin(self, name: str) -> str:
        assert self.settings is not None
        if self.settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]:
            return "command line"
        return ours.origin(name)


def _shown(name: str, value: Any) -> Any:
    """The value for people: passwords and tokens masked, tables of components as plain values."""
    if value and any(part in name.split("_") for part in _SECRET):
        return "***"
    if isinstance(value, str):
        return masked(value)
    return dict(value) if hasattr(value, "items") else value
