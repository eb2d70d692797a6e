"""A code location with tables of two projects in a lake, for the tests of reading them."""

import os

import dagster as dg
import polars as pl

from onedata_resources.clients.lake import LakeClient

MEMBERS = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "name": ["张三", "李四光", "王五", None],
        "mobile": ["13812345678", "13912345679", "13712345670", None],
        "region": ["华东", "华北", "华东", "华南"],
    }
)
KEEPERS = pl.DataFrame({"person": ["dan", "olga"], "region": ["华北", "华东"]})


def column(name: str, type_: str, sensitivity: str) -> dg.TableColumn:
    return dg.TableColumn(name, type_, tags={"sensitivity": sensitivity})


MEMBER_SCHEMA = dg.TableSchema(
    [
        column("id", "Int64", "none"),
        column("name", "String", "direct"),
        column("mobile", "String", "direct"),
        column("region", "String", "indirect"),
    ]
)


def write(key: dg.AssetKey, frame: pl.DataFrame) -> dg.MaterializeResult:
    written = LakeClient(os.environ["LAKE_OF_TEST"]).write(key.path, frame)
    return dg.MaterializeResult(metadata={"lake_version": written.version})


@dg.asset(
    key=["dwd", "member"],
    tags={"onedata/project": "alpha", "pii": "direct"},
    metadata={"dagster/column_schema": MEMBER_SCHEMA},
)
def member(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    return write(context.asset_key, MEMBERS)


@dg.asset(key=["dim", "keeper"], tags={"onedata/project": "alpha", "pii": "none"})
def keeper(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    return write(context.asset_key, KEEPERS)


@dg.asset(key=["dim", "undeclared"], tags={"onedata/project": "alpha", "pii": "direct"})
def undeclared(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    return write(context.asset_key, MEMBERS.select("id", "name"))


@dg.asset(key=["dwd", "salary"], tags={"onedata/project": "beta", "pii": "none"})
def salary(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    return write(context.asset_key, pl.DataFrame({"id": [1], "cny": [31415]}))


def made_of_members(**columns: str) -> dict[str, dg.TableColumnLineage]:
    """Return the lineage of columns that are made of those of members."""
    return {
        "dagster/column_lineage": dg.TableColumnLineage(
            {
                name: [dg.TableColumnDep(dg.AssetKey(["dwd", "member"]), of)]
                for name, of in columns.items()
            }
        )
    }


@dg.asset(key=["dws", "contact"], tags={"onedata/project": "alpha"}, deps=[member])
def contact(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Nobody says how sensitive it is; the run tells what it is made of."""
    frame = MEMBERS.select("id", phone="mobile", people=pl.len())
    counted = dg.TableSchema([dg.TableColumn("people", tags={"made_by": "count"})])
    told = write(context.asset_key, frame)
    lineage = made_of_members(phone="mobile", people="name", id="id")
    schema = {"dagster/column_schema": counted}
    return dg.MaterializeResult(metadata={**(told.metadata or {}), **lineage, **schema})


@dg.asset(
    key=["ads", "caller"],
    tags={"onedata/project": "beta"},
    deps=[contact],
    metadata=made_of_members(who="name"),
)
def caller(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    return write(context.asset_key, MEMBERS.select(who="name"))


@dg.asset(key=["dim", "empty"], tags={"onedata/project": "alpha"})
def empty() -> None: ...


def of_shop(key: list[str], project: str) -> dg.AssetSpec:
    """Return the scan of the source `shop`, or a table that it found."""
    tags = {"onedata/project": project, "domain": "trade"}
    return dg.AssetSpec(key, tags=tags, kinds={"sql", "source"})


SHOP = [
    of_shop(["metadata", "source", "shop"], "alpha"),
    of_shop(["shop", "customer"], "alpha"),
    of_shop(["shop", "orders"], "alpha"),
    of_shop(["shop", "secret"], "beta"),
]
OTHERS = [
    dg.AssetSpec(["metadata", "source", "lake"], kinds={"deltalake", "source"}),
    dg.AssetSpec(["bank", "vault", "account"], tags={"onedata/project": "beta"}),
]

defs = dg.Definitions([*SHOP, *OTHERS, member, keeper, undeclared, salary, contact, caller, empty])
