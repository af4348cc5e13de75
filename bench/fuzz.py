"""Feed everything that reads what the web sends with inputs that nobody meant.

    python bench/fuzz.py [--count 20000] [--seed 1] [--only NAME]

Prints for each of the fifteen entry points how many inputs it read, the slowest (CPU seconds), and the peak memory
before and after (MB). Ends with 1 when one raises what is not documented or takes more than two seconds; such inputs
are kept in the folder fuzz-out.
"""

import argparse
import json
import pathlib
import resource
import sys
import time
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from tests.support.fuzzing import ENTRIES, OverTimeError, inputs, no_longer_than

SLOW = 2.0


def peak() -> float:
    """The most memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Run; returns the exit code."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--count", type=int, default=20_000)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--only")
    args = cli.parse_args()
    warnings.simplefilter("ignore")
    failures = 0
    for name, entry in ENTRIES.items():
        if args.only not in (None, name):
            continue
        before, slowest = peak(), 0.0
        for number, data in enumerate(inputs(entry, args.seed, args.count)):
            began, wrong = time.process_time(), ""
            try:
                with no_longer_than(20):
                    entry.read(data)
            except entry.allowed:
                pass
            except OverTimeError:
                wrong = "more than 20 s"
            except Exception as error:
                wrong = f"{type(error).__name__}: {error}"
            taken = time.process_time() - began
            slowest = max(slowest, taken)
            if wrong or taken > SLOW:
                failures += 1
                kept = pathlib.Path("fuzz-out", f"{name.replace(' ', '-')}-{args.seed}-{number}")
                kept.parent.mkdir(exist_ok=True)
                kept.write_bytes(data)
                print(json.dumps({"entry": name, "input": str(kept), "seconds": round(taken, 2), "error": wrong[:200]}))
        print(
            json.dumps({
                "entry": name, "inputs": args.count, "slowest_seconds": round(slowest, 3),
                "peak_mb": [round(before), round(peak())],
            }),
            flush=True,
        )  # fmt: skip
    print(json.dumps({"failures": failures}))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
