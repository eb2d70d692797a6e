"""The documents that a client posts to Carte: an object's XML with how it is to run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from onedata_resources.kettle.xml import parse, serialise

WORDS = {"job": "job", "trans": "transformation"}


@dataclass(frozen=True)
class Execution:
    """How an object is to run: `kind` is `job` or `trans`, the level Kettle's word."""

    kind: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    log_level: str = "Basic"


def execution_configuration(how: Execution) -> bytes:
    """Return the execution configuration as XML without a declaration."""
    tag = f"{WORDS[how.kind]}_execution_configuration"
    return (
        f"<{tag}><exec_local>N</exec_local><exec_remote>Y</exec_remote>"
        "<pass_export>N</pass_export>"
        f"<parameters>{_pairs('parameter', how.parameters)}</parameters>"
        f"<variables>{_pairs('variable', how.variables)}</variables>"
        "<arguments></arguments><replay_date/><safe_mode>N</safe_mode>"
        f"<log_level>{escape(how.log_level)}</log_level><clear_log>Y</clear_log>"
        f"<gather_metrics>N</gather_metrics></{tag}>"
    ).encode()


def _pairs(tag: str, values: Mapping[str, str]) -> str:
    return "".join(_pair(tag, *each) for each in values.items())


def _pair(tag: str, name: str, value: str) -> str:
    return f"<{tag}><name>{escape(name)}</name><value>{escape(value)}</value></{tag}>"


def configuration(kind: str, xml: bytes, execution: bytes) -> bytes:
    """Return the document that registers the object; its own XML declaration is left out."""
    root = parse(xml, "The file")
    content = serialise(root).split(b"?>", 1)[1]
    tag = f"{WORDS[kind]}_configuration".encode()
    prolog = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return prolog + b"<" + tag + b">" + content.strip() + execution + b"</" + tag + b">"
