"""What `onedata people` and `onedata audit` do with the platform's own records."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from onedata_assets.cli.say import console, errors, text
from onedata_resources.errors import BadInputError
from onedata_resources.settings import home_dir, value_of
from onedata_resources.store.audit import AuditLog, Event
from onedata_resources.store.database import Store, opened
from onedata_resources.store.people import People
from onedata_resources.store.secrets import KEY_FILE, new_password, platform_key

AT_ONCE = 500


@contextmanager
def records() -> Iterator[tuple[Store, AuditLog]]:
    """Lend the installation's store and its audit log.

    Raises:
        OneDataError: A setting is wrong, or the store does not answer.
    """
    with opened(value_of("STORE_URL")) as store:
        key = platform_key(home_dir() / KEY_FILE, value_of("ONEDATA_SECRET_KEY"))
        yield store, AuditLog(store, key)


def list_people() -> None:
    """Print who may sign in, and how."""
    from rich.table import Table

    table = Table(*(text(f"people.{each}") for each in ("name", "title", "source", "state")))
    with records() as (store, _):
        offset, total = 0, 1
        while offset < total:
            page, total = People(store).find(offset=offset, limit=AT_ONCE)
            for person in page:
                state = "admin" if person.is_admin else "active"
                state = state if person.is_active else "inactive"
                told = text(f"people.{state}")
                table.add_row(person.name, person.display_name, person.source, told)
            offset += AT_ONCE
    console.print(table)


def add_person(name: str, *, admin: bool) -> None:
    """Add somebody and print their password, which is shown this once.

    Raises:
        BadInputError: The name is none, or taken.
    """
    made = new_password()
    with records() as (store, log):
        person = People(store).add(
            name, now=_now(), password=made, must_change_password=True, is_admin=admin
        )
        _record(log, "person.add", person.name)
    console.print(text("people.made", name=person.name, password=made), highlight=False)


def give_password(name: str) -> None:
    """Give somebody a new password and print it, which is shown this once; their keys end.

    Raises:
        BadInputError: Nobody has the name.
    """
    made = new_password()
    with records() as (store, log):
        ended = People(store).set_password(name, made, must_change=True, end_keys=True)
        _record(log, "person.password", name, keys_ended=ended)
    console.print(text("people.made", name=name, password=made), highlight=False)


def verify_audit(expected: str | None) -> int:
    """Print whether the log is as it was written; return 1 where it is not.

    Raises:
        BadInputError: `expected` is no number and mark.
    """
    number, _, mark = (expected or "").partition(":")
    if expected is not None and not (number.isdigit() and mark):
        raise BadInputError(
            f"--expected is {expected!r}: write NUMBER:MARK as an earlier verification printed it.",
            f"--expected 的值为 {expected!r}：请按之前校验的输出写成 编号:标记。",
        )
    with records() as (_, log):
        found = log.verify((int(number), mark) if expected else None)
    if not found.intact:
        errors.print(text("audit.broken", number=found.first_broken))
        return 1
    console.print(
        text("audit.intact", records=found.records, mark=f"{found.records}:{found.mark}"),
        highlight=False,
    )
    return 0


def _record(log: AuditLog, action: str, name: str, **details: int) -> None:
    event = Event(getpass.getuser(), action, "person", name, via="cli", details=details)
    log.write(event, _now())


def _now() -> datetime:
    return datetime.now(UTC)
