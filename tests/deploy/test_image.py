"""The image, built whole by Buildah, and used as user 10001 on a read-only file system.

The registry's base image is not asked for: Debian's own Python stands in its place. It needs root, Buildah and
debootstrap, and takes minutes: only `make check-deploy` runs it.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tests.conftest import PROJECT
from tests.deploy.conftest import Accounts

MISSING = [name for name in ("buildah", "debootstrap", "unshare") if not shutil.which(name)]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("CHECK_IMAGE"), reason="only make check-deploy builds the image"),
    pytest.mark.skipif(bool(MISSING) or os.getuid() != 0, reason=f"not here: {', '.join(MISSING) or 'root'}"),
]
BASE = "localhost/python-of-debian"
ENTER = """
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
mount -t tmpfs tmpfs "$1/tmp"
mount -t tmpfs tmpfs "$1/run"
mount -t proc proc "$1/proc"
mkdir "$1/run/secrets"
for file in "$2"/*; do
    touch "$1/run/secrets/${file##*/}"
    mount --bind "$file" "$1/run/secrets/${file##*/}"
done
root=$1 user=$3
shift 3
exec chroot --userspec="$user" "$root" "$@"
"""
directly = build_opener(ProxyHandler({})).open


@pytest.fixture(scope="module")
def enter(tmp_path_factory: pytest.TempPathFactory, accounts: Accounts) -> Iterator[Callable[..., list[str]]]:
    """Builds the image; gives the command that runs newsbot in it, with the image's user, variables and folder."""
    folder = tmp_path_factory.mktemp("image")
    storage = ["buildah", "--storage-driver", "vfs", "--root", folder / "storage", "--runroot", folder / "run"]

    def buildah(*arguments: object) -> str:
        done = subprocess.run([*map(str, (*storage, *arguments))], cwd=PROJECT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout.strip()

    debian = folder / "debian"
    packages = "--include=python3,python3-pip,python3-venv,ca-certificates"
    subprocess.run(
        ["debootstrap", "--variant=minbase", packages, "stable", debian], check=True, stdout=subprocess.DEVNULL
    )
    base = buildah("from", "scratch")
    buildah("add", "-q", base, debian, "/")
    buildah("commit", "-q", base, BASE)
    own = [
        path for path in ("/etc/pip.conf", "/etc/ssl/certs") if Path(path).exists()
    ]  # how this machine reaches packages
    mounts = [word for path in own for word in ("--volume", f"{path}:{path}:ro")]
    options = ["--isolation", "chroot", "--pull-never", *mounts, "--build-arg", f"PYTHON={BASE}"]
    buildah("bud", *options, "-f", PROJECT / "deploy" / "Dockerfile", "-t", "newsbot", PROJECT)
    container = buildah("from", "--pull-never", "newsbot")
    config = json.loads(buildah("inspect", "--type", "image", "newsbot"))["OCIv1"]["config"]
    root = buildah("mount", container)

    def command(*arguments: str, **variables: str) -> list[str]:
        environment = [*config["Env"], *(f"{name}={value}" for name, value in variables.items())]
        start = ["unshare", "--mount", "sh", "-c", ENTER, "sh", root, str(accounts.folder), config["User"]]
        return [*start, "env", "-i", "-C", config["WorkingDir"], *environment, *config["Entrypoint"], *arguments]

    yield command
    buildah("rm", "--all")
    shutil.rmtree(folder, ignore_errors=True)


def test_a_container_crawls_and_shows_what_it_crawled(enter: Callable[..., list[str]]) -> None:
    def run(*arguments: str, account: str = "crawler") -> "subprocess.CompletedProcess[str]":
        command = enter(*arguments, MONGO_URI_FILE=f"/run/secrets/{account}_uri")
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    assert run("--version").stdout.startswith("newsbot ")
    crawl = run("crawl", "sample")
    assert (crawl.returncode, crawl.stderr) == (0, "")
    assert " new articles with " in crawl.stdout
    assert run("quotes", "--limit", "1", account="explorer").stdout
    assert run("status", "--json").returncode == 0
    assert "or MONGO_URI to a server" in subprocess.run(enter("status"), capture_output=True, text=True).stderr
    explore = enter(
        "explore", "--everywhere", "--no-browser", "--port", "0", MONGO_URI_FILE="/run/secrets/explorer_uri"
    )
    with subprocess.Popen(explore, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[4]
            elsewhere = address.replace("127.0.0.1", "127.0.0.2") + "suggest?kind=site"
            host = address.removeprefix("http://").rstrip("/")
            with directly(Request(elsewhere, headers={"Host": host}), timeout=60) as answer:
                assert answer.status == 200
            status = Path(f"/proc/{process.pid}/status").read_text()
            assert "\nUid:\t10001\t10001\t10001\t10001\n" in status
            assert "\nCapEff:\t0000000000000000\n" in status
        finally:
            process.terminate()
    schedule = enter("schedule", "--run", "telecoms", MONGO_URI_FILE="/run/secrets/crawler_uri")
    with subprocess.Popen(schedule, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Each site is crawled")
        process.terminate()
        assert process.wait(60) == 0
