"""`onedata metadata`: sources scanned, listed, compared, looked back at and restored."""

import json
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from onedata_assets.cli import metadata, source_changes
from onedata_assets.lib.kettle_specs import FILE
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.source_runs import Location
from onedata_resources.errors import BadInputError
from onedata_resources.store.audit_frame import AuditTrail

pytestmark = pytest.mark.row("S13", "S14", "S15")
CUSTOMERS = dg.AssetKey(["shop", "客户"])


@pytest.fixture
def shop(shop, tmp_path, monkeypatch):
    """A database that is there, one that is not, and their files."""
    folder = tmp_path / "onedata_assets/defs/away"
    folder.mkdir()
    (folder / "source.yaml").write_text("name: away\nkind: sql\nconnection: AWAY_URL\n")
    monkeypatch.setenv("AWAY_URL", f"sqlite:///{tmp_path}/away.db")
    shop.execute('CREATE TABLE "客户" (id INTEGER PRIMARY KEY, fax TEXT)')
    return shop


def printed(capsys) -> str:
    return capsys.readouterr().out


def test_sources_are_scanned_and_one_that_is_away_stops_no_other(shop, capsys):
    assert metadata.scan_sources([]) == 1
    out = capsys.readouterr()
    assert "shop version 1: 1 tables, 2 columns" in out.out
    assert "away.db is missing" in out.err
    metadata.list_sources(as_json=True)
    listed = {each["name"]: each for each in json.loads(printed(capsys))}
    assert (listed["shop"]["number"], listed["away"]["number"]) == (1, None)
    assert "away.db" in listed["away"]["error"]


def test_what_changed_is_printed_those_that_break_first_in_the_readers_language(
    shop, capsys, monkeypatch
):
    metadata.scan_sources(["shop"])
    shop.execute('ALTER TABLE "客户" ADD COLUMN age INTEGER')
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    monkeypatch.setenv("ONEDATA_LANGUAGE", "zh")
    printed(capsys)
    assert metadata.scan_sources(["shop"]) == 0
    lines = printed(capsys).splitlines()
    assert lines[1:] == [
        "  ● 列 客户.fax 已不存在：读取它的资产会失败",
        "  ○ 新增列 客户.age：INTEGER",
    ]
    metadata.show_diff("shop", None, None, as_json=True)
    told = json.loads(printed(capsys))
    assert [(each["column"], each["breaking"]) for each in told] == [("age", False), ("fax", True)]


@pytest.fixture
def letters(monkeypatch):
    """A checkout whose one asset reads the fax numbers."""
    lineage = column_lineage({"fax": [(CUSTOMERS, "fax")]})
    told = {"dagster/column_lineage": lineage, FILE: "letters.ktr"}

    @dg.asset(name="letters", deps=[CUSTOMERS], metadata=told)
    def letters() -> None: ...

    here = Location.of(dg.Definitions(assets=[letters]).get_repository_def())
    monkeypatch.setattr(source_changes, "_location", lambda: here)


@pytest.mark.usefixtures("letters")
def test_who_reads_what_breaks_is_named_with_the_kettle_file_until_a_person_accepts_it(
    shop, home, capsys
):
    metadata.scan_sources(["shop"])
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    for _ in range(2):
        printed(capsys)
        metadata.scan_sources(["shop"])
        assert "read by letters (letters.ktr)" in printed(capsys)
    metadata.show_diff("shop", None, None, as_json=True)
    [change] = json.loads(printed(capsys))
    assert change["readers"] == ["letters (letters.ktr)"]
    assert source_changes.accept_changes("shop") == 0
    printed(capsys)
    metadata.scan_sources(["shop"])
    assert "letters" not in printed(capsys)
    now = datetime.now(UTC)
    log = AuditTrail(f"sqlite:///{home}/store/store.db").records(now - timedelta(hours=1), now)
    assert "metadata.accept" in log["action"].to_list()


def test_the_past_is_looked_back_at_and_restored_as_a_new_version(shop, capsys):
    metadata.scan_sources(["shop"])
    between = datetime.now(UTC)
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    metadata.scan_sources(["shop"])
    printed(capsys)
    metadata.show_structure("shop", None, between.isoformat(), as_json=False)
    assert "fax TEXT" in printed(capsys)
    assert metadata.restore_version("shop", 1) == 0
    metadata.show_structure("shop", None, "", as_json=False)
    assert "version 3" in (out := printed(capsys))
    assert "fax TEXT" in out
    metadata.show_history("shop", as_json=True)
    history = json.loads(printed(capsys))
    assert [each["number"] for each in history] == [3, 2, 1]
    assert history[0]["reason"] == "restored from 1"


def test_a_restored_version_is_in_the_audit_log(shop, home):
    metadata.scan_sources(["shop"])
    metadata.restore_version("shop", 1)
    url = f"sqlite:///{home}/store/store.db"
    now = datetime.now(UTC)
    log = AuditTrail(url).records(now - timedelta(hours=1), now + timedelta(hours=1))
    assert "metadata.restore" in log["action"].to_list()


@pytest.mark.parametrize(
    ("ask", "named"),
    [
        (lambda: metadata.scan_sources(["ship"]), "away, shop"),
        (lambda: metadata.show_history("shop", as_json=False), "scan it first"),
        (lambda: metadata.show_structure("shop", None, "yesterday", as_json=False), "yesterday"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_what_cannot_be_answered_says_what_there_is(ask, named):
    with pytest.raises(BadInputError, match=named):
        ask()


def test_the_first_version_has_none_before_it(shop):
    metadata.scan_sources(["shop"])
    with pytest.raises(BadInputError, match="no version 0"):
        metadata.show_diff("shop", None, None, as_json=False)
