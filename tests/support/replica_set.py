"""A real replica set of three nodes, whose primary may step down or be killed.

Elections take a second or two, not the ten that MongoDB waits by default. Every node is the child of a shell that holds
one end of a pipe: the kernel closes it however the tests end, and the shell kills the node.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from newsbot.store.embedded.mongod import find_mongod

NAME = "tests"
_WITHIN_SECONDS = 60
_GUARD = 'exec 3<&0; "$@" </dev/null >/dev/null & echo $!; read -r _ <&3; kill -9 $!; wait'


@dataclass(eq=False)
class Node:
    """One mongod, on a port of the loopback; its data outlives it."""

    folder: Path
    port: int
    guard: "subprocess.Popen[str] | None" = None
    pid: int = 0

    @property
    def host(self) -> str:
        """Its name in the set."""
        return f"127.0.0.1:{self.port}"

    @property
    def client(self) -> MongoClient[dict[str, Any]]:
        """A client of this node alone; to be closed."""
        return MongoClient(self.host, directConnection=True, serverSelectionTimeoutMS=500)

    def start(self) -> None:
        """Start it; it may take a moment until it answers."""
        self.folder.mkdir(exist_ok=True)
        binary = find_mongod(self.folder)
        options = (
            *("--dbpath", self.folder, "--replSet", NAME, "--port", str(self.port), "--bind_ip", "127.0.0.1"),
            *("--nounixsocket", "--oplogSize", "64", "--wiredTigerCacheSizeGB", "0.25"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            *("--setParameter", "enableTestCommands=1"),  # for `replicate`
        )
        self.guard = subprocess.Popen(
            ["sh", "-c", _GUARD, "guard", binary.path, *options],
            env=os.environ | binary.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.guard.stdout is not None
        self.pid = int(self.guard.stdout.readline())

    def is_primary(self) -> bool | None:
        """Whether it takes writes; None where it does not answer."""
        with self.client as client:
            try:
                return bool(client.admin.command("hello")["isWritablePrimary"])
            except PyMongoError:
                return None

    def kill(self) -> None:
        """End it as a power cut would."""
        guard, self.guard = self.guard, None
        if guard is not None:
            os.kill(self.pid, signal.SIGKILL)
            guard.communicate()

    def replicate(self, *, on: bool) -> None:
        """Let it follow the primary, or, from now on, not: it then goes on voting and answering."""
        point = "stopReplProducer"
        with self.client as client:
            earlier = client.admin.command("configureFailPoint", point, mode="off" if on else "alwaysOn")["count"]
            if not on:
                client.admin.command("waitForFailPoint", point, timesEntered=earlier + 1, maxTimeMS=60_000)

    def reached(self) -> Any:
        """The time of the last write that it has on its disk."""
        with self.client as client:
            return client.admin.command("replSetGetStatus")["optimes"]["durableOpTime"]["ts"]

    @property
    def taken_back(self) -> int:
        """How many files there are of documents that it had and the others had not, and that it gave up."""
        return sum(1 for _ in self.folder.glob("rollback/**/*.bson"))


@dataclass
class ReplicaSet:
    """Three nodes, each with a vote and the whole data."""

    nodes: list[Node] = field(default_factory=list)

    @property
    def uri(self) -> str:
        """The connection string, which names all of them."""
        return f"mongodb://{','.join(node.host for node in self.nodes)}/?replicaSet={NAME}"

    def start(self, folder: Path) -> None:
        """Start the nodes, make them a set, and wait until each has its state."""
        self.nodes = [Node(folder / f"node{number}", port) for number, port in enumerate(_free_ports(3))]
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            _until(lambda node=node: node.is_primary() is not None)
        members = [{"_id": number, "host": node.host} for number, node in enumerate(self.nodes)]
        settings = {"electionTimeoutMillis": 1000, "heartbeatIntervalMillis": 250}
        with self.nodes[0].client as client:
            client.admin.command("replSetInitiate", {"_id": NAME, "members": members, "settings": settings})
        self.settle()

    def settle(self) -> None:
        """Wait until there is one primary and everybody else has followed it."""
        _until(self._is_settled)

    def _is_settled(self) -> bool:
        with self.primary.client as client:
            try:
                status = client.admin.command("replSetGetStatus")
            except PyMongoError:
                return False
        states = sorted(member["stateStr"] for member in status["members"])
        terms = {member["optime"]["t"] for member in status["members"] if "optime" in member}
        return states == ["PRIMARY", "SECONDARY", "SECONDARY"] and terms == {status["term"]}

    @property
    def primary(self) -> Node:
        """The node that takes writes, once there is one."""
        found: list[Node] = []

        def look() -> bool:
            found[:] = [node for node in self.nodes if node.is_primary()]
            return len(found) == 1

        _until(look)
        return found[0]

    def step_down(self) -> None:
        """Let the primary give way to another node, which happens in a rolling upgrade."""
        with self.primary.client as client:
            client.admin.command("replSetStepDown", 10, force=True)

    def kill_primary(self) -> Node:
        """Kill the primary, and return it to be started again."""
        node = self.primary
        node.kill()
        return node

    def lose_writes(self, write: Callable[[], None]) -> Node:
        """Kill the primary once it has what `write` starts to write and no other node has; returns it, to be started.

        The others become a set without those writes, and the node takes them back when it joins.
        """
        node = self.primary
        others = [other for other in self.nodes if other is not node]
        for other in others:
            other.replicate(on=False)
        _until(lambda: _stand_still(others))
        write()
        _until(lambda: node.reached() > max(other.reached() for other in others))
        node.kill()
        for other in others:
            other.replicate(on=True)
        return node


def _stand_still(nodes: Sequence[Node]) -> bool:
    """Whether nodes that do not replicate have applied all that they have received."""
    before = [node.reached() for node in nodes]
    time.sleep(0.2)
    return before == [node.reached() for node in nodes]


@contextmanager
def replica_set(folder: Path) -> Iterator[ReplicaSet]:
    """A running set with its data in `folder`."""
    servers = ReplicaSet()
    try:
        servers.start(folder)
        yield servers
    finally:
        for node in servers.nodes:
            node.kill()


def _free_ports(n: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the replica set is not ready"
        time.sleep(0.05)
