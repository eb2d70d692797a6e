"""The client of message push that the settings in force describe."""

from onedata_resources.clients.notify import NotifyClient
from onedata_resources.settings import value_of


def configured_client() -> NotifyClient:
    """Return the client of the settings in force.

    Raises:
        BadInputError: A setting or the file that it names is wrong.
    """
    return NotifyClient(
        value_of("ALARMS_URL"),
        channels=value_of("ALARMS_CHANNELS"),
        file=value_of("NOTIFY_FILE"),
        ui_url=value_of("ONEDATA_UI_URL"),
        outbound_allow=value_of("OUTBOUND_ALLOW"),
    )
