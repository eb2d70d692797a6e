"""Facts about the machine and this process for the server status."""

import os
import platform
import threading
import time

STARTED = time.monotonic()


def machine_facts() -> dict[str, object]:
    """Return the machine elements of `serverstatus`, in their order.

    Memory is the machine's in bytes, CPU time this process's in ns, uptime in ms.
    """
    page = os.sysconf("SC_PAGE_SIZE")
    return {
        "memory_free": os.sysconf("SC_AVPHYS_PAGES") * page,
        "memory_total": os.sysconf("SC_PHYS_PAGES") * page,
        "cpu_cores": os.cpu_count() or 1,
        "cpu_process_time": time.process_time_ns(),
        "uptime": int((time.monotonic() - STARTED) * 1000),
        "thread_count": threading.active_count(),
        "load_avg": os.getloadavg()[0],
        "os_name": platform.system(),
        "os_version": platform.release(),
        "os_arch": platform.machine(),
    }
