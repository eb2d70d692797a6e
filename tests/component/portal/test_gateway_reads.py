"""A member of one project reads nothing of another by any query of Dagster's schema."""

import json
from typing import Any

import pytest

from tests.component.portal.answers import as_ghost, ask, hidden
from tests.component.portal.query_rules import QUERIES, WIDE, Rule
from tests.component.portal.questions import root
from tests.component.portal.served import ADMIN, BOTH, MEMBER, STRANGER
from tests.component.portal.world import Names

# Answers of these hold no name of a project, whoever asks.
NAMELESS = {
    "appManagedComponentsForLocationOrError",
    "assetConditionEvaluationForPartition",
    "assetNodeAdditionalRequiredKeys",
    "assetNodeDefinitionCollisions",
    "autoMaterializeTicks",
    "canBulkTerminate",
    "componentTypesForLocationOrError",
    "componentsForLocationOrError",
    "latestDefsStateInfo",
    "locationStatusesOrError",
    "permissions",
    "runIdsOrError",
    "runTagKeysOrError",
    "runsFeedCountOrError",
    "scheduler",
    "shouldShowNux",
    "test",
    "truePartitionsForAutomationConditionEvaluationNode",
    "version",
}
SHOW_A_NAME = sorted(set(QUERIES) - NAMELESS)
# These answer by ids, or with the path of a file.
BY_ID = {"capturedLogsMetadata", "instigationStatesOrError"}


def variables(rule: Rule, names: Names) -> dict[str, Any]:
    return rule(names) if rule else {}


def test_every_query_has_a_rule():
    assert set(QUERIES) == set(root("Query"))


@pytest.mark.parametrize("name", QUERIES)
def test_a_member_is_told_of_another_project_what_is_told_of_none(two, name):
    rule = QUERIES[name]
    asked = ask(two, MEMBER, name, variables(rule, two.made["beta"]))
    of_none = ask(two, MEMBER, name, variables(rule, two.made["ghost"]))
    assert as_ghost(two, asked) == of_none
    assert hidden(two, of_none) == []


@pytest.mark.parametrize("name", QUERIES)
def test_a_member_is_told_of_the_own_project_without_errors_and_nothing_of_another(two, name):
    asked = variables(QUERIES[name], two.made["alpha"])
    answer = ask(two, MEMBER, name, asked)
    assert hidden(two, answer) == []
    assert answer.get("errors") == ask(two, ADMIN, name, asked).get("errors")


@pytest.mark.parametrize("name", WIDE)
def test_a_member_who_asks_for_everything_is_told_nothing_of_another_project(two, name):
    answer = ask(two, MEMBER, name, WIDE[name])
    assert hidden(two, answer) == []
    assert answer.get("errors") == ask(two, ADMIN, name, WIDE[name]).get("errors")


@pytest.mark.parametrize("name", QUERIES)
def test_who_has_no_project_is_told_nothing_of_any(two, name):
    answer = ask(two, STRANGER, name, variables(QUERIES[name], two.made["ghost"]))
    assert hidden(two, answer) == []
    assert "alpha" not in json.dumps(answer)


@pytest.mark.parametrize("name", SHOW_A_NAME)
def test_the_same_questions_show_an_administrator_the_other_project(two, name):
    asked = variables(QUERIES[name], two.made["beta"])
    assert hidden(two, ask(two, ADMIN, name, asked)) != []


@pytest.mark.parametrize("name", sorted(set(SHOW_A_NAME) - BY_ID))
def test_the_same_questions_show_a_member_the_own_project(two, name):
    asked = variables(QUERIES[name], two.made["alpha"])
    assert "alpha" in json.dumps(ask(two, MEMBER, name, asked))


@pytest.mark.parametrize("run", ["both", "part"])
def test_a_run_of_a_job_of_two_projects_is_seen_by_who_has_both(two, run):
    asked = {"runId": two.made["runs"][run]}
    kinds = [
        ask(two, viewer, "runOrError", asked)["data"]["runOrError"]["__typename"]
        for viewer in (MEMBER, BOTH, ADMIN)
    ]
    assert kinds == ["RunNotFoundError", "Run", "Run"]


def test_materializations_of_an_own_asset_are_seen_whatever_run_made_them(two):
    query = """query($key: AssetKeyInput!) { assetOrError(assetKey: $key) { ... on Asset {
      assetMaterializations { runId runOrError { __typename } } } } }"""
    told = two.ask(MEMBER, query, {"key": {"path": ["alpha_orders"]}})
    made = {one["runId"]: one for one in told["data"]["assetOrError"]["assetMaterializations"]}
    assert made[two.made["runs"]["both"]]["runOrError"]["__typename"] == "RunNotFoundError"
    assert made[two.made["alpha"].run]["runOrError"]["__typename"] == "Run"
