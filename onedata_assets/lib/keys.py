"""Asset keys, groups and owners: the words that every definition shares.

Column declarations live in `onedata_assets/contracts/`, partitions in `lib/partitions.py`.
"""

from enum import StrEnum

import dagster as dg


class Layer(StrEnum):
    """The warehouse layers, which are also the folders of the lake."""

    ODS = "ods"
    DIM = "dim"
    DWD = "dwd"
    DWS = "dws"
    ADS = "ads"


class System(StrEnum):
    """The eleven systems: folder, asset group, owner and portal menu."""

    METADATA = "metadata"
    INGESTION = "ingestion"
    PROCESSING = "processing"
    ANALYTICS = "analytics"
    CATALOG = "catalog"
    SECURITY = "security"
    TRAINING = "training"
    SERVING = "serving"
    NOTEBOOKS = "notebooks"
    KNOWLEDGE = "knowledge"
    OPERATIONS = "operations"


def table_key(layer: Layer, table: str) -> dg.AssetKey:
    """Return the key of a lake table: its physical address."""
    return dg.AssetKey([layer.value, table])


def source_key(connection: str, table: str) -> dg.AssetKey:
    """Return the key of a table outside the platform: the connection's name and the table's."""
    return dg.AssetKey([connection, table])


def thing_key(system: System, kind: str, name: str) -> dg.AssetKey:
    """Return the key of what is no table: a model, an index, a service, a report."""
    return dg.AssetKey([system.value, kind, name])


def owner(system: System) -> str:
    """Return the team that owns the assets of a system."""
    return f"team:{system.value}"
