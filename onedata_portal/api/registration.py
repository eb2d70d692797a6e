"""Accounts that people make for themselves: where administrators allow it, and not too many.

So many are made from one network, and in all, within an hour; what is asked for counts, also where
the name is taken, so that nobody learns whose names there are. The counts are in the store, which
portals share.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address, ip_network
from math import ceil

from fastapi import APIRouter, Request, Response

from onedata_portal.api.errors import ForbiddenError, TooManyError, may_answer
from onedata_portal.api.me_models import Registration, SessionState
from onedata_portal.api.passwords import require_good
from onedata_portal.api.session import leave, state_of
from onedata_portal.api.within import ThePortal
from onedata_portal.gateway.entrance import Entrance
from onedata_portal.portal import Portal
from onedata_resources.store.audit import Event
from onedata_resources.store.people import LOCAL

router = APIRouter(tags=["session"])
EACH = timedelta(hours=1)
EVERYBODY = "registration"


@router.post(
    "/registration",
    operation_id="register",
    summary="Make an account for oneself · 自助注册",
    status_code=201,
    responses=may_answer(403, 409, 429),
)
def register(
    request: Request, body: Registration, portal: ThePortal, response: Response
) -> SessionState:
    """Make an account and sign in with it, where administrators allow that."""
    if not portal.platform.settings().registration_open:
        raise ForbiddenError(
            "Accounts are made by administrators here.", "本平台的账号由管理员创建。"
        )
    require_good(portal, body.password, body.name, body.email)
    _require_room(portal, request)
    person = portal.people.add(
        body.name,
        now=portal.clock(),
        password=body.password,
        display_name=body.display_name,
        email=body.email,
    )
    portal.record(request.scope, Event(person.name, "person.register", "person", person.name))
    signed_in = Entrance(portal, request.scope).let_in(person, LOCAL)
    leave(request, response, portal, signed_in)
    return state_of(portal, signed_in.person)


def _require_room(portal: Portal, request: Request) -> None:
    """Go on if neither the network nor everybody together has made too many accounts.

    Raises:
        TooManyError: They have; it says when there is room again.
    """
    now = portal.clock()
    for what, most in _counted(portal, request):
        used_up = portal.attempts.used(what, most, EACH, now)
        if used_up is None:
            continue
        if used_up.is_first:  # the others would only fill the log
            details = {"why": "too_many", "counted": what}
            refused = Event("", "person.register", "person", result="refused", details=details)
            portal.record(request.scope, refused)
        raise TooManyError.accounts(ceil((used_up.until - now).total_seconds()))


def _counted(portal: Portal, request: Request) -> Iterator[tuple[str, int]]:
    """Yield what a registration is counted by, and how many there may be."""
    settings = portal.platform.settings()
    if request.client is not None:
        network = network_of(request.client.host)
        yield f"{EVERYBODY} {network}", settings.registrations_per_address
    yield EVERYBODY, settings.registrations_per_hour


def network_of(address: str) -> str:
    """Return what somebody at an address has: of IPv6 a network of 64 bits, else the address."""
    try:
        at = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return address
    plain = getattr(at, "ipv4_mapped", None) or at
    bits = 64 if plain.version == 6 else 32
    return str(ip_network(f"{plain}/{bits}", strict=False).network_address)
