"""The `onedata` command: its subcommands and nothing else.

Each command's work is in a module of its own, imported when the command runs, so that
`onedata --help` answers at once.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from onedata_assets.cli import (
    documents_app,
    kettle_app,
    metadata_app,
    notify_app,
    proxy_app,
    records_app,
)


class Command(typer.Typer):
    """A command line with the settings of `.env`; what a person can mend is said, and exits 1."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Run the command that the arguments name."""
        from onedata_assets.cli.env_file import env_file, load_env_file
        from onedata_resources.errors import OneDataError

        try:
            load_env_file(env_file())
            return super().__call__(*args, **kwargs)
        except (OneDataError, OSError) as error:
            from onedata_assets.cli.say import complain

            complain(error)
            sys.exit(1)


app = Command(
    help="OneData: an open data and ML platform that is one Dagster project.\n\n"
    "OneData：一个 Dagster 工程即一个数据与机器学习平台。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
lineage = typer.Typer(help="Lineage events. 血缘事件。", no_args_is_help=True)
app.add_typer(lineage, name="lineage")
app.add_typer(kettle_app.app, name="kettle")
app.add_typer(records_app.people, name="people")
app.add_typer(records_app.audit, name="audit")
app.add_typer(metadata_app.app, name="metadata")
app.add_typer(documents_app.metrics, name="metrics")
app.add_typer(documents_app.registers, name="registers")
app.add_typer(notify_app.app, name="notify")
app.add_typer(proxy_app.app, name="proxy")


@app.command()
def demo(
    *,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Delete what the last demo made first. 先清空再运行。")
    ] = False,
) -> None:
    """Run the main job on the retail data and say what it made. 在零售数据上运行主作业。"""
    from onedata_assets.cli.demo import run_demo

    raise typer.Exit(run_demo(fresh=fresh))


@app.command()
def up(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the web page. 网页端口。")
    ] = 3000,
    host: Annotated[str, typer.Option(help="Address to listen on. 监听地址。")] = "127.0.0.1",
) -> None:
    """Start everything until Ctrl-C. 启动全部服务，Ctrl-C 停止。"""
    from onedata_assets.cli.up import run_up

    raise typer.Exit(run_up(host=host, port=port))


@app.command()
def doctor() -> None:
    """Say what is configured, reachable and missing, and what to do. 体检并给出建议。"""
    from onedata_assets.cli.doctor import run_doctor

    raise typer.Exit(run_doctor())


@app.command()
def carte(
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            show_default="of KETTLE_BASE_URL",
            help="Port to listen on. 监听端口。",
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on. 监听地址。")] = "127.0.0.1",
    repository: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            show_default="kettle_jobs/",
            help="Folder that clients name as a repository. 作为资源库的目录。",
        ),
    ] = None,
    allow_shell: Annotated[
        bool, typer.Option("--allow-shell", help="Let jobs run shell scripts. 允许 SHELL 条目。")
    ] = False,
) -> None:
    """Serve Kettle transformations and jobs over Carte's protocol. 启动 Carte 兼容服务。"""
    from onedata_assets.cli.carte import run_carte

    raise typer.Exit(
        run_carte(host=host, port=port, repository=repository, allow_shell=allow_shell)
    )


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question, Chinese or English. 问题。")],
    k: Annotated[int, typer.Option("-k", min=1, help="How many passages. 返回段落数。")] = 3,
    index: Annotated[
        str | None,
        typer.Option(show_default="the only one", help="Which index to ask. 要检索的索引。"),
    ] = None,
) -> None:
    """Find the passages of the indexed documents that answer a question. 检索文档段落。"""
    from onedata_assets.cli.ask import run_ask

    raise typer.Exit(run_ask(question, k=k, index=index))


@app.command()
def usage(
    *,
    days: Annotated[
        int, typer.Option(min=1, max=90, help="Days, today among them. 天数，含今天。")
    ] = 30,
    person: Annotated[str, typer.Option(help="Only this person. 只看此人。")] = "",
    zone: Annotated[
        str, typer.Option(help="Time zone of days and hours. 日期与小时的时区。")
    ] = "Asia/Shanghai",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")] = False,
) -> None:
    """Say who uses the platform how, and what is unusual. 分析平台的使用与异常。"""
    from onedata_assets.cli.usage import run_usage

    raise typer.Exit(run_usage(days=days, person=person, zone=zone, as_json=as_json))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over layer.table. 一条查询。")],
    *,
    who: Annotated[
        str | None,
        typer.Option("--as", help="See what this person may read. 以该用户的数据权限查询。"),
    ] = None,
    purpose: Annotated[str, typer.Option(help="Purpose that is stated. 声明的用途。")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Rows at most. 最多行数。")] = 100,
    output: Annotated[
        Literal["table", "csv", "jsonl"], typer.Option(help="How it is printed. 输出格式。")
    ] = "table",
) -> None:
    """Query the lake; the reading is in the audit log. 查询数据湖，读取记入审计日志。"""
    from onedata_assets.cli.sql import run_sql

    raise typer.Exit(run_sql(query, who=who, purpose=purpose, limit=limit, output=output))


@lineage.command("export")
def lineage_export() -> None:
    """Send the OpenLineage events of all runs since the last export. 导出血缘事件。"""
    from onedata_assets.cli.lineage import run_export

    raise typer.Exit(run_export())
