"""The wheel: the built pages and every file that the packages read are in it, their sources not."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from onedata_resources.settings import project_dir

PACKAGES = ("onedata_assets", "onedata_portal", "onedata_resources")
BUILT = ("index.html", "static/index-1.js", "static/index-1.js.gz", "favicon.svg")
BUILD = "from setuptools import build_meta; print(build_meta.build_wheel('made'))"
LEFT = shutil.ignore_patterns("node_modules", "__pycache__", "dist")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel of this project with built pages."""
    project = tmp_path_factory.mktemp("project")
    for name in PACKAGES:
        shutil.copytree(project_dir() / name, project / name, ignore=LEFT)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(project_dir() / name, project)
    for name in BUILT:
        path = project / "onedata_portal/web/dist" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("built")
    (project / "made").mkdir()
    argv = [sys.executable, "-c", BUILD]
    done = subprocess.run(argv, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    [wheel] = Path(project / "made").glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_built_pages_are_in_the_wheel_and_their_sources_are_not(names):
    assert {f"onedata_portal/web/dist/{name}" for name in BUILT} <= names
    assert not {name for name in names if name.startswith("onedata_portal/web/src/")}


@pytest.mark.parametrize("suffix", [".j2", ".yaml", ".graphql", ".css", ".sql"])
def test_every_file_that_a_module_reads_from_beside_itself_is_in_the_wheel(names, suffix):
    read = {
        path.relative_to(project_dir()).as_posix()
        for name in PACKAGES
        for path in (project_dir() / name).rglob(f"*{suffix}")
        if not {"node_modules", "web"} & set(path.parts)
    }
    assert read - names == set()
