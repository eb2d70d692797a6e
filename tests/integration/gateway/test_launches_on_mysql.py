"""The queue of runs, a schedule's tick and quotas where all records are in MariaDB."""

import pytest

from tests.component.portal import test_launches as launches

pytestmark = [pytest.mark.integration, pytest.mark.row("F034")]
empty = launches.empty
test_a_run_that_a_member_launches_gets_what_the_project_sets = (
    launches.test_a_run_that_a_member_launches_gets_what_the_project_sets
)
test_a_launch_that_goes_over_a_quota_is_refused_in_words_and_stores_nothing = (
    launches.test_a_launch_that_goes_over_a_quota_is_refused_in_words_and_stores_nothing
)


def test_a_schedules_run_gets_the_same_and_its_tick_is_recorded(queue, empty):
    launches.test_a_run_that_a_schedule_launches_gets_the_same(queue, empty)
    [state] = [
        one
        for one in empty.instance.all_instigator_state()
        if one.instigator_name == "alpha_schedule"
    ]
    ticks = empty.instance.get_ticks(state.instigator_origin_id, state.selector_id)
    assert "SUCCESS" in {tick.status.value for tick in ticks}
