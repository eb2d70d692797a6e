"""The columns of a stored table as Dagster shows them: its own types, the contract's meanings.

What a contract declares is in `lib/tables.py`.
"""

import dagster as dg

from onedata_assets.domain.processing.fitness import type_name
from onedata_assets.lib.tables import column_schema, contract_of
from onedata_resources.clients.lake import LakeClient


def written_schema(lake: LakeClient, key: dg.AssetKey) -> dg.TableSchema:
    """Return the columns of the newest version of a table, read from the lake.

    Raises:
        BadInputError: The lake has no such table.
    """
    stored = lake.scan(key.path).collect_schema()
    written = {name: type_name(dtype) for name, dtype in stored.items()}
    return column_schema(contract_of(key).columns, written)
