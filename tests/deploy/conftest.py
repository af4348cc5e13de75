"""MongoDB as deploy/compose.yaml starts it: one member of a replica set, with a key file and accounts."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from newsbot.store.embedded.mongod import find_mongod
from tests.conftest import PROJECT

ROOT = "root-password"


@dataclass(frozen=True)
class Accounts:
    """Files with connection strings, as secrets hold them."""

    host: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What deploy/mongo_init.py gets."""
        files = {f"{name.upper()}_FILE": str(self.folder / name) for name in ("crawler_uri", "explorer_uri")}
        return files | {"MONGO_HOST": self.host, "MONGO_ROOT_PASSWORD_FILE": str(self.folder / "mongo_root_password")}

    def init(self) -> "subprocess.CompletedProcess[str]":
        """Run deploy/mongo_init.py."""
        command = [sys.executable, PROJECT / "deploy" / "mongo_init.py"]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="package")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Accounts]:
    """The secrets of deploy/make-secrets.sh, and a server for which deploy/mongo_init.py has run."""
    folder = tmp_path_factory.mktemp("compose")
    secrets = folder / "secrets"
    subprocess.run(["sh", PROJECT / "deploy" / "make-secrets.sh", secrets], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    for file in secrets.glob("*_uri"):
        text = file.read_text().replace("@mongo:27017/", f"@{host}/")
        file.unlink()
        file.write_text(text)
    (folder / "keyfile").write_bytes((secrets / "mongo_keyfile").read_bytes())
    (folder / "keyfile").chmod(0o400)
    server = _start(folder, host)  # as the entry point of MongoDB's image: root is made before anybody must log in
    with MongoClient(host, directConnection=True) as client:
        root = (secrets / "mongo_root_password").read_text()
        client.admin.command("createUser", "root", pwd=root, roles=["root"])
    server.terminate()
    server.wait()
    server = _start(folder, host, "--replSet", "rs0", "--keyFile", str(folder / "keyfile"))
    try:
        made = Accounts(host, secrets)
        done = made.init()
        assert (done.returncode, done.stderr) == (0, "")
        yield made
    finally:
        server.kill()
        server.wait()


def _start(folder: Path, host: str, *options: str) -> "subprocess.Popen[bytes]":
    (folder / "db").mkdir(exist_ok=True)
    mongod = find_mongod(folder)
    process = subprocess.Popen(
        [mongod.path, "--dbpath", folder / "db", "--bind_ip", "127.0.0.1", "--port", host.rpartition(":")[2],
         "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25", *options],
        env=os.environ | mongod.environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    while not _answers(host):
        assert process.poll() is None
        time.sleep(0.05)
    return process


def _answers(host: str) -> bool:
    with MongoClient(host, directConnection=True, serverSelectionTimeoutMS=500) as client:
        try:
            client.admin.command("ping")
        except PyMongoError:
            return False
    return True
