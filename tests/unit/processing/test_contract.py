"""Contract files: what is wrong is said with file and field."""

import pytest

from onedata_assets.domain.processing.contract import ContractError
from onedata_assets.domain.processing.contract_files import load_contract
from onedata_assets.lib.tables import CONTRACTS

GOOD = """
table: dwd/t
title: {zh: 表, en: Table}
grain: {zh: 每行一条, en: one row each}
domain: sales
columns:
  - {name: a, type: Int64, meaning: {zh: 甲, en: A}}
"""


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (GOOD + "colour: red\n", "colour"),
        (GOOD.replace("en: A", "fr: A"), "columns.0.meaning.en"),
        (GOOD.replace("domain: sales", ""), "domain"),
        (GOOD + "freshness_hours: soon\n", "freshness_hours"),
        (GOOD.replace("type: Int64", "type: Int64, sensitivity: secret"), "columns.0.sensitivity"),
        (GOOD + "reject: [{code: x, when: a < 0}]\n", "reject.0.reason"),
        (": not yaml: [", "t.yaml"),
        ("", "t.yaml"),
    ],
)
def test_a_malformed_contract_names_file_and_field(tmp_path, text, field):
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        load_contract(path)
    assert str(path) in str(caught.value)
    assert field in str(caught.value)


def test_a_missing_contract_says_what_to_do(tmp_path):
    with pytest.raises(ContractError, match="write one, or correct the table's name"):
        load_contract(tmp_path / "t.yaml")


@pytest.mark.parametrize("path", sorted(CONTRACTS.glob("*/*.yaml")), ids=lambda p: p.stem)
def test_every_contract_names_its_table_as_its_file_does(path):
    assert load_contract(path).table == f"{path.parent.name}/{path.stem}"
