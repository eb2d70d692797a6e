"""Message push: administrators see its channels and try them."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from onedata_portal.api.errors import ConflictError, may_answer
from onedata_portal.api.models import Body, Line, Page
from onedata_portal.api.within import Asker, Within
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.errors import BadInputError
from onedata_resources.store.receivers import receiver_of

router = APIRouter(tags=["notifications"])


class ChannelItem(BaseModel):
    """A channel of the installation."""

    name: str


class Trial(Body):
    """Where a test message goes: to a channel, or to the address of a webhook."""

    channel: Line = ""
    webhook: str = Field(default="", max_length=2000, description="Asked only where it is open.")


class Delivered(BaseModel):
    """What took the message."""

    took: str


@router.get(
    "/notifications/channels",
    operation_id="list_channels",
    summary="Channels · 消息通道",
    responses=may_answer(403, 409),
)
def list_channels(asker: Asker) -> Page[ChannelItem]:
    """List the channels by name; their addresses are secrets."""
    asker.require_admin()
    items = [ChannelItem(name=name) for name in _client(asker).channels]
    return Page(items=items, total=len(items))


@router.post(
    "/notifications/test",
    operation_id="test_notification",
    summary="Send a test message · 发送测试消息",
    responses=may_answer(403, 409, 503),
)
def try_notification(asker: Asker, body: Trial) -> Delivered:
    """Send a test message to one channel or address; what it says to it is told."""
    asker.require_admin()
    if bool(body.channel) == bool(body.webhook):
        raise BadInputError(
            "Name either a channel or a webhook.", "请填写通道或回调地址，二者选一。"
        )
    client, message = _client(asker), asker.portal.messages.message("test", by=asker.person.name)
    took = body.channel or "webhook"
    asker.did("notification.test", "channel", took)
    if body.webhook:
        client.try_webhook(receiver_of(asker.person), body.webhook, message)
    else:
        client.try_channel(body.channel, message)
    return Delivered(took=took)


def _client(asker: Within) -> NotifyClient:
    client = asker.portal.messages.notify
    if client is None:
        raise ConflictError("Message push is not set up for this portal.", "该门户未配置消息推送。")
    return client
