"""`onedata kettle`: the commands for Kettle files. Their work is in `kettle.py`."""

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[
    Path,
    typer.Argument(
        exists=True, readable=True, help="A .ktr, .kjb or DataX job. Kettle 文件或 DataX 作业。"
    ),
]

app = typer.Typer(help="Kettle files. Kettle 文件。", no_args_is_help=True)


@app.command()
def run(
    file: Annotated[
        Path, typer.Argument(help="A .ktr, .kjb or DataX job. Kettle 文件或 DataX 作业。")
    ],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter. 参数。"),
    ] = None,
    level: Annotated[
        str, typer.Option(help="Nothing, Error, Minimal, Basic, Detailed, Debug. 日志级别。")
    ] = "Basic",
    *,
    allow_shell: Annotated[
        bool, typer.Option("--allow-shell", help="Let jobs run shell scripts. 允许 SHELL 条目。")
    ] = False,
) -> None:
    """Run a file here, with the exit codes of Pan and Kitchen. 运行文件，退出码同 Pan。"""
    from onedata_assets.cli.kettle import run_file

    raise typer.Exit(run_file(file, param or [], level=level, allow_shell=allow_shell))


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(exists=True, help="Files or folders. 文件或目录。")
    ],
) -> None:
    """Say what in the files the embedded engine cannot run. 检查内置引擎不支持之处。"""
    from onedata_assets.cli.kettle import check_files

    raise typer.Exit(check_files(paths))


@app.command()
def lineage(file: File) -> None:
    """Show what a transformation reads and writes, by column. 显示转换的列级血缘。"""
    from onedata_assets.cli.kettle import show_lineage

    raise typer.Exit(show_lineage(file))


@app.command()
def generate(
    plan: Annotated[
        Path,
        typer.Argument(
            exists=True, help="A plan in YAML, or a DataX job. YAML 计划或 DataX 作业。"
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The .ktr to write. 输出的 .ktr。")
    ] = None,
) -> None:
    """Make a transformation from a plan or a DataX job. 由计划或 DataX 作业生成转换。"""
    from onedata_assets.cli.kettle import generate_file

    raise typer.Exit(generate_file(plan, output))


@app.command()
def steps() -> None:
    """List the steps and job entries that the embedded engine has. 列出支持的步骤与条目。"""
    from onedata_assets.cli.kettle import list_types

    raise typer.Exit(list_types())
