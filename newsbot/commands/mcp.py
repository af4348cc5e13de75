"""`newsbot mcp`: the corpus as tools for assistants that speak the Model Context Protocol."""

from argparse import ArgumentParser, Namespace

from newsbot.cli.command import EXIT_USAGE, CorpusCommand, fail
from newsbot.corpus import Corpus


class Command(CorpusCommand):
    """Serve search_quotes, get_article, speakers and timeline on standard input and output until it closes."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Serve the corpus to an assistant by the Model Context Protocol, on standard input and output"

    def add_options(self, parser: ArgumentParser) -> None:
        """Where links lead."""
        super().add_options(parser)
        parser.add_argument(
            "--explorer", default="http://127.0.0.1:8055", metavar="URL", help="where `newsbot explore` is, for links"
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        """Look for the SDK first, as it is an extra."""
        try:
            import mcp  # noqa: F401
        except ImportError:
            fail('This needs the MCP SDK: pip install "newsbot-5g[mcp]"', EXIT_USAGE)
        if not opts.explorer.startswith(("http://", "https://")):
            fail("--explorer is an address such as http://127.0.0.1:8055.", EXIT_USAGE)
        super().run(args, opts)

    def show(self, corpus: Corpus, opts: Namespace) -> None:
        """Serve."""
        from newsbot.explorer.mcp_server import mcp_server  # it imports the SDK, which is an extra, and half a second

        corpus.people.all()  # what is to be counted is counted now, not while somebody waits for an answer
        mcp_server(corpus, opts.explorer.rstrip("/")).run()
