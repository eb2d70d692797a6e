"""The Carte server: as an ASGI application, and as a program (`onedata carte`).

Requests are handled in `http.py`; runs are in `objects.py`.
"""

import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from onedata_resources.errors import UnavailableError
from onedata_resources.kettle.server.config import CarteConfig
from onedata_resources.kettle.server.http import answer
from onedata_resources.kettle.server.process import warm_up
from onedata_resources.kettle.server.state import CarteState

METHODS = ["GET", "POST", "PUT", "DELETE"]
LAST_CALLS_SECONDS = 3
KEEP_ALIVE_SECONDS = 75  # longer than any client waits between two polls


def create_app(config: CarteConfig) -> Starlette:
    """Return the server as an ASGI application; `app.state.carte` is its state."""
    state = CarteState(config)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app  # part of Starlette's hook signature
        await anyio.to_thread.run_sync(warm_up)
        yield
        await anyio.to_thread.run_sync(state.catalogue.close)

    app = Starlette(
        routes=[Route("/{path:path}", answer, methods=METHODS)],
        lifespan=lifespan,
    )
    app.state.carte = state
    app.state.blocking = anyio.CapacityLimiter(config.max_blocking_calls)
    return app


def serve(config: CarteConfig) -> None:
    """Answer Carte calls at the configured address until a signal or `stopCarte` ends it.

    Every run that is going on then is ended.

    Raises:
        UnavailableError: The address cannot be bound.
    """
    with listen(config) as listener:
        app = create_app(config)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=LAST_CALLS_SECONDS,
            )
        )
        threading.Thread(
            target=_end_when_asked, args=(app.state.carte.stopping, server), daemon=True
        ).start()
        server.run(sockets=[listener])


def listen(config: CarteConfig) -> socket.socket:
    """Return a socket at the configured address.

    Raises:
        UnavailableError: The port is taken or the host is not this machine's.
    """
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server((config.host, config.port), family=family)
    except OSError as error:
        raise UnavailableError(
            f"The Carte server cannot listen on {config.host}:{config.port} ({error.strerror}): "
            "choose another port, or end the program that has it.",
            f"Carte 服务无法监听 {config.host}:{config.port}（{error.strerror}）："
            "请更换端口，或结束占用该端口的程序。",
        ) from error


def _end_when_asked(stopping: threading.Event, server: uvicorn.Server) -> None:
    stopping.wait()
    server.should_exit = True
