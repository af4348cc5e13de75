"""`newsbot db …`: the database, for people."""

import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newsbot.cli.command import EXIT_STORE, EXIT_USAGE, fail, no_store
from newsbot.store.database import migrations
from newsbot.store.database.backup import backup, restore
from newsbot.store.database.connection import Connection, masked
from newsbot.store.database.schema import drop_text_indexes, ensure_text_indexes
from newsbot.store.embedded import server
from newsbot.store.embedded.home import Home
from newsbot.store.embedded.mongod import StoreError

_WHAT = "Say what to do: `newsbot db uri`, `start`, `stop`, `backup DIR`, `restore DIR`, `index --text` or `migrate`."


class Command(ScrapyCommand):
    """Look after MongoDB: start and stop the embedded one, back up and restore, build indexes on demand."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """How to call it."""
        return "uri | start | stop | backup DIR | restore DIR [--replace] | index --text [--drop] | migrate"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Look after the database: start, stop, backup, restore, index"

    def add_options(self, parser: ArgumentParser) -> None:
        """Options of some actions."""
        super().add_options(parser)
        parser.add_argument(
            "--replace", action="store_true", help="restore: put the backup in the place of what is there"
        )
        parser.add_argument("--text", action="store_true", help="index: words of quotes and articles")
        parser.add_argument("--drop", action="store_true", help="index: remove it again")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Do the one thing asked for."""
        assert self.settings is not None
        home = self.settings["NEWSBOT_HOME"]
        try:
            match args:
                case ["uri"]:
                    uri = self.settings.get("MONGO_URI")
                    print(masked(uri) if uri else Home.at(home).uri)
                case ["start"] if self.settings.get("MONGO_URI"):
                    fail("MONGO_URI names a server of your own: there is nothing to start. Unset it first.", EXIT_USAGE)
                case ["start"]:
                    print(server.keep_running(home))
                case ["stop"]:
                    _stop(home)
                case ["migrate"]:
                    self._migrate()
                case ["backup", folder]:
                    self._backup(Path(folder))
                case ["restore", folder]:
                    self._restore(Path(folder), replace=opts.replace)
                case ["index"] if opts.text:
                    self._index(drop=opts.drop)
                case _:
                    fail(_WHAT, EXIT_USAGE)
        except StoreError as error:
            fail(error, no_store(error))
        except OSError as error:
            fail(Home.at(home).unusable(error), EXIT_STORE)

    def _migrate(self) -> None:
        assert self.settings is not None
        with Connection.from_settings(self.settings) as connection:
            migrations.bring_up_to_date(connection)
            print(f"The database {connection.database} has schema version {migrations.SCHEMA_VERSION}.")

    def _backup(self, folder: Path) -> None:
        assert self.settings is not None
        with Connection.from_settings(self.settings) as connection, connection.client() as client:
            _report(backup(client[connection.database], folder), f"Backed up to {folder}")

    def _restore(self, folder: Path, *, replace: bool) -> None:
        assert self.settings is not None
        with Connection.from_settings(self.settings) as connection, connection.client() as client:
            _report(restore(client[connection.database], folder, replace=replace), f"Restored to {connection.database}")

    def _index(self, *, drop: bool) -> None:
        assert self.settings is not None
        with Connection.from_settings(self.settings) as connection, connection.client() as client:
            db = client[connection.database]
            if drop:
                drop_text_indexes(db)
                print("The text indexes are gone; searches for words read every quote again.")
                return
            began = time.monotonic()
            migrations.bring_up_to_date(connection)  # quotes of older databases do not hold their words
            sizes = ensure_text_indexes(db)
            shown = ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in sizes.items())
            print(f"Words are indexed ({shown}; {time.monotonic() - began:.1f} s).")


def _stop(home: str) -> None:
    if not server.stop(home, seconds=0 if server.users(home) else 30):
        by = "; ".join(server.users(home)) or "somebody"
        fail(f"The embedded database is in use by {by}. It stops by itself some time after its last user.", EXIT_STORE)


def _report(counts: dict[str, int], what: str) -> None:
    print(f"{what}: " + (", ".join(f"{number:,} {name}" for name, number in sorted(counts.items())) or "nothing"))
