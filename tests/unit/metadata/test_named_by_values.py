"""What a column called a name or description is, by whose names and what texts it holds."""

from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.recognition import recognised

pytestmark = pytest.mark.row("S08")

PERSONS = [a + b for a in "张王李赵陈刘" for b in ("伟", "芳", "娜", "秀英", "强")]
FIRMS = [
    f"宁波{a}{b}有限公司"
    for a in ("东丰", "亿信", "亿博", "方正")
    for b in ("能源", "物流", "装饰工程")
]
KINDS = ["Adult Fiction", "Junior", "Reference", "Local Studies", "Music CD", "DVD"]
SAID = [f"The item came back with page {at} torn, and the reader was told." for at in range(6)]


def meaning(name: str, values: list[str], table: str = "t") -> str | None:
    rows = pl.DataFrame({name: values})
    told = Table(TableName("", table), TableKind.TABLE, (Column(name, "text", Family.TEXT),))
    (found,) = recognised(told, rows, today=date(2026, 11, 27))
    return found.meaning.value if found.meaning else None


@pytest.mark.parametrize("name", ["expert_name", "linkerName", "customerCName"])
def test_names_of_somebody_in_a_role_are_of_persons(name: str):
    assert meaning(name, PERSONS) == "person_name"


def test_goods_that_are_called_as_persons_are_no_persons():
    assert meaning("goods_name", PERSONS) == "name"


def test_names_that_end_as_those_of_companies_are_of_companies():
    assert meaning("unitName", FIRMS) == "company_name"


@pytest.mark.parametrize(("values", "expected"), [(KINDS, False), (SAID, True)])
def test_a_description_is_free_text_only_where_it_says_something(values, expected: bool):
    assert (meaning("description", values * 3) == "free_text") is expected
