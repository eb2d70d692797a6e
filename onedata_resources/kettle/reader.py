"""Kettle XML becomes the objects of `model.py`. What a step's settings mean is in `engine/`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from onedata_resources.kettle.datax.signs import is_datax
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.model import (
    Connection,
    Entry,
    ErrorHop,
    Hop,
    Job,
    JobHop,
    Note,
    Parameter,
    Step,
    Transformation,
)
from onedata_resources.kettle.xml import Element, children, flag, number, parse, text

_WORDS = {"transformation": ("transformation", "转换"), "job": ("job", "作业")}


def read_transformation(source: bytes | str, *, name: str) -> Transformation:
    """Return the transformation; `name` says in errors which file it is.

    A `transformation_configuration`, as Carte clients post it, is read as its transformation.

    Raises:
        KettleFileError: Not a transformation, or one that contradicts itself.
    """
    return _transformation(_root(parse(source, name), "transformation", name), name)


def read_job(source: bytes | str, *, name: str) -> Job:
    """Return the job; `name` says in errors which file it is.

    Raises:
        KettleFileError: Not a job.
    """
    return _job(_root(parse(source, name), "job", name), name)


def read_kettle_file(path: str | Path) -> Transformation | Job:
    """Return what the file holds; its root element decides which, and a DataX job is compiled.

    Raises:
        KettleFileError: The file is missing or is not a Kettle file.
    """
    path = Path(path)
    if not path.is_file():
        raise KettleFileError(
            f"There is no Kettle file at {path}; check the path.",
            f"{path} 处没有 Kettle 文件；请检查路径。",
        )
    source = path.read_bytes()
    if is_datax(source):
        # Compiling builds on this module.
        from onedata_resources.kettle.datax.compile import read_datax

        return replace(read_datax(source, name=str(path)), filename=str(path))
    root = parse(source, str(path))
    if root.tag == "job":
        return _job(root, str(path), filename=str(path))
    root = _root(root, "transformation", str(path))
    return _transformation(root, str(path), filename=str(path))


def _root(root: Element, tag: str, name: str) -> Element:
    if root.tag == f"{tag}_configuration":
        inner = root.find(tag)
        root = inner if inner is not None else root
    if root.tag == tag:
        return root
    en, zh = _WORDS[tag]
    raise KettleFileError(
        f"{name} is not a Kettle {en}: its root element is <{root.tag}>, not <{tag}>.",
        f"{name} 不是 Kettle {zh}：根元素是 <{root.tag}>，而不是 <{tag}>。",
    )


def _transformation(root: Element, name: str, filename: str = "") -> Transformation:
    info = root.find("info")
    steps = tuple(_step(each, name) for each in children(root, "step"))
    _refuse_duplicates([step.name for step in steps], name)
    return Transformation(
        name=text(info, "name") or Path(name).stem,
        steps=steps,
        hops=tuple(_hop(each) for each in children(root, "order/hop")),
        error_hops=tuple(_error_hop(each) for each in children(root, "step_error_handling/error")),
        connections=tuple(read_connection(each) for each in children(root, "connection")),
        parameters=_parameters(info),
        notes=_notes(root),
        description=text(info, "description"),
        filename=filename,
        single_transaction=flag(info, "unique_connections"),
        xml=root,
    )


def _refuse_duplicates(names: list[str], file: str) -> None:
    for each in names:
        if names.count(each) > 1:
            raise KettleFileError(
                f"{file} has two steps named {each!r}; give one of them another name.",
                f"{file} 中有两个步骤同名 {each!r}；请改名其中一个。",
            )


def _step(element: Element, file: str) -> Step:
    name, kind = text(element, "name"), text(element, "type")
    if not name or not kind:
        raise KettleFileError(
            f"{file} has a step without a name or a type (line {element.sourceline}).",
            f"{file} 中有步骤缺少名称或类型（第 {element.sourceline} 行）。",
        )
    return Step(
        name=name,
        type=kind,
        xml=element,
        description=text(element, "description"),
        distribute=flag(element, "distribute", default=True),
        copies=text(element, "copies", "1"),
    )


def _hop(element: Element) -> Hop:
    enabled = flag(element, "enabled", default=True)
    return Hop(text(element, "from"), text(element, "to"), enabled, element)


def _error_hop(element: Element) -> ErrorHop:
    return ErrorHop(
        source=text(element, "source_step"),
        target=text(element, "target_step"),
        enabled=flag(element, "is_enabled", default=True),
        count_field=text(element, "nr_valuename"),
        description_field=text(element, "descriptions_valuename"),
        fields_field=text(element, "fields_valuename"),
        code_field=text(element, "codes_valuename"),
        max_errors=text(element, "max_errors"),
        max_percent=text(element, "max_pct_errors"),
        min_rows=text(element, "min_pct_rows"),
        xml=element,
    )


def read_connection(element: Element) -> Connection:
    """Return the connection that the element describes."""
    pairs = children(element, "attributes/attribute")
    return Connection(
        name=text(element, "name"),
        type=text(element, "type"),
        access=text(element, "access", "Native"),
        server=text(element, "server"),
        database=text(element, "database"),
        port=text(element, "port"),
        username=text(element, "username"),
        password=text(element, "password"),
        attributes=tuple((text(pair, "code"), text(pair, "attribute")) for pair in pairs),
        xml=element,
    )


def _parameters(parent: Element | None) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(text(each, "name"), text(each, "default_value"), text(each, "description"))
        for each in children(parent, "parameters/parameter")
    )


def _notes(root: Element) -> tuple[Note, ...]:
    return tuple(Note(text(each, "note"), each) for each in children(root, "notepads/notepad"))


def _job(root: Element, name: str, filename: str = "") -> Job:
    return Job(
        name=text(root, "name") or Path(name).stem,
        entries=tuple(_entry(each, name) for each in children(root, "entries/entry")),
        hops=tuple(_job_hop(each) for each in children(root, "hops/hop")),
        connections=tuple(read_connection(each) for each in children(root, "connection")),
        parameters=_parameters(root),
        notes=_notes(root),
        description=text(root, "description"),
        filename=filename,
        xml=root,
    )


def _entry(element: Element, file: str) -> Entry:
    name, kind = text(element, "name"), text(element, "type")
    if not name or not kind:
        raise KettleFileError(
            f"{file} has an entry without a name or a type (line {element.sourceline}).",
            f"{file} 中有条目缺少名称或类型（第 {element.sourceline} 行）。",
        )
    return Entry(
        name=name,
        type=kind,
        xml=element,
        copy=number(element, "nr", 0),
        parallel=flag(element, "parallel"),
        description=text(element, "description"),
    )


def _job_hop(element: Element) -> JobHop:
    return JobHop(
        source=text(element, "from"),
        target=text(element, "to"),
        source_copy=number(element, "from_nr", 0),
        target_copy=number(element, "to_nr", 0),
        enabled=flag(element, "enabled", default=True),
        evaluation=flag(element, "evaluation", default=True),
        unconditional=flag(element, "unconditional"),
        xml=element,
    )
