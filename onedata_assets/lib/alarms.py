"""Raising alarms for what went wrong since a cursor; used by the sensor and by the CLI.

What an alarm says is in `domain/operations/alarms.py`, its channel in `routing.py` beside it.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Self

import dagster as dg
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from onedata_assets.domain.i18n import Catalogue
from onedata_assets.domain.operations.alarms import (
    TEXTS,
    Alarm,
    alarms_of,
    freshness_alarm,
    message_of,
)
from onedata_assets.domain.operations.facts import Key
from onedata_assets.domain.operations.routing import DEFAULT_CHANNEL, RoutingError, channel_of
from onedata_assets.domain.security.projects import tagged_projects
from onedata_assets.lib.happenings import RunStory
from onedata_assets.lib.run_events import RunCursor, discover, forget_deleted, news
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.clients.notify_message import Message, Receiver
from onedata_resources.errors import OneDataError

log = logging.getLogger(__name__)
CURSOR = "alarms"
MAX_RUNS = 25
MAX_ALARMS = 50
LOOK_BACK = timedelta(days=1)
"""How far the first look reaches: older failures are no news."""

Owners = Callable[[Key], Sequence[str]]
MembersOf = Callable[[Iterable[str]], Sequence[Receiver]]


def owners_in(graph: AssetGraph | None) -> Owners:
    """Return the lookup of an asset's owners; one that is no longer defined has none."""

    def owners_of(key: Key) -> Sequence[str]:
        asset = dg.AssetKey(list(key))
        return graph.get(asset).owners if graph is not None and graph.has(asset) else []

    return owners_of


def projects_in(graph: AssetGraph | None) -> Owners:
    """Return the lookup of the projects that an asset's tag names; an unknown asset has none."""

    def projects_of(key: Key) -> Sequence[str]:
        asset = dg.AssetKey(list(key))
        tags = graph.get(asset).tags if graph is not None and graph.has(asset) else {}
        return sorted(tagged_projects(tags))

    return projects_of


@dataclass(frozen=True)
class AlarmCursor:
    """How far runs and freshness were looked at; nothing before `since` (epoch seconds) is."""

    since: float
    runs: RunCursor = field(default_factory=RunCursor)
    freshness: int | None = None

    @classmethod
    def parse(cls, text: str | None, now: datetime) -> Self:
        """Return the cursor of its text; none, or one of another form, begins a day before now."""
        try:
            state = json.loads(text or "{}")
            return cls(float(state["since"]), RunCursor.parse(state["runs"]), state["freshness"])
        except (ValueError, KeyError, TypeError):
            return cls((now - LOOK_BACK).timestamp())

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        state = {"since": self.since, "runs": str(self.runs), "freshness": self.freshness}
        return json.dumps(state)


@dataclass(frozen=True)
class Raised:
    """What one call did: the next cursor, the alarms delivered, and what stopped it."""

    cursor: str
    sent: int = 0
    runs: int = 0
    problem: str | None = None


def raise_alarms(
    instance: dg.DagsterInstance,
    notify: NotifyClient,
    cursor: str | None,
    *,
    owners_of: Owners,
    now: datetime,
    projects_of: Owners = lambda _: (),
    members_of: MembersOf = lambda _: (),
) -> Raised:
    """Deliver an alarm for each failed run, failed check and late asset after `cursor`.

    Without a cursor the look reaches a day back. When no channel answers, the cursor stops before
    the first alarm that was not delivered, so that it is sent by the next call. Members of the
    projects concerned get it too, where a rule for people takes it.
    """
    start = AlarmCursor.parse(cursor, now)
    found = discover(instance, start.runs, limit=MAX_RUNS, since=start.since)
    found = forget_deleted(instance, found)
    texts = Catalogue.load(TEXTS)
    begun = replace(start, runs=found)
    courier = _Courier(notify, owners_of, projects_of, members_of, texts, begun)
    try:
        _runs(instance, courier)
        _freshness(instance, courier)
    except OneDataError as error:
        return Raised(str(courier.cursor), courier.sent, courier.runs, error.en)
    return Raised(str(courier.cursor), courier.sent, courier.runs)


@dataclass
class _Courier:
    """Delivers alarms and remembers how far it came."""

    notify: NotifyClient
    owners_of: Owners
    projects_of: Owners
    members_of: MembersOf
    texts: Catalogue
    cursor: AlarmCursor
    sent: int = 0
    runs: int = 0

    @property
    def tired(self) -> bool:
        """Whether this call delivered as many as one may."""
        return self.sent >= MAX_ALARMS

    def deliver(self, alarm: Alarm, tags: Mapping[str, str] | None = None) -> None:
        """Send one alarm; `tags` are those of the run that it is about."""
        projects = {name for key in alarm.where for name in self.projects_of(key)}
        owners = list(dict.fromkeys(who for key in alarm.where for who in self.owners_of(key)))
        message = message_of(
            alarm,
            self.texts,
            ui_url=self.notify.ui_url,
            owners=owners,
            projects=projects | tagged_projects(tags),
        )
        try:
            channel = channel_of(owners)
        except RoutingError as error:
            channel, message["routing"] = DEFAULT_CHANNEL, str(error)
        self.notify.send(message, channel)
        self.sent += 1
        self._tell_members(Message.of(message))

    def _tell_members(self, message: Message) -> None:
        """Push an alarm to the members whom a rule reaches; administrators have it already."""
        if not self.notify.routes.people:
            return
        try:
            members = self.members_of(message.projects)
            reached = self.notify.routes.for_people(message, members).values()
            names = {one.name for people in reached for one in people}
            self.notify.push_people(message, [one for one in members if one.name in names])
        except OneDataError as error:
            log.warning("members were not told of an alarm: %s", error)


def _runs(instance: dg.DagsterInstance, courier: _Courier) -> None:
    for run in news(instance, courier.cursor.runs):
        if courier.tired:
            return
        run_id, courier.runs = run.run.run_id, courier.runs + 1
        for alarm in alarms_of(RunStory(run.run).tell(run.entries)):
            if alarm.number > run.after:
                courier.deliver(alarm, run.run.tags)
                reached = courier.cursor.runs.after(run_id, alarm.number, ended=False)
                courier.cursor = replace(courier.cursor, runs=reached)
        reached = courier.cursor.runs.after(run_id, run.last, ended=run.ended)
        courier.cursor = replace(courier.cursor, runs=reached)


def _freshness(instance: dg.DagsterInstance, courier: _Courier) -> None:
    for number, alarm in _freshness_changes(instance, courier.cursor):
        if courier.tired:
            return
        if alarm is not None:
            courier.deliver(alarm)
        courier.cursor = replace(courier.cursor, freshness=number)


def _freshness_changes(
    instance: dg.DagsterInstance, cursor: AlarmCursor
) -> Iterator[tuple[int, Alarm | None]]:
    records = instance.event_log_storage.get_event_records(
        dg.EventRecordsFilter(
            event_type=dg.DagsterEventType.FRESHNESS_STATE_CHANGE,
            after_cursor=cursor.freshness,
            after_timestamp=cursor.since,
        ),
        limit=MAX_ALARMS,
        ascending=True,
    )
    for record in records:
        event = record.event_log_entry.dagster_event
        if event is None:
            continue
        change = event.asset_freshness_state_change_data
        at = datetime.fromtimestamp(change.state_change_timestamp, tz=UTC)
        yield (
            record.storage_id,
            freshness_alarm(
                tuple(change.key.path),
                at,
                before=change.previous_state.value,
                after=change.new_state.value,
                number=record.storage_id,
            ),
        )
