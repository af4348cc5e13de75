"""Plant single changes in the core, one after another, and count how many the tests notice.

    pip install -e '.[mutants]'
    python bench/mutants.py [--count 300] [--only quotes] [--workers 2] [--show] [--kept FILE]

A change is one of Cosmic Ray's: a comparison turned or moved by one, `and` for `or`, a `not` more or less, True for
False, plus for minus, `break` for `continue`, a loop that never runs. Numbers are left alone: most are bounds, and one
more or less of 20,000 is no fault. Each line of the code gets at most one change, and a hash of its text picks the
sample, so the same ones are planted again next time wherever the code is the same. Every change is made in a clone of
HEAD and judged by the tests of its room. Prints a line for each change that no test noticed (its diff with --show),
then the share noticed, a room a line. Ends with 1 below 80 %.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome

ROOMS = {  # the tests that judge a room's changes
    "quotes": "tests/quotes",
    "extraction": "tests/extraction",
    "dedup": "tests/test_dedup.py tests/pipelines/test_dedup.py",
    "dates": "tests/test_dates.py tests/pipelines/test_dates.py",
    "middlewares": "tests/middlewares tests/crawl tests/spiders/test_robots.py tests/spiders/test_unchanged_sources.py",
    "store/articles": "tests/store/test_writer.py tests/store/test_copies.py tests/store/test_near_duplicates.py "
    "tests/store/test_story_claims.py tests/store/test_reprocessed.py tests/store/test_merge_duplicates.py "
    "tests/store/test_lost_acknowledgements.py",
    "store/frontier": "tests/store/test_frontier.py tests/store/test_source_state.py tests/spiders/test_recrawl.py",
    "store/database": "tests/store/test_watch.py tests/store/test_lease.py tests/store/test_connection.py "
    "tests/store/test_migrations.py tests/store/test_refusals.py tests/store/test_backup.py tests/store/test_outage.py",
    "store/speakers": "tests/store/test_annotations.py tests/store/test_aliases.py tests/corpus",
    "store/embedded": "tests/store/test_server.py tests/store/test_full_disk.py",
    "discovery": "tests/discovery tests/spiders/test_sources.py tests/spiders/test_site.py",
}
CHANGES = re.compile(  # those that could be a slip of a person's; most others fail as soon as the line runs
    r"core/(ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Is_IsNot|IsNot_Is)|AddNot"
    r"|ReplaceUnaryOperator_(Delete_Not|USub_UAdd|Delete_USub)|Replace(True|False)With(True|False)"
    r"|ReplaceAndWithOr|ReplaceOrWithAnd|ReplaceBreakWithContinue|ReplaceContinueWithBreak"
    r"|ZeroIterationForLoop|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_FloorDiv|FloorDiv_Mul|Div_Mul))"
)
SLOWER, MORE_SECONDS = 3, 20  # how long the tests of a change may take, by how long they take without
ONE_TEST = 90  # seconds that one test may take


@dataclass(frozen=True)
class Planted:
    """One change, and what came of it."""

    room: str
    name: str
    line: str
    diff: str
    noticed: bool


def sample(count: int, rooms: list[str]) -> list[tuple[str, MutationSpec]]:
    """`count` changes with their rooms, the same ones each time as long as the code is the same."""
    places: dict[str, list[tuple[str, str, MutationSpec]]] = {}
    for room in rooms:
        with use_db(":memory:") as session:
            init(sorted(Path("newsbot", room).rglob("*.py")), session, {})
            for item in session.work_items:
                change = item.mutations[0]
                line = (
                    Path(change.module_path).read_text(encoding="utf-8").splitlines()[change.start_pos[0] - 1].strip()
                )
                if CHANGES.fullmatch(change.operator_name) and not line.startswith("@"):
                    place = f"{change.module_path} {change.definition_name} {line}"
                    rank = digest(f"{change.operator_name} {change.start_pos[1]} {place}")
                    places.setdefault(place, []).append((rank, room, change))
    chosen = [min(places[place], key=lambda one: one[0]) for place in sorted(places, key=digest)[:count]]
    return [(room, change) for _, room, change in chosen]


def digest(text: str) -> str:
    """An order that has nothing to do with what the text says."""
    return hashlib.sha256(text.encode()).hexdigest()


def move_in(clones: list[str], taken: "object") -> None:
    """Make one of the clones this worker's folder."""
    with taken:  # type: ignore[attr-defined]
        mine = next(one for one in clones if not Path(one, ".taken").exists())
        Path(mine, ".taken").touch()
    os.chdir(mine)
    os.environ["PYTHONPATH"] = mine


def command_of(room: str) -> str:
    """The command that runs the tests of a room."""
    limit = f"-o faulthandler_timeout={ONE_TEST} -o faulthandler_exit_on_timeout=true"
    return f"{sys.executable} -m pytest -x -q -m 'not slow' -p no:cacheprovider {limit} {ROOMS[room]}"


def seconds_of(room: str) -> float:
    """How long the tests of a room take without a change; they pass, or nothing could be said of changes."""
    began = time.monotonic()
    outcome, output = run_tests(command_of(room), 3600)
    if outcome is not TestOutcome.SURVIVED:
        raise RuntimeError(f"The tests of {room} fail without any change:\n{output[-2000:]}")
    return time.monotonic() - began


def plant(room: str, change: MutationSpec, longest: float) -> Planted:
    """Make the change, run the tests of its room, take it back."""
    result = mutate_and_test([change], command_of(room), longest)
    if result.worker_outcome is not WorkerOutcome.NORMAL:
        raise RuntimeError(f"{change.module_path}: {result.output}")
    kept = [line for line in result.diff.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}]
    where = f"{change.module_path}:{change.start_pos[0]}"
    return Planted(room, name_of(change), where, "\n".join(kept), result.test_outcome is not TestOutcome.SURVIVED)


def name_of(change: MutationSpec) -> str:
    """What distinguishes a change from all others of this version of the code."""
    return f"{change.module_path} {change.operator_name} {change.occurrence}"


def planted_before(file: Path | None) -> dict[str, Planted]:
    """The outcomes that an earlier run kept, by the changes' names."""
    if file is None or not file.exists():
        return {}
    kept = (Planted(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines())
    return {planted.name: planted for planted in kept}


def main() -> int:
    """Run; returns the exit code."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--count", type=int, default=300)
    cli.add_argument("--only", choices=ROOMS)
    cli.add_argument("--workers", type=int, default=2)
    cli.add_argument("--show", action="store_true")
    cli.add_argument("--kept", type=Path, help="JSON Lines of the outcomes; a run that ended early goes on from there")
    args = cli.parse_args()
    kept = args.kept and args.kept.resolve()
    outcomes = planted_before(kept)
    with tempfile.TemporaryDirectory() as folder:
        clones = [f"{folder}/{number}" for number in range(args.workers)]
        for clone in clones:
            subprocess.run(["git", "clone", "-q", ".", clone], check=True)
        os.chdir(clones[0])
        chosen = sample(args.count, [args.only] if args.only else [*ROOMS])
        outcomes = {name: planted for _, change in chosen if (planted := outcomes.get(name := name_of(change)))}
        left = [(room, change) for room, change in chosen if name_of(change) not in outcomes]
        rooms = [room for room in ROOMS if any(room == one for one, _ in left)]
        context = get_context("spawn")
        with ProcessPoolExecutor(args.workers, context, move_in, (clones, context.Lock())) as pool:
            seconds = dict(zip(rooms, pool.map(seconds_of, rooms), strict=True))
            tasks = [
                pool.submit(plant, room, change, SLOWER * seconds[room] + MORE_SECONDS)
                for room, change in sorted(left, key=lambda one: rooms.index(one[0]))
            ]
            for task in as_completed(tasks):
                planted = task.result()
                outcomes[planted.name] = planted
                if kept:
                    with kept.open("a", encoding="utf-8") as out:
                        out.write(json.dumps(vars(planted)) + "\n")
    for planted in sorted(outcomes.values(), key=lambda one: one.line):
        if not planted.noticed:
            print(planted.line, f"\n{planted.diff}\n" if args.show else "")
    planted_in = Counter(one.room for one in outcomes.values())
    noticed_in = Counter(one.room for one in outcomes.values() if one.noticed)
    for room in planted_in:
        print(f"{room:15} {noticed_in[room]:4} of {planted_in[room]:4}")
    share = noticed_in.total() / planted_in.total()
    print(f"{'all':15} {noticed_in.total():4} of {planted_in.total():4}: {share:.1%}")
    return int(share < 0.8)


if __name__ == "__main__":
    sys.exit(main())
