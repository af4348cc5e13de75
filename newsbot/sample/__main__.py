"""`python -m newsbot.sample`: serve the sample newsroom until interrupted."""

import argparse
from datetime import UTC, datetime

from newsbot.sample.server import Newsroom


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def main() -> None:
    """Read the command line and serve in the foreground."""
    parser = argparse.ArgumentParser(prog="python -m newsbot.sample", description="Serve the sample newsroom.")
    parser.add_argument("--host", default="127.0.0.1", help="address to bind to (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8765, help="port to bind to (default: %(default)s)")
    parser.add_argument("--as-of", type=_day, metavar="DAY", help="show the newsroom as it was on this day: 2024-07-09")
    options = parser.parse_args()
    with Newsroom(options.host, options.port, options.as_of) as newsroom:
        print(f"The sample newsroom is at {newsroom.url}/ (Ctrl-C stops it)")
        try:
            newsroom.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
