"""Which owner's alarms go to which channel; the channels' addresses are `ALARMS_CHANNELS`."""

from collections.abc import Iterable, Mapping

DEFAULT_CHANNEL = "default"

CHANNEL_OF_OWNER: Mapping[str, str] = {
    "team:metadata": "data",
    "team:ingestion": "data",
    "team:processing": "data",
    "team:analytics": "data",
    "team:catalog": "data",
    "team:security": "security",
    "team:training": "models",
    "team:serving": "models",
    "team:notebooks": "models",
    "team:knowledge": "knowledge",
    "team:operations": "operations",
}


class RoutingError(Exception):
    """No channel is known for an alarm's owners; it goes to the default channel all the same."""


def channel_of(owners: Iterable[str]) -> str:
    """Return the channel of the first owner that has one.

    Raises:
        RoutingError: There is no owner, or none with a channel.
    """
    asked = list(owners)
    for owner in asked:
        if owner in CHANNEL_OF_OWNER:
            return CHANNEL_OF_OWNER[owner]
    raise RoutingError(
        f"no channel for {', '.join(asked)}: add the owner to domain/operations/routing.py"
        if asked
        else "the asset has no owner"
    )
