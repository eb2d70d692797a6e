"""How a failing step ends: what a person must mend fails at once, what can heal is retried."""

import dagster as dg

from onedata_resources.errors import OneDataError, UnavailableError

HEALING = dg.RetryPolicy(max_retries=2, delay=2, backoff=dg.Backoff.EXPONENTIAL)
"""For steps whose only likely failure is a service that is away for a moment."""


class PermanentFailure(dg.Failure):
    """A failure that no retry can heal; the run shows what, where and what to do."""

    def __init__(self, error: OneDataError) -> None:
        super().__init__(description=str(error), allow_retries=isinstance(error, UnavailableError))
