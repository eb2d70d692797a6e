"""`onedata metadata`: the commands for sources and versions. Their work is in `metadata.py`."""

from pathlib import Path
from typing import Annotated

import typer

from onedata_assets.cli import standards_app, tags_app

app = typer.Typer(help="Sources and their versions. 数据源及其版本。", no_args_is_help=True)
app.add_typer(standards_app.app, name="standards")
app.add_typer(tags_app.tags, name="tags")
app.add_typer(tags_app.terms, name="terms")

Name = Annotated[str, typer.Argument(help="Name of a source. 数据源名称。")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """List the sources and how their last scan ended; 1 if a source.yaml is wrong.

    列出数据源及最近一次扫描；source.yaml 有误时返回 1。
    """
    from onedata_assets.cli.metadata import list_sources

    raise typer.Exit(list_sources(as_json=as_json))


@app.command()
def scan(
    names: Annotated[
        list[str] | None,
        typer.Argument(show_default="all", help="Names of sources. 数据源名称。"),
    ] = None,
) -> None:
    """Look at sources now; a change makes a version. 立即扫描数据源，变化即成新版本。"""
    from onedata_assets.cli.metadata import scan_sources

    raise typer.Exit(scan_sources(names or []))


@app.command()
def history(name: Name, *, as_json: Json = False) -> None:
    """List the versions of a source, the newest first. 列出数据源的版本。"""
    from onedata_assets.cli.metadata import show_history

    raise typer.Exit(show_history(name, as_json=as_json))


@app.command()
def show(
    name: Name,
    *,
    version: Annotated[
        int | None, typer.Option(show_default="newest", help="A version. 版本号。")
    ] = None,
    at: Annotated[
        str, typer.Option(help="What it was like then, as 2026-11-26T08:00. 当时的结构。")
    ] = "",
    as_json: Json = False,
) -> None:
    """Show the tables and columns of a source, also of the past. 查看结构，可回看历史。"""
    from onedata_assets.cli.metadata import show_structure

    raise typer.Exit(show_structure(name, version, at, as_json=as_json))


@app.command()
def diff(
    name: Name,
    old: Annotated[
        int | None, typer.Argument(show_default="the one before", help="A version. 旧版本。")
    ] = None,
    new: Annotated[
        int | None, typer.Argument(show_default="newest", help="A version. 新版本。")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Say what differs between two versions, and what breaks. 比较两个版本，指出破坏性变化。"""
    from onedata_assets.cli.metadata import show_diff

    raise typer.Exit(show_diff(name, old, new, as_json=as_json))


@app.command()
def restore(
    name: Name, version: Annotated[int, typer.Argument(help="A version. 版本号。")]
) -> None:
    """Make an earlier version the newest; the source itself stays. 将历史版本恢复为最新定义。"""
    from onedata_assets.cli.metadata import restore_version

    raise typer.Exit(restore_version(name, version))


@app.command()
def accept(name: Name) -> None:
    """Let breaking changes up to the newest version wait for nobody. 确认破坏性变化，不再提示。"""
    from onedata_assets.cli.source_changes import accept_changes

    raise typer.Exit(accept_changes(name))


@app.command()
def columns(
    name: Name,
    table: Annotated[str, typer.Argument(help="A table, as orders or sales.orders. 表名。")],
    *,
    as_json: Json = False,
) -> None:
    """Say what the columns of a table mean, and why. 说明各列的含义与依据。"""
    from onedata_assets.cli.metadata_columns import show_columns

    raise typer.Exit(show_columns(name, table, as_json=as_json))


@app.command()
def relate(*, as_json: Json = False) -> None:
    """Find keys between the tables of all sources, and measure them. 查找并度量表间关联。"""
    from onedata_assets.cli.metadata_relations import relate_sources

    raise typer.Exit(relate_sources(as_json=as_json))


@app.command()
def matches(
    table: Annotated[str, typer.Argument(help="A table, as shop/orders. 表，如 shop/orders。")],
    *,
    as_json: Json = False,
) -> None:
    """Say how a table's references held each time, and what changed. 查看关联的历次匹配率。"""
    from onedata_assets.cli.metadata_relations import show_matches

    raise typer.Exit(show_matches(table, as_json=as_json))


@app.command()
def join(
    tables: Annotated[
        list[str], typer.Argument(help="Tables, as shop/orders. 表，如 shop/orders。")
    ],
    *,
    dialect: Annotated[str, typer.Option(help="SQL dialect, as sqlglot names it.")] = "duckdb",
    as_json: Json = False,
) -> None:
    """Write the SQL that joins tables by their keys. 依据关联生成多表连接 SQL。"""
    from onedata_assets.cli.metadata_relations import show_join

    raise typer.Exit(show_join(tables, dialect, as_json=as_json))


@app.command()
def kettle(
    name: Annotated[str, typer.Argument(help="A table, as shop/orders. 表。")],
    *,
    target: Annotated[str, typer.Option(help="Connection to write to. 写入的连接。")] = "",
    table: Annotated[str, typer.Option(help="Table to write. 写入的表。")] = "",
    schema: Annotated[str, typer.Option(help="Its schema. 所属模式。")] = "",
    rejected: Annotated[str, typer.Option(help="Table of rejected rows. 剔除行的表。")] = "",
    source: Annotated[
        str, typer.Option(show_default="of its source", help="Connection to read. 读取的连接。")
    ] = "",
    standard: Annotated[
        str, typer.Option(show_default="its own", help="Whose standard. 采用哪个表的标准。")
    ] = "",
    only_conforming: Annotated[
        bool, typer.Option("--only-conforming", help="Leave other rows out. 只写入达标行。")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Use what is shown. 采用所示内容。")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("-o", show_default="kettle_jobs/generated", help="A file. 输出文件。"),
    ] = None,
) -> None:
    """Generate a table's Kettle file and show what it changes; 1 while that waits. 生成转换。"""
    from onedata_assets.cli.metadata_kettle import generate, wanted_of

    wanted = wanted_of(
        name,
        source=source,
        target=target,
        table=table,
        schema=schema,
        rejected=rejected,
        standard=standard,
        only_conforming=only_conforming,
    )
    raise typer.Exit(generate(name, wanted, accept=accept, out=out))
