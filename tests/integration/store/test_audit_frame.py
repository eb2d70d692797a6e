"""The audit log read in bulk says what the log says, on every database, and makes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from onedata_resources.store.audit import AuditLog, Event
from onedata_resources.store.audit_frame import COLUMNS, AuditTrail
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.tables import AuditRecord
from tests.integration.store.conftest import NOW

KEY = "k" * 32
DAY = timedelta(days=1)


@pytest.fixture
def trail(store, store_url, tmp_path) -> AuditTrail:
    return AuditTrail(store_url, key_file=tmp_path / "secret.key", key=KEY)


@pytest.fixture
def log(store) -> AuditLog:
    from onedata_resources.store.secrets import platform_key

    made = AuditLog(store, platform_key(Path(), KEY))
    for number, actor in enumerate(("王芳", "o'neil\\", "王芳", "lin")):
        made.write(
            Event(
                actor,
                "data.read" if number < 2 else "project.change",
                kind="table",
                object="dwd/会员",
                project="o'neil" if number == 1 else "alpha",
                details={"rows": number, "text": "é"},
            ),
            NOW + number * DAY,
        )
    return made


def test_records_are_read_as_they_were_written(trail, log):
    frame = trail.records(NOW - DAY, NOW + 9 * DAY, told=["data.read"])
    entries = list(log.all(AuditFilter()))
    assert tuple(frame.columns) == COLUMNS
    assert frame["sequence"].to_list() == [each.sequence for each in entries]
    assert frame["at"].to_list() == [each.at for each in entries]
    for name in COLUMNS[2:-1]:
        assert frame[name].to_list() == [getattr(each.event, name) for each in entries]
    assert frame["details"].to_list() == [
        '{"rows": 0, "text": "é"}', '{"rows": 1, "text": "é"}', "", "",
    ]  # fmt: skip


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("days", "projects", "numbers"),
    [
        ((0, 9), None, [1, 2, 3, 4]),
        ((1, 3), None, [2, 3]),
        ((0, 9), frozenset({"alpha"}), [1, 3, 4]),
        ((0, 9), frozenset({"o'neil"}), [2]),
        ((0, 9), frozenset({"' OR 1=1 --", "a\\"}), []),
        ((8, 9), None, []),
    ],
)
def test_only_records_of_the_days_and_projects_are_read(trail, days, projects, numbers):
    since, until = (NOW + number * DAY for number in days)
    assert trail.records(since, until, projects=projects)["sequence"].to_list() == numbers
    if projects is None:
        assert trail.count(since, until) == len(numbers)


def test_when_everybody_was_last_seen_before_is_read_too(trail, log):
    log.write(Event("lin", "sign_in", result="refused"), NOW + 4 * DAY)
    found = trail.records(NOW + 5 * DAY, NOW + 9 * DAY, with_last_seen=True)
    assert found["sequence"].to_list() == [2, 3, 4]


def test_the_chain_is_verified_with_the_key_of_the_platform(trail, log, store_url, tmp_path):
    assert trail.verify().intact
    assert trail.verify().records == 4
    other = AuditTrail(store_url, key_file=tmp_path / "other.key", key="x" * 32)
    assert other.verify().first_broken == 1


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        (None, None),
        (sa.delete(AuditRecord).where(AuditRecord.sequence == 1), 2),
        (sa.delete(AuditRecord).where(AuditRecord.sequence == 3), 4),
        (sa.update(AuditRecord).where(AuditRecord.sequence == 2).values(mark="x" * 64), 3),
        (sa.update(AuditRecord).where(AuditRecord.sequence == 1).values(previous="x" * 64), 1),
        (sa.delete(AuditRecord).where(AuditRecord.sequence == 4), 4),
        (sa.delete(AuditRecord), 1),
    ],
)
@pytest.mark.usefixtures("log")
def test_without_the_key_records_that_are_missing_are_found(
    store, store_url, tmp_path, statement, broken
):
    if statement is not None:
        with store.transaction() as session:
            session.execute(statement)
    trail = AuditTrail(store_url, key_file=tmp_path / "none.key")
    assert trail.verify().first_broken == broken
    assert not (tmp_path / "none.key").exists()


@pytest.mark.usefixtures("store")
def test_an_empty_log_has_the_columns_of_a_full_one(trail):
    frame = trail.records(NOW, NOW + DAY, with_last_seen=True)
    assert (frame.height, tuple(frame.columns)) == (0, COLUMNS)
    assert trail.verify().intact


def test_a_store_that_is_not_there_is_empty_and_is_not_made(tmp_path):
    path = tmp_path / "none" / "store.db"
    trail = AuditTrail(f"sqlite:///{path}", key_file=tmp_path / "secret.key")
    assert not trail.is_there
    assert trail.records(NOW, NOW + DAY).height == 0
    assert (trail.count(NOW, NOW + DAY), trail.verify().records) == (0, 0)
    assert list(tmp_path.iterdir()) == []


def test_reading_takes_nothing_from_who_has_the_store_open(trail, log, store):
    """A second SQLite in the process would end the other's write-ahead log."""
    for number in range(3):
        assert trail.records(NOW, NOW + 9 * DAY).height == 4 + number
        log.write(Event("lin", "project.change"), NOW + DAY)
    assert log.verify().records == 7


def test_long_logs_are_read_in_parts(trail, log, monkeypatch):
    monkeypatch.setattr("onedata_resources.store.audit_frame.AT_ONCE", 2)
    assert trail.records(NOW, NOW + 9 * DAY)["sequence"].to_list() == [1, 2, 3, 4]


def test_a_store_without_tables_is_empty(tmp_path):
    path = tmp_path / "store.db"
    path.touch()
    assert AuditTrail(f"sqlite:///{path}").records(NOW, NOW + DAY).height == 0
