"""A plan that is wrong is told by file, line and field, with what may be there."""

import copy

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.cli.kettle import generate_file
from onedata_assets.lib.kettle_plan_files import checked_plan, read_plan
from onedata_resources.errors import BadInputError

pytestmark = pytest.mark.row("S15")

PLAN = """\
name: orders
source: {connection: shop, table: orders, columns: [id, name]}
target: {connection: shop, table: clean}
outputs: [{column: id}, {column: name, name: full_name}]
"""
FULL = {
    "name": "orders",
    "source": {"connection": "shop", "table": "orders", "columns": ["id", "name"]},
    "target": {"connection": "shop", "table": "clean", "mode": "upsert", "keys": ["id"]},
    "outputs": [{"column": "id"}, {"column": "name", "type": "String"}],
    "connections": [{"name": "shop", "type": "MYSQL", "password": "hush"}],
    "joins": [
        {
            "source": {"path": "a.csv", "columns": [{"name": "k"}]},
            "on": {"id": "k"},
            "columns": {"v": "w"},
        }
    ],
    "filters": [{"column": "id", "function": ">", "value": "5"}],
    "calculations": [{"name": "n", "operation": "ADD", "a": "id", "b": "id", "type": "Integer"}],
    "masks": [{"column": "name", "rule": "hash", "salt": "pepper"}],
    "rejected": {"connection": "shop", "table": "wrong"},
}


def error_of(folder, text: str | bytes) -> BadInputError:
    file = folder / "p.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadInputError) as error:
        generate_file(file, None)
    assert not (folder / "p.ktr").exists()
    return error.value


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("", "source is missing: write fields: connection", "缺少 source：应为含字段 connection"),
        ("name: [", "p.yaml:1: this, or the line above, is no YAML", "p.yaml:1：此行或上一行"),
        (f"{PLAN}name: b\n", "p.yaml:5: name is written twice", "第 1 行与第 5 行重复"),
        (f"{PLAN}filter: []\n", "p.yaml:5: filter is no field (filters?)", "filter 不是可用字段"),
        (
            f"{PLAN}filters:\n- column: id\n  function: EQ\n",
            "p.yaml:7: filters[1].function must be one of =, <>",
            "p.yaml:7：filters[1].function 应为以下之一：=, <>",
        ),
        (
            PLAN.replace("table: orders, ", ""),
            "p.yaml:2: source: it has a table or a query, and only one of them",
            "source：须且只须给出 table 或 query 之一",
        ),
        (
            PLAN.replace("table: clean", "table: clean, mode: upsert"),
            "p.yaml:3: target: mode upsert needs keys",
            "mode 为 upsert 时须给出 keys",
        ),
        (
            PLAN.replace("{connection: shop, table: clean}", "{path: a, separater: x}"),
            "target.separater is no field (separator?); there are: path, extension, separator,",
            "target.separater 不是可用字段（separator？）",
        ),
        (
            f"{PLAN}calculations: [{{name: a, operation: PLUS, type: Integer}}]",
            "p.yaml:5: calculations[1].operation must be one of ADD,",
            "calculations[1].operation 应为以下之一：ADD,",
        ),
        (
            PLAN.replace("name: full_name", "name: id"),
            "p.yaml: Plan 'orders' writes id twice",
            "p.yaml：计划 'orders' 重复写出 id",
        ),
        ("name: 店".encode("gbk"), "not in UTF-8", "不是 UTF-8"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_may_be(tmp_path, text, en, zh):
    error = error_of(tmp_path, text)
    assert en in error.en
    assert zh in error.zh


def test_all_that_is_wrong_is_told_at_once_and_no_secret(tmp_path):
    text = f"{PLAN}connections: [{{name: a, type: 1, password: 4711}}]\nmasks: [{{salt: 4712}}]\n"
    error = error_of(tmp_path, text)
    assert "connections[1].type must be a text" in error.en
    assert "connections[1].password must be a text" in error.en
    assert "masks[1].column is missing" in error.en
    assert "471" not in f"{error.en}{error.zh}"


def test_a_plan_may_have_names_that_yaml_takes_for_other_values(tmp_path):
    file = tmp_path / "p.yaml"
    joins = "joins: [{source: {path: b, columns: [{name: k}]}, on: {id: k}, columns: {no: n}}]"
    file.write_text(f"{PLAN}{joins}\n")
    [join] = read_plan(file).joins
    assert (join.on, join.columns) == ({"id": "k"}, {"no": "n"})


def test_a_plan_that_no_file_has_is_told_by_its_name():
    with pytest.raises(BadInputError, match=r"^shop/orders: outputs is missing"):
        checked_plan(
            "shop/orders", {"name": "x", "source": FULL["source"], "target": {"path": "a"}}
        )


def places(value, at=()):
    """Yield the place of each value within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in inner:
        yield (*at, name)
        if isinstance(each, dict | list):
            yield from places(each, (*at, name))


@given(
    st.sampled_from(list(places(FULL))),
    st.sampled_from([None, 5, -1, True, "zzz", [], {}, [7], {"q": 1}, [[]], {"path": 3}]),
)
def test_no_words_of_a_library_are_told_of_any_wrong_value(tmp_path_factory, place, value):
    plan = copy.deepcopy(FULL)
    around = plan
    for part in place[:-1]:
        around = around[part]
    around[place[-1]] = value
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(yaml.safe_dump(plan))
    told = refusal_of(file)
    if told is None:
        return
    lines = [*told.en.splitlines()[1:], *told.zh.splitlines()[1:]]
    assert all(line.startswith((f"{file}:", f"{file}：")) for line in lines)
    for words in ("Input should", "pydantic", "validation", "Extra inputs", "hush", "pepper"):
        assert words not in told.en
    assert str(place[0]) in told.en


def refusal_of(file) -> BadInputError | None:
    try:
        read_plan(file)
    except BadInputError as error:
        return error
    return None
