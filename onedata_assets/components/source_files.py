"""The `source.yaml` files below a folder: read as sources, or told as wrong with line and field.

What a source is, is in `source.py`; YAML itself, in `source_yaml.py`; the words of faults, in
`domain/metadata/source_faults.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import dagster as dg
from pydantic import ValidationError

from onedata_assets.components.source import SourceComponent
from onedata_assets.components.source_rules import REFUSALS
from onedata_assets.components.source_yaml import written
from onedata_assets.domain.metadata.source_faults import Fault, faults_of
from onedata_assets.domain.metadata.yaml_text import Written
from onedata_assets.lib.dagster_names import accept_keys_in_every_script
from onedata_assets.lib.source_assets import scan_key
from onedata_assets.lib.yaml_files import error_of, text_of
from onedata_resources.errors import BadInputError
from onedata_resources.source_yaml import FILE

_LEFT_OUT: ContextVar["dict[Path, SourceFile] | None"] = ContextVar("left_out", default=None)


@dataclass(frozen=True)
class SourceFile:
    """A file, what it says, and the source that it writes down; without one it has faults."""

    path: Path
    written: Written
    component: SourceComponent | None
    faults: tuple[Fault, ...] = ()

    def said(self, field: str) -> str:
        """Return what the file says of a field, right or wrong; nothing where that is no text."""
        values = self.written.values
        value = values.get(field) if isinstance(values, dict) else None
        return value if isinstance(value, str) else ""

    @property
    def error(self) -> BadInputError:
        """Return what is wrong with the file, a line for each fault."""
        return error_of(self.path, self.written, self.faults)

    def wrong(self, fault: Fault) -> "SourceFile":
        """Return the file with a fault that it has beside others; it writes down no source."""
        return replace(self, component=None, faults=(*self.faults, fault))


def source_files(folder: Path) -> list[SourceFile]:
    """Return the `source.yaml` files below a folder by path, those among them that are wrong too.

    All files are wrong that name one source, or whose sources wait for each other.
    """
    files = [_read(path) for path in sorted(folder.rglob(FILE))]
    return _without_circles(list(_without_doubles(files)))


def read_sources(folder: Path) -> list[SourceComponent]:
    """Return the sources that the `source.yaml` files below a folder write down, by path.

    Raises:
        BadInputError: Files are wrong, and nobody has them left out; all of them are told, with
            lines and fields.
    """
    files, left_out = source_files(folder), _LEFT_OUT.get()
    wrong = {each.path: each for each in files if each.faults}
    if left_out is not None:
        left_out |= wrong
    elif wrong:
        errors = [each.error for each in wrong.values()]
        raise BadInputError(
            "\n".join(each.en for each in errors), "\n".join(each.zh for each in errors)
        )
    return sources_of(files)


@contextmanager
def wrong_left_out() -> Iterator[dict[Path, SourceFile]]:
    """Have definitions load without the files that are wrong, and lend these, for who tells them.

    Dagster's own processes load with none left out: there a wrong file stops the loading.
    """
    files: dict[Path, SourceFile] = {}
    before = _LEFT_OUT.set(files)
    try:
        yield files
    finally:
        _LEFT_OUT.reset(before)


def sources_of(files: Iterable[SourceFile]) -> list[SourceComponent]:
    """Return the sources of the files that are right."""
    return [each.component for each in files if each.component is not None]


def _read(path: Path) -> SourceFile:
    text = text_of(path)
    if isinstance(text, Fault):
        return SourceFile(path, Written(), None, (text,))
    said = written(text)
    if said.is_broken:
        return SourceFile(path, said, None, said.faults)
    try:
        component = SourceComponent.model_validate(said.values)
        faults = [*said.faults, *_refused(component)]
    except ValidationError as error:
        faults = [*said.faults, *faults_of(error.errors(include_url=False))]
        component = None
    kept = {each.place: each for each in reversed(faults)}  # the first of a place
    return SourceFile(path, said, None if faults else component, tuple(kept.values())[::-1])


def _refused(component: SourceComponent) -> Iterator[Fault]:
    """Yield why Dagster takes no definitions of a source, where no rule of a field has said so."""
    accept_keys_in_every_script()
    try:
        component.scan_definitions()
    except REFUSALS as error:
        why = str(error).partition("\n")[0].rstrip(".")
        yield Fault((), f"Dagster refuses it: {why}", f"Dagster 不接受该数据源：{why}")


def _without_doubles(files: Sequence[SourceFile]) -> Iterator[SourceFile]:
    """Yield the files, those as wrong that name a source which another names too."""
    paths: dict[str, list[Path]] = defaultdict(list)
    for each in files:
        paths[each.said("name")].append(each.path)
    for each in files:
        name = each.said("name")
        others = ", ".join(str(path) for path in paths[name] if path != each.path)
        yield each.wrong(_double(name, others)) if name and others else each


def _double(name: str, others: str) -> Fault:
    return Fault(
        ("name",),
        f"name {name} is also the name in {others}: give each source its own",
        f"name {name} 与 {others} 中的重名：请为每个数据源取不同的名称",
    )


def _without_circles(files: list[SourceFile]) -> list[SourceFile]:
    """Return the files, those as wrong whose scans wait for each other."""
    while circle := _circle({_key(each): _deps(each) for each in sources_of(files)}):
        told = " → ".join(each.to_user_string() for each in circle)
        fault = Fault(
            ("deps",),
            f"deps go round in a circle ({told}): take one of them out",
            f"deps 形成循环（{told}）：请去掉其中一个",
        )
        files = [
            each.wrong(fault) if each.component and _key(each.component) in circle else each
            for each in files
        ]
    return files


def _circle(graph: Mapping[dg.AssetKey, set[dg.AssetKey]]) -> list[dg.AssetKey]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def _key(component: SourceComponent) -> dg.AssetKey:
    return scan_key(component.source())


def _deps(component: SourceComponent) -> set[dg.AssetKey]:
    return {dg.AssetKey.from_user_string(each) for each in component.deps}
