"""`onedata metadata standards`: the commands for data standards and shared code sets."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Data standards of tables. 表的数据标准。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A table, as shop/orders. 表，如 shop/orders。")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]
File = Annotated[
    Path | None, typer.Option("--file", help="A standard as JSON. JSON 格式的标准文件。")
]
Draft = Annotated[
    str, typer.Option("--draft", help="Whose draft: scan or person. 草稿来源：scan 或 person。")
]
Reason = Annotated[str, typer.Option("--reason", help="Why. 原因。")]


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """List standards and drafts, and how tables keep them. 列出标准、草稿与落标情况。"""
    from onedata_assets.cli.standards_shown import list_standards

    raise typer.Exit(list_standards(as_json=as_json))


@app.command()
def draft(name: Name, *, file: File = None) -> None:
    """Draft from some rows of a table, or keep a file as a draft. 生成草稿，或由文件保存草稿。"""
    from onedata_assets.cli.standards import draft_standard

    raise typer.Exit(draft_standard(name, file))


@app.command()
def show(
    name: Name,
    *,
    version: Annotated[
        int | None, typer.Option(show_default="newest", help="A version. 版本号。")
    ] = None,
    draft: Draft = "",
    as_json: Json = False,
) -> None:
    """Show a standard as a document or JSON. 显示标准。"""
    from onedata_assets.cli.standards_shown import show_standard

    raise typer.Exit(show_standard(name, version, draft, as_json=as_json))


@app.command()
def publish(name: Name, *, reason: Reason, file: File = None, draft: Draft = "") -> None:
    """Publish a draft or a file as a new version. 将草稿或文件发布为新版本。"""
    from onedata_assets.cli.standards import publish_standard

    raise typer.Exit(publish_standard(name, reason, file, draft))


@app.command()
def retire(name: Name, *, reason: Reason) -> None:
    """Put a standard out of force; its versions stay. 停用标准，版本保留。"""
    from onedata_assets.cli.standards import end_standard

    raise typer.Exit(end_standard(name, reason))


@app.command()
def restore(
    name: Name, version: Annotated[int, typer.Argument(help="A version. 版本号。")]
) -> None:
    """Publish an earlier version once more. 重新发布历史版本。"""
    from onedata_assets.cli.standards import restore_standard

    raise typer.Exit(restore_standard(name, version))


@app.command()
def diff(
    name: Name,
    old: Annotated[
        int | None, typer.Argument(show_default="in force", help="A version. 旧版本。")
    ] = None,
    new: Annotated[
        int | None, typer.Argument(show_default="newest", help="A version. 新版本。")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Compare two versions rule by rule; without them, the draft. 逐条比较两个版本或草稿。"""
    from onedata_assets.cli.standards_shown import diff_standard

    raise typer.Exit(diff_standard(name, old, new, as_json=as_json))


@app.command()
def export(
    name: Name,
    *,
    form: Annotated[
        str,
        typer.Option("--as", help="json, json-schema, expectations, ddl, document. 导出格式。"),
    ] = "document",
    dialect: Annotated[str, typer.Option(help="SQL dialect of ddl. DDL 的方言。")] = "postgres",
    out: Annotated[Path | None, typer.Option("-o", help="A file. 输出文件。")] = None,
) -> None:
    """Write the newest standard as other tools read it. 导出标准。"""
    from onedata_assets.cli.standards_shown import export_standard

    raise typer.Exit(export_standard(name, form, dialect, out))


@app.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(show_default="all", help="Tables. 表。")
    ] = None,
    *,
    failing: Annotated[
        Path | None,
        typer.Option(
            "--failing",
            help="Write rows that fail: .csv, .jsonl, .parquet. 写出不符合的行。",
        ),
    ] = None,
    most: Annotated[
        int, typer.Option(min=1, help="Failing rows at most. 最多写出的行数。")
    ] = 10_000,
    as_json: Json = False,
) -> None:
    """Hold tables to their standards now; 1 if one does not. 立即落标检查，不符合时返回 1。"""
    from onedata_assets.cli.standards import check_standards

    if failing is not None:
        from onedata_assets.cli.standards_failing import write_failing

        raise typer.Exit(write_failing(names or [], failing, most))
    raise typer.Exit(check_standards(names or [], as_json=as_json))


@app.command("code-sets")
def code_sets(
    name: Annotated[str, typer.Argument(help="A code set. 代码集。")] = "",
    *,
    file: Annotated[
        Path | None, typer.Option("--file", help="Publish this JSON. 发布该 JSON 文件。")
    ] = None,
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """List shared code sets, show one, or publish a file. 列出、查看或发布共享代码集。"""
    from onedata_assets.cli import standards, standards_shown

    if file is not None:
        raise typer.Exit(standards.publish_code_set(file, reason))
    if name:
        raise typer.Exit(standards_shown.show_code_set(name))
    raise typer.Exit(standards_shown.list_code_sets(as_json=as_json))
