"""`onedata up` in a process of its own, for tests of what it starts."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onedata_assets.cli.processes import free_port
from onedata_resources.settings import value_of

START_SECONDS = 150


class Up:
    """A running `onedata up` whose output is read from a file."""

    def __init__(self, home: Path, *, host: str = "127.0.0.1", **settings: str) -> None:
        self.host = host
        self.port = free_port()
        self.output = home / "output.txt"
        names = ("KETTLE_BASE_URL", "WEATHER_BASE_URL", "TRITON_BASE_URL")
        urls = {name: f"http://127.0.0.1:{free_port()}" for name in names}
        settings.setdefault("TRITON_SIDE_ENVIRONMENT", value_of("TRITON_SIDE_ENVIRONMENT"))
        self.urls = urls
        env = {
            **os.environ,
            "ONEDATA_HOME": str(home),
            "ONEDATA_LANGUAGE": "en",
            "COLUMNS": "300",
            **urls,
            **settings,
        }
        argv = [sys.executable, "-m", "onedata_assets.cli", "up", "--port", str(self.port)]
        argv += ["--host", self.host]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(argv, env=env, stdout=output, stderr=output)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, words: str, seconds: float = START_SECONDS) -> None:
        end = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)

    def children(self) -> list[int]:
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]


@contextmanager
def up_process(home: Path, **settings: str) -> Iterator[Up]:
    """Run it until the body ends, from when it says that everything is up."""
    running = Up(home, **settings)
    try:
        running.wait_for("OneData is up")
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(60)
