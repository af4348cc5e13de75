"""See that extraction's memory does not grow: the same pages again and again, each time at another address.

    python bench/extraction_memory.py PAGES [--count 100000]

PAGES holds folders with html/*.html.gz. Prints the resident memory (MB) after every tenth of the
count; the first tenth fills the caches.
"""

import argparse
import contextlib
import gzip
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from newsbot.extraction import ExtractionError, extract_article


def resident() -> int:
    """Resident memory of the process, in MB."""
    status = pathlib.Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=100_000)
    options = parser.parse_args()
    pages = [gzip.decompress(path.read_bytes()) for path in sorted(options.pages.glob("*/html/*.html.gz"))]
    if not pages:
        sys.exit(f"No html/*.html.gz in the folders of {options.pages}")
    for number in range(options.count):
        with contextlib.suppress(ExtractionError):
            extract_article(pages[number % len(pages)], f"https://site{number % 977}.example/news/{number}")
        if (number + 1) % max(1, options.count // 10) == 0:
            print(f"{number + 1:,} pages: {resident()} MB", flush=True)


if __name__ == "__main__":
    main()
