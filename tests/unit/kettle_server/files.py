"""Small Kettle files for the tests, written as text."""

from collections.abc import Iterable
from itertools import pairwise
from xml.sax.saxutils import escape

Step = tuple[str, str, str]
Entry = tuple[str, str, str]


def ktr(
    name: str, steps: Iterable[Step], hops: Iterable[tuple[str, str]] = (), extra: str = ""
) -> str:
    """Return a transformation of steps (name, type, settings as XML)."""
    return (
        f"<transformation><info><name>{escape(name)}</name>{extra}</info><order>"
        + "".join(
            f"<hop><from>{escape(a)}</from><to>{escape(b)}</to><enabled>Y</enabled></hop>"
            for a, b in hops
        )
        + "</order>"
        + "".join(
            f"<step><name>{escape(n)}</name><type>{t}</type>{settings}</step>"
            for n, t, settings in steps
        )
        + "</transformation>"
    )


def rows(limit: int = 10) -> str:
    """Return the settings of a RowGenerator."""
    return (
        f"<limit>{limit}</limit><fields><field><name>a</name><type>String</type>"
        "<nullif>x</nullif><length>-1</length><precision>-1</precision></field></fields>"
    )


def generated(name: str = "t", limit: int = 10) -> str:
    """Return a transformation that makes rows and drops them."""
    steps = [("gen", "RowGenerator", rows(limit)), ("end", "Dummy", "")]
    return ktr(name, steps, [("gen", "end")])


def parameter(name: str, default: str = "") -> str:
    """Return the declaration of a parameter."""
    return (
        f"<parameters><parameter><name>{name}</name><default_value>{default}</default_value>"
        "</parameter></parameters>"
    )


def kjb(
    name: str,
    entries: Iterable[Entry],
    hops: Iterable[tuple[str, str, str]] = (),
    extra: str = "",
) -> str:
    """Return a job with a START; hops are (from, to, 'always' | 'Y' | 'N')."""
    start = ("START", "SPECIAL", "<start>Y</start>")
    return (
        f"<job><name>{escape(name)}</name>{extra}<entries>"
        + "".join(
            f"<entry><name>{escape(n)}</name><type>{t}</type>{settings}<nr>0</nr></entry>"
            for n, t, settings in [start, *entries]
        )
        + "</entries><hops>"
        + "".join(hop(*each) for each in hops)
        + "</hops></job>"
    )


def hop(source: str, target: str, when: str) -> str:
    """Return one hop of a job."""
    return (
        f"<hop><from>{escape(source)}</from><to>{escape(target)}</to><from_nr>0</from_nr>"
        f"<to_nr>0</to_nr><enabled>Y</enabled><evaluation>{'N' if when == 'N' else 'Y'}"
        f"</evaluation><unconditional>{'Y' if when == 'always' else 'N'}</unconditional></hop>"
    )


def chain(*names: str) -> list[tuple[str, str, str]]:
    """Return hops on success through the entries, from the START."""
    return [
        ("START", names[0], "always"),
        *((a, b, "Y") for a, b in pairwise(names)),
    ]


def posted(xml: str, execution: str = "") -> bytes:
    """Return what a client posts to register the object."""
    word = "job" if xml.startswith("<job>") else "transformation"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{word}_configuration>{xml}'
        f"<{word}_execution_configuration>{execution}</{word}_execution_configuration>"
        f"</{word}_configuration>"
    ).encode()
