"""`onedata metrics` and `onedata registers`: their work is in `documents.py` and `metrics.py`."""

from pathlib import Path
from typing import Annotated

import typer

metrics = typer.Typer(help="Metrics: import, export, list, history. 指标。", no_args_is_help=True)
registers = typer.Typer(
    help="Registered offline tables: import, export, list. 登记的离线库表。", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]
File = Annotated[Path, typer.Argument(help="A CSV file. CSV 文件。")]
Project = Annotated[
    str, typer.Option(help="Of what is new; none: the default project. 新条目所属项目组。")
]
Partly = Annotated[
    bool, typer.Option("--partly", help="Keep the good lines of a file with wrong ones. 部分导入。")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be. 仅预览。")]
Name = Annotated[str, typer.Argument(help="Its name. 名称。")]
Template = Annotated[bool, typer.Option("--template", help="A file to begin with. 模板。")]


@metrics.command("list")
def list_metrics(*, as_json: Json = False) -> None:
    """List the metrics. 列出指标。"""
    from onedata_assets.cli.metrics import METRICS

    raise typer.Exit(METRICS.list(as_json=as_json))


@metrics.command("import")
def import_metrics(
    file: File, *, project: Project = "", partly: Partly = False, dry_run: DryRun = False
) -> None:
    """Keep the metrics of a CSV file; wrong lines are told. 导入指标 CSV。"""
    from onedata_assets.cli.metrics import METRICS

    raise typer.Exit(METRICS.take(file, project, partly=partly, dry_run=dry_run))


@metrics.command("export")
def export_metrics(*, template: Template = False) -> None:
    """Print the metrics as CSV. 以 CSV 输出指标。"""
    from onedata_assets.cli.metrics import METRICS

    raise typer.Exit(METRICS.export(template=template))


@metrics.command("history")
def metric_history(name: Name, *, as_json: Json = False) -> None:
    """List the versions of a metric. 列出指标的版本。"""
    from onedata_assets.cli.metrics import METRICS

    raise typer.Exit(METRICS.history(name, as_json=as_json))


@metrics.command("delete")
def delete_metric(name: Name) -> None:
    """Take a metric away; its versions stay. 删除指标，版本保留。"""
    from onedata_assets.cli.metrics import METRICS

    raise typer.Exit(METRICS.delete(name))


@metrics.command("sync")
def sync_metrics() -> None:
    """Leave the metrics of the store for definitions, on this machine. 同步到本机代码位置。"""
    from onedata_assets.cli.metrics import METRICS

    raise typer.Exit(METRICS.sync())


@registers.command("list")
def list_registers(*, as_json: Json = False) -> None:
    """List the registered tables. 列出登记库表。"""
    from onedata_assets.cli.metrics import REGISTERS

    raise typer.Exit(REGISTERS.list(as_json=as_json))


@registers.command("import")
def import_registers(
    file: File, *, project: Project = "", partly: Partly = False, dry_run: DryRun = False
) -> None:
    """Keep the tables of a CSV file; wrong lines are told. 导入库表 CSV。"""
    from onedata_assets.cli.metrics import REGISTERS

    raise typer.Exit(REGISTERS.take(file, project, partly=partly, dry_run=dry_run))


@registers.command("export")
def export_registers(*, template: Template = False) -> None:
    """Print the registered tables as CSV. 以 CSV 输出登记库表。"""
    from onedata_assets.cli.metrics import REGISTERS

    raise typer.Exit(REGISTERS.export(template=template))


@registers.command("history")
def register_history(name: Name, *, as_json: Json = False) -> None:
    """List the versions of a table, named db.table. 列出库表的版本，名称为 库.表。"""
    from onedata_assets.cli.metrics import REGISTERS

    raise typer.Exit(REGISTERS.history(name, as_json=as_json))


@registers.command("delete")
def delete_register(name: Name) -> None:
    """Take a registered table away; its versions stay. 删除登记库表，版本保留。"""
    from onedata_assets.cli.metrics import REGISTERS

    raise typer.Exit(REGISTERS.delete(name))


@registers.command("sync")
def sync_registers() -> None:
    """Leave the registered tables for definitions, on this machine. 同步到本机代码位置。"""
    from onedata_assets.cli.metrics import REGISTERS

    raise typer.Exit(REGISTERS.sync())
