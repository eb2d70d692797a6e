"""The same work in several processes at once, as writers of one table do it."""

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any


def at_once(job: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Run the job once for each arguments, each in a fresh process, and return the results.

    The processes are left to end by themselves: where the suite runs in the background, Dagster
    makes this process and its children ignore SIGTERM, which leaving the pool would wait for.
    """
    with multiprocessing.get_context("spawn").Pool(len(arguments)) as pool:
        done = pool.starmap(job, arguments, chunksize=1)
        pool.close()
        pool.join()
    return done
