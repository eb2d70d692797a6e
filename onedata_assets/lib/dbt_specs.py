"""dbt models as asset specs, and dbt tests as asset check specs, from the manifest.

The conventions are those of dagster-dbt: a check has the test's name and blocks where the test's
severity is error. Reading the manifest is in `lib/dbt_manifest.py`.
"""

from collections.abc import Collection, Mapping
from typing import Any

import dagster as dg

from onedata_assets.domain.processing.contract import COUNT, MADE_BY, SYNTHETIC_MARK
from onedata_assets.lib.keys import Layer, System, owner
from onedata_assets.lib.tables import freshness_policy

UNIQUE_ID = "dagster_dbt/unique_id"
_SYSTEM_OF = {Layer.ADS.value: System.ANALYTICS}


def node_key(node: Mapping[str, Any]) -> dg.AssetKey:
    """Return the key of a model or source: its layer and its table."""
    return dg.AssetKey([node["schema"], node.get("alias") or node["identifier"]])


def models_of(manifest: Mapping[str, Any]) -> dict[dg.AssetKey, dict[str, Any]]:
    """Return the models by key."""
    nodes = manifest["nodes"].values()
    return {node_key(node): node for node in nodes if node["resource_type"] == "model"}


def checks_of(manifest: Mapping[str, Any]) -> dict[dg.AssetCheckKey, dict[str, Any]]:
    """Return the tests of models by the key of their check."""
    nodes = manifest["nodes"]
    return {
        dg.AssetCheckKey(node_key(nodes[node["attached_node"]]), node["name"]): node
        for node in nodes.values()
        if node["resource_type"] == "test" and node.get("attached_node") in nodes
    }


def parents_of(manifest: Mapping[str, Any], node: Mapping[str, Any]) -> list[dg.AssetKey]:
    """Return the keys of the tables that a node reads, sorted."""
    known = manifest["nodes"] | manifest["sources"]
    return sorted({node_key(known[name]) for name in node["depends_on"]["nodes"]})


def model_spec(
    manifest: Mapping[str, Any],
    node: Mapping[str, Any],
    condition: dg.AutomationCondition | None = None,
) -> dg.AssetSpec:
    """Return the spec of a model: everything that its YAML knows."""
    meta = node["config"].get("meta", {})
    key = node_key(node)
    system = _SYSTEM_OF.get(key.path[0], System.PROCESSING)
    mark = SYNTHETIC_MARK if meta.get("synthetic") else ""
    return dg.AssetSpec(
        key,
        deps=parents_of(manifest, node),
        description=mark + node["description"],
        group_name=system.value,
        owners=[owner(system)],
        kinds={"dbt", manifest["metadata"]["adapter_type"], "deltalake"},
        tags={
            "domain": str(meta["domain"]),
            "pii": str(meta["pii"]),
            **({"synthetic": "true"} if meta.get("synthetic") else {}),
            **dict.fromkeys(node.get("tags", []), ""),
        },
        metadata={"dagster/column_schema": model_schema(node), UNIQUE_ID: node["unique_id"]},
        automation_condition=condition,
        freshness_policy=freshness_policy(meta.get("freshness_hours")),
    )


def model_schema(
    node: Mapping[str, Any],
    types: Mapping[str, str] | None = None,
    counts: Collection[str] = frozenset(),
) -> dg.TableSchema:
    """Return a model's columns with the types that were found, else those that it declares.

    `counts` are those that only count what they are made from.
    """
    declared = node["columns"]
    names = list(types) if types else list(declared)
    return dg.TableSchema([_column(name, declared.get(name, {}), types, counts) for name in names])


def check_spec(manifest: Mapping[str, Any], node: Mapping[str, Any]) -> dg.AssetCheckSpec:
    """Return the check of a test; one of severity error blocks what is downstream."""
    tested = node_key(manifest["nodes"][node["attached_node"]])
    arguments = node["test_metadata"]["kwargs"]
    shown = ", ".join(f"{name}={value}" for name, value in arguments.items() if name != "model")
    return dg.AssetCheckSpec(
        node["name"],
        asset=tested,
        additional_deps=[key for key in parents_of(manifest, node) if key != tested],
        blocking=str(node["config"]["severity"]).lower() == "error",
        description=node["description"]
        or f"dbt 测试 / dbt test: {node['test_metadata']['name']}({shown})",
        metadata={UNIQUE_ID: node["unique_id"]},
    )


def _column(
    name: str,
    declared: Mapping[str, Any],
    types: Mapping[str, str] | None,
    counts: Collection[str],
) -> dg.TableColumn:
    """Return one column as Dagster shows it; one that says nothing is as sensitive as its table."""
    meta = declared.get("config", {}).get("meta", {})
    sensitivity, made_by = meta.get("sensitivity"), meta.get(MADE_BY)
    return dg.TableColumn(
        name=name,
        type=(types or {}).get(name) or declared.get("data_type") or "",
        description=declared.get("description") or None,
        tags={
            **({"sensitivity": str(sensitivity)} if sensitivity else {}),
            **({MADE_BY: str(made_by or COUNT)} if made_by or name in counts else {}),
        },
    )
