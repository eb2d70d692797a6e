"""`onedata sql`: by the operator, or as somebody would see it; each reading is in the audit log."""

from datetime import UTC, datetime

import polars as pl
import pytest
from typer.testing import CliRunner

from onedata_assets.cli.main import app
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError
from onedata_resources.settings import value_of
from onedata_resources.store.annotations import Annotations, NewAnnotation
from onedata_resources.store.audit import AuditLog
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.data_policies import DataPolicies, StoredDataPolicy
from onedata_resources.store.database import opened
from onedata_resources.store.people import People
from onedata_resources.store.projects import Projects

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MEMBER = {"member_id": ["M1", "M2"], "mobile": ["13812345678", "13912345679"]}
QUERY = "select * from dwd.member order by 1"
pytestmark = pytest.mark.row("S72")


@pytest.fixture
def url(tmp_path, monkeypatch):
    """Return the store of an installation with a table of members and two people."""
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path))
    monkeypatch.setenv("LAKE_URI", str(tmp_path / "lake"))
    found = f"sqlite:///{tmp_path}/onedata.db"
    monkeypatch.setenv("STORE_URL", found)
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    LakeClient(str(tmp_path / "lake")).write(["dwd", "member"], pl.DataFrame(MEMBER))
    with opened(found) as store:
        People(store).add("dan", now=NOW)
        People(store).add("lone", now=NOW)
        project = value_of("ONEDATA_DEFAULT_PROJECT")
        Projects(store).add(project, now=NOW)
        Projects(store).set_role(project, "dan", "dev", NOW)
    return found


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["sql", QUERY, *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_the_operator_sees_everything_in_the_form_they_ask_for(url):
    assert run("--output", "csv") == "member_id,mobile\nM1,13812345678\nM2,13912345679\n"
    assert run("--output", "jsonl", "--limit", "1") == '{"member_id":"M1","mobile":"13812345678"}\n'
    assert "13812345678" in run()


def test_a_member_is_shown_what_the_portal_would_show_them(url):
    assert run("--as", "dan", "--output", "csv").splitlines()[1] == "M1,138****5678"
    policy = StoredDataPolicy(
        name="later",
        subject="role:dev",
        tables=["dwd/*"],
        effect="allow",
        purpose="售后",
        rows="member_id = 'M2'",
        columns=["mobile"],
        shown="clear",
        until=None,
    )
    with opened(url) as store:
        DataPolicies(store).put(value_of("ONEDATA_DEFAULT_PROJECT"), [policy])
    told = run("--as", "dan", "--output", "csv", "--purpose", "售后")
    assert told == "member_id,mobile\nM2,13912345679\n"


@pytest.mark.row("S12")
def test_what_a_person_said_of_a_column_decides_here_too(url):
    said = NewAnnotation("dwd/member", "mobile", "tag", "pii:none", "carl", "invented")
    with opened(url) as store:
        Annotations(store).add(said, NOW)
    assert run("--as", "dan", "--output", "csv").splitlines()[1] == "M1,13812345678"


def test_who_sees_no_project_of_the_table_reads_nothing(url):
    with pytest.raises(BadInputError, match="in no project of the reader"):
        run("--as", "lone")


@pytest.mark.row("S73")
def test_a_reading_is_recorded(url):
    run("--purpose", "月报")
    with opened(url) as store:
        [entry], _ = AuditLog(store, b"").find(AuditFilter())
    told = entry.event
    assert (told.action, told.object, told.result, told.via) == (
        "data.read",
        "dwd/member",
        "allowed",
        "cli",
    )
    assert told.details == {"sql": QUERY, "purpose": "月报", "rows": 2, "as": ""}
