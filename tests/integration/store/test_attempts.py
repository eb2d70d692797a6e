"""Guesses and uses are counted one by one on every database, however many are made at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from onedata_resources.store.attempts import Attempts, LockRule
from tests.integration.store.conftest import HOUR, NOW

RULE = LockRule(failures=5, minutes=15)
MANY = 24


def at_once(act: Callable[[Attempts], object], store) -> list[object]:
    """Return what an act answers that many threads do at the same moment, each as a portal does."""
    ready = Barrier(MANY)

    def one(_: int) -> object:
        ready.wait(timeout=60)
        return act(Attempts(store))

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_no_more_guesses_pass_at_once_than_the_limit(store):
    answers = at_once(lambda attempts: attempts.begun("carl", RULE, NOW), store)
    assert answers.count(None) == RULE.failures
    assert {each for each in answers if each} == {NOW + timedelta(minutes=15)}


def test_no_more_pass_where_some_failed_before(store):
    attempts = Attempts(store)
    assert [attempts.begun("carl", RULE, NOW) for _ in range(3)] == [None] * 3
    assert at_once(lambda each: each.begun("carl", RULE, NOW), store).count(None) == 2


def test_a_lock_ends_in_time_and_counts_from_none_again(store):
    attempts, later = Attempts(store), NOW + timedelta(minutes=15)
    assert [attempts.begun("carl", RULE, NOW) for _ in range(6)] == [None] * 5 + [later]
    assert attempts.locks(["carl", "dan"], NOW) == {"carl": later}
    assert [attempts.begun("carl", RULE, later) is None for _ in range(6)] == [True] * 5 + [False]


def test_old_failures_count_no_more(store):
    attempts = Attempts(store)
    for hours in range(8):
        assert attempts.begun("carl", RULE, NOW + hours * HOUR) is None


def test_who_got_in_or_was_unlocked_is_counted_from_none(store):
    attempts = Attempts(store)
    for _ in range(6):
        attempts.begun(" CARL ", RULE, NOW)
    attempts.forget("Carl")
    assert attempts.begun("carl", RULE, NOW) is None


def test_what_nobody_could_decide_is_given_back(store):
    attempts = Attempts(store)
    for _ in range(20):
        assert attempts.begun("carl", RULE, NOW) is None
        attempts.give_back("carl", RULE)
    for _ in range(RULE.failures):
        attempts.begun("carl", RULE, NOW)
    for _ in range(RULE.failures):
        attempts.give_back("carl", RULE)
    assert [attempts.begun("carl", RULE, NOW) is None for _ in range(6)] == [True] * 5 + [False]
    attempts.forget("carl")
    attempts.give_back("carl", RULE)
    assert attempts.locks(["carl"], NOW) == {}


def test_no_more_uses_pass_at_once_than_there_are(store):
    answers = at_once(lambda attempts: attempts.used("door", 7, HOUR, NOW), store)
    refused = [each for each in answers if each is not None]
    assert len(refused) == MANY - 7
    assert {each.until for each in refused} == {NOW + HOUR}
    assert [each.is_first for each in refused].count(True) == 1
    assert Attempts(store).used("door", 7, HOUR, NOW + HOUR) is None


def test_a_name_that_looks_like_a_use_is_none(store):
    attempts = Attempts(store)
    for _ in range(6):
        attempts.begun("USE door", RULE, NOW)
    assert attempts.used("door", 1, HOUR, NOW) is None
    attempts.forget("USE door")
    assert attempts.used("door", 1, HOUR, NOW) is not None


def test_what_counts_no_more_is_forgotten(store):
    attempts, long = Attempts(store), LockRule(failures=1, minutes=3 * 24 * 60)
    attempts.begun("locked", long, NOW)
    attempts.used("door", 1, HOUR, NOW)
    attempts.used("new", 1, HOUR, NOW + 47 * HOUR)
    attempts.sweep(NOW + 48 * HOUR)
    assert attempts.begun("locked", long, NOW + 48 * HOUR) is not None
    assert attempts.used("new", 1, HOUR, NOW + 47 * HOUR) is not None
    assert attempts.used("door", 1, HOUR, NOW) is None
