"""The runs of the demo: each asset in exactly one, one range in each, in a valid order."""

import pytest

from onedata_assets.cli.materialize import code_location_job
from onedata_assets.cli.parts import split
from onedata_assets.lib.partitions import AUDIT_DAYS, CLICK_DAYS, RETAIL_DAYS

NAMES = ("clicks", "documents", "usage", "tables", "rest")


@pytest.fixture(scope="module")
def graph():
    return code_location_job().get_definition().asset_layer.asset_graph


@pytest.fixture(scope="module")
def parts():
    found = split(code_location_job().get_definition())
    return {name: getattr(found, name) for name in NAMES}


def test_every_materializable_asset_is_in_exactly_one_part(parts, graph):
    keys = [key for part in parts.values() for key in part.keys]
    assert sorted(keys) == sorted(set(graph.materializable_asset_keys) | set(keys))
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("clicks", CLICK_DAYS),
        ("tables", RETAIL_DAYS),
        ("documents", None),
        ("usage", AUDIT_DAYS),
    ],
)
def test_the_partitioned_assets_of_a_part_share_their_days(parts, graph, name, days):
    found = {graph.get(key).partitions_def for key in parts[name].keys} - {None}
    assert found == ({days} if days else set())


@pytest.mark.parametrize("name", ["clicks", "documents", "usage", "tables"])
def test_what_runs_at_once_reads_nothing_of_the_others(parts, graph, name):
    others = {key for other in NAMES if other != name for key in parts[other].keys}
    read = {parent for key in parts[name].keys for parent in graph.get(key).parent_keys}
    assert read & others == set()
