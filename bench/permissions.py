"""How long the gateway takes to decide whether somebody may do something, with 10,000 policies.

A decision is all that stands before a request's own work: who sent it (`Identities`), and whether
they may launch something of one of their projects (`Viewer.may`). Warm, as everybody gets it whose
last request is at most two seconds old; cold, when the store is asked anew; and the part of a cold
one that decides by policies. The store is SQLite with 10,000 memberships and 10,000 policies.

    python bench/permissions.py [N]        goal: under 1 ms at p99 in the store's size, warm
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from usage import run

KEY = b"k" * 32
PROJECTS, PEOPLE = 500, 2_000
ASKING = 200
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


class Clock:
    """A clock that is moved."""

    now = NOW

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.now


def fill(store: Any, count: int) -> None:
    """Write people, projects, and `count` memberships and policies."""
    import sqlalchemy as sa

    from onedata_assets.domain.security.roles import Role
    from onedata_resources.store.tables import (
        MemberRecord,
        PersonRecord,
        PolicyRecord,
        ProjectRecord,
    )

    roles, effects = tuple(Role), ("allow", "deny")
    actions = ("launch", "stop", "schedule", "wipe", "report")
    made = {"created_at": NOW, "settings": {}}
    projects = [{"id": n + 1, "name": f"project{n}", **made} for n in range(PROJECTS)]
    people = [{"id": n + 1, "name": f"person{n}", "created_at": NOW} for n in range(PEOPLE)]
    members = [
        {
            "project_id": n % PROJECTS + 1,
            "person_id": (n + n // PROJECTS) % PEOPLE + 1,
            "role": roles[n % 4],
            "since": NOW,
        }
        for n in range(min(count, PROJECTS * PEOPLE))
    ]
    policies = [
        {
            "project_id": n % PROJECTS + 1,
            "subject": ("everyone", f"role:{roles[n // 7 % 4]}", f"person:person{n % PEOPLE}")[
                n // PROJECTS % 3
            ],
            "action": actions[n // 3 % 5],
            "effect": effects[n // 5 % 2],
        }
        for n in range(count)
    ]
    with store.transaction() as session:
        for table, rows in (
            (ProjectRecord, projects),
            (PersonRecord, people),
            (MemberRecord, members),
            (PolicyRecord, policies),
        ):
            session.execute(sa.insert(table), rows)


def told(name: str, decide: Callable[[int], object], times: int) -> None:
    """Print the milliseconds of processor that a decision took: others may use the machine."""
    taken = []
    for number in range(times):
        began = time.thread_time()
        decide(number)
        taken.append((time.thread_time() - began) * 1000)
    parts = statistics.quantiles(taken, n=100)
    print(json.dumps([name, statistics.median(taken), parts[98], max(taken)]))


def decide_all(folder: str, count: int) -> None:
    """Decide for people one after the other."""
    from onedata_assets.domain.security.roles import Action
    from onedata_portal.gateway.cookies import signed
    from onedata_portal.portal import make_portal
    from onedata_resources.clients.lake import LakeClient
    from onedata_resources.store.database import open_store

    store, clock = open_store(f"sqlite:///{folder}/store.db"), Clock()
    fill(store, count)
    lake = LakeClient(f"{folder}/lake")
    portal = make_portal(store, KEY, lake=lake, default_project="common", clock=clock)
    asked = []
    for number in range(ASKING):
        begun = portal.sessions.begin(
            f"person{number}", address="", agent="", lasts=timedelta(days=9), now=NOW
        )
        cookie = f"onedata_csrf=x; onedata_session={signed(KEY, begun.secret or '')}"
        project = frozenset({next(iter(begun.person.roles))})
        asked.append(({"type": "http", "headers": [(b"cookie", cookie.encode())]}, project))
    identities = portal.identities

    def decision(number: int) -> bool:
        scope, project = asked[number % ASKING]
        known = identities.at_once(scope) or identities.of(scope)
        return known.viewer.may(Action.LAUNCH, project)

    def cold(number: int) -> bool:
        clock.now += timedelta(seconds=3)
        return decision(number)

    people = [portal.people.get(f"person{number}") for number in range(ASKING)]

    def rights(number: int) -> object:
        person = people[number % ASKING]
        project, role = next(iter(person.roles.items()))
        clock.now += timedelta(seconds=3)
        return identities.rights(person.name, role, project)

    told("first decision of each person", cold, ASKING)
    for number in range(ASKING):
        decision(number)
    told("warm", decision, 5_000)
    told("cold: the store is asked again", cold, 400)
    told("  of it, the policies of a project", rights, 400)
    store.close()


def main() -> None:
    """Print one line for each case."""
    if sys.argv[1:2] == ["--run"]:
        decide_all(sys.argv[2], int(sys.argv[3]))
        return
    count = int(sys.argv[1]) if sys.argv[1:] else 10_000
    print(f"{'policies and memberships':<36} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}")
    for number in (1_000, count):
        with tempfile.TemporaryDirectory() as folder:
            used, printed = run("-W", "ignore", __file__, "--run", folder, str(number), quiet=True)
        for line in printed.splitlines():
            name, median, last, most = json.loads(line)
            print(f"{number:>6}: {name:<36} {median:>8.3f} {last:>8.3f} {most:>8.3f}")
        print(f"{number:>6}: peak {used.peak_mib:.0f} MiB")


if __name__ == "__main__":
    main()
