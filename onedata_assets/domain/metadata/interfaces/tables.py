"""The operations of an interface as tables: what can be read of it, and the columns of that.

A GET is a table where its answer is described. A POST is one where it answers with rows: a query
whose conditions are sent. What is only sent to an interface is no table of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from onedata_assets.domain.metadata.interfaces.documents import Operation, operations
from onedata_assets.domain.metadata.interfaces.json_types import Json
from onedata_assets.domain.metadata.interfaces.schemas import MOST_COLUMNS, Node, Schemas
from onedata_assets.domain.metadata.model import Table, TableKind, TableName
from onedata_assets.domain.metadata.structure import Problem, Structure, Wanted, structure_of

POST = ":post"
"""Behind the path of what is asked by POST, so that it is not taken for a GET of the same path."""
ROOT = "root"


def table_name(path: str, method: str = "GET") -> TableName:
    """Return the name of a path's table."""
    return TableName("", (path.strip("/") or ROOT) + (POST if method == "POST" else ""))


def tables_of(document: Json, wanted: Wanted) -> Structure:
    """Return the tables that a document describes, and what it leaves out of them."""
    tables: list[Table] = []
    problems: list[Problem] = []
    for operation in operations(document):
        name = table_name(operation.path, operation.method)
        if not wanted.takes(name) or not operation.is_json:
            continue
        schemas = Schemas(document)
        found = table_of(operation, schemas)
        if isinstance(found, Table):
            tables.append(found)
            problems += _left_out(name, schemas)
        elif operation.method == "GET":
            problems += found
    return structure_of(tables, problems)


def table_of(operation: Operation, schemas: Schemas) -> Table | list[Problem]:
    """Return the table of an operation, or why it is none."""
    name = table_name(operation.path, operation.method)
    if operation.schema is None:
        return [_undescribed(name)]
    answer = schemas.node(operation.schema)
    row, way = schemas.rows(operation.schema)
    if operation.method == "POST" and not (way or answer.kind == "array"):
        return []
    if row.kind != "object" and answer.kind != "array":
        return [] if row.kind else [_undescribed(name)]
    columns = schemas.columns(row)
    if not columns:
        return [_undescribed(name)]
    return Table(
        name=name,
        kind=TableKind.ENDPOINT,
        columns=tuple(columns),
        comment=operation.summary,
        properties=_properties(operation, way),
        notes=_notes(operation, row),
    )


def _properties(operation: Operation, way: tuple[str, ...]) -> dict[str, str]:
    told = {
        "method": operation.method,
        "path": operation.path,
        "rows_at": ".".join(way),
        "required_parameters": ", ".join(operation.required),
    }
    return {key: value for key, value in told.items() if value}


def _notes(operation: Operation, row: Node) -> dict[str, str]:
    told = {
        "schema": row.name,
        "parameters": ", ".join(operation.parameters),
        "deprecated": "yes" if operation.deprecated else "",
    }
    return {key: value for key, value in told.items() if value}


def _undescribed(name: TableName) -> Problem:
    return Problem(
        name,
        "The document does not say what its answer has. Describe it there, or list the path under"
        " `paths` of a source of its own.",
        "文档未描述其返回内容。请在文档中补充，或在另一个数据源的 paths 中列出该路径。",
    )


def _left_out(name: TableName, schemas: Schemas) -> Iterator[Problem]:
    if schemas.is_cut:
        yield Problem(
            name,
            f"Its answer has more than {MOST_COLUMNS} fields: the rest is left out.",
            f"其返回超过 {MOST_COLUMNS} 个字段：其余未列出。",
            is_partial=True,
        )
    if schemas.lost:
        listed = ", ".join(sorted(schemas.lost)[:5])
        yield Problem(
            name,
            f"References that lead out of the document are not followed: {listed}. Bundle it.",
            f"未跟随指向文档之外的引用：{listed}。请先合并为一个文档。",
            is_partial=True,
        )
