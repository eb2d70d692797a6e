"""Data policies as a project's creators give them: what cannot be is refused before it is kept."""

from typing import Any

import pytest

from tests.component.gateway.browser import House

PATH = "/projects/alpha/data-policies"
GOOD = {"name": "a", "subject": "everyone", "tables": ["dwd/member"], "rows": "id > 0"}
pytestmark = pytest.mark.row("S72")


def put(home: House, *items: dict[str, Any], who: str = "carl") -> Any:
    return home.browser(who).ask("PUT", PATH, {"items": list(items)})


def test_policies_are_kept_as_they_were_given_and_recorded(home):
    assert put(home, GOOD).status_code == 200
    [kept] = home.browser("vera").get(PATH).json()["items"]
    assert kept == {
        **GOOD,
        "effect": "allow",
        "purpose": "",
        "columns": [],
        "shown": "clear",
        "until": None,
    }
    assert home.last_event() == ("carl", "data_policies.set", "alpha", "done")
    assert put(home).json() == {"items": []}


def test_only_who_manages_a_project_gives_policies(home):
    for who, status in (("vera", 403), ("olga", 403), ("bob", 404), ("root", 200)):
        assert put(home, GOOD, who=who).status_code == status


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"subject": "somebody"}, "nobody"),
        ({"rows": "salary > 3"}, "dwd/member"),
        ({"rows": "id >"}, "cannot be"),
        ({"rows": "id = $salary"}, "have no $salary"),
        ({"rows": "id in (select id from dwd.salary)"}, "no table of this project"),
        ({"rows": "id in (select id from member)"}, "layer.table"),
        ({"rows": "region = 3 + name"}, "dwd/member"),
        ({"effect": "deny"}, "denies"),
        ({"columns": ["sensitivity:secret"]}, "no sensitivity"),
        ({"tables": []}, "tables"),
        ({"shown": "blurred"}, "shown"),
        ({"until": "soon"}, "until"),
        ({"salary": 3}, "salary"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_and_nothing_changes(home, fields, said):
    assert put(home, GOOD).status_code == 200
    refused = put(home, {**GOOD, "name": "b", **fields})
    assert refused.status_code == 422, refused.text
    assert said in refused.json()["en"]
    assert refused.json()["zh"]
    assert [each["name"] for each in home.browser("carl").get(PATH).json()["items"]] == ["a"]


def test_two_policies_of_one_name_are_refused(home):
    assert put(home, GOOD, GOOD).status_code == 422


def test_a_condition_is_tried_on_the_tables_that_there_are_and_kept_for_those_to_come(home):
    assert put(home, {**GOOD, "tables": ["ads/later"], "rows": "column_to_come = 1"}).is_success
