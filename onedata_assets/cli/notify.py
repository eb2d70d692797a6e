"""What `onedata notify` does: show where messages go, and send a test message."""

from rich.markup import escape
from rich.table import Table

from onedata_assets.cli.say import catalogue, console, text
from onedata_resources.clients.notify_message import Level, Message, Text
from onedata_resources.clients.notify_routes import Rule
from onedata_resources.clients.notify_settings import configured_client


def list_channels() -> int:
    """Print the channels, and the rules in the order in which they are looked at."""
    client = configured_client()
    console.print(text("notify.channels", names=escape(", ".join(client.channels))))
    for name, rules in (("admins", client.routes.admins), ("people", client.routes.people)):
        if rules:
            console.print(_table(name, rules))
    return 0


def test_channel(channel: str) -> int:
    """Send a message to the channel and say that it was taken.

    Raises:
        BadInputError: There is no such channel.
        UnavailableError: It did not take the message.
    """
    client = configured_client()
    said = {name: catalogue().both(f"notify.test_{name}") for name in ("title", "body")}
    message = Message(
        Text(**said["title"]),
        Text(**said["body"]),
        Level.INFO,
        client.ui_url,
        kind="test",
    )
    client.try_channel(channel, message)
    console.print(text("notify.taken", channel=escape(channel)))
    return 0


def _table(name: str, rules: tuple[Rule, ...]) -> Table:
    table = Table(title=text(f"notify.table_{name}"), title_justify="left")
    columns = ("kinds", "levels", "projects", "owners", "people", "channels")
    for column in columns:
        head = text("notify.to" if column == "channels" else f"notify.{column}")
        table.add_column(head, overflow="fold")
    for rule in rules:
        cells = [", ".join(getattr(rule, column)) for column in columns]
        table.add_row(*(escape(cell) or text("notify.any") for cell in cells))
    return table
