"""Since when a check fails, as the home page says it."""

from datetime import UTC, datetime

import pytest

from onedata_assets.domain.operations.health import Outcome
from onedata_portal.api.asset_models import CheckResult
from onedata_portal.api.home import RESULTS, first_of_streak

P, F, W, R = Outcome.PASSED, Outcome.FAILED, Outcome.WARNED, Outcome.RUNNING


def results(*outcomes):
    """Return results, the newest first, of which the n-th last was on day n."""
    return [
        CheckResult(
            outcome=outcome,
            severity=None,
            at=datetime(2026, 1, day, tzinfo=UTC),
            run_id=None,
            partition=None,
            description=None,
            metadata=[],
        )
        for day, outcome in zip(range(len(outcomes), 0, -1), outcomes, strict=True)
    ]


@pytest.mark.parametrize(
    ("outcomes", "day", "is_exact"),
    [
        ([F], 1, True),
        ([F, F, P, F], 3, True),
        ([R, F, W, P], 2, True),
        ([P, F], None, True),
        ([], None, True),
        ([F] * RESULTS, 1, False),
    ],
)
def test_a_check_fails_since_its_first_failure_after_it_passed(outcomes, day, is_exact):
    since, told = first_of_streak(results(*outcomes))
    assert (since and since.day, told) == (day, is_exact)
