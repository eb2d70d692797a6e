"""What `onedata doctor` finds about the databases of records: the platform's and Dagster's."""

from datetime import UTC, datetime

import dagster as dg
import pytest
import sqlalchemy as sa

from onedata_assets.cli.doctor_records import dagster_records, find_records, platform_records
from onedata_assets.cli.doctor_standards import standards
from onedata_assets.cli.environment import prepare_dagster_home
from onedata_assets.cli.finding import State
from onedata_resources.settings import value_of
from onedata_resources.store.database import opened
from onedata_resources.store.kept_standards import keep_standards
from onedata_resources.store.reviewed import STANDARD, Reviews

pytestmark = [pytest.mark.usefixtures("home"), pytest.mark.row("F034", "F035")]
UNREACHABLE = "mysql://dagster:hunter2@127.0.0.1:1/dagster"


@pytest.fixture
def records(home):
    """Make the SQLite databases of both; lend how to say which revision each has."""
    with opened(value_of("STORE_URL")):
        pass
    with dg.DagsterInstance.from_config(str(prepare_dagster_home(home))):
        pass

    def set_revision(file: str, table: str, revision: str) -> None:
        engine = sa.create_engine(f"sqlite:///{home}/{file}")
        with engine.begin() as connection:
            connection.execute(sa.text(f"UPDATE {table} SET version_num = '{revision}'"))
        engine.dispose()

    return set_revision


def test_before_the_first_start_nothing_is_there_and_nothing_is_made_by_looking(home):
    assert platform_records().state is State.OFF
    assert dagster_records().state is State.OFF
    assert not home.exists()


@pytest.mark.usefixtures("records")
def test_tables_of_this_release_are_well():
    for found in (platform_records(), dagster_records()):
        assert found.state is State.OK
        assert "of this release" in found.what
        assert found.advice == ""


def test_older_tables_are_told_with_what_brings_them_up_to_date(records, home):
    records("store/onedata.db", "store_version", "0001")
    records("dagster/history/runs.db", "alembic_version", "1aca709bba64")
    store, dagster = platform_records(), dagster_records()
    assert (store.state, dagster.state) == (State.OFF, State.BROKEN)
    assert store.advice == "onedata up brings them up to date."
    assert f"DAGSTER_HOME={home}/dagster .venv/bin/dagster instance migrate" in dagster.advice


def test_tables_of_a_newer_release_are_broken(records):
    records("store/onedata.db", "store_version", "9999")
    records("dagster/history/runs.db", "alembic_version", "ffffffffffff")
    for found, setting in ((platform_records(), "STORE_URL"), (dagster_records(), "DAGSTER_ST")):
        assert found.state is State.BROKEN
        assert "newer release" in found.what
        assert setting in found.advice


@pytest.mark.parametrize(("language", "said"), [("en", "does not answer"), ("zh", "无响应")])
def test_a_server_that_does_not_answer_is_told_in_the_readers_language(monkeypatch, language, said):
    monkeypatch.setenv("ONEDATA_LANGUAGE", language)
    for name, look in (
        ("STORE_URL", platform_records),
        ("DAGSTER_STORAGE_URL", dagster_records),
    ):
        monkeypatch.setenv(name, UNREACHABLE)
        found = look()
        assert found.state is State.BROKEN
        assert name in found.what
        assert said in found.what
        assert "hunter2" not in found.what + found.advice


def test_an_address_of_another_kind_is_broken(monkeypatch):
    monkeypatch.setenv("DAGSTER_STORAGE_URL", "oracle://a:hunter2@b/c")
    found = dagster_records()
    assert found.state is State.BROKEN
    assert "oracle" in found.what
    assert "hunter2" not in found.what


def test_a_dagster_yaml_of_a_persons_own_is_not_judged(home):
    (home / "dagster").mkdir(parents=True)
    (home / "dagster" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    found = dagster_records()
    assert found.state is State.OFF
    assert str(home / "dagster" / "dagster.yaml") in found.what


@pytest.mark.usefixtures("records")
def test_standards_that_definitions_here_do_not_know_are_told():
    assert list(standards()) == []
    with opened(value_of("STORE_URL")) as store:
        now = datetime(2026, 11, 26, tzinfo=UTC)
        Reviews(store, STANDARD).publish("shop/orders", "{}", now, actor="lin", reason="")
        [found] = standards()
        assert (found.state, "shop/orders" in found.what) == (State.OFF, True)
        assert "one ONEDATA_HOME" in found.advice
        keep_standards(store)
    assert [each.state for each in standards()] == [State.OK]
    assert [each.subject for each in find_records()].count("Data standards") == 1
