"""Small transformations as text, and running them. Tests of the engine build on it."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.reader import read_transformation

TYPES = {"String": str, "Integer": int, "Number": float}


def ktr(*steps: str, hops: Iterable[tuple[str, str]] = (), extra: str = "", info: str = "") -> str:
    """Return a transformation; without hops the steps follow each other in the given order."""
    names = [step.split("<name>")[1].split("</name>")[0] for step in steps]
    pairs = list(hops) or list(pairwise(names))
    order = "".join(f"<hop><from>{a}</from><to>{b}</to></hop>" for a, b in pairs)
    return (
        f"<transformation><info><name>test</name>{info}</info><order>{order}</order>"
        f"{''.join(steps)}{extra}</transformation>"
    )


def step(
    name: str, kind: str, settings: str = "", *, distribute: str = "Y", copies: int = 1
) -> str:
    """Return one step."""
    return (
        f"<step><name>{name}</name><type>{kind}</type><distribute>{distribute}</distribute>"
        f"<copies>{copies}</copies>{settings}</step>"
    )


def grid(name: str, columns: Mapping[str, str], rows: Iterable[Iterable[str]]) -> str:
    """Return a DataGrid; `columns` maps names to types, `Type:mask` where one is wanted."""
    fields = "".join(
        f"<field><name>{n}</name><type>{t.partition(':')[0]}</type>"
        f"<format>{t.partition(':')[2]}</format></field>"
        for n, t in columns.items()
    )
    lines = "".join(
        "<line>" + "".join(f"<item>{v}</item>" for v in row) + "</line>" for row in rows
    )
    return step(name, "DataGrid", f"<fields>{fields}</fields><data>{lines}</data>")


def text_output(name: str, path: Path, settings: str = "") -> str:
    """Return a TextFileOutput of all fields, separated by bars, with a header."""
    return step(
        name,
        "TextFileOutput",
        '<separator>|</separator><enclosure>"</enclosure><header>Y</header><format>UNIX</format>'
        f"<enclosure_fix_disabled>N</enclosure_fix_disabled><file><name>{path}</name></file>"
        f"{settings}",
    )


def run(xml: str, **context: Any) -> TransformationRun:
    """Prepare and execute."""
    started = TransformationRun(read_transformation(xml, name="test.ktr"), RunContext(**context))
    started.prepare()
    started.execute()
    return started


def rows_of(path: Path) -> list[str]:
    """Return the lines that an output wrote, without its header."""
    return path.read_text().splitlines()[1:]


def metrics(finished: TransformationRun, name: str) -> Any:
    """Return the metrics of the step's first copy."""
    return next(each for each in finished.steps if each.name == name)


NUMBERS = {"k": "Integer:0"}


def six(name: str = "g") -> str:
    """Return a step that gives six rows, 1 to 6."""
    return grid(name, NUMBERS, [[str(n)] for n in range(1, 7)])


TWO = {"s": "String", "n": "Integer:0"}
ROWS = [["a", "1"], ["b", "2"], ["b", "3"]]


def inside(path: Path, *steps: str, hops: Iterable[tuple[str, str]] = (), info: str = "") -> Path:
    """Write a transformation that another one or a job calls, and return its path."""
    path.write_text(ktr(*steps, hops=hops, info=info))
    return path


def outcome(
    tmp_path: Path,
    columns: Mapping[str, str],
    rows: Iterable[Iterable[str]],
    *steps: str,
    **settings: str,
) -> list[str]:
    """Return the lines, with the header, that the steps make of the rows."""
    path = tmp_path / "out"
    finished = run(ktr(grid("g", columns, rows), *steps, text_output("o", path, **settings)))
    assert finished.status == "Finished", finished.log.text()
    return path.read_text().splitlines()


def field(**elements: str) -> str:
    """Return one field of a step's list, of these elements."""
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
    return f"<field>{inner}</field>"


def fields(*each: str) -> str:
    """Return a step's list of fields."""
    return f"<fields>{''.join(each)}</fields>"


def split_field(**elements: str) -> str:
    """Return a field that a part of a text becomes, a String unless another type is given."""
    return field(**{"type": "String"} | elements)


def error_hop(source: str, target: str) -> str:
    """Return the error handling of a step, whose error columns are n, why and code."""
    return (
        "<step_error_handling><error>"
        f"<source_step>{source}</source_step><target_step>{target}</target_step>"
        "<is_enabled>Y</is_enabled><nr_valuename>n</nr_valuename>"
        "<descriptions_valuename>why</descriptions_valuename><fields_valuename/>"
        "<codes_valuename>code</codes_valuename></error></step_error_handling>"
    )
