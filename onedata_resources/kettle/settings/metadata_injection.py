"""Settings of MetaInject: a template, and the metadata that it gets before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import StepXml
from onedata_resources.kettle.settings.sub import CalledFile
from onedata_resources.kettle.values.types import Field, KettleType, type_named

_RENAMED = {"SCHENAMENAMEFIELD": "SCHEMANAMEFIELD"}
"""Keys that files from before version 8 misspell."""


@dataclass(frozen=True)
class Injected:
    """One value to inject: a field of an input step, or the text itself where no step is named."""

    target: str
    key: str
    source: str
    field: str


@dataclass(frozen=True)
class InjectionSettings:
    """A template, what is injected into its steps, and what goes through it.

    `retrieve` is the template's step whose rows leave, `fields` is what they are said to be;
    `stream_from` and `stream_to` are the step whose rows enter, and where.
    """

    file: CalledFile
    injected: tuple[Injected, ...]
    retrieve: str
    fields: tuple[Field, ...]
    written_to: str
    runs: bool
    stream_from: str
    stream_to: str
    reads_held: ClassVar[bool] = True
    inputs_apart: ClassVar[bool] = True

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; of several values for one key the last one is taken."""
        mappings = (
            Injected(
                each.raw("target_step_name"),
                _RENAMED.get(each.raw("target_attribute_key"), each.raw("target_attribute_key")),
                each.raw("source_step"),
                each.raw("source_field"),
            )
            for each in xml.items("mappings/mapping")
        )
        last = {(each.target, each.key): each for each in mappings}
        source, target = xml.raw("stream_source_step"), xml.raw("stream_target_step")
        streams = bool(source and target)
        return cls(
            file=CalledFile.from_xml(xml),
            injected=tuple(last.values()),
            retrieve=xml.raw("source_step"),
            fields=tuple(_field(e) for e in xml.items("source_output_fields/source_output_field")),
            written_to=local_path(xml.text("target_file")),
            runs=not xml.flag("no_execution"),
            stream_from=source if streams else "",
            stream_to=target if streams else "",
        )


def _field(xml: StepXml) -> Field:
    part = "source_output_field_"
    return Field(
        xml.raw(part + "name"),
        type_named(xml.raw(part + "type")) or KettleType.STRING,
        xml.number(part + "length", -1),
        xml.number(part + "precision", -1),
    )


STEPS = {
    "MetaInject": InjectionSettings,
}
