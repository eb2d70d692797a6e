"""What Dagster shows of a table that Kettle writes: its spec and its checks, before any run.

A lake table with a contract has everything that the contract says; of another one the file says
what there is. What a run wrote is in `kettle_written.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg

from onedata_assets.domain.processing.quality import SUFFIX
from onedata_assets.lib.kettle_facts import KettleFacts
from onedata_assets.lib.kettle_files import UnitFiles
from onedata_assets.lib.kettle_tables import LoadedTable
from onedata_assets.lib.keys import System, owner
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.tables import contract_of, has_contract, table_spec
from onedata_assets.lib.truths import truth_specs
from onedata_resources.kettle.configured import connections

BALANCED = "rows_read_are_written_or_rejected"
NOT_REJECTED = "rejected_rows_are_few"
UNKNOWN_TYPE = "unknown"
FILE = "kettle/file"
"""Metadata: the unit's file, as the project names it."""
TRANSFORMATIONS = "kettle/transformations"
"""Metadata of a table that a job writes: the files of the transformations that do."""
KINDS = {"postgresql": "postgres", "mariadb": "mysql"}


def spec_of(table: LoadedTable, unit: UnitFiles, facts: KettleFacts, file: str) -> dg.AssetSpec:
    """Return the spec of a table of the unit; `file` is how the project names the unit's file."""
    partitions = facts.partitions.definition() if facts.partitions else None
    lineage = column_lineage(table.columns)
    kinds = {*_kinds(table, unit.path), *facts.kinds}
    if table.in_lake and has_contract(table.key):
        spec = table_spec(
            table.key,
            system=System.INGESTION,
            deps=sorted(table.deps),
            kinds=kinds,
            lineage=lineage,
            partitions_def=partitions,
        )
        spec = spec.merge_attributes(tags=facts.tags, metadata=_files(table, unit, file))
        return spec.replace_attributes(
            group_name=facts.group or spec.group_name, owners=facts.owners or spec.owners
        )
    return dg.AssetSpec(
        table.key,
        deps=sorted(table.deps),
        description=_description(table, unit, file),
        group_name=facts.group or System.INGESTION.value,
        owners=facts.owners or [owner(System.INGESTION)],
        kinds=kinds,
        tags=facts.tags,
        metadata={
            **_files(table, unit, file),
            "dagster/column_lineage": lineage,
            "dagster/column_schema": _columns(table),
        },
        partitions_def=partitions,
    )


def _files(table: LoadedTable, unit: UnitFiles, file: str) -> dict[str, str | list[str]]:
    """Return the unit's file, and of a job the transformations in it that write the table."""
    folder = unit.path.parents[len(Path(file).parts) - 1]
    inner = [
        each.relative_to(folder).as_posix() if each.is_relative_to(folder) else str(each)
        for each in dict.fromkeys(writer.transformation for writer in table.writers)
        if each != unit.path
    ]
    return {FILE: file} | ({TRANSFORMATIONS: inner} if inner else {})


def _columns(table: LoadedTable) -> dg.TableSchema:
    """Return the columns that lineage knows; their types are told after a run."""
    return dg.TableSchema([dg.TableColumn(name, UNKNOWN_TYPE) for name in table.columns])


def _description(table: LoadedTable, unit: UnitFiles, file: str) -> str:
    """Return the file's own words, or how the table comes about."""
    names = ", ".join(dict.fromkeys(writer.name for writer in table.writers))
    told = f"由 Kettle 转换 {names}（{file}）写入 / Written by Kettle's {names} ({file})."
    return f"{unit.description}\n\n{told}" if unit.description else told


def _kinds(table: LoadedTable, path: Path) -> set[str]:
    engine = "datax" if path.suffix == ".json" else "kettle"
    if table.in_lake:
        return {engine, "deltalake"}
    url = connections(os.environ).get(table.ref.connection.lower(), "")
    kind = url.split(":", 1)[0].split("+", 1)[0]
    if not kind and table.connection is not None:
        kind = table.connection.type
    kind = KINDS.get(kind.lower(), kind.lower())
    return {engine, *([kind] if kind else [])}


def check_specs(table: LoadedTable) -> list[dg.AssetCheckSpec]:
    """Return the checks of a table: those of its contract, and of the rows of a run."""
    specs: list[dg.AssetCheckSpec] = []
    if table.in_lake and has_contract(table.key):
        specs += truth_specs(table.key)
        if contract_of(table.key).whole_source:
            specs.append(_balanced(table.key))
    if table.rejecting and not table.key.path[-1].endswith(SUFFIX):
        specs.append(_few_rejected(table.key))
    return specs


def _balanced(key: dg.AssetKey) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        BALANCED,
        asset=key,
        blocking=True,
        description="来源行数 = 入湖行数 + 剔除行数 + 作业有意滤除的行数 / "
        "Rows of the source = rows in the lake + rows rejected + rows that the job "
        "filters out on purpose",
    )


def _few_rejected(key: dg.AssetKey) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        NOT_REJECTED,
        asset=key,
        description="本次运行中步骤经错误跳转剔除的行数不超过限额 / "
        "Steps of the run sent no more rows to their error hops than allowed",
    )
