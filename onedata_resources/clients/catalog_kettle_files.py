"""What the transformations of a folder say, each as the jobs that run it call it.

How what they say makes tables is in `catalog_kettle.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.called_files import SUFFIXES, CalledFile
from onedata_resources.kettle.lineage.tables import TransformationLineage, table_lineage
from onedata_resources.kettle.model import Connection, Entry, Job, Transformation
from onedata_resources.kettle.reader import read_kettle_file
from onedata_resources.kettle.settings.catalogue import SETTINGS
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, KettleType
from onedata_resources.kettle.variables import expand, run_variables
from onedata_resources.kettle.xml import children, text

DEPTH = 20
_HERE = (
    "Internal.Entry.Current.Directory",
    "Internal.Job.Filename.Directory",
    "Internal.Transformation.Filename.Directory",
)
Values = tuple[tuple[str, str], ...]
Problems = list[tuple[str, tuple[str, str]]]


@dataclass(frozen=True)
class ToldTransformation:
    """What a transformation reads and writes with some parameters, and the jobs that give them.

    `types` are those of the fields that its steps declare, by name, where all say the same.
    """

    path: str
    lineage: TransformationLineage
    types: dict[str, KettleType] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    jobs: frozenset[str] = frozenset()


def told_by_files(folder: Path, paths: list[str]) -> tuple[list[ToldTransformation], Problems]:
    """Return what the transformations of a folder say, and why files could not be read."""
    files: dict[Path, Job | Transformation] = {}
    names: dict[Path, str] = {}
    problems: Problems = []
    for path in paths:
        place = (folder / path).resolve()
        try:
            files[place] = replace(read_kettle_file(place), filename=str(place))
            names[place] = path
        except (BadInputError, OSError) as error:
            problems.append((path, _texts(error)))
    called = _calls(files, names)
    told = []
    for place, found in files.items():
        if not isinstance(found, Transformation):
            continue
        for values, jobs in (called.get(place) or {(): frozenset()}).items():
            try:
                told.append(_told(found, names[place], dict(values), jobs))
            except BadInputError as error:
                problems.append((names[place], _texts(error)))
    return told, list(dict.fromkeys(problems))


def _texts(error: Exception) -> tuple[str, str]:
    if isinstance(error, BadInputError):
        return error.en, error.zh
    reason = getattr(error, "strerror", None) or type(error).__name__
    return f"It cannot be opened: {reason}.", f"无法打开：{reason}。"


def _told(
    found: Transformation, path: str, values: dict[str, str], jobs: frozenset[str]
) -> ToldTransformation:
    """Return what a transformation says with these values.

    Raises:
        PrepareError: Its hops make a loop.
    """
    values = dict.fromkeys(_HERE, Path(path).parent.as_posix()) | values
    return ToldTransformation(
        path,
        table_lineage(found, values),
        _types(found, values),
        {each.name.lower(): _without_secrets(found, each, values) for each in found.connections},
        jobs,
    )


def _without_secrets(
    found: Transformation, connection: Connection, values: Mapping[str, str]
) -> Connection:
    variables = run_variables(found, values, values)
    server, database = (
        expand(each, variables) for each in (connection.server, connection.database)
    )
    return Connection(connection.name, connection.type, server=server, database=database)


def _types(found: Transformation, values: Mapping[str, str]) -> dict[str, KettleType]:
    """Return the types of the fields that steps declare, where no two differ."""
    variables = run_variables(found, values, values)
    types: dict[str, set[KettleType]] = {}
    for step in found.steps:
        settings_type = SETTINGS.get(step.type)
        if settings_type is None:
            continue
        try:
            settings = settings_type.from_xml(StepXml(step.xml, variables))
        except SettingsError:
            continue
        for each in _fields(settings):
            types.setdefault(each.name, set()).add(each.type)
    return {name: kinds.pop() for name, kinds in types.items() if len(kinds) == 1}


def _fields(settings: object) -> Iterator[Field]:
    declared = getattr(settings, "fields", ())
    for each in declared if isinstance(declared, tuple | list) else ():
        inner = getattr(each, "field", each)
        if isinstance(inner, Field):
            yield inner


def _calls(
    files: Mapping[Path, Job | Transformation], names: Mapping[Path, str]
) -> dict[Path, dict[Values, frozenset[str]]]:
    """Return how jobs call the transformations of the folder: with which values, and which jobs."""
    found: dict[Path, dict[Values, frozenset[str]]] = {}
    for place, job in files.items():
        if isinstance(job, Job):
            for called, values in _called(place, job, {}, files, 0):
                ways = found.setdefault(called, {})
                key = tuple(sorted(values.items()))
                ways[key] = ways.get(key, frozenset()) | {names[place]}
    return found


def _called(
    place: Path,
    job: Job,
    values: Mapping[str, str],
    files: Mapping[Path, Job | Transformation],
    depth: int,
) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield the transformations that a job runs, those of jobs within as well, with values."""
    here = {each.name: each.default for each in job.parameters} | dict(values)
    variables = here | dict.fromkeys(_HERE, str(place.parent))
    for entry in job.entries:
        if entry.type not in SUFFIXES:
            continue
        found = CalledFile.of(entry.xml).find(
            lambda written: expand(written, variables), place.parent
        )
        inner = files.get(found.resolve()) if found else None
        passed = here | _passed(entry, variables)
        if found and isinstance(inner, Transformation):
            yield found.resolve(), passed
        elif found and isinstance(inner, Job) and depth < DEPTH:
            yield from _called(found.resolve(), inner, passed, files, depth + 1)


def _passed(entry: Entry, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the values that an entry gives to parameters."""
    given = children(entry.xml, "parameters/parameter")
    values = ((text(each, "name"), text(each, "value")) for each in given)
    return {name: expand(value, variables) for name, value in values if name and value}
