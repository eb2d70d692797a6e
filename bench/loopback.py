"""Clients on the loopback address, as light as can be: what they measure must not be themselves."""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Self

PER_SECOND = 2.0
"""How often a paced client asks."""


@dataclass
class Client:
    """A connection that is kept, and asks as a browser does."""

    port: int
    cookie: str = ""

    async def __aenter__(self) -> Self:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        self.writer.close()

    async def ask(self, path: str, body: dict[str, str] | None) -> None:
        """Ask and read the whole answer."""
        content = json.dumps(body).encode() if body else b""
        host = f"127.0.0.1:{self.port}"
        lines = [
            f"{'POST' if body else 'GET'} {path} HTTP/1.1",
            f"host: {host}",
            f"origin: http://{host}",
            f"cookie: {self.cookie}",
            "content-type: application/json",
            f"content-length: {len(content)}",
        ]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        if " 200 " not in head:
            sys.exit(head)
        await self.reader.readexactly(int(head.partition("content-length: ")[2].split()[0]))


Ask = Callable[[Client], Awaitable[None]]


async def asked(clients: list[Client], ask: Ask, seconds: float, *, paced: bool) -> list[float]:
    """Return the milliseconds of each answer that the clients got."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    async def asking(client: Client) -> None:
        if paced:
            await asyncio.sleep(random.uniform(0, 1 / PER_SECOND))
        while (began := time.perf_counter()) < end:
            await ask(client)
            took = time.perf_counter() - began
            taken.append(took * 1000)
            if paced:
                await asyncio.sleep(max(0.0, 1 / PER_SECOND - took))

    await asyncio.gather(*(asking(client) for client in clients))
    return taken
