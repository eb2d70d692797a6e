"""What the YAML of a folder of Kettle files may say of its units, and what of it is refused."""

from datetime import date

import pytest

from onedata_assets.lib.kettle_partitions import Covered, KettlePartitions
from onedata_resources.errors import BadInputError
from tests.component.ingestion.jobs import transformation
from tests.component.ingestion.projects import component, keys_of, read


def test_facts_of_a_unit_win_over_the_defaults_and_mappings_are_united(tmp_path):
    transformation(tmp_path, "a", "stores")
    transformation(tmp_path, "b", "other")
    made = component(
        {
            "project": str(tmp_path),
            "defaults": {"pool": "slow", "tags": {"domain": "trade"}, "group": "sales"},
            "units": {
                "b": {
                    "priority": 5,
                    "tags": {"sla": "gold"},
                    "owners": ["team:sales"],
                    "kinds": ["nightly"],
                    "retries": {"count": 4, "delay": 9},
                }
            },
        }
    )
    first, second = made.assets(tmp_path)
    [a], [b] = first.specs, second.specs
    assert (a.group_name, a.tags["domain"], first.op.pool) == ("sales", "trade", "slow")
    assert (b.group_name, b.owners) == ("sales", ["team:sales"])
    assert {"domain": "trade", "sla": "gold"}.items() <= b.tags.items()
    assert "nightly" in b.kinds
    assert second.op.tags["dagster/priority"] == "5"
    policy = made.read(tmp_path)["b"][1].retry_policy
    assert (policy.max_retries, policy.delay) == (4, 9)


def test_a_parameter_of_the_yaml_names_the_table(tmp_path):
    transformation(tmp_path, "a", "${TABLE}")
    with pytest.raises(BadInputError, match=r"writes lake\.ods\.\$\{TABLE\}, whose variable"):
        read(tmp_path)
    named = {"a": {"parameters": {"TABLE": "stores"}}}
    assert keys_of(tmp_path, units=named) == {"a": ["ods/stores"]}


def test_facts_may_name_a_setting_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_TABLE", "2024")
    transformation(tmp_path, "a", "${TABLE}")
    named = {"a": {"parameters": {"TABLE": "{{ env.MY_TABLE }}", "DAY": "{first}"}}}
    assert keys_of(tmp_path, units=named) == {"a": ["ods/2024"]}


def test_facts_of_a_unit_that_is_not_there_name_those_that_are(tmp_path):
    transformation(tmp_path, "load_stores", "stores")
    with pytest.raises(BadInputError, match=r"unit 'load_store'.*there is: load_stores"):
        read(tmp_path, units={"load_store": {}})


@pytest.mark.parametrize(
    ("attributes", "wrong"),
    [
        ({"kind": "static"}, "static partitions have `keys`"),
        ({"kind": "daily"}, "daily partitions have a `start`"),
        ({"start": "2024-01-01", "parameters": {"A": "{day}"}}, "it may name {first}"),
        ({"start": "yesterday"}, "yesterday"),
    ],
)
def test_partitions_that_cannot_work_are_refused(attributes, wrong):
    with pytest.raises(Exception, match=wrong.replace("{", r"\{")):
        KettlePartitions(**attributes)


def test_names_and_formats_of_what_a_partition_carries_are_facts():
    week = KettlePartitions(
        kind="weekly",
        start="2024-01-01",
        column="week",
        parameters={"VON": "{first:%d.%m.%Y}", "BIS": "{end:%Y%m%d}"},
        variables={"WEEK": "{key}"},
    )
    covered = Covered(("2024-01-07",), "week", date(2024, 1, 7), date(2024, 1, 13))
    assert week.values(covered) == (
        {"VON": "07.01.2024", "BIS": "20240114"},
        {
            "LAKE_PARTITION_COLUMN": "week",
            "LAKE_PARTITION_FROM": "2024-01-07",
            "LAKE_PARTITION_TO": "2024-01-14",
            "WEEK": "2024-01-07",
        },
    )
