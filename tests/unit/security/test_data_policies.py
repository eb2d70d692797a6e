"""Data policies: the most specific says, of equals the stricter, and personal data are masked."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.security.data_policies import DataPolicy, Reader, Shown
from onedata_assets.domain.security.data_rights import decide, in_all
from onedata_assets.domain.security.policies import Effect, PolicyError

TODAY = date(2026, 11, 1)
TABLE = "dwd/member"
COLUMNS = {"id": "none", "household": "indirect", "mobile": "direct"}
LIN = Reader("lin", department="总部/华东/销售", role="dev")
pytestmark = pytest.mark.row("S72")


def policy(subject, name="p", tables=("dwd/*",), **rest):
    return DataPolicy(name, subject, tables, **rest)


def rights(*policies, reader=LIN, table=TABLE, today=TODAY):
    return decide(policies, reader, table, COLUMNS, today)


def rows(*policies, **rest):
    return [each.sql for each in rights(*policies, **rest).conditions]


def shown(*policies, column="mobile", **rest):
    return rights(*policies, **rest).shown[column]


def test_without_policies_all_rows_are_read_and_what_names_a_person_is_masked():
    found = rights()
    assert (found.is_allowed, found.conditions, found.policies) == (True, (), ())
    assert found.shown == {"id": Shown.CLEAR, "household": Shown.CLEAR, "mobile": Shown.PARTIAL}
    assert (found.masked, found.hidden, found.is_whole) == (["mobile"], [], False)


LADDER = [
    "everyone",
    "role:dev",
    "department:总部",
    "department:总部/华东",
    "department:/总部/华东/销售/",
    "person:lin",
]


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(LADDER)))
@pytest.mark.parametrize("turned", [False, True])
def test_the_more_specific_subject_decides_in_any_order(lower, higher, turned):
    those = [policy(lower, rows="a = 1"), policy(higher, rows="b = 2")]
    assert rows(*(reversed(those) if turned else those)) == ["b = 2"]


@pytest.mark.parametrize(
    "subject",
    ["person:li", "role:ops", "department:总部/华", "department:总部/华东/销售/一组", "person:LIN"],
)
def test_policies_of_others_say_nothing(subject):
    assert rights(policy(subject, rows="a = 1")) == rights()


def test_who_has_no_department_is_in_none():
    nobody = replace(LIN, department="")
    assert rows(policy("department:总部", rows="a = 1"), reader=nobody) == []


def test_a_purpose_counts_only_for_who_states_it_and_then_before_the_general():
    general = policy("everyone", rows="a = 1")
    service = policy("everyone", purpose="售后", rows="b = 2", columns=("mobile",))
    assert rows(general, service) == ["a = 1"]
    assert shown(general, service) is Shown.PARTIAL
    stated = replace(LIN, purpose="售后")
    assert rows(general, service, reader=stated) == ["b = 2"]
    assert shown(general, service, reader=stated) is Shown.CLEAR


def test_a_tables_own_name_counts_before_a_pattern():
    pattern, own = (
        policy("everyone", rows="a = 1"),
        policy("everyone", tables=(TABLE,), rows="true"),
    )
    assert rows(pattern) == ["a = 1"]
    assert rows(pattern, own) == []
    assert rows(pattern, own, table="dwd/click") == ["a = 1"]
    assert rows(pattern, table="ods/member") == []


def test_equals_narrow_together():
    both = [policy("role:dev", rows="a = 1"), policy("role:dev", rows="b = 2")]
    assert rows(*both) == ["a = 1", "b = 2"]
    ways = [policy("role:dev", columns=("m*",), shown=way) for way in (Shown.CLEAR, Shown.HIDDEN)]
    assert shown(*ways) is Shown.HIDDEN


def test_rows_columns_and_access_are_decided_by_themselves():
    narrow = policy("everyone", "narrow", rows="a = 1")
    clear = policy("person:lin", "clear", columns=("sensitivity:direct",))
    found = rights(narrow, clear)
    assert [each.policy for each in found.conditions] == ["narrow"]
    assert found.shown["mobile"] is Shown.CLEAR
    assert found.policies == ("narrow", "clear")


def test_a_denial_is_lifted_by_the_more_specific_only():
    everyone = policy("everyone", "no", effect=Effect.DENY)
    assert rights(everyone).is_allowed is False
    assert rights(everyone).policies == ("no",)
    assert rights(everyone, policy("role:dev", rows="a = 1")).is_allowed
    assert not rights(everyone, policy("everyone", rows="a = 1")).is_allowed
    assert not rights(policy("person:lin", effect=Effect.DENY), policy("role:dev")).is_allowed


def test_a_policy_ends_after_its_last_day():
    temporary = policy("person:lin", columns=("mobile",), until=TODAY)
    assert shown(temporary) is Shown.CLEAR
    assert shown(temporary, today=date(2026, 11, 2)) is Shown.PARTIAL


def test_a_table_of_several_projects_shows_what_each_of_them_lets_be_seen():
    one = rights(policy("everyone", "a", rows="a = 1", columns=("mobile",)))
    two = rights(policy("everyone", "b", rows="b = 2", columns=("id",), shown=Shown.YEAR))
    found = in_all([one, two])
    assert [each.sql for each in found.conditions] == ["a = 1", "b = 2"]
    assert found.shown == {"id": Shown.YEAR, "household": Shown.CLEAR, "mobile": Shown.PARTIAL}
    assert not in_all([one, rights(policy("everyone", effect=Effect.DENY))]).is_allowed
    assert not in_all([]).is_allowed


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"subject": "lin"}, "nobody"),
        ({"subject": "person:"}, "nobody"),
        ({"subject": "department:/"}, "nobody"),
        ({"subject": "department:/\u3000/"}, "nobody"),
        ({"subject": "role:boss"}, "nobody"),
        ({"subject": "everyone", "columns": ("sensitivity:secret",)}, "no sensitivity"),
        ({"subject": "everyone", "rows": "a", "effect": Effect.DENY}, "denies"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(fields, said):
    with pytest.raises(PolicyError, match=said) as refused:
        policy(**fields)
    assert refused.value.zh


subjects = st.sampled_from([*LADDER, "role:ops", "person:li"])
policies = st.builds(
    policy,
    subjects,
    rows=st.sampled_from(["", "true", "a = 1", "b = 2"]),
    columns=st.sampled_from([(), ("mobile",), ("sensitivity:direct",), ("*",)]),
    shown=st.sampled_from(Shown),
    purpose=st.sampled_from(["", "售后"]),
)


@given(st.lists(policies, max_size=6), policies)
def test_one_more_policy_of_the_same_kind_never_shows_more(given_ones, more):
    """What a policy says is narrowed, never widened, by another that is as specific."""
    alone = rights(more)
    same = [
        replace(each, subject=more.subject, purpose=more.purpose)
        for each in given_ones
        if each.rows and each.columns
    ]
    together = rights(more, *same)
    for name, way in alone.shown.items():
        said = bool(more.columns) and more.means(LIN, TABLE, TODAY)
        if said and (name == "mobile" or "*" in more.columns):
            assert together.shown[name].strictness >= way.strictness
    if more.rows:
        assert {each.sql for each in alone.conditions} <= {each.sql for each in together.conditions}
