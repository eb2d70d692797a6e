"""Settings of the steps that run another transformation, and of the steps at its edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

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


COUNTS = (
    ("execution_time_field", "time"),
    ("execution_result_field", "result"),
    ("execution_errors_field", "errors"),
    ("execution_lines_read_field", "read"),
    ("execution_lines_written_field", "written"),
    ("execution_lines_input_field", "input"),
    ("execution_lines_output_field", "output"),
    ("execution_lines_rejected_field", "rejected"),
    ("execution_lines_updated_field", "updated"),
    ("execution_lines_deleted_field", "deleted"),
    ("execution_files_retrieved_field", "files"),
    ("execution_exit_status_field", "exit"),
    ("execution_log_text_field", "log"),
    ("execution_log_channelid_field", "channel"),
)


@dataclass(frozen=True)
class ExecutorSettings:
    """A file that runs once per group of rows, and where what comes of it goes.

    `counts` are (field, what it holds); `size` below 0 groups by field.
    """

    file: CalledFile
    size: int
    group_field: str
    passed: tuple[Passed, ...]
    inherits: bool
    counts_step: str
    counts: tuple[tuple[str, str], ...]
    rows_step: str
    rows_fields: tuple[Field, ...]
    files_step: str
    files_field: str
    input_step: str = ""
    reads_held: ClassVar[bool] = True
    name_element: ClassVar[str] = "trans_name"
    suffix: ClassVar[str] = ".ktr"

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; groups by time are refused, for their rows are those of a moment."""
        size = xml.text("group_size").strip()
        timed = xml.text("group_time").strip()
        group = xml.text("group_field")
        number = int(size) if size.lstrip("-").isdigit() else -1
        if number < 0 and not group and timed.isdigit() and int(timed) > 0:
            raise SettingsError(
                "rows grouped by time are not supported: which rows come together depends on the"
                " moment; group by size or by a field",
                "不支持按时间分组：哪些行同组取决于执行时刻；请按行数或字段分组",
            )
        return cls(
            file=CalledFile.from_xml(xml, name=cls.name_element, suffix=cls.suffix),
            size=number,
            group_field=group,
            passed=passed_in(xml, "parameters"),
            inherits=xml.raw("parameters/inherit_all_vars").upper() == "Y",
            counts_step=xml.raw("execution_result_target_step"),
            counts=tuple((xml.raw(path), kind) for path, kind in COUNTS if xml.raw(path)),
            rows_step=xml.raw("result_rows_target_step"),
            rows_fields=tuple(read_field(each) for each in xml.items("result_rows_field")),
            files_step=xml.raw("result_files_target_step"),
            files_field=xml.raw("result_files_file_name_field"),
            input_step=xml.raw("executors_output_step"),
        )


@dataclass(frozen=True)
class JobExecutorSettings(ExecutorSettings):
    """A job that runs once per group of rows."""

    name_element: ClassVar[str] = "job_name"
    suffix: ClassVar[str] = ".kjb"


STEPS = {
    "Injector": MappingInputSettings,
    "JobExecutor": JobExecutorSettings,
    "Mapping": MappingSettings,
    "MappingInput": MappingInputSettings,
    "MappingOutput": MappingOutputSettings,
    "SimpleMapping": MappingSettings,
    "SingleThreader": SingleThreaderSettings,
    "TransExecutor": ExecutorSettings,
}
