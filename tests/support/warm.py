"""A command or a call in a process of its own that finds the libraries imported: to import them takes the longest.

A fork server imports them once; each command is a fork of it, with an environment, a folder and outputs of its own,
which reads the settings anew.
"""

import atexit
import importlib
import multiprocessing
import os
import resource
import runpy
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from newsbot import settings

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(["tests.support.preloaded"])


def run(
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    timeout: float,
    program: str = "scrapy",
) -> "subprocess.CompletedProcess[str]":
    """Run a program's module with these arguments to its end, and return what it printed and its exit code.

    Raises subprocess.TimeoutExpired, having killed it.
    """
    given = (program, list(arguments), str(folder), dict(environment))
    return _forked(_program, given, [program, *arguments], timeout)


def code_within(seconds: int, function: Callable[..., object], *arguments: object) -> tuple[int | None, str]:
    """Call a function with at most so many seconds of CPU time, warnings as errors; returns the exit code and stderr.

    The function is one of a module: the fork imports it. 0 is a call that returned.
    """
    done = _forked(_limited, (seconds, function, arguments), [function.__name__], None)
    return done.returncode, done.stderr


def _forked(
    target: Callable[..., None], given: tuple[object, ...], command: list[str], timeout: float | None
) -> "subprocess.CompletedProcess[str]":
    with tempfile.NamedTemporaryFile() as printed, tempfile.NamedTemporaryFile() as complained:
        process = _server.Process(target=_with_outputs, args=(printed.name, complained.name, target, given))
        process.start()
        process.join(timeout)
        if process.is_alive():
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(command, timeout or 0)
        code = process.exitcode
        process.close()
        texts = [Path(file.name).read_text(encoding="utf-8") for file in (printed, complained)]
        return subprocess.CompletedProcess(command, code, *texts)


def _with_outputs(printed: str, complained: str, target: Callable[..., None], given: tuple[object, ...]) -> None:
    for descriptor, path in enumerate((os.devnull, printed, complained)):
        opened = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    target(*given)


def _program(program: str, arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[:0] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    sys.argv = [program, *arguments]
    importlib.reload(settings)
    try:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()  # multiprocessing leaves without them


def _limited(seconds: int, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    function(*arguments)
