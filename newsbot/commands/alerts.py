"""`newsbot alerts`: what is wrong now; `alerts test` tries every way by which people are told, `alerts clear SITE`
forgets those of a site that is crawled no longer.
"""

import socket
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, fail
from newsbot.cli.terminal import escape, literal
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
        return "[--json] | test | clear SITE …"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print which alerts last; `alerts test` sends one, `alerts clear SITE` forgets a site's"

    def add_options(self, parser: ArgumentParser) -> None:
        """The form."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object for each alert, on a line")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Try the channels, which needs no database, or print."""
        if args == ["test"]:
            self._test()
            return
        self._clear: list[str] | None = args[1:] if args[:1] == ["clear"] else None
        if self._clear == []:
            fail("Name the site whose alerts to forget: `newsbot alerts clear rcrwireless.com`.", EXIT_USAGE)
        super().run([] if self._clear else args, opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """A row for each alert, the worst first; or forget those of some sites."""
        if self._clear:
            self._forget(corpus, self._clear)
            return
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

    def _forget(self, corpus: Corpus, sites: list[str]) -> None:
        """Take the alerts of sites away, all or none; a crawl that finds the same wrong raises them anew."""
        known = corpus.db["alerts"].distinct("site")
        for site in sites:
            if site not in known:
                have = f"Alerts last for: {', '.join(sorted(known))}." if known else "Nothing is wrong."
                fail(f"There is no alert of {literal(site)!r}. {have}", EXIT_USAGE)
        for site in dict.fromkeys(sites):
            gone = corpus.db["alerts"].delete_many({"site": site}).deleted_count
            self.console.print(f"{escape(site)}: {gone} {'alert' if gone == 1 else 'alerts'} forgotten.")

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
