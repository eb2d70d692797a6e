"""One thing that `onedata doctor` finds. Looking for it is in the modules `doctor_*.py`."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from onedata_assets.cli.say import text, told


class State(StrEnum):
    """How grave a finding is: only `BROKEN` makes the command fail."""

    OK = "ok"
    OFF = "off"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do if it is not well."""

    subject: str
    state: State
    what: str
    advice: str = ""


def look(subject: str, check: Callable[[], Finding]) -> Finding:
    """Return what a check finds; that it was not let look is a finding too."""
    try:
        return check()
    except OSError as error:
        return Finding(subject, State.BROKEN, told(error))


def folder(subject: str, path: Path, found: str, missing: Finding) -> Finding:
    """Tell whether a folder can be written: `found` where it is there, else `missing`."""
    if not writable(path):
        return Finding(subject, State.BROKEN, str(path), text("doctor.write_advice", path=path))
    return Finding(subject, State.OK, found) if path.exists() else missing


def writable(path: Path) -> bool:
    """Tell whether the folder can be written or, where it is missing, made."""
    there = nearest(path)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def nearest(path: Path) -> Path:
    """Return the path itself or the first folder above it that can be seen."""
    # Unlike Path.exists, os.path.exists does not raise for a folder that may not be entered.
    return next(one for one in (path, *path.parents) if os.path.exists(one))  # noqa: PTH110
