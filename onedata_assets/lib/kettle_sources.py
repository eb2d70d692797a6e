"""Which files of a folder can be units, by their ending, and how each kind is read.

A kind of file that is not Kettle's own joins by its ending: a reader that makes a transformation
of it. The transformation then travels to Carte as XML.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onedata_resources.clients.carte_package import JobPackage
from onedata_resources.kettle.datax.compile import read_datax
from onedata_resources.kettle.model import Transformation
from onedata_resources.kettle.reader import read_transformation
from onedata_resources.kettle.writer import write_transformation

JOB = ".kjb"
TRANSFORMATION = ".ktr"
DATAX = ".json"
Reader = Callable[[bytes, str], Transformation]
READERS: dict[str, Reader] = {
    TRANSFORMATION: lambda content, name: read_transformation(content, name=name),
    DATAX: lambda content, name: read_datax(content, name=name),
}
ENDINGS = frozenset({JOB, *READERS})


def is_source(path: Path) -> bool:
    """Tell whether the file is one that can be a unit: of JSON files those that are DataX jobs."""
    if path.suffix.lower() == DATAX:
        content = path.read_bytes()
        return all(word in content for word in (b'"job"', b'"content"', b'"reader"'))
    return path.suffix.lower() in ENDINGS


def read_source(path: Path, content: bytes) -> Transformation:
    """Return the transformation that the file is, or stands for; an unknown ending is a `.ktr`.

    Raises:
        BadInputError: It is malformed.
    """
    return READERS.get(path.suffix.lower(), READERS[TRANSFORMATION])(content, str(path))


def converted(path: Path) -> JobPackage | None:
    """Return what is shipped to Carte in place of a file that is not Kettle's own, else None."""
    if path.suffix.lower() in {JOB, TRANSFORMATION}:
        return None
    found = read_source(path, path.read_bytes())
    name = path.with_suffix(TRANSFORMATION).name
    return JobPackage("trans", found.name, name, {name: write_transformation(found)})
