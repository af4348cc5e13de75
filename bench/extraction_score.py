"""Newsbot's extraction and trafilatura's on the same pages, one run, one core.

    python bench/extraction_score.py SHARED [--bodies FILE] [--sets NAME ...]

SHARED holds data/pages (folders of pages with their truth) and tools/score_pages.py, which scores both. The shipped
model was trained on the bodies of three of those folders; FILE, which `training/extraction_train.py --folds 5 --dump`
writes, puts in the bodies of models that never saw the page's host. Speed is CPU time of the whole record.
"""

import argparse
import importlib.util
import json
import pathlib
import sys
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from newsbot.extraction import extract_article

SETS = ("articles-2019", "publishers", "web", "blocks-classed", "blocks-bare", "oldlayouts", "dates")
FIGURES = ("headline", "authors_F1", "day_F1", "minute")


def scorer(shared: pathlib.Path) -> Any:
    """The module that scores."""
    spec = importlib.util.spec_from_file_location("score_pages", shared / "tools" / "score_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line(name: str, who: str, figures: dict[str, Any], rate: float) -> str:
    """One row of the table."""
    body = figures.get("body", {})
    cells = [str(body.get(key, "")) for key in ("F1", "acc")]
    cells.append(str(figures.get("clean", {}).get("all", "")))
    cells += [str(figures.get(key, "")) for key in FIGURES]
    return f"| {name} | {who} | {' | '.join(cells)} | {rate:.1f} |"


def main() -> None:
    """Print one Markdown table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("shared", type=pathlib.Path)
    cli.add_argument("--bodies", type=pathlib.Path)
    cli.add_argument("--sets", nargs="+", default=SETS)
    args = cli.parse_args()
    score = scorer(args.shared)
    unseen = json.loads(args.bodies.read_text(encoding="utf-8")) if args.bodies else {}
    print("| set | who | body F1 | acc | clean | headline | authors F1 | day F1 | minute | pages/s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    seconds = {"newsbot": 0.0, "trafilatura": 0.0}
    for name in args.sets:
        for who, extract in (("newsbot", extract_article), ("trafilatura", score.peer("trafilatura"))):
            rows, results, errors, rate = score.run(extract, args.shared / "data" / "pages" / name)
            if who == "newsbot":
                results = [result | unseen.get(row["id"], {}) for row, result in zip(rows, results, strict=True)]
            seconds[who] += len(rows) / rate
            print(line(name, who, score.score(rows, results), rate), *errors, flush=True)
    print(f"\nnewsbot takes {seconds['newsbot']:.1f} s, trafilatura {seconds['trafilatura']:.1f} s: ", end="")
    print(f"{seconds['trafilatura'] / seconds['newsbot']:.2f} times its pages/s")


if __name__ == "__main__":
    main()
