"""`onedata people` and `onedata audit`: the commands of the platform's own records."""

from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(help="Name to sign in with. 登录名。")]

people = typer.Typer(help="People who may sign in. 用户。", no_args_is_help=True)
audit = typer.Typer(help="The audit log. 审计日志。", no_args_is_help=True)


@people.command("list")
def list_people() -> None:
    """List who may sign in. 列出用户。"""
    from onedata_assets.cli.records import list_people

    list_people()


@people.command()
def add(
    name: Name,
    *,
    admin: Annotated[bool, typer.Option("--admin", help="An administrator. 管理员。")] = False,
) -> None:
    """Add somebody with a password that they have to change. 添加用户并生成初始口令。"""
    from onedata_assets.cli.records import add_person

    add_person(name, admin=admin)


@people.command()
def password(name: Name) -> None:
    """Give somebody a new password that they have to change. 重置口令。"""
    from onedata_assets.cli.records import give_password

    give_password(name)


@audit.command()
def verify(
    expected: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER:MARK",
            help="What an earlier verification printed last. 之前校验输出的编号与标记。",
        ),
    ] = None,
) -> None:
    """Find records that were changed, put in or taken out. 校验审计日志是否被篡改。"""
    from onedata_assets.cli.records import verify_audit

    raise typer.Exit(verify_audit(expected))
