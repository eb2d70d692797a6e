"""What the assets of a source's tables show of columns; the assets are in `source_assets.py`."""

from collections.abc import Mapping

import dagster as dg

from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.processing.contract import Sensitivity, strictest
from onedata_assets.domain.security.data_reading import COLUMN_TAG, TABLE_TAG


def strictest_tag(columns: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the tag of a table that is as sensitive as the strictest of its columns."""
    seen = [Sensitivity(each["sensitivity"]) for each in columns.values()]
    return {TABLE_TAG: strictest(seen).value} if seen else {}


def column_schema(table: Table, known: Mapping[str, Mapping[str, str]]) -> dg.TableSchema:
    """Return the columns of a table with what a scan found out of them."""
    unique = {key[0] for key in (*table.unique_keys, table.primary_key) if len(key) == 1}
    return dg.TableSchema(
        [
            dg.TableColumn(
                each.name,
                each.type or each.family.value,
                each.comment or known.get(each.name, {}).get("description"),
                dg.TableColumnConstraints(nullable=each.nullable, unique=each.name in unique),
                tags={
                    name: known[each.name][name]
                    for name in (COLUMN_TAG, "meaning")
                    if known.get(each.name, {}).get(name)
                },
            )
            for each in table.columns
        ]
    )
