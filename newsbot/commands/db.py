"""`scrapy db uri|stop`: the embedded database, for people."""

from argparse import Namespace

from scrapy.commands import ScrapyCommand

from newsbot.cli import EXIT_STORE, EXIT_USAGE, fail
from newsbot.store.server import Home, wait_until_stopped


class Command(ScrapyCommand):
    """Look after the embedded MongoDB."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """How to call it."""
        return "uri|stop"

    def short_desc(self) -> str:
        """What it is for."""
        return "Embedded MongoDB: print its connection string, or wait until it has stopped"

    def run(self, args: list[str], opts: Namespace) -> None:
        """Do the one thing asked for."""
        assert self.settings is not None
        home = self.settings["NEWSBOT_HOME"]
        match args:
            case ["uri"]:
                print(Home.at(home).uri)
            case ["stop"]:
                if not wait_until_stopped(home):
                    fail("The embedded database is still in use; it stops by itself after its last user.", EXIT_STORE)
            case _:
                fail("Say what to do: `scrapy db uri` or `scrapy db stop`.", EXIT_USAGE)
