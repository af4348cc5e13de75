"""Train newsbot/extraction/model.json, or show what a model trained without the scored pages is worth.

    python training/extraction_train.py PAGES                 train on every page and write the model
    python training/extraction_train.py PAGES --folds 5 --dump FILE
                                                           five-fold cross-validation by host: write the bodies to FILE

PAGES holds folders with truth.jsonl ("id", "url", "html_file", "body") and html/*.html.gz. Every page is used as it
is, VERSIONS times with invented blocks put in (extraction_blocks.py), and BRIEFS times as a short
notice; a block is the story's when more than half
of its 4-word shingles are in the truth. Needs lightgbm, which running newsbot does not.
"""

import argparse
import gzip
import hashlib
import json
import pathlib
import random
import re
import sys
from typing import Any

import lightgbm
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from extraction_blocks import insert_blocks

from newsbot.extraction.body import boosted_trees
from newsbot.extraction.body.blocks import Block, cut, worth_reading
from newsbot.extraction.body.body import Hints, gather, hints_of
from newsbot.extraction.body.features import NAMES, measure
from newsbot.extraction.page import Page

TRAIN = ("articles-2019", "publishers", "web")
TEST = (*TRAIN, "blocks-bare", "blocks-classed")
VERSIONS = 2
BRIEFS = 2
TREES = 150
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 24,
    "learning_rate": 0.08,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "verbose": -1,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
INVENTED_WEIGHT = 3.0
PAGE_WEIGHT = 500.0
BRIEF_WEIGHT = 150.0


def words(text: str) -> list[str]:
    """Words as the scorer counts them."""
    return re.findall(r"\w+", text)


def labels(truth: str, blocks: list[Block], put_in: set[Any]) -> list[bool]:
    """Whether each block is the story's."""
    every = words(truth)
    shingles = {tuple(every[i : i + 4]) for i in range(len(every) - 3)}
    lines = {" ".join(words(line)) for line in truth.split("\n")}
    return [not is_put_in(block, put_in) and is_story(words(block.text), shingles, lines) for block in blocks]


def is_story(own: list[str], shingles: set[tuple[str, ...]], lines: set[str]) -> bool:
    """More than half of its shingles are the story's; a block too short for shingles must be a line of its own."""
    if len(own) < 4:
        return bool(own) and " ".join(own) in lines
    return sum(tuple(own[i : i + 4]) in shingles for i in range(len(own) - 3)) > 0.5 * (len(own) - 3)


def is_put_in(block: Block, put_in: set[Any]) -> bool:
    """Whether a block stands in an invented one."""
    return bool(put_in) and any(e in put_in for e in (block.element, *block.element.iterancestors()))


def samples(folder: pathlib.Path) -> list[dict[str, Any]]:
    """A page's rows, labels and weights, as it is first and then with invented blocks."""
    found = []
    for line in (folder / "truth.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        html = gzip.decompress((folder / row["html_file"]).read_bytes())
        versions = [0] if folder.name not in TRAIN else range(VERSIONS + 1 + BRIEFS)
        for version in versions:
            page = Page(html, row["url"])
            hints = hints_of(page)
            blocks = worth_reading(cut(page.tree))
            put_in: set[Any] = set()
            if version:
                story = [
                    b.element
                    for b, y in zip(blocks, labels(row["body"], blocks, put_in), strict=True)
                    if y and len(b.text) > 60
                ]
                paragraphs = list(dict.fromkeys(e for e in story if e.tag in ("p", "div")))
                if len(paragraphs) < 3:
                    break
                order = random.Random(f"{row['id']} {version}")
                if version != VERSIONS + 1:
                    put_in = insert_blocks(paragraphs, order)
                    blocks = worth_reading(cut(page.tree))
                if version > VERSIONS:
                    blocks = brief(blocks, labels(row["body"], blocks, put_in), put_in, order)
            found.append(sample(folder.name, row, version, blocks, hints, put_in))
    return found


def brief(blocks: list[Block], story: list[bool], put_in: set[Any], order: random.Random) -> list[Block]:
    """The page as a short notice: a few of the story's first blocks, and little or nothing around them."""
    kept = order.randint(1, 6)
    around = order.choice((0.0, 0.0, 0.05, 0.3))
    chosen = []
    for block, ours in zip(blocks, story, strict=True):
        if ours:
            kept -= 1
            if kept >= 0:
                chosen.append(block)
        elif is_put_in(block, put_in) or block.node.tag == "h1" or order.random() < around:
            chosen.append(block)
    return chosen


def sample(
    name: str, row: dict[str, Any], version: int, blocks: list[Block], hints: Hints, put_in: set[Any]
) -> dict[str, Any]:
    """One version of one page."""
    weights = [(len(b.text) * (INVENTED_WEIGHT if is_put_in(b, put_in) else 1.0)) ** 0.5 for b in blocks]
    scale = (PAGE_WEIGHT if version <= VERSIONS else BRIEF_WEIGHT) / (sum(weights) or 1.0)
    weights = [weight * scale for weight in weights]
    host = row["url"].split("/")[2].removeprefix("www.")
    return {
        "set": name,
        "truth": row,
        "version": version,
        "blocks": blocks,
        "hints": hints,
        "fold": int(hashlib.md5(host.encode()).hexdigest(), 16),
        "x": measure(blocks, hints),
        "y": labels(row["body"], blocks, put_in),
        "w": weights,
    }


def train(pages: list[dict[str, Any]]) -> list[Any]:
    """Boosted trees in the form of model.json."""
    pages = [page for page in pages if page["set"] in TRAIN and page["x"]]
    data = lightgbm.Dataset(
        np.array([row for page in pages for row in page["x"]]),
        np.array([y for page in pages for y in page["y"]]),
        weight=np.array([w for page in pages for w in page["w"]]),
        feature_name=list(NAMES),
    )
    model = lightgbm.train(PARAMETERS, data, TREES).dump_model()
    return [plain(tree["tree_structure"]) for tree in model["tree_info"]]


def plain(node: dict[str, Any]) -> Any:
    """LightGBM's tree as nested lists."""
    if "leaf_value" in node:
        return round(node["leaf_value"], 4)
    return [
        node["split_feature"],
        float(f"{node['threshold']:.6g}"),
        plain(node["left_child"]),
        plain(node["right_child"]),
    ]


def main() -> None:
    """Train or cross-validate."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("pages", type=pathlib.Path)
    cli.add_argument("--folds", type=int)
    cli.add_argument(
        "--dump", type=pathlib.Path, help="where to write the bodies of cross-validation, for bench/extraction_score.py"
    )
    args = cli.parse_args()
    names = TEST if args.folds else TRAIN
    pages = [page for name in names for page in samples(args.pages / name)]
    if not args.folds:
        target = pathlib.Path(boosted_trees.__file__).with_name("model.json")
        lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in train(pages))
        target.write_text(f'{{"columns":{json.dumps(NAMES)},\n"trees":[\n{lines}\n]}}\n', encoding="utf-8")
        print(f"{target}: {target.stat().st_size} bytes from {len(pages)} page versions")
        return
    results: dict[str, Any] = {}
    for fold in range(args.folds):
        model = boosted_trees.compiled(train([page for page in pages if page["fold"] % args.folds != fold]))
        for page in pages:
            if page["fold"] % args.folds == fold and not page["version"]:
                got = gather(page["blocks"], boosted_trees.probabilities(page["x"], model), page["hints"])
                results[page["truth"]["id"]] = {"body": "\n\n".join(got.paragraphs), "standfirst": got.standfirst}
    if args.dump:
        args.dump.write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main()
