"""Why the rows of one table are not there, told as a problem of that table; the rest goes on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Problem
from onedata_resources.clients.database_url import first_line
from onedata_resources.errors import OneDataError, is_failure

log = logging.getLogger(__name__)


class UnforeseenError(OneDataError):
    """Work on a source met what nobody foresaw."""


def unread(table: TableName, error: BaseException) -> Problem:
    """Return that a database did not give a table's rows, in its own words."""
    reason = first_line(error)
    return Problem(
        table,
        f"Its rows were not read: {reason}. Let the account read it (SELECT), or repair the view.",
        f"未能读取其数据：{reason}。请授予该账号读取权限（SELECT），或修复该视图。",
    )


def not_opened(path: str, error: OSError) -> Problem:
    """Return that the system does not open a file."""
    reason = error.strerror or str(error)
    return Problem(TableName("", path), f"It cannot be opened: {reason}.", f"无法打开：{reason}。")


@contextmanager
def failures_told(table: TableName, problems: list[Problem]) -> Iterator[None]:
    """Leave on the list, as a problem of the table, that what is done inside failed."""
    try:
        yield
    except BaseException as error:
        if not is_failure(error):
            raise
        problems.append(unforeseen(table, error))


def unforeseen(table: TableName, error: BaseException) -> Problem:
    """Return that the work on a table failed; the log has where, below its warnings."""
    if isinstance(error, OneDataError):
        return Problem(table, error.en, error.zh)
    log.info("the table %s could not be looked at", table, exc_info=error)
    reason = f"{type(error).__name__}: {first_line(error)}"
    return Problem(
        table,
        f"It could not be looked at, for a reason that nobody foresaw ({reason}); the other tables"
        " were. Report it, or leave it out (exclude).",
        f"处理该表时发生意外错误（{reason}），其他表不受影响。"
        "请反馈该问题，或用 exclude 排除该表。",
    )


def told_of(source: str, error: BaseException) -> OneDataError:
    """Return an error as people read it; the log has where one was that nobody foresaw."""
    if isinstance(error, OneDataError):
        return error
    log.info("work on the source %s failed", source, exc_info=error)
    reason = f"{type(error).__name__}: {first_line(error)}"
    return UnforeseenError(
        f"Work on {source} failed for a reason that nobody foresaw: {reason}. What was known of it"
        " stays. Report it.",
        f"处理数据源 {source} 时发生意外错误：{reason}。此前的结果保持不变，请反馈该问题。",
    )
