"""Where code finds a path below a mount of its project."""

import json
from pathlib import Path

import pytest

from onedata_assets.domain.security.launching import FOLDERS_TAG
from onedata_assets.lib.folders import mounted

HERE = {FOLDERS_TAG: json.dumps({"/data": "/home/v/data", "/data/own": "/home/v/own"})}


@pytest.mark.row("F002")
@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/data", "/home/v/data"),
        ("/data/a/b.csv", "/home/v/data/a/b.csv"),
        ("/data/own/c", "/home/v/own/c"),
        ("/database/a", "/database/a"),
        ("/etc/x", "/etc/x"),
    ],
)
def test_a_path_is_in_the_folder_of_the_nearest_mount(path, found):
    assert mounted(HERE, path) == Path(found)


def test_in_a_pod_a_path_is_itself():
    assert mounted({}, "/data/a") == Path("/data/a")
