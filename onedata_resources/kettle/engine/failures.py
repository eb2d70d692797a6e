"""Failures of steps and entries as the platform's errors, which say whom to ask and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_resources.clients.lake_errors import is_full
from onedata_resources.errors import (
    BadInputError,
    OneDataError,
    StorageFullError,
    UnavailableError,
)
from onedata_resources.kettle.engine.stream import ConnectionStepError, StepError
from onedata_resources.kettle.xml import text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.scope import StepScope

STEP_ERRORS = (StepError, OneDataError, OSError)
"""What a step's own code may raise: its failure, a client's, or the disk's."""


def missing_files(names: Iterable[str]) -> StepError:
    """Return the failure of a step whose required files are not there."""
    listed = ", ".join(names)
    return StepError(f"Following required files are missing: {listed}", f"缺少必需的文件：{listed}")


def unreadable(path: str | Path, error: Exception) -> StepError:
    """Return the failure of a step whose file cannot be read."""
    return StepError(f"File [{path}] cannot be read: {error}", f"文件 [{path}] 无法读取")


def missing_folder(name: str, written: str) -> StepError:
    """Return the failure of a step that would read a folder that is not there as one without files.

    `written` is the name as it stands in the file, with its variables.
    """
    return StepError(
        f"There is no folder {name} (written {written}). A folder without files would mean days"
        " without rows, a missing one would empty them: nothing was replaced. Bring it back (is it"
        " mounted?), or correct its path.",
        f"目录 {name} 不存在（文件中写作 {written}）。目录在而无文件表示当日无数据；目录缺失则会"
        "清空已有数据，因此未替换任何数据。请恢复该目录（是否已挂载？）或更正路径。",
        UnavailableError,
    )


def told(
    error: StepError | OneDataError | OSError, connection: str, settings: Mapping[str, str]
) -> OneDataError:
    """Return the platform's error, which says where the connection is set if that is wrong."""
    if isinstance(error, OneDataError):
        return error
    if not isinstance(error, StepError):
        return engine_error(error)
    en, zh = str(error), error.zh
    if isinstance(error, ConnectionStepError):
        hints = connection_hint(connection, settings)
        en, zh = f"{en} {hints[0]}", f"{zh}{hints[1]}"
    return error.kind(en, zh)


def connection_hint(name: str, settings: Mapping[str, str]) -> tuple[str, str]:
    """Say where a connection is set; `settings` has the setting of each one that is configured."""
    setting = settings.get(name.lower())
    if setting is None:
        return (
            f"It is connection {name!r} of the Kettle file.",
            f"该连接为 Kettle 文件中的 {name!r}。",
        )
    return (
        f"It is connection {name!r}, which {setting} sets.",
        f"该连接为 {name!r}，由 {setting} 配置。",
    )


def engine_error(error: BaseException) -> OneDataError:
    """Return the platform's error for a full disk, or for a defect that no step tells of."""
    what = f"{type(error).__name__}: {error}"
    if is_full(error):
        return StorageFullError(
            "No room is left on the disk; nothing was replaced. Free space, then run again"
            f" ({what})",
            f"磁盘空间不足，未替换任何数据。请清理空间后重跑（{what}）",
        )
    return BadInputError(what, f"引擎出错：{what}")


def refused_by_disk(en: str, zh: str, error: Exception) -> StepError:
    """Return the failure of a file that cannot be opened or written; a full disk is told as one."""
    kind = StorageFullError if is_full(error) else BadInputError
    return StepError(f"{en}: {error}", f"{zh}：{error}", kind)


def unwritable(path: Path, error: Exception) -> StepError:
    """Return the failure for a file that cannot be written."""
    return refused_by_disk(
        f"Couldn't open or write file {path}", f"无法打开或写入文件 {path}", error
    )


def unfit(why: str) -> StepError:
    """Return the failure of a row that cannot be processed."""
    return StepError(why, f"有一行数据无法处理：{why}")


class FailedStepError(Exception):
    """A step failed while rows flowed; `error` says why, as the platform says it."""

    def __init__(self, scope: StepScope, error: StepError | OneDataError | OSError) -> None:
        super().__init__(str(error))
        while scope.state.caller is not None:
            scope = scope.state.caller
        self.scope: StepScope | Any = scope
        name = text(scope.step.xml, "connection")
        self.error = told(error, name, scope.state.context.settings)
