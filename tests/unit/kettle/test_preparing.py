"""Before rows move: what cannot run is told, parameters have values, every step type is known."""

import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.registry import FAMILIES, step_types
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.engine.steps.calculator import OPERATIONS
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.lineage.catalogue import FLOWS
from onedata_resources.kettle.reader import read_transformation
from onedata_resources.kettle.settings.calculator import CODES
from onedata_resources.kettle.settings.catalogue import SETTINGS
from tests.unit.kettle.running import (
    ktr,
    rows_of,
    run,
    six,
    step,
    text_output,
)


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (ktr(six(), step("x", "Telepathy")), r"'x' \(Telepathy\)"),
        (ktr(six(), step("x", "Dummy"), hops=[("g", "x"), ("x", "g")]), "loop"),
        (ktr(step("x", "TableInput", "<sql>select 1</sql>")), "specify a database connection"),
        (
            ktr(step("x", "TableInput", "<connection>no</connection><sql>select 1</sql>")),
            "connection 'no'",
        ),
        (
            ktr(step("x", "RowGenerator", "<limit>many</limit>")),
            "'x' .RowGenerator.*'limit' must be a whole number",
        ),
    ],
)
def test_what_cannot_run_is_told_before_anything_runs(xml, message):
    started = TransformationRun(read_transformation(xml, name="t.ktr"), RunContext())
    with pytest.raises(PrepareError, match=message):
        started.prepare()
    assert started.status == "Finished (with errors)"


def test_parameters_win_over_variables_and_defaults(tmp_path):
    info = (
        "<parameters><parameter><name>P</name><default_value>default</default_value></parameter>"
        "</parameters>"
    )
    fields = (
        "<fields><field><name>p</name><variable>${P}</variable><type>String</type></field></fields>"
    )
    xml = ktr(step("v", "GetVariable", fields), text_output("o", tmp_path / "o"), info=info)
    run(xml, variables={"P": "variable"})
    assert rows_of(tmp_path / "o") == ["default"]
    run(xml, variables={"P": "variable"}, parameters={"P": "given"})
    assert rows_of(tmp_path / "o") == ["given"]


def test_the_engine_has_every_operation_that_the_settings_accept():
    assert set(OPERATIONS) | {"-", "CONSTANT", "SUBSTITUTE_VARIABLE"} == CODES


def test_every_step_type_with_settings_has_a_function_and_lineage():
    assert set(step_types()) == set(SETTINGS) == set(FLOWS)
    found = {name: each.run.__module__.rpartition(".")[2] for name, each in step_types().items()}
    assert found == {name: family for family, names in FAMILIES.items() for name in names.split()}


@pytest.mark.parametrize("name", ["i", "I", "__kettle_row"])
def test_made_fields_may_have_any_name(tmp_path, name):
    field = f"<fields><field><name>{name}</name><type>String</type>"
    made = {
        "RowGenerator": f"<limit>1</limit>{field}<nullif>v</nullif></field></fields>",
        "GetVariable": f"{field}<variable>${{V}}</variable></field></fields>",
    }
    for kind, settings in made.items():
        out = tmp_path / kind
        run(ktr(step("g", kind, settings), text_output("o", out)), variables={"V": "v"})
        assert out.read_text() == f"{name}\nv\n"
