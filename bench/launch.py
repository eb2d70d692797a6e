"""Run a command, wait for it alone, and write to a file what it used, its own children included.

    python bench/launch.py FILE PROGRAM [ARGUMENT ...]

A program of its own, because a process starts with the peak memory of the one that started it: a
benchmark that holds Polars would lend its own peak to everything that it measures.
"""

import json
import os
import sys
import time

began = time.perf_counter()
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(pid, 0)
usage = {
    "wall": time.perf_counter() - began,
    "cpu": used.ru_utime + used.ru_stime,
    "peak_mib": used.ru_maxrss / 1024,
}
with open(sys.argv[1], "w") as file:  # noqa: PTH123 - pathlib would make this program larger
    json.dump(usage, file)
sys.exit(status != 0)
