"""What a contract may not say: each fault is refused at load, in both languages."""

import inspect

import pytest

from onedata_assets.domain.processing.contract import ContractError
from onedata_assets.domain.processing.contract_faults import known_expectations
from onedata_assets.domain.processing.contract_files import load_contract

GOOD = """
table: dwd/t
title: {zh: 表, en: Table}
grain: {zh: 每行一条, en: one row each}
domain: sales
key: [a]
day: d
columns:
  - {name: a, type: Int64, nullable: false, meaning: {zh: 甲, en: A}}
  - {name: d, type: Date, meaning: {zh: 日, en: Day}}
  - {name: s, type: String, meaning: {zh: 文, en: Text}}
reject:
  - {code: negative, when: a < 0, reason: {zh: 负, en: negative}}
expectations:
  - {type: expect_column_values_to_be_between, arguments: {column: a, min_value: 0}, blocking: true}
  - {type: expect_column_value_lengths_to_equal, arguments: {column: s, value: 3}}
"""
AGAIN = """
  - {type: expect_column_values_to_be_between, arguments: {column: a, max_value: 9}}
"""
SAME_CODE = "  - {code: negative, when: a < 1, reason: {zh: 负, en: n}}\n"


def loaded(folder, text):
    path = folder / "t.yaml"
    path.write_text(text, encoding="utf-8")
    return load_contract(path)


def test_a_contract_without_fault_loads(tmp_path):
    assert loaded(tmp_path, GOOD).key == ["a"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (GOOD.replace("type: Int64", "type: Imt64"), "no type is called 'Imt64'; did you mean"),
        (GOOD.replace("name: d", "name: a"), "column a stands twice"),
        (GOOD.replace("key: [a]", "key: [b]"), "key: the contract declares no column b"),
        (GOOD.replace("key: [a]", "key: [s]"), "column s is of the key: write `nullable: false`"),
        (GOOD.replace("day: d", "day: e"), "day: the contract declares no column e"),
        (GOOD.replace("day: d", "min_day_percent: 5"), "min_day_percent needs `day`"),
        (GOOD.replace("be_between", "be_betwen"), "mean expect_column_values_to_be_between"),
        (GOOD.replace("min_value: 0", "min_valu: 0"), "takes no argument min_valu; did you mean"),
        (GOOD.replace("min_value: 0", "min_value: many"), "min_value must be a number, not 'many'"),
        (GOOD.replace("value: 3", "value: x"), "value must be a number"),
        (GOOD.replace(", value: 3", ""), "argument value is missing"),
        (GOOD.replace("column: a,", "column: b,"), "the contract declares no column b"),
        (GOOD + AGAIN, "(give one an `id`) column_values_to_be_between__a stands twice"),
        (
            GOOD.replace("expectations:", SAME_CODE + "expectations:"),
            "reject code negative stands twice",
        ),
        (GOOD + "freshness_hours: -48\n", "freshness_hours: Input should be greater than 0"),
        (GOOD + "blokcing: true\n", "blokcing"),
        (GOOD.replace("domain: sales", ""), "domain: Field required"),
        (": not yaml: [", "is not YAML"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_at_load_with_the_file_in_both_languages(tmp_path, wrong, said):
    with pytest.raises(ContractError) as caught:
        loaded(tmp_path, wrong)
    assert said in caught.value.en
    assert "t.yaml" in caught.value.en
    assert "t.yaml" in caught.value.zh
    assert any("一" <= letter <= "鿿" for letter in caught.value.zh)


def test_two_expectations_of_one_type_and_column_are_two_checks_when_one_has_an_id(tmp_path):
    named = AGAIN.replace("}}", "}, id: most}")
    found = loaded(tmp_path, GOOD + named).expectations
    assert [item.check for item in found if item.columns == ["a"]] == [
        "column_values_to_be_between__a",
        "column_values_to_be_between__a__most",
    ]


def arguments_known_to_great_expectations():
    """Return name and arguments of every expectation that a contract may name."""
    import great_expectations.expectations as gxe
    from great_expectations.expectations.expectation import Expectation

    found = {}
    for name in dir(gxe):
        kind = getattr(gxe, name)
        if not (inspect.isclass(kind) and issubclass(kind, Expectation)):
            continue
        if kind is Expectation or "batch_id" not in kind.__fields__:
            continue
        fields = {n: f for n, f in kind.__fields__.items() if n not in Expectation.__fields__}
        fields = {n: f for n, f in fields.items() if n not in {"batch_id", "library_metadata"}}
        words = kind.expectation_type if hasattr(kind, "expectation_type") else ""
        if words.startswith("expect_") and "query" not in words:
            found[words] = {
                "required": sorted(n for n, f in fields.items() if f.required),
                "optional": sorted(n for n, f in fields.items() if not f.required),
            }
    return dict(sorted(found.items()))


def test_the_known_expectations_are_those_of_great_expectations():
    """After an upgrade, write what this function returns into `expectation_arguments.json`."""
    assert known_expectations() == arguments_known_to_great_expectations()
