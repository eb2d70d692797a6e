"""What a process used: wall and CPU seconds, and its peak memory. `launch.py` measures it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Usage:
    """Seconds of wall and processor time, and MiB at the peak."""

    wall: float
    cpu: float
    peak_mib: float


def run(
    *arguments: str, env: Mapping[str, str] | None = None, quiet: bool = False
) -> tuple[Usage, str]:
    """Run this Python with the arguments; return what it used and what it printed.

    A command that fails ends the benchmark with what it said last. `quiet` shows its standard error
    only then.
    """
    with tempfile.NamedTemporaryFile() as told:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(LAUNCH), told.name, sys.executable, *arguments],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if quiet else None,
            text=True,
        )
        if done.returncode:
            said = (done.stderr or "")[-3000:]
            sys.exit(f"failed: python {' '.join(arguments)[:200]}\n{said}")
        return Usage(**json.loads(Path(told.name).read_text())), done.stdout
