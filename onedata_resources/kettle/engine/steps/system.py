"""Steps that take values from the machine and the run: SystemInfo, RandomValue."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import socket
import uuid
from collections.abc import Callable
from datetime import datetime

import numpy as np
import polars as pl
import psutil

from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.log_tables import FIRST_MOMENT
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.engine.system_dates import system_date
from onedata_resources.kettle.settings.system import RandomValueSettings, SystemInfoSettings
from onedata_resources.kettle.values.date_column import parse_dates
from onedata_resources.kettle.values.date_mask import DEFAULT_DATE_MASK
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.time_zones import wall_clock
from onedata_resources.kettle.values.types import Field, KettleType
from onedata_resources.kettle.variables import internal_variables
from onedata_resources.kettle.xml import text

K = KettleType
_ROW = "__kettle_one"
_LINES = "previous result nr lines "
_DIGITS = "0123456789abcdefghijklmnopqrstuv"


def rows_or_one(inputs: Inputs) -> Stream:
    """Return the rows that come in, or one row without fields."""
    if inputs.main is not None:
        return inputs.main
    return Stream(pl.LazyFrame({_ROW: [0]}), ())


@step("SystemInfo")
def system_info(scope: StepScope, settings: SystemInfoSettings, inputs: Inputs) -> Outputs:
    """Return the rows, or one row where no step feeds this one, with facts added."""
    now = wall_clock()
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    columns = [
        (each.field, pl.lit(_fact(scope, each.what, now), dtype_of(each.field.type)))
        for each in settings.fields
    ]
    added = rows_or_one(inputs).appended(columns)
    return Outputs(added.fields_only())


def _fact(scope: StepScope, what: str, now: datetime) -> datetime | str | int | None:
    if what.startswith("command line argument "):
        number, arguments = int(what.rsplit(" ", 1)[1]), scope.state.context.arguments
        return arguments[number - 1] or None if number <= len(arguments) else None
    if what in _FACTS:
        return _FACTS[what](scope)
    if what.startswith(_LINES):
        return getattr(_before(scope).lines, what.removeprefix(_LINES))
    if what == "end date range" and scope.state.logging:
        return scope.state.logging.dates.until
    if what in {"system date (variable)", "system date (fixed)", "end date range"}:
        return now
    return system_date(what, now)


def _modified(scope: StepScope, path: str) -> str | None:
    return text(scope.state.transformation.xml, f"info/{path}") or None


def _modified_at(scope: StepScope) -> datetime | None:
    written = pl.Series([_modified(scope, "modified_date")], dtype=pl.String)
    return parse_dates(written, DEFAULT_DATE_MASK, lenient=True).item()


def _address(_: StepScope) -> str | None:
    """Return the first address of this machine that is not its own loop."""
    for addresses in psutil.net_if_addrs().values():
        for each in addresses:
            if each.family == socket.AF_INET and not each.address.startswith("127."):
                return each.address
    return "127.0.0.1"


def _before(scope: StepScope) -> JobResult:
    """Return the result of the entry before; without a job it is one that failed at nothing."""
    return scope.state.context.before or JobResult(success=False)


def _version(scope: StepScope) -> str:
    return internal_variables(scope.state.transformation)["Internal.Kettle.Version"]


def _last_end(scope: StepScope) -> datetime:
    """Return when the last run without errors ended, as the log table has it."""
    return scope.state.logging.dates.since if scope.state.logging else FIRST_MOMENT


_FACTS: dict[str, Callable[[StepScope], datetime | str | int | None]] = {
    "start date range": _last_end,
    "job start date range": lambda _: None,
    "job end date range": lambda _: None,
    "date modified": _modified_at,
    "user modified": lambda scope: _modified(scope, "modified_user"),
    "transformation name": lambda scope: scope.state.transformation.name,
    "transformation file name": lambda scope: scope.state.transformation.filename or None,
    "hostname": lambda _: socket.gethostname(),
    "hostname real": lambda _: socket.gethostname(),
    "ip address": _address,
    "kettle version": _version,
    "kettle build version": _version,
    "copy of step": lambda scope: scope.metrics.copy,
    "batch id": lambda scope: scope.state.logging.batch if scope.state.logging else 0,
    "job batch id": lambda _: 0,
    "current pid": lambda _: os.getpid(),
    "jvm max memory": lambda _: psutil.virtual_memory().total,
    "jvm total memory": lambda _: psutil.Process().memory_info().rss,
    "jvm free memory": lambda _: psutil.virtual_memory().available,
    "jvm available memory": lambda _: psutil.virtual_memory().available,
    "available processors": lambda _: os.cpu_count(),
    "jvm cpu time": lambda _: int(sum(psutil.Process().cpu_times()[:2]) * 1000),
    "total physical memory size": lambda _: psutil.virtual_memory().total,
    "total swap space size": lambda _: psutil.swap_memory().total,
    "committed virtual memory size": lambda _: psutil.Process().memory_info().vms,
    "free physical memory size": lambda _: psutil.virtual_memory().free,
    "free swap space size": lambda _: psutil.swap_memory().free,
    "previous result result": lambda scope: _before(scope).success,
    "previous result is stopped": lambda _: False,
    "previous result exist status": lambda scope: _before(scope).exit_status,
    "previous result entry nr": lambda scope: _before(scope).nr,
    "previous result nr errors": lambda scope: _before(scope).errors,
    "previous result nr files retrieved": lambda scope: _before(scope).files_retrieved,
    "previous result nr rows": lambda scope: sum(
        each.frame.height for each in scope.state.context.rows
    ),
    "previous result nr files": lambda scope: len(scope.state.context.files),
}


@step("RandomValue")
def random_value(scope: StepScope, settings: RandomValueSettings, inputs: Inputs) -> Outputs:
    """Return the rows, or one row where no step feeds this one, with random values added."""
    source = rows_or_one(inputs)
    nulls = [(each.field, pl.lit(None, dtype_of(each.field.type))) for each in settings.fields]
    stream = source.appended(nulls)
    stream = stream.fields_only()
    added: list[tuple[Field, str]] = [
        (field, each.what)
        for field, each in zip(stream.fields[-len(nulls) or None :], settings.fields, strict=True)
    ] if nulls else []  # fmt: skip

    def fill(batch: pl.DataFrame) -> pl.DataFrame:
        return batch.with_columns(
            random_column(what, batch.height).alias(field.name) for field, what in added
        )

    schema = dict(stream.frame.collect_schema())
    return Outputs(stream.with_frame(scope.tap(stream.frame, fill, schema=schema)))


def random_column(what: str, rows: int) -> pl.Series:
    """Return as many random values of the kind."""
    if what == "random number":
        return pl.Series(np.random.default_rng().random(rows))
    if what == "random integer":
        return pl.Series(np.random.default_rng().integers(-(2**31), 2**31, rows))
    makers: dict[str, Callable[[], str]] = {
        "random string": lambda: _base_32(secrets.randbits(63)),
        "random uuid": lambda: str(uuid.uuid1()),
        "random uuid4": lambda: str(uuid.uuid4()),
        "random machmacmd5": lambda: _signed("md5"),
        "random machmacsha1": lambda: _signed("sha1"),
    }
    make = makers[what]
    return pl.Series([make() for _ in range(rows)], dtype=pl.String)


def _base_32(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 32)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def _signed(algorithm: str) -> str:
    key = secrets.token_bytes(64)
    return hmac.new(key, secrets.token_bytes(16), getattr(hashlib, algorithm)).hexdigest()
