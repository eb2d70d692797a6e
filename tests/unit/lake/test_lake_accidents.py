"""Writers at once, a disk without room, a killed writer: all real, in processes of their own."""

import os
import signal
import subprocess
import sys

import polars as pl
import pytest

from onedata_resources.clients.lake import LakeClient
from tests.processes import at_once

WRITES = 3
FULL = """
import resource, sys
import numpy as np, polars as pl
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import StorageFullError

lake = LakeClient(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))
big = pl.DataFrame({"n": np.random.default_rng(1).integers(0, 1 << 60, 500_000)})
for write in (
    lambda: lake.write(["ods", "t"], big),
    lambda: lake.append(["ods", "t"], big, token=("loader", 1)),
    lambda: lake.write(["ods", "new"], big),
):
    try:
        write()
    except StorageFullError as error:
        print(error.en)
"""
KILLED = """
import sys
import polars as pl
from onedata_resources.clients.lake import LakeClient

rows = pl.LazyFrame().select(n=pl.int_range(400_000_000))
LakeClient(sys.argv[1]).write(["ods", "t"], rows)
"""


def overwrite(uri, writer):
    lake = LakeClient(uri)
    rows = pl.DataFrame({"writer": [writer] * 50})
    return [lake.write(["ods", "t"], rows).version for _ in range(WRITES)]


def replace_own(uri, writer):
    lake = LakeClient(uri)
    rows = pl.DataFrame({"writer": [writer] * 50})
    where = f"writer = {writer}"
    return [lake.write(["ods", "t"], rows, where=where).version for _ in range(WRITES)]


@pytest.mark.parametrize(("job", "left"), [(overwrite, 50), (replace_own, 150)])
def test_writers_that_create_and_replace_at_once_lose_and_double_nothing(tmp_path, job, left):
    done = at_once(job, [(str(tmp_path), writer) for writer in range(3)])
    assert sorted(version for versions in done for version in versions) == list(range(3 * WRITES))
    counts = LakeClient(str(tmp_path)).scan(["ods", "t"]).collect()["writer"].value_counts()
    assert counts["count"].to_list() == [50] * (left // 50)


def test_a_full_disk_leaves_the_version_before_and_says_so(tmp_path):
    lake = LakeClient(str(tmp_path))
    lake.write(["ods", "t"], pl.DataFrame({"n": [1, 2, 3]}))
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    told = done.stdout.splitlines()
    assert len(told) == 3
    assert all("no room left in the lake; its previous version is unchanged" in t for t in told)
    assert lake.scan(["ods", "t"]).collect()["n"].to_list() == [1, 2, 3]
    assert lake.tables() == ["ods/t"]


def test_a_writer_killed_midway_leaves_the_version_before_and_can_start_again(tmp_path):
    lake = LakeClient(str(tmp_path))
    lake.write(["ods", "t"], pl.DataFrame({"n": [1, 2, 3]}))
    before = set((tmp_path / "ods" / "t").iterdir())
    writer = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)])
    while writer.poll() is None and set((tmp_path / "ods" / "t").iterdir()) == before:
        os.sched_yield()
    writer.kill()
    assert writer.wait() == -signal.SIGKILL
    assert lake.scan(["ods", "t"]).collect()["n"].to_list() == [1, 2, 3]
    assert lake.write(["ods", "t"], pl.DataFrame({"n": [4]})).version == 1
    assert lake.scan(["ods", "t"]).collect()["n"].to_list() == [4]
