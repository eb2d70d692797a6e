"""An instance without storage, and a file that lineage events are told to."""

import dagster as dg
import pytest

from onedata_resources.clients.lineage import LineageClient


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def client(tmp_path):
    return LineageClient(f"file://{tmp_path}/events.jsonl", spool=tmp_path / "unsent.jsonl")
