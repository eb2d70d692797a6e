"""What is done to registered tables: four actions, and operations that administrators configure.

How each is done is in `onedata_resources/clients/offline_tables.py`; the jobs that do it are in
`lib/register_jobs.py`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from onedata_assets.domain.metadata.documents import NAME, Long, Short, Strict, fault

KIND = "operation"
"""What the store calls these documents."""


class TableAction(StrEnum):
    """What can be done to every registered table that a source reaches."""

    STATISTICS = "statistics"
    PREVIEW = "preview"
    CHECK = "check"
    EXPORT = "export"
    OPERATION = "operation"


class OperationKind(StrEnum):
    """How an operation is done."""

    SQL = "sql"
    HTTP = "http"


class Operation(Strict):
    """An operation: a statement to the database of the table, or a POST to an address.

    In a statement `{table}` stands for the quoted name. A POST sends what is registered as JSON,
    also of tables that no source reaches: the other end knows how to.
    """

    name: Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
    label_zh: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    label_en: Short = ""
    description: Annotated[str, StringConstraints(max_length=2_000)] = ""
    kind: OperationKind
    statement: Long = ""
    url: Annotated[str, StringConstraints(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kind is OperationKind.SQL and "{table}" not in self.statement:
            raise fault("statement must name {table}", "statement 须包含 {table}", "statement")
        if self.kind is OperationKind.HTTP and not self.url.startswith(("http://", "https://")):
            raise fault(
                "url must begin with http:// or https://",
                "url 须以 http:// 或 https:// 开头",
                "url",
            )
        return self


def job_name(action: TableAction, project: str) -> str:
    """Return the job that does an action for a project."""
    return f"{op_name(action, project)}_job"


def op_name(action: TableAction, project: str) -> str:
    """Return the one op of the job, whose config says which table.

    Dagster wants one name for each op. Projects whose names it refuses are hashed.
    """
    import hashlib
    import re

    plain = project if re.fullmatch(r"\w+", project, re.ASCII) else ""
    own = plain or "p" + hashlib.sha256(project.encode()).hexdigest()[:12]
    return f"offline_{action.value}__{own}"
