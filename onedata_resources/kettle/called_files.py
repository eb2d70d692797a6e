"""Which file an entry or a step runs: one that it names, or one in a repository's folder tree.

A repository that was exported keeps its folders, so `/sales/load` is `<root>/sales/load.ktr`. The
root is a folder above the calling job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.xml import Element, text

SUFFIXES = {"TRANS": ".ktr", "JOB": ".kjb"}
_NAMES = {"TRANS": "transname", "JOB": "jobname"}
_IDS = {"TRANS": "trans_object_id", "JOB": "job_object_id"}


@dataclass(frozen=True)
class CalledFile:
    """What an entry says of the file that it runs; `method` is Kettle's word.

    An entry that says no method has the first one that it gives something for.
    """

    method: str
    filename: str
    directory: str
    name: str
    suffix: str

    @classmethod
    def of(cls, entry: Element) -> CalledFile:
        """Return what the entry's settings say, with the variables that stand in them."""
        kind, filename = text(entry, "type"), text(entry, "filename")
        name, reference = text(entry, _NAMES[kind]), text(entry, _IDS[kind])
        guess = "filename" if filename else "rep_ref" if reference and not name else "rep_name"
        method = text(entry, "specification_method", guess)
        if method == "rep_ref" and name:
            method = "rep_name"
        return cls(method, filename, text(entry, "directory"), name, SUFFIXES[kind])

    @property
    def written(self) -> str:
        """The file as the entry names it."""
        if self.method == "filename":
            return self.filename
        return f"{self.directory.rstrip('/')}/{self.name.lstrip('/')}"

    @property
    def named(self) -> bool:
        """Whether there is a name to look for: the id of a repository's object is none."""
        return bool(self.filename if self.method == "filename" else self.name)

    def candidates(self, expand: Callable[[str], str], folder: Path) -> Iterator[Path]:
        """Yield where the file may lie, likelier first; `folder` is the calling job's."""
        path = Path(local_path(expand(self.written)))
        places = [path if path.is_absolute() else folder / path]
        if self.method != "filename" and path.is_absolute():
            roots = [folder, *folder.parents]
            places += [root / path.relative_to(path.anchor) for root in roots]
        for place in places:
            yield place
            yield place.with_name(place.name + self.suffix)

    def find(self, expand: Callable[[str], str], folder: Path) -> Path | None:
        """Return the file, None where there is none."""
        return next((each for each in self.candidates(expand, folder) if each.is_file()), None)


def file_of_step(written: str, suffix: str, caller: str) -> Path | None:
    """Return the file that a step names, None where there is none.

    A relative path starts at the folder of the calling file, an absolute one may lead into an
    exported repository in one of the folders above it.
    """
    path, folder = Path(local_path(written)), Path(caller or ".").parent
    places = [folder / path] if not path.is_absolute() else [path]
    if path.is_absolute() and not path.exists():
        roots = [folder.resolve(), *folder.resolve().parents]
        places += [root / path.relative_to(path.anchor) for root in roots]
    tried = (each for place in places for each in (place, place.with_name(place.name + suffix)))
    return next((each for each in tried if each.is_file()), None)
