"""Settings of the steps that run another transformation, and of the steps at its edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class CalledFile:
    """The file that a step runs, as written and with its variables replaced."""

    path: str
    suffix: str

    @classmethod
    def from_xml(cls, xml: StepXml, *, name: str = "trans_name", suffix: str = ".ktr") -> Self:
        """Read it: a file, or a name in the folder tree of an exported repository."""
        if xml.raw("filename") and xml.raw("specification_method", "filename") == "filename":
            return cls(xml.text("filename"), suffix)
        if not xml.raw(name):
            raise SettingsError(
                "no file is named. An id of a Kettle repository cannot be looked up here: export"
                " the file, and name it",
                "没有指定文件。这里无法按 Kettle 资源库的编号查找：请导出文件并填写文件名",
            )
        return cls(f"{xml.text('directory_path').rstrip('/')}/{xml.text(name)}", suffix)


@dataclass(frozen=True)
class Passed:
    """A variable of the called file: from a field, or from a text with variables."""

    name: str
    field: str
    text: str


def passed_in(xml: StepXml, path: str) -> tuple[Passed, ...]:
    """Return the variables that the element at `path` lists."""
    items = xml.items(f"{path}/variablemapping")
    return tuple(
        Passed(each.raw("variable"), each.raw("field"), each.text("input"))
        for each in items
        if each.raw("variable")
    )


@dataclass(frozen=True)
class Connector:
    """One way into or out of a mapping; empty step names stand for the only step or for all.

    `renames` are (old name, new name) in the direction of the rows.
    """

    source: str = ""
    target: str = ""
    renames: tuple[tuple[str, str], ...] = ()
    back: bool = False

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<mapping>`."""
        renames = tuple((e.raw("parent"), e.raw("child")) for e in xml.items("connector"))
        return cls(
            xml.raw("input_step"),
            xml.raw("output_step"),
            tuple((old, new) for old, new in renames if old and new),
            xml.flag("rename_on_output"),
        )


@dataclass(frozen=True)
class MappingSettings:
    """A sub-transformation whose rows come from and go to this one."""

    file: CalledFile
    inputs: tuple[Connector, ...]
    outputs: tuple[Connector, ...]
    passed: tuple[Passed, ...]
    inherits: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; files from before version 3 have the renames at the step itself."""
        file = CalledFile.from_xml(xml)
        if not xml.has("mappings"):
            ins = _old(xml, "input", "field", "mapping")
            outs = _old(xml, "output", "mapping", "field")
            return cls(file, (ins,), (outs,), (), inherits=True)
        parameters = "mappings/parameters"
        return cls(
            file=file,
            inputs=tuple(map(Connector.from_xml, xml.items("mappings/input/mapping"))),
            outputs=tuple(map(Connector.from_xml, xml.items("mappings/output/mapping"))),
            passed=passed_in(xml, parameters),
            inherits=xml.raw(f"{parameters}/inherit_all_vars").upper() == "Y",
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """The steps whose rows go to a named input of the mapping."""
        return tuple(each.source for each in self.inputs if each.source)


def _old(xml: StepXml, side: str, old: str, new: str) -> Connector:
    items = xml.items(f"{side}/connector")
    return Connector(renames=tuple((each.raw(old), each.raw(new)) for each in items))


@dataclass(frozen=True)
class MappingInputSettings:
    """The fields that a mapping expects; `sorts` puts them first and the rest by name."""

    fields: tuple[Field, ...]
    sorts: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        fields = tuple(read_field(e) for e in xml.items("fields/field") if e.raw("name"))
        return cls(fields, xml.raw("fields/select_unspecified").upper() == "Y")


@dataclass(frozen=True)
class MappingOutputSettings:
    """The way out of a mapping."""

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read nothing: the calling step says what is renamed."""
        del xml
        return cls()


@dataclass(frozen=True)
class SingleThreaderSettings:
    """A sub-transformation whose rows go in at one of its steps and come out of another."""

    file: CalledFile
    into: str
    out_of: str
    passed: tuple[Passed, ...]
    inherits: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; how many rows go in at once changes no result."""
        if not xml.text("inject_step"):
            raise SettingsError(
                "the step that takes the rows is not named", "没有指定接收数据行的步骤"
            )
        return cls(
            CalledFile.from_xml(xml),
            xml.text("inject_step"),
            xml.text("retrieve_step"),
            tuple(
                Passed(each.raw("name"), "", each.text("value"))
                for each in xml.items("parameters/parameter")
                if each.raw("name")
            ),
            xml.raw("parameters/pass_all_parameters", "Y").upper() == "Y",
        )


STEPS = {
    "Injector": MappingInputSettings,
    "Mapping": MappingSettings,
    "MappingInput": MappingInputSettings,
    "MappingOutput": MappingOutputSettings,
    "SimpleMapping": MappingSettings,
    "SingleThreader": SingleThreaderSettings,
}
