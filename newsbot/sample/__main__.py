"""`python -m newsbot.sample`: serve the sample newsroom until interrupted."""

import argparse
import signal

from newsbot.sample.newsroom import moment
from newsbot.sample.server import Newsroom


def main() -> None:
    """Read the command line and serve in the foreground."""
    parser = argparse.ArgumentParser(prog="python -m newsbot.sample", description="Serve the sample newsroom.")
    parser.add_argument("--host", default="127.0.0.1", help="address to bind to (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=8765, help="port to bind to, 0 for a free one (default: %(default)s)"
    )
    parser.add_argument("--as-of", type=moment, metavar="TIME", help="show it as it stood then: 2024-07-09T18:00")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is born without one
    try:
        newsroom = Newsroom(options.host, options.port, options.as_of)
    except OSError as error:
        parser.exit(1, f"Cannot serve at {options.host} port {options.port} ({error.strerror}); try another --port.\n")
    with newsroom:
        print(f"The sample newsroom is at {newsroom.url}/ (Ctrl-C stops it)", flush=True)
        try:
            newsroom.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
