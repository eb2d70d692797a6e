"""A job or transformation with the Kettle files that it calls, as the zip that Carte registers.

A remote Carte then needs no folder in common with the caller. Data files are not packed, and a
DataX job goes as the transformation that it becomes.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from onedata_resources.kettle.called_files import SUFFIXES, CalledFile
from onedata_resources.kettle.datax.compile import ktr_of_datax
from onedata_resources.kettle.datax.signs import is_datax
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import Element, children, parse, serialise, set_text, text

CONFIGURATION_FILE = "__job_execution_configuration__.xml"
HERE = "Internal.Entry.Current.Directory"
HERE_TOO = (HERE, "Internal.Job.Filename.Directory", "Internal.Transformation.Filename.Directory")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip of the same files is the same bytes


@dataclass(frozen=True)
class JobPackage:
    """The files of one job or transformation by their path in the zip; `load` is the main one."""

    kind: str
    name: str
    load: str
    files: Mapping[str, bytes] = field(repr=False)

    def zipped(self, configuration: bytes) -> bytes:
        """Return the package with its execution configuration as zip bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted({**self.files, CONFIGURATION_FILE: configuration}.items()):
                archive.writestr(zipfile.ZipInfo(path, EPOCH), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()


def package(path: Path, variables: Mapping[str, str] | None = None) -> JobPackage:
    """Return the file with every `.ktr` and `.kjb` that it leads to.

    A called file that is named relatively or absolutely is renamed in the packed copy, from the
    folder of its caller. One that only the server can know (its name has another variable, or
    there is no such file here) stays as it is written.

    Raises:
        KettleFileError: A file is missing or is not a Kettle file.
    """
    path = path.resolve()
    found: dict[Path, Element] = {}
    _collect(path, dict(variables or {}), found)
    root = Path(os.path.commonpath([each.parent for each in found]))
    main = found[path]
    name = text(main, "name") if main.tag == "job" else text(main, "info/name")
    return JobPackage(
        kind="job" if main.tag == "job" else "trans",
        name=name or path.stem,
        load=path.relative_to(root).as_posix(),
        files={each.relative_to(root).as_posix(): serialise(xml) for each, xml in found.items()},
    )


def _collect(path: Path, variables: dict[str, str], found: dict[Path, Element]) -> None:
    if path in found:
        return
    if not path.is_file():
        raise KettleFileError(
            f"There is no Kettle file {path}: check the path.",
            f"没有 Kettle 文件 {path}：请检查路径。",
        )
    source = path.read_bytes()
    if is_datax(source):
        source = ktr_of_datax(source, name=str(path))
    root = parse(source, str(path))
    if root.tag not in {"job", "transformation"}:
        raise KettleFileError(
            f"{path} is not a Kettle file: its root is <{root.tag}>.",
            f"{path} 不是 Kettle 文件：根元素是 <{root.tag}>。",
        )
    found[path] = root
    here = {**variables, **dict.fromkeys(HERE_TOO, str(path.parent))}
    for element in [*children(root, "entries/entry"), *children(root, "step")]:
        written = text(element, "filename")
        if not calls_file(element, written):
            continue
        target = _target(element, path, here)
        if target is None:
            continue
        named = element.tag == "step" or CalledFile.of(element).method == "filename"
        if not named or not any(f"${{{name}}}" in written for name in HERE_TOO):
            relative = Path(os.path.relpath(target, path.parent)).as_posix()
            set_text(element, "filename", f"${{{HERE}}}/{relative}")
        if not named:
            set_text(element, "specification_method", "filename")
        _collect(target, variables, found)


def calls_file(element: Element, written: str) -> bool:
    """Tell whether the entry or step runs another Kettle file."""
    if text(element, "type") in SUFFIXES and element.tag == "entry":
        return CalledFile.of(element).named
    return written.lower().endswith((".ktr", ".kjb"))


def _target(element: Element, caller: Path, variables: Mapping[str, str]) -> Path | None:
    """Return the file here that the entry or step runs; a repository's path is looked up too."""
    if element.tag == "entry" and CalledFile.of(element).method != "filename":
        found = CalledFile.of(element).find(lambda each: expand(each, variables), caller.parent)
        return found.resolve() if found is not None else None
    return _local(caller, expand(text(element, "filename"), variables))


def _local(caller: Path, written: str) -> Path | None:
    """Return the file here that the caller means, or None where only the server can know."""
    path = caller.parent / written.removeprefix("file://")
    for candidate in (path, path.with_name(path.name + ".ktr"), path.with_name(path.name + ".kjb")):
        if candidate.is_file():
            return candidate.resolve()
    return None
