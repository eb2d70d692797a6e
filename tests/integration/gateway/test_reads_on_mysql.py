"""What the gateway hides stays hidden where Dagster's records are in MariaDB."""

import pytest

from tests.component.portal import test_gateway_reads as reads

pytestmark = [pytest.mark.integration, pytest.mark.row("F034")]
test_a_member_is_told_of_another_project_what_is_told_of_none = (
    reads.test_a_member_is_told_of_another_project_what_is_told_of_none
)
test_a_member_who_asks_for_everything_is_told_nothing_of_another_project = (
    reads.test_a_member_who_asks_for_everything_is_told_nothing_of_another_project
)
test_a_run_of_a_job_of_two_projects_is_seen_by_who_has_both = (
    reads.test_a_run_of_a_job_of_two_projects_is_seen_by_who_has_both
)
test_materializations_of_an_own_asset_are_seen_whatever_run_made_them = (
    reads.test_materializations_of_an_own_asset_are_seen_whatever_run_made_them
)
