"""Which files a Kettle file calls, and where they are; the bytes of a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.called_files import SUFFIXES, CalledFile
from onedata_resources.kettle.variables import expand

HERE = (
    "Internal.Entry.Current.Directory",
    "Internal.Job.Filename.Directory",
    "Internal.Transformation.Filename.Directory",
)
"""Variables that are the folder of the file itself."""


def content_of(path: Path) -> bytes:
    """Return the bytes of the file.

    Raises:
        BadInputError: There is no such file.
    """
    if not path.is_file():
        raise BadInputError(
            f"There is no Kettle file {path}: correct the name in the entry or step that runs it,"
            " or give the variable in it a value under `parameters` in the YAML.",
            f"找不到 Kettle 文件 {path}：请修正调用它的条目或步骤中的文件名，"
            "或在 YAML 的 parameters 中为其中的变量赋值。",
        )
    return path.read_bytes()


def variables_of(path: Path, values: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that names of files in this file may have."""
    return {**values, **dict.fromkeys(HERE, str(path.parent))}


def called_file(called: CalledFile, caller: Path, values: Mapping[str, str]) -> Path:
    """Return the file that an entry runs; where there is none, where it should be."""
    variables = variables_of(caller, values)

    def expanded(written: str) -> str:
        return expand(written, variables)

    found = called.find(expanded, caller.parent)
    return (found or next(called.candidates(expanded, caller.parent))).resolve()


def called_by_step(written: str, caller: Path, values: Mapping[str, str]) -> Path:
    """Return the file that a step runs."""
    name = expand(written, variables_of(caller, values)).removeprefix("file://")
    return (caller.parent / name).resolve()


def is_kettle_file(name: str) -> bool:
    """Tell whether the name is that of a transformation or a job."""
    return name.lower().endswith(tuple(SUFFIXES.values()))
