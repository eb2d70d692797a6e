"""`onedata metadata standards`: drafted, published, compared, exported, held to, retired."""

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from onedata_assets.cli import (
    metadata,
    standards,
    standards_failing,
    standards_shown,
)
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError
from onedata_resources.store.audit_frame import AuditTrail
from onedata_resources.store.kept_standards import kept_standards

pytestmark = pytest.mark.row("S16", "S17")
TABLE = "shop/orders"


@pytest.fixture
def shop(shop, tmp_path, monkeypatch):
    monkeypatch.setenv("LAKE_URI", str(tmp_path / "lake"))
    shop.execute("CREATE TABLE orders (no TEXT PRIMARY KEY, state TEXT)")
    for number in range(120):
        state = ("paid", "sent", "back")[number % 3]
        shop.execute(f"INSERT INTO orders VALUES ('SO{number:05}', '{state}')")
    metadata.scan_sources([])
    return shop


def printed(capsys) -> str:
    return capsys.readouterr().out


def listed(capsys) -> dict:
    printed(capsys)
    standards_shown.list_standards(as_json=True)
    return {each["table"]: each for each in json.loads(printed(capsys))}


def test_a_draft_is_published_held_to_and_listed(shop, capsys):
    assert listed(capsys)[TABLE]["state"] == "draft"
    assert standards.publish_standard(TABLE, "reviewed", None, "") == 0
    assert kept_standards() == [TABLE]
    assert standards.check_standards([], as_json=False) == 0
    shop.execute("INSERT INTO orders VALUES ('x', 'lost')")
    printed(capsys)
    assert standards.check_standards([TABLE], as_json=True) == 1
    broken = {(each["column"], each["rule"]) for each in json.loads(printed(capsys))}
    assert broken == {("no", "form"), ("state", "code")}
    told = listed(capsys)[TABLE]
    assert (told["state"], told["number"], told["broken"]) == ("published", 1, 2)


def test_a_file_is_drafted_compared_and_published_as_a_version(shop, capsys, tmp_path):
    standards.publish_standard(TABLE, "first", None, "scan")
    printed(capsys)
    standards_shown.show_standard(TABLE, None, "", as_json=True)
    told = json.loads(printed(capsys))
    told["columns"][1]["nullable"] = False
    (tmp_path / "orders.json").write_text(json.dumps(told))
    standards.draft_standard(TABLE, tmp_path / "orders.json")
    printed(capsys)
    standards_shown.diff_standard(TABLE, None, None, as_json=True)
    [change] = json.loads(printed(capsys))
    assert change == {"column": "state", "rule": "nullable", "before": "True", "after": "False"}
    standards.publish_standard(TABLE, "second", None, "")
    standards.restore_standard(TABLE, 1)
    printed(capsys)
    standards_shown.diff_standard(TABLE, 1, 3, as_json=True)
    assert json.loads(printed(capsys)) == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("json-schema", "https://json-schema.org"),
        ("expectations", "expect_column_values_to_match_regex"),
        ("ddl", 'CREATE TABLE "orders"'),
        ("document", "代码集 code set (3)"),
        ("json", '"table": "shop/orders"'),
    ],
)
def test_a_standard_is_exported_in_the_words_of_other_tools(shop, capsys, tmp_path, form, said):
    standards.publish_standard(TABLE, "first", None, "")
    standards_shown.export_standard(TABLE, form, "postgres", tmp_path / "out")
    assert said in (tmp_path / "out").read_text()


def test_a_code_set_is_changed_by_a_file_and_is_a_version(shop, capsys, tmp_path):
    printed(capsys)
    standards_shown.show_code_set("sex")
    told = json.loads(printed(capsys))
    told["codes"] = told["codes"][:3]
    (tmp_path / "sex.json").write_text(json.dumps(told))
    standards.publish_code_set(tmp_path / "sex.json", "nobody keeps silent")
    printed(capsys)
    standards_shown.list_code_sets(as_json=True)
    sets = {each["name"]: (each["codes"], each["number"]) for each in json.loads(printed(capsys))}
    assert sets["sex"] == (3, 1)
    assert sets["currencies"][1] == 0


def test_a_lake_table_is_drafted_on_demand(shop, capsys, tmp_path):
    rows = pl.DataFrame({"id": range(200), "gender": ["1", "2"] * 100})
    LakeClient(str(tmp_path / "lake")).write(("ods", "people"), rows)
    standards.draft_standard("ods/people", None)
    assert "共享代码集 shared code set: sex" in printed(capsys)


@pytest.mark.parametrize("ending", standards_failing.ENDINGS)
def test_failing_rows_are_written_to_a_file(shop, tmp_path, capsys, ending):
    standards.publish_standard(TABLE, "first", None, "")
    shop.execute("INSERT INTO orders VALUES ('x', 'lost'), ('SO00500', 'gone')")
    path = tmp_path / "out" / f"failing{ending}"
    assert standards_failing.write_failing([TABLE], path, 10) == 1
    read = {".csv": pl.read_csv, ".jsonl": pl.read_ndjson, ".parquet": pl.read_parquet}[ending]
    assert read(path).rows() == [
        ("no: form; state: code", "x", "lost"),
        ("state: code", "SO00500", "gone"),
    ]
    assert standards_failing.write_failing([TABLE], path, 1) == 1
    assert "--most" in printed(capsys)
    shop.execute("DELETE FROM orders WHERE state IN ('lost', 'gone')")
    assert standards_failing.write_failing([TABLE], path, 1) == 0


def test_failing_rows_are_of_one_table_and_in_a_known_form(shop, tmp_path):
    standards.publish_standard(TABLE, "first", None, "")
    with pytest.raises(BadInputError, match="one table"):
        standards_failing.write_failing([], tmp_path / "x.csv", 1)
    with pytest.raises(BadInputError, match=r"one of \.csv, \.jsonl, \.parquet"):
        standards_failing.write_failing([TABLE], tmp_path / "x.xlsx", 1)
    nested = pl.DataFrame({"id": range(3), "tags": [["a"]] * 3})
    LakeClient(str(tmp_path / "lake")).write(("ods", "nested"), nested)
    told = {
        "table": "ods/nested",
        "title": {"en": "n", "zh": "n"},
        "columns": [
            {"name": "id", "title": {"en": "i", "zh": "i"}, "family": "integer", "low": "2"}
        ],
    }
    (tmp_path / "nested.json").write_text(json.dumps(told))
    standards.publish_standard("ods/nested", "", tmp_path / "nested.json", "")
    with pytest.raises(BadInputError, match="no nested values"):
        standards_failing.write_failing(["ods/nested"], tmp_path / "x.csv", 9)
    assert standards_failing.write_failing(["ods/nested"], tmp_path / "x.jsonl", 9) == 1


def test_a_retired_standard_is_held_to_no_more(shop, capsys):
    standards.publish_standard(TABLE, "first", None, "")
    standards.end_standard(TABLE, "nobody reads it")
    assert listed(capsys)[TABLE]["state"] == "retired"
    assert kept_standards() == []
    with pytest.raises(BadInputError, match="was retired"):
        standards.check_standards([TABLE], as_json=False)


def test_what_is_no_standard_of_the_table_is_refused(shop, tmp_path):
    (tmp_path / "x.json").write_text('{"table": "shop/other"}')
    with pytest.raises(BadInputError):
        standards.draft_standard(TABLE, tmp_path / "x.json")
    with pytest.raises(BadInputError, match="The source shop has no table shop/nothing"):
        standards.draft_standard("shop/nothing", None)
    standards.publish_standard(TABLE, "first", None, "")
    with pytest.raises(BadInputError, match="no form"):
        standards_shown.export_standard(TABLE, "pdf", "", None)


def test_the_audit_log_knows_who_did_what(shop, home):
    standards.publish_standard(TABLE, "why", None, "")
    now = datetime.now(UTC)
    trail = AuditTrail(f"sqlite:///{home}/store/store.db")
    rows = trail.records(now - timedelta(hours=1), now + timedelta(hours=1)).to_dicts()
    [done] = [each for each in rows if each["action"] == "standard.publish"]
    assert (done["object"], done["via"]) == (TABLE, "cli")


def test_a_document_has_whole_lines_where_no_terminal_reads_it(shop, capsys):
    printed(capsys)
    standards_shown.show_standard(TABLE, None, "scan", as_json=False)
    rows = [each for each in printed(capsys).splitlines() if each.startswith("|")]
    assert max(map(len, rows)) > 80
    assert all(each.endswith("|") for each in rows)
