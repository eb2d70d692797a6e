"""How a failing step ends: what a person must mend fails at once, what can heal is retried."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from onedata_assets.domain.processing.contract import ContractError
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

HEALING = dg.RetryPolicy(max_retries=2, delay=2, backoff=dg.Backoff.EXPONENTIAL)
"""For steps whose only likely failure is a service that is away for a moment; with `healed`."""


class PermanentFailure(dg.Failure):
    """A step's failure that shows what, where and what to do; retried only where it can heal."""

    def __init__(self, error: OneDataError) -> None:
        super().__init__(description=str(error), allow_retries=isinstance(error, UnavailableError))


@contextmanager
def healed(context: dg.AssetExecutionContext, policy: dg.RetryPolicy) -> Iterator[None]:
    """As `permanent_failures`, and what can heal is tried again as the policy says.

    For steps that a person may terminate: Dagster takes a termination of a step with a retry
    policy for a failure and runs the step again, so such a step asks for its retries itself.
    """
    try:
        with permanent_failures():
            yield
    except PermanentFailure as failure:
        if not failure.allow_retries:
            raise
        raise dg.RetryRequested(
            max_retries=policy.max_retries,
            seconds_to_wait=policy.calculate_delay(context.retry_number + 1),
        ) from failure


@contextmanager
def permanent_failures() -> Iterator[None]:
    """Turn the platform's errors, and those of a contract, into the failure of the step."""
    try:
        yield
    except OneDataError as error:
        raise PermanentFailure(error) from error
    except ContractError as error:
        raise PermanentFailure(BadInputError(error.en, error.zh)) from error
