"""Policies change what members of a project may; a denial wins, and the role's core stays."""

import pytest

from onedata_assets.domain.security.policies import Effect, Policy, PolicyError
from onedata_assets.domain.security.roles import GRANTS, Action, Role
from onedata_portal.gateway.permissions import granted

ALLOW, DENY = Effect.ALLOW, Effect.DENY
DEV = GRANTS[Role.DEV]


def may(role, *policies, person="lin"):
    return granted({"alpha": policies}, person, {"alpha": role})["alpha"]


@pytest.mark.parametrize("role", Role)
def test_without_policies_a_role_may_what_is_written(role):
    assert may(role) == GRANTS[role]


@pytest.mark.row("S72")
@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([Policy("role:dev", Action.SCHEDULE, ALLOW)], DEV | {Action.SCHEDULE}),
        ([Policy("role:ops", Action.SCHEDULE, ALLOW)], DEV),
        ([Policy("person:lin", Action.WIPE, ALLOW)], DEV | {Action.WIPE}),
        ([Policy("person:li", Action.WIPE, ALLOW)], DEV),
        ([Policy("everyone", Action.LAUNCH, DENY)], DEV - {Action.LAUNCH}),
        (
            [Policy("everyone", Action.WIPE, ALLOW), Policy("person:lin", Action.WIPE, DENY)],
            DEV,
        ),
        (
            [Policy("person:lin", Action.WIPE, DENY), Policy("person:lin", Action.WIPE, ALLOW)],
            DEV,
        ),
    ],
)
def test_a_policy_counts_for_whom_it_names_and_a_denial_wins(policies, expected):
    assert may(Role.DEV, *policies) == expected


def test_a_policy_of_one_project_changes_no_other():
    policies = {"alpha": [Policy("everyone", Action.LAUNCH, DENY)]}
    grants = granted(policies, "lin", {"alpha": Role.DEV, "beta": Role.DEV})
    assert grants == {"alpha": DEV - {Action.LAUNCH}, "beta": DEV}


@pytest.mark.parametrize(
    ("subject", "action"),
    [
        ("lin", Action.LAUNCH),
        ("role:boss", Action.LAUNCH),
        ("person:", Action.LAUNCH),
        ("", Action.LAUNCH),
        ("everyone", Action.VIEW),
        ("role:dev", Action.MANAGE),
    ],
)
def test_a_policy_that_cannot_be_is_refused_in_words(subject, action):
    with pytest.raises(PolicyError) as error:
        Policy(subject, action, ALLOW)
    assert error.value.zh


def test_a_name_that_looks_like_a_role_is_a_persons():
    policy = Policy("person:role:dev", Action.WIPE, ALLOW)
    assert may(Role.DEV, policy) == DEV
    assert may(Role.VIEWER, policy, person="role:dev") == GRANTS[Role.VIEWER] | {Action.WIPE}
