"""The settings of steps as Spoon writes them: every element, in its order, with its default.

A setting is a text, a flag, a number, or a list of (tag, setting) pairs for nested elements. Which
steps a transformation gets is in `transformation.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.xml import Element

Setting = str | int | bool | Sequence["Pair"] | None
Pair = tuple[str, Setting]


def element(tag: str, setting: Setting = None) -> Element:
    """Return an element: flags are Y or N, nothing is an empty element."""
    made = etree.Element(tag)
    if isinstance(setting, bool):
        made.text = "Y" if setting else "N"
    elif isinstance(setting, str | int):
        made.text = str(setting) or None
    elif setting is not None:
        for name, inner in setting:
            made.append(element(name, inner))
    return made


def step(name: str, kind: str, settings: Iterable[Pair], place: tuple[int, int]) -> Element:
    """Return a whole `<step>` at its place on the canvas."""
    return element(
        "step",
        [
            ("name", name),
            ("type", kind),
            ("description", None),
            ("distribute", True),
            ("custom_distribution", None),
            ("copies", 1),
            ("partitioning", [("method", "none"), ("schema_name", None)]),
            *settings,
            ("cluster_schema", None),
            ("remotesteps", [("input", None), ("output", None)]),
            ("GUI", [("xloc", place[0]), ("yloc", place[1]), ("draw", True)]),
        ],
    )


def info(name: str, description: str, parameters: Iterable[tuple[str, str]]) -> Element:
    """Return the `<info>` of a new transformation."""
    given = [
        ("parameter", [("name", key), ("default_value", value), ("description", None)])
        for key, value in parameters
    ]
    return element(
        "info",
        [
            ("name", name),
            ("description", description),
            ("extended_description", None),
            ("trans_version", None),
            ("trans_type", "Normal"),
            ("directory", "/"),
            ("parameters", given),
            ("size_rowset", 10000),
            ("sleep_time_empty", 50),
            ("sleep_time_full", 50),
            ("unique_connections", False),
            ("feedback_shown", True),
            ("feedback_size", 50000),
            ("using_thread_priorities", True),
            ("shared_objects_file", None),
            ("capture_step_performance", False),
            ("step_performance_capturing_delay", 1000),
            ("step_performance_capturing_size_limit", 100),
            ("dependencies", None),
            ("partitionschemas", None),
            ("slaveservers", None),
            ("clusterschemas", None),
        ],
    )


def note(text: str, *, width: int) -> Element:
    """Return a note above the steps, as high as its lines."""
    white = (("red", 255), ("green", 255), ("blue", 240))
    grey = (("red", 100), ("green", 100), ("blue", 100))
    black = (("red", 0), ("green", 0), ("blue", 0))
    colours = [
        (f"{what}color{name}", value)
        for what, colour in (("font", black), ("background", white), ("border", grey))
        for name, value in colour
    ]
    return element(
        "notepad",
        [
            ("note", text),
            ("xloc", 96),
            ("yloc", 32),
            ("width", width),
            ("heigth", 18 * (text.count("\n") + 1) + 8),
            ("fontname", "Noto Sans"),
            ("fontsize", 11),
            ("fontbold", False),
            ("fontitalic", False),
            *colours,
            ("drawshadow", False),
        ],
    )


def field_of(name: str, kind: str, **given: Setting) -> Pair:
    """Return a `<field>` with the metadata that most input steps have."""
    defaults: dict[str, Setting] = {
        "format": None,
        "currency": None,
        "decimal": None,
        "group": None,
        "length": -1,
        "precision": -1,
        "trim_type": "none",
    }
    return "field", [("name", name), ("type", kind), *(defaults | given).items()]
