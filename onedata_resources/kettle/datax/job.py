"""A DataX job file as typed data: what it reads, changes and writes, and how many rows may fail.

What the parameters of a plugin mean is in the module of that plugin; `compile.py` makes Kettle
objects of the job.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from onedata_resources.kettle.datax.json_text import json_value
from onedata_resources.kettle.errors import KettleFileError


def _text(value: object) -> object:
    """Return the text that DataX takes a number or a truth value for."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else value


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _speed(value: object) -> object:
    """Return the settings; old jobs have a number of bytes in their place."""
    return value if isinstance(value, dict | BaseModel) else {}


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]


class Part(BaseModel):
    """A part of a job; as in DataX, keys that nothing reads are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Plugin(Part):
    """A reader, writer or transformer; `path` is where it stands in the file."""

    name: Text
    parameter: dict[str, Any] = Field(default_factory=dict, repr=False)
    path: str = ""
    file: str = ""

    def refuse(self, where: str, en: str, zh: str) -> KettleFileError:
        """Return the error that names the file, the plugin and the place among its parameters."""
        place = f"{self.path}.parameter{'.' if where and where[0] != '[' else ''}{where}"
        place = place if where else self.path
        return KettleFileError(
            f"{self.file}: {self.name} at {place}: {en}",
            f"{self.file}：{place} 处的 {self.name}：{zh}",
        )

    def read(self, kind: type[ParametersT]) -> ParametersT:
        """Return the parameters as `kind`.

        Raises:
            KettleFileError: One is missing or is no value of its kind.
        """
        return self.read_part("", self.parameter, kind)

    def read_part(self, where: str, given: object, kind: type[ParametersT]) -> ParametersT:
        """Return a part of the parameters as `kind`; `where` is its place among them.

        Raises:
            KettleFileError: It is none.
        """
        try:
            return kind.model_validate(given)
        except ValidationError as error:
            place, why = _first_error(error)
            place = f"{where}.{place}".strip(".")
            raise self.refuse(place, f"{why}.", f"{why}。") from None


ParametersT = TypeVar("ParametersT", bound=Part)


class Content(Part):
    """From where to where the rows go, and what changes on the way."""

    reader: Plugin
    writer: Plugin
    transformer: tuple[Plugin, ...] = ()


class ErrorLimit(Part):
    """How many rows, or which part of all rows, may be dirty; the number goes before the part."""

    record: int | None = None
    percentage: float | None = None


class Speed(Part):
    """How fast the job may run; only the channels matter, which repeat the rows of streamreader."""

    channel: Text = "1"


class Setting(Part):
    """The settings of the job."""

    speed: Annotated[Speed, BeforeValidator(_speed)] = Speed()
    errorLimit: ErrorLimit = ErrorLimit()  # noqa: N815 - DataX's key


class DataxJob(Part):
    """The job; DataX runs one content."""

    content: Annotated[tuple[Content, ...], BeforeValidator(_listed)] = Field(min_length=1)
    setting: Setting = Setting()


class _File(Part):
    job: DataxJob


def parse_job(source: bytes | str, *, name: str) -> tuple[DataxJob, dict[str, str]]:
    """Return the job and its parameters with their defaults; `name` says which file it is.

    Raises:
        KettleFileError: Not a DataX job, or more than one content.
    """
    value, parameters = json_value(source, name)
    try:
        job = _File.model_validate(value).job
    except ValidationError as error:
        place, why = _first_error(error)
        raise KettleFileError(
            f"{name} is not a DataX job: {place}: {why}.",
            f"{name} 不是 DataX 作业：{place}：{why}。",
        ) from None
    (content,) = job.content[:1]
    if len(job.content) > 1:
        raise KettleFileError(
            f"{name} has {len(job.content)} elements in job.content, of which DataX runs the first"
            " only; make a file of each.",
            f"{name} 的 job.content 有 {len(job.content)} 个元素，DataX 只运行第一个；"
            "请拆分为多个文件。",
        )
    return job.model_copy(update={"content": (_placed(content, name),)}), parameters


def _placed(content: Content, file: str) -> Content:
    def placed(plugin: Plugin, path: str) -> Plugin:
        return plugin.model_copy(update={"path": f"job.content[0].{path}", "file": file})

    return Content(
        reader=placed(content.reader, "reader"),
        writer=placed(content.writer, "writer"),
        transformer=tuple(
            placed(each, f"transformer[{number}]")
            for number, each in enumerate(content.transformer)
        ),
    )


def _first_error(error: ValidationError) -> tuple[str, str]:
    """Return where the first error is, as a path in the JSON, and what it is, without the value."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    path = ""
    for part in first["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path, first["msg"]
