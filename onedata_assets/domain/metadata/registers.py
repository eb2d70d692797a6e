"""What a registered table (库表) is: an offline table that people wrote down, as Hive's are.

Which source reaches it, if any, is in `register_reach.py`; files of them in `register_csv.py`; what
is done to them in `operations.py` and `lib/register_jobs.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints, field_validator

from onedata_assets.domain.metadata.documents import DocumentError, Long, Short, Strict, fault

KIND = "register"
"""What the store calls these documents."""
ROOT = "offline"
"""The first part of the keys of their assets."""

# As Dagster takes it in a key: no slash, no sign that a shell or a page would obey.
Part = Annotated[str, StringConstraints(pattern=r"^[\w$.\-]+$", min_length=1, max_length=120)]
Count = Annotated[int, Field(ge=0, le=2**62)]
_UNITS = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40, "p": 2**50}
_SIZE = re.compile(r"^([0-9]+(?:\.[0-9]+)?)\s*([kmgtp]?)(?:i?b|bytes)?$", re.IGNORECASE)
_PARTITIONS = {"主分区": "main", "子分区": "sub", "非分区": "none"}


class PartitionKind(StrEnum):
    """What a column is for the partitions of its table."""

    NONE = "none"
    MAIN = "main"
    SUB = "sub"


class RegisteredColumn(Strict):
    """A column as it was written down."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    type: Short = ""
    description: Long = ""
    partition: PartitionKind = PartitionKind.NONE
    remark: Long = ""


class RegisteredTable(Strict):
    """An offline table. `source` and `source_table` say where it can be reached, if they are given.

    Sizes are in bytes, lifecycles in days. What is only counted elsewhere (visits, cost) is as the
    file told it.
    """

    db: Part
    table: Part
    app: Short = ""
    description: Long = ""
    field: Short = ""
    warehouse_level: Short = ""
    owner: Short = ""
    organisation: Short = ""
    columns: Annotated[tuple[RegisteredColumn, ...], Field(max_length=3_000)] = ()
    lifecycle_days: Count | None = None
    recommended_lifecycle_days: Count | None = None
    storage_bytes: Count | None = None
    storage_cost: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    visits_seven: Count | None = None
    visits_thirty: Count | None = None
    visits_sixty: Count | None = None
    recent_visit: date | None = None
    partition_start: Short = ""
    partition_end: Short = ""
    status: Short = ""
    security_level: Short = ""
    value_score: Short = ""
    ttl: Short = ""
    location: Short = ""
    create_table_ddl: Long = ""
    source: Short = ""
    source_table: Short = ""
    remark: Long = ""

    @field_validator("columns")
    @classmethod
    def _are_named_apart(cls, columns: Sequence[RegisteredColumn]) -> Sequence[RegisteredColumn]:
        names = [each.name for each in columns]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            told = ", ".join(twice[:5])
            raise fault(f"columns: {told} stands twice", f"columns：{told} 重复", "columns")
        return columns

    @property
    def name(self) -> str:
        """Return what it is known by."""
        return f"{self.db}.{self.table}"

    @property
    def partition_column(self) -> str:
        """Return the column of its main partitions, empty where none is written down."""
        return next((each.name for each in self.columns if each.partition == "main"), "")


def asset_path(table: RegisteredTable) -> tuple[str, str, str]:
    """Return the key of its asset."""
    return (ROOT, table.db, table.table)


def export_table(table: RegisteredTable) -> tuple[str, str]:
    """Return the lake table that it is exported to."""
    plain = re.sub(r"\W", "_", f"{table.db}_{table.table}").lower()
    return ("ods", f"offline_{plain}")


def bytes_of(written: str) -> int:
    """Return a size as people write it (`12.5 GB`, `800M`, `1024`), in bytes.

    Raises:
        DocumentError: It is none.
    """
    found = _SIZE.match(written.replace(",", "").strip())
    if found is None:
        raise DocumentError(
            f"storage_size: {written!r} is no size: write 12.5 GB.",
            f"storage_size：{written!r} 不是大小：请写成 12.5 GB。",
            "storage_size",
        )
    return round(float(found[1]) * _UNITS[found[2].lower()])


def columns_from(written: str) -> list[dict[str, Any]]:
    """Return columns as Cube Studio's JSON tells them, or lines of `name type description`.

    Raises:
        DocumentError: It is neither.
    """
    if written.lstrip().startswith("["):
        return [_from_json(each) for each in _json(written)]
    parts = [each.strip() for each in re.split(r"[\n;；]", written) if each.strip()]
    return [_from_words(each) for each in parts]


def _json(written: str) -> list[Any]:
    try:
        told = json.loads(written)
    except ValueError as error:
        raise DocumentError(
            f"columns is no JSON: {error}", f"columns 不是有效的 JSON：{error}", "columns"
        ) from error
    if not all(isinstance(each, dict) for each in told):
        raise DocumentError(
            "columns must be a list of objects with name and type.",
            "columns 须为含 name 与 type 的对象列表。",
            "columns",
        )
    return told


def _from_json(told: dict[str, Any]) -> dict[str, Any]:
    kind = str(told.get("partition_type") or told.get("partition") or "none")
    return {
        "name": str(told.get("name") or ""),
        "type": str(told.get("column_type") or told.get("type") or ""),
        "description": str(told.get("describe") or told.get("description") or ""),
        "partition": _PARTITIONS.get(kind, kind),
        "remark": str(told.get("remark") or ""),
    }


def _from_words(written: str) -> dict[str, Any]:
    name, *more = written.split(None, 2)
    kind = more[0] if more else ""
    is_partition = kind.endswith("*")
    return {
        "name": name,
        "type": kind.rstrip("*"),
        "description": more[1] if len(more) > 1 else "",
        "partition": "main" if is_partition else "none",
    }
