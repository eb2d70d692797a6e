"""Settings of steps that run a file once per group of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.settings.sub import CalledFile, Passed, passed_in
from onedata_resources.kettle.values.types import Field

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
    "JobExecutor": JobExecutorSettings,
    "TransExecutor": ExecutorSettings,
}
