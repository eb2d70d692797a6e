"""The demo's run from its parent's side: started early, told to begin, shown as a progress bar.

What the run itself does is in `cli/materialize.py`; this side needs no Dagster.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from onedata_assets.cli.say import console, text
from onedata_resources.settings import project_dir

BEGIN = b"begin\n"


class DemoRun:
    """The process that materializes every asset; entered, it loads, and waits to be told to begin.

    Left before it began, or when it was killed, it is gone afterwards.
    """

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self.env = dict(env)
        self.log = log

    def __enter__(self) -> Self:
        """Start the process."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as output:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "onedata_assets.cli.materialize"],
                env=self.env,
                cwd=project_dir(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
            )
        return self

    def __exit__(self, *_: object) -> None:
        """End the process; one whose run has ended is gone by itself."""
        self._child.terminate()
        self._child.communicate()

    def follow(self) -> tuple[int, dict[str, Any]]:
        """Let the run begin, draw its progress, and return its exit code and what it told."""
        told: dict[str, Any] = {}
        if self._child.stdin:
            # One that died while it loaded has closed its end; its exit code tells.
            with suppress(BrokenPipeError):
                self._child.stdin.write(BEGIN)
                self._child.stdin.flush()
        with progress_bar() as (advance, plan):
            for line in self._child.stdout or ():
                message = json.loads(line)
                if (kind := message.pop("kind")) == "plan":
                    plan(len(message["steps"]))
                elif kind == "step":
                    advance(message)
                elif kind == "sensors":
                    told |= {name: told.get(name, 0) + count for name, count in message.items()}
                else:
                    told |= message
        return self._child.wait(), told


@contextmanager
def progress_bar() -> Iterator[tuple[Callable[[dict[str, str]], None], Callable[[int], None]]]:
    """Yield two functions: one for a step that starts or ends, one for the number of steps."""
    with Progress(
        SpinnerColumn(),
        BarColumn(bar_width=30),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.description}"),
        console=console,
    ) as progress:
        task = progress.add_task("", total=1)

        def advance(told: dict[str, str]) -> None:
            if told["event"] == "STEP_START":
                progress.update(task, description=told["step"])
            else:
                progress.advance(task)
            if told["event"] == "STEP_FAILURE":
                progress.console.print(text("demo.step_failed", step=told["step"]))

        yield advance, lambda steps: progress.update(task, total=steps)
