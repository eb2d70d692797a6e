"""What the routers that show Dagster share: the client and what is kept of its answers."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Self

from fastapi import Depends, Request

from onedata_portal.api.asking import Asking
from onedata_portal.api.asset_keys import key_of, no_asset
from onedata_portal.api.dagster import DagsterClient
from onedata_portal.api.definitions import Definition, DefinitionCache, Definitions
from onedata_portal.api.live import LiveStates
from onedata_portal.api.said import SaidOf, said_nowhere
from onedata_portal.gateway.viewer import Viewer, viewer_of

# Says again who makes a request that takes long: a stream must end when the person may no more.
Renewed = Callable[[Request], Awaitable[Viewer]]


async def as_it_began(request: Request) -> Viewer:
    """Return who made the request when it began."""
    return viewer_of(request.scope)


@dataclass(frozen=True)
class Services:
    """Everything that a router needs of Dagster."""

    dagster: DagsterClient
    definitions: DefinitionCache
    live: LiveStates
    renewed: Renewed
    said: SaidOf = said_nowhere

    @classmethod
    def of(
        cls,
        dagster: DagsterClient,
        *,
        default_project: str,
        renewed: Renewed = as_it_began,
        said: SaidOf = said_nowhere,
        clock: Callable[[], float] = time.monotonic,
    ) -> Self:
        """Return the services of one Dagster."""
        definitions = DefinitionCache(dagster, default_project)
        return cls(dagster, definitions, LiveStates(dagster, clock), renewed, said)

    async def definition(self, who: Asking, address: str) -> tuple[Definition, Definitions]:
        """Return an asset by its address, and all that the person sees.

        Raises:
            NotFoundError: There is none that the person sees.
        """
        definitions = await self.definitions.of(who.viewer)
        asset = definitions.assets.get(key_of(address))
        if asset is None:
            raise no_asset()
        return asset, definitions


def services(request: Request) -> Services:
    """Return the services of the app that answers a request."""
    return request.app.state.services


TheServices = Annotated[Services, Depends(services)]
