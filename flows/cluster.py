"""Letters printed on a Dask cluster: a task is a chunk, and knows of it no more than folder and number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from dm.channels.letter.presses import printing_on
from dm.channels.letter.spool import Spool, print_spooled

# A worker that dies loses its chunk; another one prints it.
_AGAIN = 2


@task(cache_policy=NO_CACHE, persist_result=False, retries=_AGAIN, task_run_name="chunk-{number}")
def print_chunk(folder: str, number: int) -> int:
    print_spooled(Path(folder), number)
    return number


@flow(name="print", flow_run_name="print-{folder}", persist_result=False)
def print_chunks(folder: str, numbers: list[int]) -> int:
    """All chunks of a spool, wherever the runner's workers are."""
    return len(print_chunk.map(folder, numbers).result())


@contextmanager
def printing_on_cluster(address: str) -> Iterator[None]:
    """Meanwhile letters are printed on the Dask cluster at this address; "" is this machine."""
    if not address:
        yield
        return
    from prefect_dask.task_runners import DaskTaskRunner

    # Its futures are Dask's own; Prefect takes them all the same.
    runner = DaskTaskRunner(address=address)
    fanned = print_chunks.with_options(task_runner=runner)  # type: ignore[arg-type]
    with printing_on(Spool(lambda folder, numbers: fanned(str(folder), numbers))):
        yield
