"""What one event of Dagster says of data: what was written, from what, and what a check found.

Events are put together to runs and steps by `lib/happenings.py`.
"""

from collections.abc import Mapping
from dataclasses import replace

import dagster as dg

from onedata_assets.domain.operations.facts import Assertion, Column, Dataset, Key

MAX_FIGURES = 5
_INPUT_TAG = "dagster/input_data_version/"


def written_by(event: dg.AssetMaterialization) -> Dataset:
    """Return what a materialization says of the data that it wrote."""
    metadata = event.metadata
    schema = metadata.get("dagster/column_schema")
    lineage = metadata.get("dagster/column_lineage")
    rows = metadata.get("dagster/partition_row_count", metadata.get("dagster/row_count"))
    version = metadata.get("lake_version", metadata.get("version"))
    return Dataset(
        tuple(event.asset_key.path),
        columns=_columns(schema.schema) if isinstance(schema, _SCHEMA) else (),
        lineage=_lineage(lineage.column_lineage) if isinstance(lineage, _LINEAGE) else {},
        rows=rows.value if isinstance(rows, dg.IntMetadataValue) else None,
        version=None if version is None else str(version.value),
    )


_SCHEMA = dg.TableSchemaMetadataValue
_LINEAGE = dg.TableColumnLineageMetadataValue


def _columns(schema: dg.TableSchema) -> tuple[Column, ...]:
    return tuple(Column(c.name, c.type, c.description) for c in schema.columns)


def _lineage(lineage: dg.TableColumnLineage) -> dict[str, list[tuple[Key, str]]]:
    return {
        column: [(tuple(dep.asset_key.path), dep.column_name) for dep in deps]
        for column, deps in lineage.deps_by_column.items()
    }


def inputs_of(event: dg.AssetMaterialization, dataset: Dataset) -> list[Key]:
    """Return what was read: Dagster tags each materialization with the versions of its inputs."""
    tagged = [
        tuple(tag.removeprefix(_INPUT_TAG).split("/"))
        for tag in event.tags or {}
        if tag.startswith(_INPUT_TAG)
    ]
    columns = [key for sources in dataset.lineage.values() for key, _ in sources]
    return [key for key in dict.fromkeys([*tagged, *columns]) if key != dataset.key]


def joined(earlier: Dataset, later: Dataset) -> Dataset:
    """Return one dataset for two partitions of a table written by the same step."""
    rows = [dataset.rows for dataset in (earlier, later) if dataset.rows is not None]
    return replace(later, rows=sum(rows) if rows else None)


def asserted_by(evaluation: dg.AssetCheckEvaluation) -> Assertion:
    """Return the outcome of a check."""
    column = evaluation.metadata.get("column")
    return Assertion(
        evaluation.check_name,
        evaluation.passed,
        evaluation.severity.value.lower(),
        evaluation.description or _figures(evaluation.metadata) or None,
        column.value if isinstance(column, dg.TextMetadataValue) else None,
    )


def _figures(metadata: Mapping[str, dg.MetadataValue]) -> str:
    """Return the numbers that a check gave, for one that gave no words."""
    numbers = (dg.IntMetadataValue, dg.FloatMetadataValue)
    told = [(name, value.value) for name, value in metadata.items() if isinstance(value, numbers)]
    return ", ".join(f"{name.rpartition('/')[2]} = {value}" for name, value in told[:MAX_FIGURES])
