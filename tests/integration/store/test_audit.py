"""The audit log's chain tells when a record was changed, put in, taken out or cut off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from onedata_resources.store.audit import AuditLog, Event
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.tables import AuditHeadRecord, AuditRecord
from tests.integration.store.conftest import NOW

KEY = b"k" * 32


@pytest.fixture
def log(store):
    made = AuditLog(store, KEY)
    for number in range(4):
        made.write(
            Event(
                "lin" if number % 2 else "王芳",
                "launch",
                kind="asset",
                object=f"ods/订单_{number}",
                project="alpha",
                details={"z": 1.5, "a": "é"},
            ),
            NOW + timedelta(microseconds=number),
        )
    return made


@pytest.mark.row("S76", "S81")
def test_a_log_that_nobody_touched_is_intact(log):
    found = log.verify()
    assert (found.intact, found.records) == (True, 4)
    assert log.verify(expected=(4, found.mark)).intact


def tampered(store, statement):
    with store.transaction() as session:
        session.execute(statement)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        (sa.update(AuditRecord).where(AuditRecord.sequence == 2).values(actor="root"), 2),
        (sa.update(AuditRecord).where(AuditRecord.sequence == 3).values(details="{}"), 3),
        (
            sa.update(AuditRecord)
            .where(AuditRecord.sequence == 1)
            .values(at=NOW + timedelta(seconds=1)),
            1,
        ),
        (sa.delete(AuditRecord).where(AuditRecord.sequence == 2), 2),
        (sa.delete(AuditRecord).where(AuditRecord.sequence == 4), 4),
        (sa.update(AuditHeadRecord).values(sequence=9), 5),
    ],
)
def test_what_was_changed_is_found(store, log, statement, broken):
    tampered(store, statement)
    assert log.verify().first_broken == broken


def test_records_that_changed_places_are_found(store, log):
    for old, new in ((2, 9), (3, 2), (9, 3)):
        change = sa.update(AuditRecord).where(AuditRecord.sequence == old)
        tampered(store, change.values(sequence=new))
    assert log.verify().first_broken == 2


def test_a_log_that_was_put_back_to_an_earlier_day_is_found_by_a_mark_kept_elsewhere(store, log):
    later = log.verify()
    with store.transaction() as session:
        session.execute(sa.delete(AuditRecord).where(AuditRecord.sequence == 4))
        mark = session.scalar(sa.select(AuditRecord.mark).where(AuditRecord.sequence == 3))
        session.execute(sa.update(AuditHeadRecord).values(sequence=3, mark=mark))
    assert log.verify().intact
    assert not log.verify(expected=(later.records, later.mark)).intact


def test_records_made_with_another_key_are_found(store, log):
    AuditLog(store, b"x" * 32).write(Event("mallory", "launch"), NOW)
    assert log.verify().first_broken == 5


def test_writers_at_once_make_one_chain(store, log):
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda n: log.write(Event("lin", f"a{n}"), NOW), range(30)))
    assert sorted(numbers) == list(range(5, 35))
    assert log.verify().intact


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (AuditFilter(), 4),
        (AuditFilter(actor="lin"), 2),
        (AuditFilter(search="订单_3"), 1),
        (AuditFilter(search="%"), 0),
        (AuditFilter(until=NOW + timedelta(microseconds=2)), 2),
        (AuditFilter(projects=frozenset({"beta"})), 0),
        (AuditFilter(kind="asset", projects=frozenset({"alpha", "beta"})), 4),
    ],
)
def test_events_are_found_by_what_they_say(log, asked, count):
    found, total = log.find(asked, limit=1)
    assert (len(found), total) == (min(count, 1), count)
    assert len(list(log.all(asked))) == count


def test_the_newest_event_comes_first_as_it_was_written(log):
    [entry] = log.find(AuditFilter(), limit=1)[0]
    assert entry.sequence == 4
    assert entry.at == NOW + timedelta(microseconds=3)
    assert entry.event.details == {"a": "é", "z": 1.5}


@pytest.mark.parametrize("text", ["a\0b", "two\nlines\x1b[2K", "\u202etxt", "\ud800", "长" * 600])
def test_whatever_somebody_typed_is_recorded_in_one_line(store, text):
    log = AuditLog(store, KEY)
    log.write(Event(text, "launch", object=text, details={"typed": text}), NOW)
    event = log.find(AuditFilter())[0][0].event
    assert event.actor
    assert event.object.isprintable()
    assert event.details == {"typed": text}
    assert log.verify().intact


def test_details_longer_than_64_kib_are_recorded(store):
    log = AuditLog(store, KEY)
    log.write(Event("lin", "policies.set", details={"policies": ["策略"] * 20_000}), NOW)
    assert log.verify().intact
