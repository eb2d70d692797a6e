"""A resource group takes no more runs at once than INSTALLATION_FILE says, on any launcher."""

import pytest

from onedata_assets.domain.security.roles import Role
from onedata_resources.errors import BadInputError
from tests.component.portal.served import ADMIN, ALPHA, BETA
from tests.component.portal.settled import QUEUE, settled
from tests.component.portal.world import launch

LIMITED = {**QUEUE, "config": {"tag_concurrency_limits": [{"key": "dagster/backfill", "limit": 2}]}}
GROUPS = {"resource_groups": {"small": {"runs": 1}, "closed": {"runs": 0}, "wide": None}}
SMALL = {"alpha": {"resource_group": "small"}, "beta": {"resource_group": "small"}}


@pytest.fixture
def house(tmp_path):
    """The projects alpha and beta, both of the group `small`."""
    with settled(tmp_path, SMALL, offered=GROUPS, run_coordinator=LIMITED) as made:
        yield made


@pytest.mark.row("F003")
def test_runs_of_one_group_wait_for_each_other_whatever_their_project(house):
    server = house.server
    first = launch(server, ALPHA[Role.DEV], "alpha_job")
    second = launch(server, BETA[Role.DEV], "beta_job")
    free = launch(server, ADMIN, "__ASSET_JOB", ["calendar"])
    assert house.daemon() == {first, free}
    assert house.daemon() == {first, free, second}


@pytest.mark.row("F003")
def test_a_project_that_moves_to_another_group_has_the_limit_of_that_one(house):
    server = house.server
    house.projects.change("beta", settings={"resource_group": "wide"})
    house.projects.change("alpha", settings={"resource_group": "closed"})
    launch(server, ALPHA[Role.DEV], "alpha_job")
    second = launch(server, BETA[Role.DEV], "beta_job")
    assert house.daemon() == {second}


def test_limits_of_groups_stand_beside_those_of_the_file(house):
    limits = house.server.instance.get_concurrency_config().run_queue_config.tag_concurrency_limits
    assert [one["key"] for one in limits] == ["dagster/backfill"] + ["onedata/resource_group"] * 2


def test_limits_of_tags_that_would_hide_those_of_groups_are_refused(tmp_path):
    hiding = {"runs": {"tag_concurrency_limits": []}}
    with (
        settled(tmp_path, SMALL, offered=GROUPS, concurrency=hiding) as made,
        pytest.raises(BadInputError, match="move it there"),
    ):
        made.server.instance.get_concurrency_config()
