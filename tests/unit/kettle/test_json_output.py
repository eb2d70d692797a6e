"""JSON out: the exact text of blocs, and the files and rows that they go to."""

import json

import pytest

from onedata_resources.kettle.engine.json_text import hashtable_order, java_double
from onedata_resources.kettle.values.java_hash import name_order
from tests.unit.kettle.documents import COLUMNS, ROWS, finished
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


def json_output(settings, fields=("id", "name", "amount", "day"), file=""):
    listed = "".join(f"<field><name>{n}</name><element>{n}</element></field>" for n in fields)
    return step("w", "JsonOutput", f"<fields>{listed}</fields><file>{file}</file>{settings}")


VALUE = "<operation_type>outputvalue</operation_type><outputValue>j</outputValue>"


def values(tmp_path, settings, rows=ROWS, keep=("id", "j")):
    only = "".join(f"<field><name>{n}</name></field>" for n in keep)
    plain = text_output("o", tmp_path / "o", f"<fields>{only}</fields>")
    plain = plain.replace('<enclosure>"</enclosure>', "")
    finished(grid("g", COLUMNS, rows), json_output(VALUE + settings), plain)
    return rows_of(tmp_path / "o")


def test_each_row_is_a_bloc_whose_keys_are_in_the_order_of_java(tmp_path):
    settings = "<jsonBloc>data</jsonBloc><nrRowsInBloc>1</nrRowsInBloc>"
    rows = values(tmp_path, settings)
    assert rows[2] == ('3|{"data":[{"amount":null,"name":"中\\/é","id":3,"day":"2024-12-31"}]}')
    assert json.loads(rows[1].partition("|")[2]) == {
        "data": [{"id": 2, "name": None, "amount": 1234.5, "day": None}]
    }


@pytest.mark.parametrize(
    ("bloc", "begins"), [("<jsonBloc/>", "["), ("<jsonBloc>${NONE}</jsonBloc>", '{"":[')]
)
def test_a_bloc_without_name_is_an_array_but_a_variable_without_text_names_it(
    tmp_path, bloc, begins
):
    source = grid("g", {"a": "String"}, [["x"]])
    settings = f"{bloc}<nrRowsInBloc>1</nrRowsInBloc>"
    file = f"<name>{tmp_path}/o</name><extention>js</extention>"
    run(ktr(source, json_output(settings, ["a"], file)), variables={"NONE": ""})
    (written,) = tmp_path.glob("o*.js")
    assert written.read_text().startswith(begins)


def test_the_row_of_the_last_bloc_that_is_not_full_has_only_the_json(tmp_path):
    rows = values(tmp_path, "<nrRowsInBloc>2</nrRowsInBloc>")
    assert [row.partition("|")[0] for row in rows] == ["2", ""]
    assert [len(json.loads(row.partition("|")[2])) for row in rows] == [2, 1]
    [everything] = values(tmp_path, "<nrRowsInBloc>0</nrRowsInBloc>")
    assert everything.startswith("|[{")
    assert values(tmp_path, "<nrRowsInBloc>0</nrRowsInBloc>", rows=[]) == []


def test_the_compatible_layout_has_an_object_per_field(tmp_path):
    settings = "<nrRowsInBloc>1</nrRowsInBloc><compatibility_mode>Y</compatibility_mode>"
    assert values(tmp_path, settings)[0].startswith('1|[{"id":1},{"name":"a <')


@pytest.mark.parametrize(
    ("rows", "names"),
    [("1", ["o_0.js", "o_1.js", "o_2.js"]), ("2", ["o_0.js", "o_1.js"]), ("0", ["o.js"])],
)
def test_each_bloc_has_its_own_file(tmp_path, rows, names):
    (tmp_path / "d").mkdir()
    file = f"<name>{tmp_path}/d/o</name><extention>js</extention>"
    done = finished(
        grid("g", COLUMNS, ROWS),
        json_output(f"<jsonBloc>b</jsonBloc><nrRowsInBloc>{rows}</nrRowsInBloc>", file=file),
        step("d", "Dummy"),
    )
    found = sorted(path.name for path in (tmp_path / "d").iterdir())
    assert found == names
    read = [json.loads((tmp_path / "d" / name).read_text())["b"] for name in found]
    assert [row["id"] for bloc in read for row in bloc] == [1, 2, 3]
    assert metrics(done, "d").read == 3
    assert metrics(done, "w").output == 3


def test_java_orders_and_numbers():
    """Orders were read from a HashMap and a Hashtable of a JDK."""
    names = ["id", "name", "amount", "day", "city", "zip_code", "country"]
    assert name_order(names) == HASH_MAP
    assert hashtable_order(names) == HASHTABLE
    assert [java_double(each) for each in (1.0, 1e7, 1.5e-5, 123456789.125, -2e300)] == [
        "1.0", "1.0E7", "1.5E-5", "1.23456789125E8", "-2.0E300",
    ]  # fmt: skip


HASH_MAP = ["country", "amount", "city", "name", "id", "day", "zip_code"]
HASHTABLE = ["zip_code", "day", "name", "amount", "country", "city", "id"]
