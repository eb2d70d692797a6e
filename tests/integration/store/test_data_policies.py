"""Data policies as the store keeps them."""

from datetime import UTC, date, datetime

import pytest

from onedata_resources.store.data_policies import DataPolicies, StoredDataPolicy
from onedata_resources.store.missing import Missing
from onedata_resources.store.projects import Projects

NOW = datetime(2026, 11, 1, tzinfo=UTC)
REGION = StoredDataPolicy(
    name="本地区",
    subject="department:总部/华东",
    tables=["dwd/sales_line", "dws/*"],
    effect="allow",
    purpose="",
    rows="region = $department and note <> '😀'",
    columns=["sensitivity:direct", "手机号"],
    shown="pseudonym",
    until=date(2026, 12, 31),
)
NOBODY = StoredDataPolicy("none", "everyone", ["dwd/member"], "deny", "", "", [], "clear", None)


@pytest.mark.row("S72")
def test_policies_come_back_as_they_were_put_and_in_their_order(store):
    projects, policies = Projects(store), DataPolicies(store)
    for name in ("alpha", "beta"):
        projects.add(name, now=NOW)
    policies.put("alpha", [NOBODY, REGION])
    assert policies.of("alpha") == [NOBODY, REGION]
    assert policies.of("beta") == []
    assert policies.of_each(["alpha", "beta"]) == {"alpha": [NOBODY, REGION]}
    policies.put("alpha", [REGION])
    assert policies.of("alpha") == [REGION]


def test_a_condition_may_be_long(store):
    Projects(store).add("alpha", now=NOW)
    rows = " or ".join(f"store_id = {n}" for n in range(6000))
    long = StoredDataPolicy("long", "everyone", ["a/b"], "allow", "", rows, [], "clear", None)
    DataPolicies(store).put("alpha", [long])
    assert DataPolicies(store).of("alpha") == [long]


def test_policies_go_with_their_project(store):
    projects, policies = Projects(store), DataPolicies(store)
    projects.add("alpha", now=NOW)
    policies.put("alpha", [REGION])
    projects.remove("alpha")
    assert policies.of_each(["alpha"]) == {}
    with pytest.raises(Missing):
        policies.of("alpha")
