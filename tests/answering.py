"""Waiting for a server in a process of its own to answer."""

import subprocess
import time
from contextlib import suppress
from pathlib import Path

import httpx

PATIENCE_TENTHS = 1200


def wait_for_answer(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return once the address answers with success; fail with the log of a server that ends first.

    Whose certificate it is does not matter yet.
    """
    with httpx.Client(verify=False, trust_env=False, timeout=30) as client:
        for _ in range(PATIENCE_TENTHS):
            assert process.poll() is None, log.read_text(encoding="utf-8")[-3000:]
            with suppress(httpx.TransportError):
                if client.get(url).status_code == 200:
                    return
            time.sleep(0.1)
    raise AssertionError(f"no answer from {url}: {log.read_text(encoding='utf-8')[-3000:]}")
