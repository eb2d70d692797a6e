"""What is found out of tables is the same on several processors as in one process."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from onedata_assets.domain.metadata.findings import TableFindings
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.structure import Problem
from onedata_assets.lib import found_tables
from onedata_assets.lib.found_tables import Looked

TODAY = date(2026, 11, 26)


def looked(number: int) -> Looked:
    columns = (Column("id", "INTEGER", Family.INTEGER), Column("mobile", "TEXT", Family.TEXT))
    table = Table(TableName("", f"t{number:02}"), TableKind.TABLE, columns)
    phones = [f"138{number:02}{n:06}" for n in range(60)]
    return Looked(table, pl.DataFrame({"id": range(60), "mobile": phones}), f"m{number}")


def findings_of(_: Looked, found: TableFindings) -> TableFindings:
    return found


def test_many_tables_are_found_out_on_the_processors_in_their_order(monkeypatch):
    monkeypatch.setattr(found_tables, "MANY", 20)
    monkeypatch.setattr(found_tables.os, "cpu_count", lambda: 3)
    tables = [looked(number) for number in range(25)]
    alone = [*found_tables.found_tables(tables, findings_of, TODAY, count=1)]
    together = [*found_tables.found_tables(tables, findings_of, TODAY, count=25)]
    assert [made for _, made in together] == [made for _, made in alone]
    assert [each.mark for each, _ in together] == [each.mark for each in tables]
    assert together[0][1].column("mobile").meaning.value == "mobile_phone"


@pytest.mark.parametrize(
    "broken", [ValueError("no such day"), type("PanicException", (BaseException,), {})("unwrap")]
)
def test_a_table_that_cannot_be_looked_at_is_a_problem_of_it_alone(monkeypatch, broken):
    from onedata_assets.domain.metadata import found

    sound = found.found_all

    def failing(tables, *, today):
        if any(table.name.name == "t03" for table, _, _ in tables):
            raise broken
        return sound(tables, today=today)

    monkeypatch.setattr(found, "found_all", failing)
    made = [
        told
        for _, told in found_tables.found_tables(map(looked, range(8)), findings_of, TODAY, count=8)
    ]
    [problem] = [each for each in made if isinstance(each, Problem)]
    assert (made.index(problem), str(problem.table)) == (3, "t03")
    assert str(broken) in problem.en
    assert str(broken) in problem.zh


def test_a_script_without_a_guard_of_its_main_part_may_ask(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import os\n"
        "os.cpu_count = lambda: 2\n"
        "from tests.unit.metadata.test_found_tables import TODAY, findings_of, looked\n"
        "from onedata_assets.lib import found_tables\n"
        "found_tables.MANY = 2\n"
        "made = found_tables.found_tables(map(looked, range(3)), findings_of, TODAY, count=3)\n"
        "print(*(each.table.name.name for each, _ in made))\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.stdout, done.returncode) == ("t00 t01 t02\n", 0), done.stderr[-2000:]
