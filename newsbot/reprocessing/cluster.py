"""Dask: a cluster of this machine or the user's own, checked before anything is sent there."""

import logging
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import dask
from distributed import Client, LocalCluster, as_completed, get_worker
from distributed.scheduler import KilledWorker

from newsbot.reprocessing.report import Report
from newsbot.reprocessing.versions import versions
from newsbot.reprocessing.workers import MOST_DEATHS, EngineError, persistently

ANSWER_SECONDS = 15
"""How long a scheduler may take to answer, and its first worker to be there."""

FEWEST_BYTES = 64 * 1024 * 1024
"""Room that Dask's folder needs for what its workers put aside."""


@contextmanager
def connected(number: int, scheduler: str | None) -> Iterator[Client]:
    """A client of `number` workers of this machine, or of those of a scheduler; raises EngineError without any."""
    if scheduler is None:
        with _local(number) as cluster, Client(cluster.scheduler_address) as client:  # type: ignore[no-untyped-call]
            yield client
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about versions: `_check` says more
            client = Client(scheduler, timeout=ANSWER_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise EngineError(
            f"No Dask scheduler answers at {scheduler} ({type(error).__name__}). Start one there (dask scheduler), "
            "or give the address that it prints: --scheduler tcp://host:8786."
        ) from None
    with client:
        _check(client, scheduler)
        yield client


def results(
    client: Client, work: Callable[..., Report], parts: Mapping[str, tuple[Any, ...]]
) -> Iterator[tuple[str, Report]]:
    """The reports of the parts, as they come; see `Workers.results`."""
    deaths: Counter[str] = Counter()

    def submit(name: str) -> Any:
        return client.submit(_of_same_version, versions(), work, *parts[name], pure=False)

    futures = {submit(name): name for name in parts}
    coming = as_completed(list(futures))  # type: ignore[no-untyped-call]
    for future in coming:
        name = futures.pop(future)
        try:
            report = future.result()
        except KilledWorker:
            deaths[name] += 1
            if deaths[name] * _ALLOWED > MOST_DEATHS:
                raise EngineError(
                    f"{MOST_DEATHS} workers died over one part of the run. Look at their logs: they may have too "
                    "little memory. Started again, the run goes on where it is."
                ) from None
            again = submit(name)
            futures[again] = name
            coming.add(again)  # type: ignore[no-untyped-call]
            continue
        future.release()
        yield name, report


_ALLOWED = 3
"""Workers that Dask itself lets die over one task: its setting distributed.scheduler.allowed-failures."""


@contextmanager
def _local(number: int) -> Iterator[LocalCluster]:
    folder = dask.config.get("temporary-directory") or tempfile.gettempdir()
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise EngineError(
            f"Dask cannot use its folder {folder}: {error.strerror}. Set TMPDIR to one that is there."
        ) from None
    if free < FEWEST_BYTES:
        raise EngineError(
            f"Dask's folder {folder} has {free / 1e6:.0f} MB left, too little to put anything aside. Make room, or set "
            "TMPDIR to a folder with more."
        )
    logging.getLogger("distributed").setLevel(logging.ERROR)
    without_profile = {"distributed.worker.profile.enabled": False}  # with it workers grow all the time
    try:
        with dask.config.set(without_profile):
            cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=number, threads_per_worker=1, dashboard_address=":0", silence_logs=logging.CRITICAL
            )
    except OSError as error:
        raise EngineError(f"Dask's workers could not be started in {folder}: {error.strerror or error}.") from None
    with cluster:
        yield cluster


def _check(client: Client, scheduler: str) -> None:
    """Raise EngineError unless there are workers, all of this newsbot and this Python."""
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except TimeoutError:
        raise EngineError(
            f"The Dask cluster at {scheduler} has no workers. Start some: dask worker {scheduler}."
        ) from None
    for worker, found in client.run(versions, on_error="return").items():
        theirs = found if isinstance(found, str) else f"no newsbot that can be asked ({type(found).__name__})"
        _compare(worker, theirs, versions())


def _of_same_version(asked: str, work: Callable[..., Report], *arguments: Any) -> Report:
    """What a worker calls: workers may join in the middle of a run."""
    _compare(get_worker().address, versions(), asked)
    return persistently(work, *arguments)


def _compare(worker: str, theirs: str, mine: str) -> None:
    if theirs != mine:
        raise EngineError(
            f"The worker {worker} has {theirs}, and this is {mine}. Install the same in all of them: what is read must "
            "not depend on who reads it."
        )
