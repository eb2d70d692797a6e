"""What the gRPC server sends of the definitions: an enum or an object in them fails only there."""

import dagster as dg
import pytest
from dagster._core.remote_representation.external_data import RepositorySnap
from dagster._serdes import deserialize_value, serialize_value

from onedata_assets.definitions import build_defs


# Dagster's own snapshot of a schedule reads a property that Dagster deprecates.
@pytest.mark.filterwarnings("ignore:Property `ScheduleDefinition.environment_vars`")
def test_the_definitions_can_be_sent_to_the_webserver():
    repository = build_defs().get_repository_def()
    sent = serialize_value(RepositorySnap.from_def(repository))
    received = deserialize_value(sent, RepositorySnap)
    assert {node.asset_key for node in received.asset_nodes} >= {
        dg.AssetKey(["retail", "transactions"])
    }
