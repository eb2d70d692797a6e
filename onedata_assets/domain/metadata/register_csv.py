"""Files of registered tables: our columns, and those of Cube Studio's metadata table."""

from __future__ import annotations

import json
from collections.abc import Mapping

from onedata_assets.domain.metadata.document_csv import CsvForm
from onedata_assets.domain.metadata.registers import (
    RegisteredColumn,
    RegisteredTable,
    bytes_of,
    columns_from,
)

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "app": ("所属应用", "产品分类"),
    "db": ("库名", "数据库"),
    "table": ("表名",),
    "columns": ("metadata_column", "col_info", "列信息", "字段"),
    "description": ("describe", "描述"),
    "owner": ("责任人", "负责人"),
    "lifecycle_days": ("lifecycle", "生命周期"),
    "storage_size": ("存储大小", "storage_bytes"),
    "visits_seven": ("7日访问量",),
    "visits_thirty": ("30日访问量",),
    "visits_sixty": ("60日访问量",),
    "field": ("数据域", "所属数据域"),
    "warehouse_level": ("数仓等级", "数仓级别"),
    "organisation": ("c_org_fullname", "所属组织架构"),
    "recommended_lifecycle_days": ("rec_lifecycle", "推荐生命周期"),
    "storage_cost": ("存储成本", "数据成本"),
    "recent_visit": ("最新被访问时间",),
    "partition_start": ("分区起点",),
    "partition_end": ("分区终点",),
    "status": ("状态",),
    "security_level": ("安全等级",),
    "value_score": ("价值评估", "价值评分"),
    "ttl": ("保留时长", "保留周期"),
    "location": ("hdfs_path", "存储路径"),
    "create_table_ddl": ("建表语句", "建表sql"),
    "source": ("数据源",),
    "source_table": ("数据源表",),
    "remark": ("备注",),
}


def _build(told: Mapping[str, str]) -> RegisteredTable:
    fields: dict[str, object] = {
        name: value for name, value in told.items() if name not in {"storage_size", "columns"}
    }
    if "storage_size" in told:
        fields["storage_bytes"] = bytes_of(told["storage_size"])
    if "columns" in told:
        fields["columns"] = columns_from(told["columns"])
    return RegisteredTable.read(fields)


REGISTER_CSV: CsvForm[RegisteredTable] = CsvForm(
    _COLUMNS, ("db", "table"), _build, lambda one: one.name
)


def as_row(table: RegisteredTable) -> dict[str, object]:
    """Return a registered table as a line of a file."""
    told = table.model_dump(mode="json")
    columns = [each.model_dump(mode="json", exclude_defaults=True) for each in table.columns]
    return told | {
        "storage_size": table.storage_bytes,
        "columns": json.dumps(columns, ensure_ascii=False) if columns else "",
    }


EXAMPLE = RegisteredTable(
    app="电商",
    db="dwd",
    table="dwd_order_di",
    description="订单明细，每日增量",
    owner="lin",
    field="交易",
    warehouse_level="DWD",
    lifecycle_days=365,
    storage_bytes=13_421_772_800,
    visits_seven=42,
    partition_start="20260101",
    partition_end="20261125",
    location="hdfs://nn/warehouse/dwd.db/dwd_order_di",
    columns=(
        RegisteredColumn.read({"name": "order_id", "type": "bigint", "description": "订单编号"}),
        RegisteredColumn.read({"name": "imp_date", "type": "string", "partition": "main"}),
    ),
)
"""The line of the template."""
