"""One entry of a job, run by itself, and a folder of files and a clock for it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.outcome import ResultFile, ResultRows
from onedata_resources.kettle.values.types import Field
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import run_text


def run_entry(kind: str, settings: str, *, clock=None, **context) -> JobRun:
    """Run a job of START and the entry; its result is the entry's."""
    return run_text(kjb("j", [("e", kind, settings)], chain("e")), clock=clock, **context)


def ended(run: JobRun) -> tuple[bool, int]:
    """Return whether the entry succeeded, and its errors."""
    return run.entries[-1].success, run.result.errors


def rows(*lines: Iterable[str | None]) -> tuple[ResultRows, ...]:
    """Return result rows of text fields f0, f1 and so on."""
    width = len(tuple(lines[0]))
    names = [f"f{n}" for n in range(width)]
    frame = pl.DataFrame(
        [list(line) for line in lines], schema=dict.fromkeys(names, pl.String), orient="row"
    )
    return (ResultRows(tuple(Field(name) for name in names), frame),)


def files(*paths: object) -> tuple[ResultFile, ...]:
    """Return result files."""
    return tuple(ResultFile(str(path)) for path in paths)


def fields(*lines: dict[str, object]) -> str:
    """Return a list of fields."""
    return (
        "<fields>"
        + "".join(
            "<field>" + "".join(f"<{k}>{v}</{k}>" for k, v in line.items()) + "</field>"
            for line in lines
        )
        + "</fields>"
    )


def flags(*names: str) -> str:
    """Return settings that are on."""
    return "".join(f"<{name}>Y</{name}>" for name in names)


def line(source: object, target: object, mask: str = "") -> str:
    """Return a list of one line of what is copied or moved, and whither."""
    pairs = {"source_filefolder": source, "destination_filefolder": target, "wildcard": mask}
    return fields(pairs)


NEW = flags("create_destination_folder")


def small_tree(folder: Path) -> Path:
    """Make a folder with a.txt, b.csv, and c.txt in a folder; return it."""
    (folder / "in" / "sub").mkdir(parents=True)
    for name in ("a.txt", "b.csv", "sub/c.txt"):
        (folder / "in" / name).write_text(name)
    return folder / "in"


def names(folder: Path) -> list[str]:
    """Return the files below the folder, sorted."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


class Clock:
    """A clock that each wait moves; at the given wait it writes a file."""

    def __init__(self, path: Path | None = None, at: int = 0) -> None:
        self.moment, self.path, self.at = datetime(2026, 1, 2, tzinfo=UTC), path, at
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def wait(self, seconds: float, ended) -> None:
        self.moment += timedelta(seconds=seconds)
        self.waits.append(seconds)
        if self.path is not None and len(self.waits) == self.at:
            self.path.write_text("x")
