"""Files of metrics: SQL in a caliber is SQL, and what cannot be computed is refused at its line."""

import pytest

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metric_csv import METRIC_CSV, in_order
from onedata_assets.domain.metadata.metric_forms import form_of
from onedata_assets.domain.metadata.metric_sql import compiled
from onedata_assets.domain.metadata.metrics import Metric

pytestmark = pytest.mark.row("F040")
DERIVED = "name,label_zh,kind,expression\n"


def read(text):
    return METRIC_CSV.read(text.encode())


def test_a_query_in_the_caliber_of_a_file_of_cube_studio_is_the_sql():
    query = "select sum(usd) as value from dwd.sales"
    [found] = read(f"name,label,metric_type,caliber\na,甲,原子指标,{query};\n").accepted
    assert found.item.sql == query


@pytest.mark.parametrize("caliber", ["当日实收金额合计", "With tax, of all stores", "Select few"])
def test_a_caliber_in_words_stays_one(caliber):
    [found] = read(f'name,label,caliber\na,甲,"{caliber}"\n').accepted
    assert (found.item.caliber, found.item.sql) == (caliber, "")


@pytest.mark.parametrize("column", ["sql", "caliber"])
@pytest.mark.parametrize("statement", ["DROP TABLE dwd.sales", "DELETE FROM dwd.sales"])
def test_another_statement_is_refused_at_its_line(column, statement):
    found = read(f"name,label,{column}\na,甲,\nb,乙,{statement}\n")
    assert [each.item.name for each in found.accepted] == ["a"]
    [refused] = found.refusals
    assert refused.line == 3
    assert "one SELECT" in refused.en
    assert "SELECT" in refused.zh


def test_metrics_made_of_each_other_are_refused_with_the_circle():
    found = read(DERIVED + "a,甲,derived,b + 1\nb,乙,derived,a * 2\nc,丙,derived,b + 2\n")
    refused = []
    ordered = in_order(found.accepted, refused)
    assert [each.item.name for each in ordered] == ["c"]
    assert {each.line for each in refused} == {2, 3}
    assert all("a → b → a" in each.en and "a → b → a" in each.zh for each in refused)


def test_a_metric_made_of_itself_is_refused_with_the_circle():
    refused = []
    assert in_order(read(DERIVED + "a,甲,derived,a + 1\n").accepted, refused) == []
    assert "a → a" in refused[0].en


def test_a_missing_part_is_named():
    fields = {"name": "ratio", "label_zh": "比", "kind": "derived"}
    metric = Metric.read(fields | {"expression": "paid / ordered"})
    paid = Metric(name="paid", label_zh="付", sql="SELECT 1 AS value FROM dwd.sales")
    with pytest.raises(DocumentError, match="there is no metric ordered"):
        form_of(metric, {"paid": paid})


@pytest.mark.parametrize(("kind", "field"), [("derived", "expression"), ("atom", "sql")])
def test_a_draft_may_be_empty_and_its_values_say_what_is_missing(kind, field):
    metric = Metric.read({"name": "later", "label_zh": "后", "kind": kind})
    assert form_of(metric, {}).keys == ()
    with pytest.raises(DocumentError, match=f"later has no {field} yet"):
        compiled(metric, {}, stored=False)
