"""How long a small transformation takes on a warm Carte server, from its start to its end.

    python bench/carte_startup.py

Prints the median over 40 runs of one row, beside the baseline: as many calls that run nothing. The
difference is what it costs to get a process, read the file, prepare it and let the row flow. The
processor time is that of the server and its children for each run.
"""

import sys
import time
from pathlib import Path
from statistics import median

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from onedata_resources.kettle.xml import parse
from tests.integration.carte.serving import serving
from tests.unit.kettle_server.files import generated, posted

RUNS = 40
BODY = posted(generated("t", 1))


def call(client: httpx.Client, servlet: str, body: bytes | None = None, **params: str) -> str:
    """Return the text of the answer's `status_desc` or `id`."""
    method = "POST" if body else "GET"
    answer = client.request(
        method, f"/kettle/{servlet}/", params={"xml": "Y", **params}, content=body
    )
    root = parse(answer.content, servlet)
    return root.findtext("status_desc") or root.findtext("id") or ""


def run_once(client: httpx.Client) -> tuple[float, int]:
    """Return the seconds from starting a registered transformation to its end, and the calls."""
    who = {"name": "t", "id": call(client, "registerTrans", BODY)}
    began, calls = time.perf_counter(), 1
    call(client, "startTrans", **who)
    while call(client, "transStatus", **who) != "Finished":
        calls += 1
    seconds = time.perf_counter() - began
    call(client, "removeTrans", **who)
    return seconds, calls + 1


def call_only(client: httpx.Client, calls: int) -> float:
    """Return the seconds of as many calls that run nothing."""
    who = {"name": "t", "id": call(client, "registerTrans", BODY)}
    began = time.perf_counter()
    for _ in range(calls):
        call(client, "transStatus", **who)
    seconds = time.perf_counter() - began
    call(client, "removeTrans", **who)
    return seconds


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and of all its children, ended ones included."""
    server = psutil.Process(pid)
    everyone = [server, *server.children(recursive=True)]
    times = [each.cpu_times() for each in everyone]
    return sum(t.user + t.system + t.children_user + t.children_system for t in times)


def main() -> None:
    """Measure and print."""
    with (
        serving() as server,
        httpx.Client(
            base_url=server.url, auth=("cluster", "cluster"), trust_env=False, timeout=60
        ) as client,
    ):
        for _ in range(5):
            run_once(client)
        before = cpu_seconds(server.process.pid)
        runs = []
        for _ in range(RUNS):
            runs.append(run_once(client))
            time.sleep(0.1)  # a warm server has time to get the next process ready
        cpu = (cpu_seconds(server.process.pid) - before) / RUNS
        run = median(seconds for seconds, _ in runs)
        bare = median(call_only(client, calls) for _, calls in runs)
    best = min(runs)[0] * 1000
    print(f"a run of one row    {run * 1000:6.1f} ms (best {best:.1f} ms), {cpu * 1000:.0f} ms CPU")
    print(f"its calls alone     {bare * 1000:6.1f} ms")
    print(f"start, flow and end {(run - bare) * 1000:6.1f} ms, ratio {run / bare:.1f}")


if __name__ == "__main__":
    main()
