"""The retail jobs on the embedded Carte when something is wrong: what is said, and what stays."""

import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import dagster as dg
import numpy as np
import pytest
from sqlalchemy import create_engine, text

from tests.component.ingestion.projects import CLICKS, DAILY
from tests.integration.carte.runs import log_of, process_state, wait_for
from tests.integration.carte.serving import Server
from tests.integration.kettle_house import (
    House,
    attempts,
    event,
    failure_of,
    running,
    serve,
)

pytestmark = pytest.mark.integration

DAYS = ("2017-11-03", "2017-11-04")


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Retry without the pauses of the real policy."""
    policy = dg.RetryPolicy(max_retries=2)
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", policy)


@pytest.fixture
def house(tmp_path):
    with running(House(tmp_path)) as house:
        yield house


@pytest.mark.row("S20")
def test_a_missing_source_folder_fails_and_empties_no_day(house):
    assert house.load(CLICKS, *DAYS).success
    before = house.rows("click_log")
    (house.files / "clicks").rename(house.files / "away")
    result = house.load(CLICKS, *DAYS)
    english, chinese = failure_of(result)
    assert f"There is no folder {house.files}/clicks" in english
    assert "RETAIL_FILES_DIR sets FILES_DIR" in english
    assert f"目录 {house.files}/clicks 不存在" in chinese
    assert "FILES_DIR 由 RETAIL_FILES_DIR 配置" in chinese
    assert attempts(result) == 3
    assert house.rows("click_log").equals(before)


@pytest.mark.row("S20")
def test_a_source_that_is_away_names_connection_and_setting_in_both_languages_and_is_retried(house):
    assert house.load(DAILY, *DAYS).success
    house.source.rename(house.source.with_suffix(".away"))
    result = house.load(DAILY, *DAYS)
    english, chinese = failure_of(result)
    assert "read transactions" in english
    assert "there is no such file" in english
    assert "connection 'retail', which RETAIL_SOURCE_URL sets" in english
    assert "with 1 error;" in english
    assert "无法连接数据库" in chinese
    assert "文件不存在" in chinese
    assert "'retail'，由 RETAIL_SOURCE_URL 配置" in chinese
    assert attempts(result) == 3


@pytest.mark.row("S20")
@pytest.mark.parametrize(
    ("url", "en", "zh", "tries"),
    [
        ("postgresql://u:s3cret@127.0.0.1:1/x", "trying to connect", "无法连接数据库", 3),
        ("postgresql://u:s3cret@h:notaport/x", "port must be a number", "端口须为数字", 1),
    ],
)
def test_a_wrong_source_url_is_said_at_the_step_that_reads(tmp_path, url, en, zh, tries):
    house = House(tmp_path)
    house.fill()
    house.url = url
    with serve(house):
        result = house.load(DAILY, *DAYS)
    english, chinese = failure_of(result)
    assert "read transactions" in english
    assert en in english
    assert zh in chinese
    assert "RETAIL_SOURCE_URL" in english
    assert "RETAIL_SOURCE_URL" in chinese
    assert "s3cret" not in english + chinese
    assert attempts(result) == tries


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (">retail</connection>", ">retial</connection>", ("connection 'retial'", "连接 'retial'")),
        (">Calculator<", ">Calculatr<", ("(Calculatr; near: Calculator)", "不支持的步骤")),
    ],
)
def test_what_a_file_lacks_on_the_server_is_said_with_the_posted_path(
    house, tmp_path, right, wrong, said
):
    shutil.copytree(house.jobs / "retail", tmp_path / "jobs" / "retail")
    house.jobs, house.strict = tmp_path / "jobs", False
    path = house.jobs / "retail" / "load_transactions.ktr"
    path.write_text(path.read_text().replace(right, wrong))
    result = house.load(DAILY, *DAYS)
    for told, words in zip(failure_of(result), said, strict=True):
        assert words in told
        assert "load_transactions.ktr" in told
        assert "/carte-" not in told
    assert attempts(result) == 1


@pytest.fixture
def small_disk(tmp_path):
    """Lend a file system of 3 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(command, capture_output=True, check=False)
    if not mounted or mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    path = folder / "fill"
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return path


@pytest.mark.row("S28")
def test_a_full_disk_under_the_lake_keeps_the_tables_and_is_said(small_disk, tmp_path):
    with running(House(tmp_path, lake=small_disk / "lake")) as house:
        assert house.load(CLICKS, *DAYS).success
        before = house.rows("click_log"), house.rows("click_log__rejected")
        numbers = np.random.default_rng(1).integers(0, 1 << 62, 20_000)
        house.write_log("2017-11-03.jsonl", [event(1, event_id=str(n)) for n in numbers])
        filler = fill(small_disk)
        result = house.load(CLICKS, *DAYS)
        english, chinese = failure_of(result)
        assert "ods/click_log: no room left in the lake" in english
        assert "ods/click_log：数据湖空间不足" in chinese
        assert attempts(result) == 1
        after = house.rows("click_log"), house.rows("click_log__rejected")
        assert all(a.equals(b) for a, b in zip(before, after, strict=True))
        filler.unlink()
        assert house.load(CLICKS, *DAYS).success
        assert house.rows("click_log").height == len(numbers) + 1


def sell_many(house: House) -> None:
    engine = create_engine(house.url)
    with engine.begin() as connection:
        names = [c[1] for c in connection.execute(text("PRAGMA table_info(transactions)"))]
        first = {"transaction_id": "n", "basket_id": "n"}
        columns = ", ".join(first.get(name, name) for name in names)
        more = "SELECT 1000 UNION ALL SELECT n + 1 FROM c WHERE n < :last"
        numbers = f"WITH RECURSIVE c(n) AS ({more})"
        sold = f"SELECT {columns} FROM transactions, c WHERE transaction_id = 1"
        statement = f"INSERT INTO transactions {numbers} {sold}"
        connection.execute(text(statement), {"last": 400_000})
    engine.dispose()


def kill_in_the_load(server: Server) -> None:
    """Kill the server once it runs the transformation."""

    def dispatched() -> bool:
        [*found] = server.call("status").iter("jobstatus")
        who = [{"name": j.findtext("jobname"), "id": j.findtext("id")} for j in found]
        return any("Dispatching" in log_of(server.call("jobStatus", **each)) for each in who)

    wait_for(dispatched)
    pids = server.runs()
    server.process.kill()
    wait_for(lambda: not any(process_state(pid).strip() for pid in pids))


@pytest.mark.row("S28")
def test_carte_killed_in_a_load_leaves_the_previous_version_and_a_repeated_run_ends_the_same(
    tmp_path, monkeypatch
):
    never = dg.RetryPolicy(max_retries=0)
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", never)
    house = House(tmp_path)
    house.fill()
    with serve(house) as server:
        assert house.load(DAILY, *DAYS).success
        before = house.rows("transactions")
        sell_many(house)
        killer = threading.Thread(target=kill_in_the_load, args=(server,))
        killer.start()
        result = house.load(DAILY, *DAYS)
        killer.join()
    assert not result.success
    told = next(e for e in result.all_events if e.is_step_failure).step_failure_data
    assert "went away while job 'load_daily'" in told.user_failure_data.description
    assert "服务中断" in told.user_failure_data.description
    assert house.rows("transactions").equals(before)
    assert house.lake.table(["ods", "transactions"]).version() == 0
    with serve(house):
        assert house.load(DAILY, *DAYS).success
        first = house.rows("transactions").sort("transaction_id")
        assert first.height == before.height + 400_000 - 999
        assert house.load(DAILY, *DAYS).success
        assert house.rows("transactions").sort("transaction_id").equals(first)
