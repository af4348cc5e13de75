"""Rows of an answer to a file or a pipe."""

from argparse import ArgumentParser
from pathlib import Path

from newsbot.cli.command import EXIT_USAGE, fail
from newsbot.corpus import Rows
from newsbot.corpus.files import FORMATS, FileError, lines, write


def add_to_option(parser: ArgumentParser) -> None:
    """`--to`, for rows that are few."""
    parser.add_argument("--to", metavar="FILE", help="write a .csv, .jsonl or .parquet instead; - prints CSV to a pipe")


def write_rows(rows: Rows, to: str) -> None:
    """Write rows to a file of the format that its name ends in, or print them as CSV."""
    if to == "-":
        for piece in lines(rows, rows.columns, "csv", bom=False):
            print(piece, end="")
        return
    form = Path(to).suffix.lower().lstrip(".")
    if form not in FORMATS:
        fail(f"--to {to}: give a file that ends in .{', .'.join(FORMATS)}.", EXIT_USAGE)
    try:
        print(f"{write(rows, to, form):,} rows in {to}")
    except (FileError, ImportError) as error:
        fail(error, EXIT_USAGE)
