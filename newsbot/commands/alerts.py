"""`newsbot alerts`: what is wrong now; `newsbot alerts test` tries every way by which people are told."""

import socket
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, fail
from newsbot.cli.terminal import escape
from newsbot.corpus import Corpus
from newsbot.corpus.files import json_line
from newsbot.extensions.monitors.channels import SETTINGS, Message, beat, channels, send
from newsbot.extensions.monitors.messages import LASTING
from newsbot.store.database.connection import Document

EXIT_UNSENT = 1
"""Exit code of `newsbot alerts test`: a channel does not work."""


class Command(CorpusCommand):
    """Print the alerts that last, or send one for a try."""

    def syntax(self) -> str:
        """How to call it."""
        return "[--json] | test"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print which alerts last; `alerts test` sends one by every channel"

    def add_options(self, parser: ArgumentParser) -> None:
        """The form."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object for each alert, on a line")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Try the channels, which needs no database, or print."""
        if args == ["test"]:
            self._test()
        else:
            super().run(args, opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """A row for each alert, the worst first."""
        order = [("severity", 1), ("since", 1), ("_id", 1)]  # critical comes before warning
        alerts = list(corpus.db["alerts"].find(LASTING, {"_id": 0}).sort(order))
        if opts.json:
            for alert in alerts:
                print(json_line(alert))
            return
        unsent = corpus.db["outbox"].count_documents({})
        if alerts:
            self.console.print(_table(alerts))
        else:
            self.console.print("Nothing is wrong.")
        if unsent:
            waiting = "1 message waits" if unsent == 1 else f"{unsent} messages wait"
            self.console.print(f"[yellow]{waiting} to be sent: `newsbot alerts test` shows why.[/yellow]")

    def _test(self) -> None:
        assert self.settings is not None
        to, failed = channels(self.settings), False
        heartbeat = self.settings.get("HEARTBEAT_URL")
        if not to and not heartbeat:
            fail("There is no channel to try. Set ALERT_EMAIL, ALERT_SLACK_WEBHOOK or HEARTBEAT_URL.", EXIT_USAGE)
        text = f"Somebody ran `newsbot alerts test` on {socket.gethostname()}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC."
        message = Message("newsbot: this is a test", text)
        for channel in to:
            why = send(message, channel, self.settings)
            failed |= why is not None
            self.console.print(
                f"{channel}: not sent ({escape(why)}). See {SETTINGS[channel]}." if why else f"{channel}: sent."
            )
        if heartbeat:
            why = beat(heartbeat, "test")
            failed |= why is not None
            said = f"not called ({escape(why)}). See HEARTBEAT_URL." if why else "called."
            self.console.print(f"heartbeat: {said}")
        if failed:
            raise SystemExit(EXIT_UNSENT)


def _table(alerts: list[Document]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column("Severity")
    table.add_column("Site", overflow="fold")
    table.add_column("Since (UTC)", min_width=10)
    table.add_column("Seen last", min_width=10)
    table.add_column("What")
    for alert in alerts:
        table.add_row(
            alert["severity"],
            escape(alert["site"]),
            f"{alert['since']:%Y-%m-%d %H:%M}",
            f"{alert['seen_at']:%Y-%m-%d %H:%M}",
            escape(alert["text"]),
            style="red" if alert["severity"] == "critical" else "yellow",
        )
    return table
