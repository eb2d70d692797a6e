"""Sessions end, get new secrets and belong to their person, on every database of the store."""

from datetime import timedelta

import pytest

from onedata_resources.store.missing import Missing
from onedata_resources.store.sessions import GRACE, ROTATION, Sessions
from tests.integration.store.conftest import HOUR, NOW, begin


def test_a_session_ends_in_time(store, people):
    session = begin(store, "root", lasts=HOUR)
    assert Sessions(store).of(session.secret, NOW + HOUR - timedelta(seconds=1))
    assert Sessions(store).of(session.secret, NOW + HOUR) is None


def test_a_secret_is_replaced_and_the_old_one_is_good_for_a_moment(store, people):
    sessions, old = Sessions(store), begin(store, "root").secret
    later = NOW + ROTATION + timedelta(seconds=1)
    new = sessions.of(old, later).secret
    assert new
    assert sessions.of(new, later).secret is None
    assert sessions.of(old, later + GRACE).secret is None
    after = later + GRACE + timedelta(seconds=1)
    assert sessions.of(new, after)
    assert sessions.of(old, after) is None


def test_a_browser_that_never_got_the_new_secret_gets_another(store, people):
    sessions, old = Sessions(store), begin(store, "root").secret
    later = NOW + ROTATION + timedelta(seconds=1)
    lost = sessions.of(old, later).secret
    again = later + GRACE + timedelta(seconds=1)
    new = sessions.of(old, again).secret
    assert new not in {None, lost}
    assert sessions.of(lost, again) is None
    assert sessions.of(new, again + ROTATION)
    assert sessions.of(old, again + ROTATION) is None


def test_a_websocket_replaces_no_secret(store, people):
    sessions, secret = Sessions(store), begin(store, "root").secret
    later = NOW + 2 * ROTATION
    assert sessions.of(secret, later, rotate=False).secret is None
    assert sessions.of(secret, later).secret


def test_sessions_are_listed_and_ended_by_their_person_only(store, people):
    people.add("lin", now=NOW)
    sessions, mine, theirs = Sessions(store), begin(store, "lin"), begin(store, "root")
    with pytest.raises(Missing):
        sessions.end(theirs.id, "lin")
    sessions.end(mine.id, "lin")
    assert sessions.list("lin", NOW) == []
    assert [each.agent for each in sessions.list("root", NOW)] == ["a browser"]
