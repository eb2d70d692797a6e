"""From a table's contract to what Dagster shows of it: one declaration, used by spec and run.

The contract's form is in `domain/processing/contract.py`; its checks are in `lib/checks.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

import dagster as dg

from onedata_assets.domain.processing.contract import (
    MADE_BY,
    Column,
    Contract,
    ContractError,
    Sensitivity,
)
from onedata_assets.domain.processing.contract_files import load_contract
from onedata_assets.domain.processing.quality import SUFFIX, rejected_contract
from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.lib.keys import System, owner

CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"


def has_contract(key: dg.AssetKey) -> bool:
    """Tell whether `contract_of` finds one; a malformed one counts."""
    name = key.path[-1].removesuffix(SUFFIX)
    stems = {key.path[-1], name}
    return len(key.path) > 1 and any(
        CONTRACTS.joinpath(*key.path[:-1], stem + suffix).exists()
        for stem in stems
        for suffix in (".json", ".yaml")
    )


@cache
def contract_of(key: dg.AssetKey) -> Contract:
    """Return the contract of a lake table; a `__rejected` table without one follows its table's.

    Raises:
        ContractError: There is none, or it is malformed.
    """
    for suffix in (".json", ".yaml"):
        path = CONTRACTS.joinpath(*key.path[:-1], key.path[-1] + suffix)
        if path.exists():
            return _of_table(load_contract(path), "/".join(key.path), path)
    if key.path[-1].endswith(SUFFIX):
        return rejected_contract(
            contract_of(dg.AssetKey([*key.path[:-1], key.path[-1].removesuffix(SUFFIX)]))
        )
    return load_contract(path)


def rejected_key(key: dg.AssetKey) -> dg.AssetKey:
    """Return the key of the table that holds a table's rejected rows."""
    return dg.AssetKey([*key.path[:-1], key.path[-1] + SUFFIX])


def _of_table(contract: Contract, table: str, path: Path) -> Contract:
    """Return the contract if it is about this table, as its file's place says."""
    if contract.table == table:
        return contract
    raise ContractError(
        f"{path}: `table` must be {table}, as the file's place says, not {contract.table}",
        f"{path}：table 应与文件位置一致，为 {table}，而不是 {contract.table}",
    )


@cache
def _tags(sensitivity: Sensitivity, made_by: str) -> dict[str, str]:
    return {"sensitivity": sensitivity.value, **({MADE_BY: made_by} if made_by else {})}


@cache
def _constraints(*, nullable: bool) -> dg.TableColumnConstraints:
    return dg.TableColumnConstraints(nullable=nullable)


def column_schema(
    columns: Iterable[Column], written: Mapping[str, str] | None = None
) -> dg.TableSchema:
    """Return the columns as Dagster shows them, with the sensitivity as a column tag.

    With `written`, the names and types of a stored table, the columns are those that it has; the
    declared ones give their meaning.
    """
    declared = {column.name: column for column in columns}
    if written is None:
        return dg.TableSchema([_column(column, column.type) for column in declared.values()])
    return dg.TableSchema(
        [
            _column(declared[name], kind)
            if name in declared
            else dg.TableColumn(name=name, type=kind)
            for name, kind in written.items()
        ]
    )


def _column(column: Column, kind: str) -> dg.TableColumn:
    return dg.TableColumn(
        name=column.name,
        type=kind,
        description=str(column.meaning),
        tags=_tags(column.sensitivity, column.made_by),
        constraints=_constraints(nullable=column.nullable),
    )


def table_spec(
    key: dg.AssetKey,
    *,
    system: System,
    deps: Iterable[dg.AssetKey | dg.AssetDep] = (),
    kinds: Iterable[str] = ("deltalake",),
    lineage: dg.TableColumnLineage | None = None,
    partitions_def: dg.PartitionsDefinition | None = None,
    automation_condition: dg.AutomationCondition | None = None,
    synthetic: bool = False,
    project: str = "",
) -> dg.AssetSpec:
    """Return the full spec of a lake table: everything that its contract knows.

    `synthetic` marks a table whose contract does not, because its source alone is synthetic.
    `project` is the one that it belongs to, where that is not the default project.
    """
    contract = contract_of(key)
    if synthetic:
        contract = contract.model_copy(update={"synthetic": True})
    metadata: dict[str, object] = {"dagster/column_schema": column_schema(contract.columns)}
    if lineage is not None:
        metadata["dagster/column_lineage"] = lineage
    return dg.AssetSpec(
        key,
        deps=list(deps),
        description=contract.description,
        group_name=system.value,
        owners=[owner(system)],
        kinds=set(kinds),
        tags={
            "domain": contract.domain,
            "pii": contract.sensitivity.value,
            **({"synthetic": "true"} if contract.synthetic else {}),
            **({PROJECT_TAG: project} if project else {}),
        },
        metadata=metadata,
        partitions_def=partitions_def,
        automation_condition=automation_condition,
        freshness_policy=freshness_policy(contract.freshness_hours),
    )


def freshness_policy(hours: float | None) -> dg.FreshnessPolicy | None:
    """Return the policy that the newest data is so old at most; it warns at three quarters of it.

    Only what a schedule makes again and again, or what follows from that, can keep one; data that
    is made when something changes, as documents are, has none.
    """
    if hours is None:
        return None
    window = timedelta(hours=hours)
    return dg.FreshnessPolicy.time_window(fail_window=window, warn_window=window * 0.75)
