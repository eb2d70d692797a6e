"""`onedata metadata tags` and `terms`. Their work is in `metadata_tags.py`, `metadata_terms.py`."""

from typing import Annotated

import typer

tags = typer.Typer(help="Tags of tables and columns. 表与列的标签。", no_args_is_help=True)
terms = typer.Typer(help="The glossary. 术语表。", no_args_is_help=True)

On = Annotated[str, typer.Argument(help="layer/table or layer/table.column. 表或列。")]
Why = Annotated[str, typer.Option(help="The reason, which is kept. 原因。")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]
Term = Annotated[str, typer.Argument(help="Name of a term. 术语名称。")]
File = Annotated[str, typer.Argument(help="A .csv or .yaml file. CSV 或 YAML 文件。")]


@tags.command("list")
def list_tags(
    name: On,
    *,
    history: Annotated[
        bool, typer.Option("--history", help="Also what holds no more. 含已失效的标注。")
    ] = False,
    as_json: Json = False,
) -> None:
    """List tags with who or what gave each, and why. 列出标签及其来源与原因。"""
    from onedata_assets.cli.metadata_tags import list_tags as work

    raise typer.Exit(work(name, history=history, as_json=as_json))


@tags.command()
def add(
    name: On,
    value: Annotated[
        str, typer.Argument(help="kind:value, term:name, owner=, domain= or description=. 标签。")
    ],
    *,
    why: Why = "",
) -> None:
    """Give a tag or term, or set owner, domain, description. 添加标签，或设置负责人等。"""
    from onedata_assets.cli.metadata_tags import say

    raise typer.Exit(say(name, value, why, is_refusal=False))


@tags.command()
def refuse(
    name: On,
    value: Annotated[str, typer.Argument(help="A tag that does not fit. 不适合的标签。")],
    *,
    why: Why = "",
) -> None:
    """Say that a tag does not fit a column. 说明某标签不适合该列。"""
    from onedata_assets.cli.metadata_tags import say

    raise typer.Exit(say(name, value, why, is_refusal=True))


@tags.command()
def remove(
    number: Annotated[int, typer.Argument(help="Number of what was said. 标注编号。")],
    *,
    why: Why = "",
) -> None:
    """Take back what somebody said; the history keeps it. 撤销标注，历史中保留。"""
    from onedata_assets.cli.metadata_tags import end

    raise typer.Exit(end(number, why))


@terms.command("list")
def list_terms(*, as_json: Json = False) -> None:
    """List the terms in use. 列出术语。"""
    from onedata_assets.cli.metadata_terms import list_terms as work

    raise typer.Exit(work(as_json=as_json))


@terms.command()
def show(name: Term) -> None:
    """Show a term with its versions, as JSON. 查看术语及其版本。"""
    from onedata_assets.cli.metadata_terms import show_term

    raise typer.Exit(show_term(name))


@terms.command()
def approve(name: Term, *, why: Why = "") -> None:
    """Approve the draft of a term. 批准术语草稿。"""
    from onedata_assets.cli.metadata_terms import decide

    raise typer.Exit(decide(name, why, is_removal=False))


@terms.command("remove")
def remove_term(name: Term, *, why: Why = "") -> None:
    """Take a term out of use; its versions stay. 停用术语，版本保留。"""
    from onedata_assets.cli.metadata_terms import decide

    raise typer.Exit(decide(name, why, is_removal=True))


@terms.command("export")
def export(file: File) -> None:
    """Write the terms in use to a file. 导出术语。"""
    from onedata_assets.cli.metadata_terms import export_terms

    raise typer.Exit(export_terms(file))


@terms.command("import")
def import_(file: File, *, why: Why = "") -> None:
    """Read terms in as drafts, all of them or none. 读入术语为草稿。"""
    from onedata_assets.cli.metadata_terms import import_terms

    raise typer.Exit(import_terms(file, why))
