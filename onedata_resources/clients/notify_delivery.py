"""How a channel tells that it did not take a message, and when it is asked again."""

import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ATTEMPTS = 3
FIRST_WAIT = 0.2
LONGEST_WAIT = 10.0
"""Seconds of waiting for one message; a channel that wants more is left to the next push."""


class RefusalError(Exception):
    """A channel did not take a message: why, without secrets; whether asking again can help.

    A reason that is no sentence (`HTTP 503`) needs no Chinese. `wait` is in seconds.
    """

    def __init__(
        self, en: str, zh: str = "", *, heals: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh or en
        self.heals = heals
        self.wait = wait


def persistently(act: Callable[[], None], sleep: Callable[[float], None] = time.sleep) -> None:
    """Do it, again after a wait where that can help.

    A channel that says how long to wait (`Retry-After`) is asked no sooner.

    Raises:
        RefusalError: It failed for good, or as often as it is tried.
    """
    left = LONGEST_WAIT
    for attempt in range(ATTEMPTS):
        try:
            return act()
        except RefusalError as refusal:
            own = FIRST_WAIT * 2**attempt * random.uniform(1, 1.5)  # noqa: S311  spreads the load
            wait = refusal.wait if refusal.wait is not None else own
            if not refusal.heals or attempt == ATTEMPTS - 1 or wait > left:
                raise
            left -= wait
            sleep(wait)
    return None


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or as a date; None without."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:6])
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - (now or datetime.now(tz=UTC))).total_seconds(), 0.0)
