"""The primary of a replica set is killed again and again in the middle of a crawl; MongoDB itself elects another one.

    python bench/failover_score.py [--articles 1000] [--kills 10]

A crawl of a small site, where one story in ten stands twice, runs undisturbed, and then another one with so many kills
(SIGKILL), at equal distances of what it has fetched. Each killed node is started again once there is another primary,
and the crawl is held half the way to the next kill until all three are well. Prints one line of JSON: articles stored,
lost and stored twice, pages asked for again, addresses not marked as done, documents that differ from those of the
undisturbed crawl or are missing, how it ended, and the longest pause between requests.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

from pymongo import MongoClient

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.disturbed import crawl_disturbed, documents
from tests.support.newspaper import Newspaper, newspaper
from tests.support.replica_set import ReplicaSet, replica_set


def kill_primary(servers: ReplicaSet, go_on: Callable[[], None]) -> None:
    """Kill it while the crawl goes on; start it again once there is another one."""
    go_on()
    killed = servers.kill_primary()
    assert servers.primary is not killed
    killed.start()
    servers.settle()


def trial(servers: ReplicaSet, site: Newspaper, kills: int) -> dict[str, object]:
    """The figures of both crawls."""
    calm = crawl_disturbed(site, servers.uri, "calm")
    assert calm.returncode == 0, calm.stderr
    before = len(site.asked)
    ended = crawl_disturbed(site, servers.uri, "disturbed", [partial(kill_primary, servers)] * kills)
    asked = [request for request in site.asked[before:] if request.path in site.stories]
    with MongoClient(servers.uri, tz_aware=True) as client:
        expected, found = documents(client["calm"]), documents(client["disturbed"])
        [run] = client["disturbed"]["runs"].find()
    stored = [article["url"].removeprefix(site.url) for article in found["articles"]]
    by_id = {name: {document["_id"]: document for document in rows} for name, rows in found.items()}
    return {
        "pages": len(site.stories),
        "kills": kills,
        "stored": len(set(stored)),
        "lost": sum(not story.text_of and story.path not in stored for story in site.stories.values()),
        "stored_twice": len(stored) - len(set(stored)),
        "asked_again": sum(n - 1 for n in Counter(request.path for request in asked).values()),
        "not_done": sum(address["state"] != "done" for address in found["frontier"]),
        "differ_or_missing": {
            name: sum(by_id[name].get(document["_id"]) != document for document in rows)
            for name, rows in expected.items()
        },
        "too_many": sum(len(found[name]) - len(expected[name]) for name in expected),
        "exit": ended.returncode,
        "reason": run["reason"],
        "longest_pause_s": round(max(after.at - before.at for before, after in pairwise(asked)), 1),
    }


def main() -> None:
    """One trial, on a replica set and a site of its own."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--articles", type=int, default=1000)
    cli.add_argument("--kills", type=int, default=10)
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as folder, replica_set(Path(folder)) as servers, newspaper() as site:
        for path in site.publish(args.articles)[::10]:
            site.reprint(path)
        print(json.dumps(trial(servers, site, args.kills)), flush=True)


if __name__ == "__main__":
    main()
