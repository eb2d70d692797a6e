"""Column lineage as Dagster's metadata, from plain pairs of table and column."""

from collections.abc import Iterable, Mapping

import dagster as dg


def column_lineage(
    columns: Mapping[str, Iterable[tuple[dg.AssetKey, str]]],
) -> dg.TableColumnLineage:
    """Return, for each written column, the columns of the tables that it is made from."""
    return dg.TableColumnLineage(
        {
            name: [dg.TableColumnDep(asset_key=key, column_name=column) for key, column in sources]
            for name, sources in columns.items()
        }
    )
