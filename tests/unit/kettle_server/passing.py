"""Jobs whose entries pass on rows and parameters, and what transformations were given."""

import polars as pl

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.outcome import ResultRows
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import run_file

FIELDS = (Field("id", KettleType.INTEGER), Field("price", KettleType.NUMBER, mask="0.00"))
ROWS = (ResultRows(FIELDS, pl.DataFrame({"id": [1, 2], "price": [1.5, None]})),)


def start(tmp_path, entries, hops=None, extra: str = "", **context) -> JobRun:
    """Run a job file of the entries, one after the other unless hops are given."""
    hops = hops or chain(*(name for name, _, _ in entries))
    (tmp_path / "j.kjb").write_text(kjb("j", entries, hops, extra))
    return run_file(tmp_path / "j.kjb", **context)


def called(settings: str, declared: str = "P", name: str = "inner.kjb"):
    """Return an entry that calls a job, with its parameter P from the field PRICE."""
    passed = (
        "<parameters><pass_all_parameters>N</pass_all_parameters><parameter><name>P</name>"
        "<stream_name>{}</stream_name><value>v</value></parameter></parameters>"
    )
    return ("call", "JOB", f"<filename>{name}</filename>{settings}" + passed.format("PRICE"))


class Seen:
    """Stands in for the runs of transformations: keeps what each was given, leaves `outcome`."""

    def __init__(self, monkeypatch, rows=(), files=(), variables=()):
        self.contexts: list[RunContext] = []
        plain = TransformationRun.execute

        def execute(run: TransformationRun) -> None:
            self.contexts.append(run.context)
            run.outcome.rows += rows
            run.outcome.files += files
            run.outcome.variables += variables
            plain(run)

        monkeypatch.setattr(TransformationRun, "execute", execute)


def trans(settings: str = "", name: str = "t") -> tuple[str, str, str]:
    """Return an entry that calls the transformation `t.ktr`."""
    return (name, "TRANS", f"<filename>t.ktr</filename>{settings}")


def heights(rows) -> list[int]:
    return [part.frame.height for part in rows]
