"""`when_inputs_change` over real runs of a small chain: raw days, cleaned days, tables, a page."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest

from onedata_assets.lib.automation import when_inputs_change

DAYS = dg.DailyPartitionsDefinition(start_date="2017-11-03", end_date="2017-11-08")
ALL_DAYS = DAYS.get_partition_keys()
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
ONE_RUN = dg.BackfillPolicy.single_run()


class Judge(dg.ConfigurableResource):
    """Whether the checks hold this time, and whether the report can be made."""

    holds: bool = True
    breaks: bool = False


@dg.asset(key=["ods", "raw"], partitions_def=DAYS, backfill_policy=ONE_RUN)
def raw() -> None: ...


@dg.asset(
    key=["dwd", "clean"],
    deps=[raw],
    partitions_def=DAYS,
    backfill_policy=ONE_RUN,
    automation_condition=when_inputs_change(),
)
def clean() -> None: ...


@dg.asset_check(asset=clean, blocking=True)
def rows_are_right(judge: Judge) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=judge.holds)


@dg.asset_check(asset=clean)
def rows_are_many(judge: Judge) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=judge.holds)


@dg.asset(key=["dws", "total"], deps=[clean], automation_condition=when_inputs_change())
def total() -> None: ...


@dg.asset(key=["ads", "share"], deps=[total], automation_condition=when_inputs_change())
def share() -> None: ...


@dg.asset(key=["page"], deps=[share, raw, clean], automation_condition=when_inputs_change())
def page(judge: Judge) -> None:
    if judge.breaks:
        raise dg.Failure("no paper")


CHAIN: list[Any] = [raw, clean, rows_are_right, rows_are_many, total, share, page]
TABLES = {"dws/total": 1, "ads/share": 1, "page": 1}


class Daemon:
    """An instance whose conditions are evaluated tick by tick, beside runs that a test makes."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self.cursor: Any = None
        self.tick()

    def tick(self) -> dict[str, int]:
        """Return how many partitions of which assets one evaluation requests."""
        done = dg.evaluate_automation_conditions(
            dg.Definitions(CHAIN, resources={"judge": Judge()}), self.instance, cursor=self.cursor
        )
        self.cursor = done.cursor
        asked = {
            result.key.to_user_string(): result.true_subset.size
            for result in done.results
            if isinstance(result.key, dg.AssetKey)
        }
        return {key: count for key, count in asked.items() if count}

    def run(self, *made: Any, first: str = "", last: str = "", **judge: bool) -> None:
        """Materialize in one run, over a range of days where one is given."""
        dg.materialize(
            list(made),
            instance=self.instance,
            tags={RANGE_START: first, RANGE_END: last or first} if first else {},
            resources={"judge": Judge(**judge)},
            raise_on_error=False,
        )

    def judge(self, check: dg.AssetChecksDefinition) -> None:
        """Run a check alone, as a person does from its page; it holds."""
        job = dg.define_asset_job("judge", selection=dg.AssetSelection.checks(check))
        made = dg.Definitions(CHAIN, jobs=[job], resources={"judge": Judge()})
        assert made.resolve_job_def("judge").execute_in_process(instance=self.instance).success


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Daemon(instance)


@pytest.fixture
def made(daemon: Daemon) -> Daemon:
    """Everything was made in one run, and a tick saw that nothing is to be done."""
    daemon.run(raw, clean, rows_are_right, rows_are_many, first=ALL_DAYS[0], last=ALL_DAYS[-1])
    daemon.run(total, share, page)
    assert daemon.tick() == {}
    return daemon


def test_an_old_day_that_is_loaded_again_reaches_the_end_of_the_chain(made):
    made.run(raw, first="2017-11-04")
    assert made.tick() == {"dwd/clean": 1}
    made.run(clean, rows_are_right, first="2017-11-04")
    assert made.tick() == TABLES
    made.run(total, share, page)
    assert made.tick() == {}


def test_every_day_of_a_first_load_is_cleaned_in_one_request(daemon):
    daemon.run(raw, first=ALL_DAYS[0], last=ALL_DAYS[-1])
    assert daemon.tick() == {"dwd/clean": len(ALL_DAYS)}
    assert daemon.tick() == {}


def test_whole_tables_are_made_from_the_days_that_there_are(daemon):
    daemon.run(raw, first="2017-11-03", last="2017-11-04")
    assert daemon.tick() == {"dwd/clean": 2}
    daemon.run(clean, rows_are_right, first="2017-11-03", last="2017-11-04")
    assert daemon.tick() == TABLES


def test_nothing_is_requested_of_tables_whose_input_has_no_data(daemon):
    assert daemon.tick() == {}
    daemon.run(raw, first="2017-11-03")
    assert "dws/total" not in daemon.tick()


def test_a_failed_blocking_check_holds_downstream_until_it_passes(made):
    made.run(raw, first="2017-11-04")
    made.tick()
    made.run(clean, rows_are_right, first="2017-11-04", holds=False)
    assert [made.tick(), made.tick()] == [{}, {}]
    made.judge(rows_are_right)
    assert made.tick() == TABLES


def test_a_blocking_check_that_has_not_run_on_the_newest_data_holds_downstream(made):
    made.run(clean, first="2017-11-04")
    assert made.tick() == {}
    made.judge(rows_are_right)
    assert made.tick() == TABLES


def test_a_failed_check_that_does_not_block_holds_nothing(made):
    made.run(clean, rows_are_right, first="2017-11-04")
    made.run(rows_are_many, holds=False)
    assert made.tick() == TABLES


def test_a_page_waits_for_the_tables_between_it_and_what_changed(made):
    """It reads raw days too, and would be made once of both states and once more after them."""
    made.run(raw, first="2017-11-04")
    assert "page" not in made.tick()


def test_what_failed_is_not_requested_again_before_an_input_changes(made):
    made.run(share)
    assert made.tick() == {"page": 1}
    made.run(page, breaks=True)
    assert [made.tick(), made.tick()] == [{}, {}]
    made.run(share)
    assert made.tick() == {"page": 1}


def test_what_was_made_while_no_daemon_ran_is_not_made_again(daemon):
    daemon.run(raw, clean, rows_are_right, first=ALL_DAYS[0], last=ALL_DAYS[-1])
    daemon.run(total, share, page)
    assert daemon.tick() == {}
