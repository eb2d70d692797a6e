"""Roles, projects of definitions and runs, and who is looking."""

import pytest

from onedata_assets.domain.security.projects import (
    PROJECT_TAG,
    USER_TAG,
    definition_projects,
    joined,
    launch_tags,
    run_projects,
    tagged_projects,
)
from onedata_assets.domain.security.roles import GRANTS, Action, Role, may_in_all
from onedata_portal.gateway.viewer import NOBODY, Viewer, set_viewer, viewer_of

A, B = frozenset({"a"}), frozenset({"b"})


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.VIEWER, {"view"}),
        (Role.DEV, {"view", "launch", "stop"}),
        (
            Role.OPS,
            {"view", "launch", "stop", "schedule", "partition", "report", "delete"},
        ),
        (Role.CREATOR, {action.value for action in Action}),
    ],
)
def test_each_role_may_what_is_written(role, may):
    assert GRANTS[role] == may


def test_every_role_has_its_actions_written_down():
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize(
    ("projects", "may"),
    [(A, True), (B, False), (A | B, False), (None, False), (frozenset(), False)],
)
def test_a_thing_of_several_projects_needs_the_right_in_each(projects, may):
    roles = {"a": Role.OPS, "b": Role.VIEWER}

    def rights(project):
        return GRANTS[roles[project]] if project in roles else frozenset()

    assert may_in_all(rights, Action.LAUNCH, projects) is may


def test_an_administrator_may_also_what_belongs_to_nobody():
    assert Viewer("admin", is_admin=True).may(Action.WIPE, None)


@pytest.mark.parametrize("scope", [{}, {"onedata.viewer": "admin"}, {"onedata.viewer": None}])
def test_a_request_of_which_nobody_said_who_asks_is_nobodys(scope):
    assert viewer_of(scope) is NOBODY
    assert not NOBODY.may(Action.VIEW, A)


def test_who_asks_travels_with_the_request():
    scope: dict[str, object] = {}
    viewer = Viewer("one", roles={"a": Role.DEV})
    set_viewer(scope, viewer)
    assert viewer_of(scope) is viewer
    assert viewer.projects == A


@pytest.mark.parametrize(
    ("tag", "projects"),
    [
        ("a", A),
        ("a,b", A | B),
        (" a , ", A),
        ("a..b", A | B),
        ("a .. b,a", A | B),
        ("a....b", A | B),
        ("..a", A),
        ("a.b", frozenset({"a.b"})),
        ("a-b_c", frozenset({"a-b_c"})),
        ("", frozenset()),
        (",", frozenset()),
        ("..", frozenset()),
    ],
)
def test_a_tag_names_projects(tag, projects):
    assert tagged_projects({PROJECT_TAG: tag}) == projects


def test_a_definition_without_a_tag_is_of_the_default_project():
    assert definition_projects({}, "b") == definition_projects(None, "b") == B


@pytest.mark.parametrize(
    ("tags", "executed", "projects"),
    [
        ({}, [A, A], A),
        ({}, [A, B], A | B),
        ({PROJECT_TAG: "a"}, [B], A | B),
        ({PROJECT_TAG: "a"}, [None], A),
        ({PROJECT_TAG: "a"}, [None, B], A | B),
        ({}, [A, None], None),
        ({}, [], None),
    ],
)
def test_a_run_is_of_all_that_it_executes_and_of_its_tag(tags, executed, projects):
    assert run_projects(tags, executed) == projects


def test_a_whole_with_an_unknown_part_is_unknown():
    assert joined([A, B]) == A | B
    assert joined([A, None]) is None
    assert joined([]) is None


def test_a_launch_says_who_and_for_which_projects():
    assert launch_tags("one", A | B) == {USER_TAG: "one", PROJECT_TAG: "a,b"}
    assert launch_tags("one", None) == {USER_TAG: "one"}
