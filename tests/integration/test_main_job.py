"""The main job on the real retail data: what it makes, again, and after a run that was killed.

One home for the module: the first run is killed in the middle, the second completes it, the third
repeats it. Together they are the proof that a repeated run ends in the same state.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import dagster as dg
import psutil
import pytest

from onedata_assets.definitions import build_defs
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.triton_absence import why_absent
from onedata_resources.settings import value_of

pytestmark = [pytest.mark.integration, pytest.mark.timeout(1200)]
TRANSACTIONS = 1_469_307
KILLED_IN = "ods/transactions"
FALL = dg.AssetCheckKey(dg.AssetKey(["ads", "conversion_day"]), "conversion_has_not_fallen_sharply")
SERVICE = dg.AssetKey(["serving", "service", "department_sales"])
SERVED = dg.AssetCheckKey(SERVICE, "served_prediction_equals_offline")


def demo(home: Path) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "onedata_assets.cli", "demo"]
    env = {**os.environ, "ONEDATA_HOME": str(home), "ONEDATA_LANGUAGE": "en", "COLUMNS": "160"}
    env.setdefault("TRITON_SIDE_ENVIRONMENT", value_of("TRITON_SIDE_ENVIRONMENT"))
    return subprocess.Popen(
        argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def run_of(parent: int) -> int | None:
    """Return the process id of the demo's run, once it is started."""
    found = subprocess.run(
        ["pgrep", "-P", str(parent), "-f", "onedata_assets.cli.materialize"],
        capture_output=True,
        text=True,
        check=False,
    )
    return int(found.stdout.split()[0]) if found.stdout.strip() else None


def processes_of(home: Path) -> list[str]:
    """Return the command lines of the processes that work in this home."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("ONEDATA_HOME") == str(home):
                found.append(" ".join(process.cmdline()))
    return found


def wait_until(true, seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def state(home: Path) -> dict[str, tuple[int, int]]:
    """Return rows and an order-independent digest of every lake table but the run's own stamps.

    The version of the model that forecast is part of it: a repeated training registers none.
    """
    import polars as pl

    lake = LakeClient(str(home / "lake"))
    found = {}
    for log in sorted((home / "lake").glob("*/*/_delta_log")):
        address = log.parent.parts[-2:]
        frame = lake.scan(address).collect()
        stable = frame.select(pl.exclude("^(loaded_at|issued_at|run_id)$"))
        digest = int(stable.hash_rows(seed=1).sum()) if frame.width else 0
        found["/".join(address)] = (frame.height, digest)
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("onedata") / "home"


@pytest.fixture(scope="module")
def killed(home) -> str:
    """Kill the run with SIGKILL while the first large table is being written."""
    process = demo(home)
    wait_until(lambda: run_of(process.pid) is not None)
    wait_until((home / "lake" / KILLED_IN / "_delta_log").exists)
    os.kill(run_of(process.pid) or -1, signal.SIGKILL)
    output, _ = process.communicate(timeout=120)
    assert process.returncode != 0
    # Its second process, Carte and the others end with it.
    wait_until(lambda: processes_of(home) == [], seconds=30)
    return output


@pytest.fixture(scope="module")
def first(home, killed) -> str:
    process = demo(home)
    output, _ = process.communicate(timeout=900)
    assert process.returncode == 0, output
    return output


@pytest.fixture(scope="module")
def instance(home, first):
    with dg.DagsterInstance.from_config(str(home / "dagster")) as instance:
        yield instance


def test_a_killed_run_is_told_and_leaves_the_lake_readable(home, killed):
    assert "before it could report" in killed
    assert KILLED_IN in state(home)  # which reads every table whole


def test_the_demo_says_what_it_made_how_good_it_is_and_where_to_look(first):
    for told in ("Assets made", "Rows written", "Checks", "WAPE", "hit@3", "Report", "onedata up"):
        assert told in first


@pytest.fixture(scope="module")
def unserved(first) -> bool:
    """Whether this machine can have no model server: then, and only then, serving is skipped."""
    return why_absent(Path(value_of("TRITON_SIDE_ENVIRONMENT"))) is not None


@pytest.fixture(scope="module")
def graph():
    return build_defs().resolve_implicit_global_asset_job_def().asset_layer.asset_graph


def test_every_asset_is_materialized(instance, graph, unserved):
    made = {key for key in graph.materializable_asset_keys if graph.get(key).is_executable}
    latest = instance.get_latest_materialization_events(sorted(made))
    made_not = made - {key for key, event in latest.items() if event}
    assert made_not == ({SERVICE} if unserved else set())
    assert len(made) > 40


def test_a_missing_model_server_is_said_with_its_reason(first, unserved):
    assert ("not checked: " in first) is unserved


def test_every_check_passed_but_the_warning_that_the_data_deserves(instance, graph, unserved):
    keys = sorted(graph.asset_check_keys)
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    assert len(keys) > 80
    told = {
        key: execution.evaluation
        for key, execution in latest.items()
        if isinstance(execution.evaluation, dg.AssetCheckEvaluation)  # not only planned
    }
    assert [key for key in keys if key not in told] == [SERVED] * unserved
    assert [key.name for key, result in told.items() if not result.passed] == [
        "conversion_has_not_fallen_sharply"
    ]
    assert told[FALL].severity is dg.AssetCheckSeverity.WARN


def test_every_transaction_of_the_source_is_delivered_and_accounted_for(home, first):
    rows = {table: count for table, (count, _) in state(home).items()}
    assert rows["ods/transactions"] == TRANSACTIONS
    assert rows["dwd/sales_line"] + rows["dwd/sales_line__rejected"] == TRANSACTIONS


def test_the_corrupt_lines_of_the_click_log_are_kept_with_their_reason(home, first):
    rejected = LakeClient(str(home / "lake")).scan(("ods", "click_log__rejected")).collect()
    assert rejected.height > 0
    assert rejected["reject_reason"].str.len_chars().fill_null(0).min() > 0


def test_the_report_stands_alone(home, first):
    [page] = (home / "reports").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "<script src=" not in text
    assert len(text) > 100_000


def test_lineage_events_tell_the_columns_of_every_table_and_each_table_reads_its_own_inputs(
    home, first
):
    lines = (home / "lineage" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    lake = f"{home}/lake/"
    done = [event for event in map(json.loads, lines) if event["eventType"] == "COMPLETE"]
    written = {out["name"]: (out, event) for event in done for out in event["outputs"]}
    tables = {name.removeprefix(lake): told for name, told in written.items() if lake in name}
    assert [name for name, (out, _) in tables.items() if "schema" not in out["facets"]] == []
    assert {len(event["outputs"]) for event in done} <= {0, 1}
    _, made = tables["dim/product"]
    assert {source["name"].removeprefix(lake) for source in made["inputs"]} == {"ods/products"}
    _, loaded = tables["ods/stores"]
    assert [source["name"] for source in loaded["inputs"]] == ["stores"]


def test_a_repeated_run_ends_in_the_same_state(home, first):
    before = state(home)
    process = demo(home)
    output, _ = process.communicate(timeout=900)
    assert process.returncode == 0, output
    assert state(home) == before
