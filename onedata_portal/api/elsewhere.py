"""Waiting for other servers in threads of its own: one that is silent stops nothing but itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

THREADS = 8
"""How many requests wait for one server at a time; further ones wait for their turn."""
T = TypeVar("T")
_LIMITERS: RunVar[dict[str, CapacityLimiter]] = RunVar("onedata_elsewhere")


async def elsewhere(server: str, work: Callable[[], T]) -> T:
    """Return what the work returns, done in one of the threads of the server that it asks."""
    limiters = _LIMITERS.get({})
    _LIMITERS.set(limiters)
    limiter = limiters.setdefault(server, CapacityLimiter(THREADS))
    return await to_thread.run_sync(work, limiter=limiter)
