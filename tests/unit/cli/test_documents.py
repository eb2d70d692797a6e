"""`onedata metrics` and `onedata registers`: imported, listed, exported, deleted."""

import json

import pytest

from onedata_assets.cli.metrics import METRICS, REGISTERS
from onedata_resources.errors import BadInputError
from onedata_resources.settings import project_dir
from onedata_resources.store.kept_documents import kept_documents

pytestmark = pytest.mark.row("F039", "F040")
DEMO = project_dir() / "demo" / "metrics.csv"


@pytest.fixture(autouse=True)
def _own_store(home, monkeypatch):
    monkeypatch.setenv("STORE_URL", f"sqlite:///{home}/store.db")
    monkeypatch.setenv("LAKE_URI", f"{home}/lake")
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")


def listed(command, capsys):
    capsys.readouterr()
    command.list(as_json=True)
    return json.loads(capsys.readouterr().out)


def test_the_metrics_of_the_demo_are_kept_before_any_table_is_loaded(capsys):
    METRICS.begin(DEMO)
    assert {each["name"]: each["state"] for each in listed(METRICS, capsys)} == {
        "average_basket": "online",
        "basket_count": "online",
        "discount_share": "online",
        "sales_amount": "online",
    }
    facts = {each["name"]: each["content"]["facts"] for each in kept_documents("metric")}
    assert facts["sales_amount"]["reads"] == [["dwd", "sales_line"]]
    assert facts["average_basket"]["columns"] == {
        "day": "Date",
        "store_id": "Int64",
        "value": "Float64",
    }


def test_what_people_changed_of_the_demo_stays_theirs(tmp_path, capsys):
    METRICS.begin(DEMO)
    mine = tmp_path / "mine.csv"
    mine.write_text("name,label_zh,unit\ndiscount_share,我的折扣率,千分之\n", encoding="gb18030")
    assert METRICS.take(mine, "", partly=False, dry_run=False) == 0
    METRICS.begin(DEMO)
    labels = {each["name"]: each["label_zh"] for each in listed(METRICS, capsys)}
    assert labels["discount_share"] == "我的折扣率"
    METRICS.history("discount_share", as_json=True)
    assert [each["number"] for each in json.loads(capsys.readouterr().out)] == [2, 1]


def test_wrong_lines_are_printed_and_nothing_is_kept_unless_that_is_asked_for(tmp_path, capsys):
    file = tmp_path / "tables.csv"
    file.write_text("db,table,storage_size\nhive,a,1 GB\nhive,b,much\n")
    assert REGISTERS.take(file, "", partly=False, dry_run=False) == 1
    said = capsys.readouterr()
    assert "Line 3" in said.err
    assert "Nothing was kept" in said.out
    assert listed(REGISTERS, capsys) == []
    assert REGISTERS.take(file, "sales", partly=True, dry_run=True) == 0
    assert listed(REGISTERS, capsys) == []
    assert REGISTERS.take(file, "sales", partly=True, dry_run=False) == 0
    [kept] = listed(REGISTERS, capsys)
    assert (kept["table"], kept["project"]) == ("a", "sales")


def test_what_is_exported_is_what_is_imported(tmp_path, capsys):
    METRICS.begin(DEMO)
    capsys.readouterr()
    METRICS.export(template=False)
    file = tmp_path / "again.csv"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert METRICS.take(file, "", partly=False, dry_run=True) == 0
    assert "0 would be new or changed" in capsys.readouterr().out


def test_a_metric_that_others_need_is_not_deleted():
    METRICS.begin(DEMO)
    with pytest.raises(BadInputError, match="average_basket"):
        METRICS.delete("sales_amount")
    assert METRICS.delete("average_basket") == 0
    assert METRICS.delete("sales_amount") == 0
    assert len(kept_documents("metric")) == 2
