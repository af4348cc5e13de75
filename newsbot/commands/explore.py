"""`newsbot explore`: the corpus as a local web page."""

import logging
import socket
import webbrowser
from argparse import ArgumentParser, Namespace
from pathlib import Path

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, fail, user
from newsbot.corpus import Corpus
from newsbot.corpus.files import FileError
from newsbot.corpus.validation import codebook

_PORT = 8055
_BEHIND_SECONDS = 10
"""While a crawl stores, pages may be so far behind it: else each would wait until its last batch is counted."""
_MANY = 100_000
"""So many quotes are not searched for words in a moment without an index."""


class Command(CorpusCommand):
    """Serve the explorer on this machine until Ctrl-C."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Search and read the corpus in the browser, on this machine only"

    def add_options(self, parser: ArgumentParser) -> None:
        """Where, and whether to open a browser."""
        super().add_options(parser)
        parser.add_argument(
            "--port", type=int, default=_PORT, metavar="N", help=f"0 takes a free one (default: {_PORT})"
        )
        parser.add_argument(
            "--everywhere",
            action="store_true",
            help="listen on every address of this machine: for a container or a proxy",
        )
        parser.add_argument("--no-browser", action="store_true", help="only print the address")
        parser.add_argument("--annotate", action="store_true", help="let one browser set quotes right and label them")
        parser.add_argument(
            "--codebook", metavar="FILE", help="with --annotate: the labels to choose from (TOML, docs/explorer.md)"
        )
        parser.add_argument("--by", metavar="NAME", help="with --annotate: who annotates (default: your user name)")

    def run(self, args: list[str], opts: Namespace) -> None:
        """Refuse what does not go together, then open the corpus."""
        if opts.annotate and opts.everywhere:
            fail("--annotate is for this machine alone: leave --everywhere out.", EXIT_USAGE)
        if (opts.codebook or opts.by) and not opts.annotate:
            fail("--codebook and --by belong to --annotate.", EXIT_USAGE)
        try:
            opts.labels = codebook.read(Path(opts.codebook)) if opts.codebook else ()
        except FileError as error:
            fail(error, EXIT_USAGE)
        super().run(args, opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Bind to 127.0.0.1 or, if asked, to every address, print the address, and serve."""
        import uvicorn  # Scrapy imports every command for each one; what only this one needs takes a fifth of a second

        from newsbot.explorer import Annotating, explorer_app

        annotating = Annotating(opts.by or user(), opts.labels) if opts.annotate else None

        with _bound(opts.port, everywhere=opts.everywhere) as listening:
            port = listening.getsockname()[1]
            address = f"http://127.0.0.1:{port}/"
            app = explorer_app(corpus, port, annotating=annotating)
            config = uvicorn.Config(
                app, http="h11", loop="asyncio", ws="none", lifespan="off",
                log_level=logging.WARNING, server_header=False, access_log=False, timeout_graceful_shutdown=2,
            )  # fmt: skip
            listening.listen(128)
            corpus.people.tolerate = _BEHIND_SECONDS
            corpus.people.all()  # what is to be counted is counted now, not while somebody waits for a page
            print(f"The explorer is at {address}  Ctrl-C stops it.", flush=True)
            quotes = corpus.db["quotes"].estimated_document_count()
            if quotes > _MANY and not corpus.words_indexed:
                print(
                    f"Words are not indexed, so each search reads up to {quotes:,} quotes. "
                    "`newsbot db index --text` builds the index once.",
                    flush=True,
                )
            if annotating:  # printed, not opened: other users of this machine see what a browser is started with
                key = annotating.keys.token
                print(f"To annotate, open this once, in one browser: {address}annotate?token={key}", flush=True)
            elif not opts.no_browser:
                webbrowser.open(address)
            try:
                uvicorn.Server(config).run(sockets=[listening])
            except KeyboardInterrupt:
                return


def _bound(port: int, *, everywhere: bool) -> socket.socket:
    both = everywhere and socket.has_dualstack_ipv6()
    listening = socket.socket(socket.AF_INET6 if both else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if both:
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    try:
        listening.bind(("" if everywhere else "127.0.0.1", port))
    except (OSError, OverflowError):
        listening.close()
        fail(f"Port {port} is taken or not allowed. Give another one, or --port 0 for any that is free.", EXIT_USAGE)
    return listening
