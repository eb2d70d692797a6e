"""`onedata notify`: the commands for message push. Their work is in `notify.py`."""

from typing import Annotated

import typer

app = typer.Typer(help="Message push. 消息推送。", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List the channels and who gets what. 列出通道与推送规则。"""
    from onedata_assets.cli.notify import list_channels

    raise typer.Exit(list_channels())


@app.command()
def test(
    channel: Annotated[
        str, typer.Argument(help="A channel, as `onedata notify list` names it. 通道名称。")
    ],
) -> None:
    """Send a test message to one channel. 向一个通道发送测试消息。"""
    from onedata_assets.cli.notify import test_channel

    raise typer.Exit(test_channel(channel))
