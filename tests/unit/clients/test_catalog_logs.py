"""A folder of logs as tables: what is read of large, packed, mixed, damaged and empty ones."""

import bz2
import gzip
import os
import time

import polars as pl
import pytest

from onedata_assets.domain.metadata.model import Family, TableKind, TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_logs import logs_samples, logs_structure
from onedata_resources.errors import UnavailableError

pytestmark = pytest.mark.row("S06")


def access(count: int, day: int = 2) -> str:
    return "".join(
        f"10.0.0.{n % 200} - - [{day:02}/Jan/2024:10:00:{n % 60:02} +0800]"
        f' "GET /p/{n} HTTP/1.1" 200 {n} "-" "curl/8"\n'
        for n in range(count)
    )


def only(folder):
    [table] = logs_structure(folder, Wanted()).tables
    return table


def rows_of(folder) -> pl.DataFrame:
    [(_, frame)] = logs_samples(folder, [only(folder)], wanted=Wanted())
    return frame


def test_a_log_and_what_was_rotated_out_of_it_are_one_table(tmp_path):
    (tmp_path / "access.log").write_text(access(3, day=4))
    (tmp_path / "access.log.1").write_text(access(3, day=3))
    (tmp_path / "access.log.2.gz").write_bytes(gzip.compress(access(3, day=2).encode()))
    (tmp_path / "access.log-20240101.bz2").write_bytes(bz2.compress(access(3, day=1).encode()))
    table = only(tmp_path)
    assert (table.name, table.kind, table.rows) == (TableName("", "access.log"), TableKind.LOG, 12)
    assert table.properties["format"] == "access (combined)"
    told = table.column("time")
    assert (told.type, told.family) == ("Datetime UTC", Family.MOMENT)
    assert table.column("status").comment == "HTTP 状态码 / HTTP status"
    assert rows_of(tmp_path)["time"].dt.day().n_unique() == 4


def test_a_catalog_asks_a_source_of_logs_like_any_other(tmp_path):
    (tmp_path / "access.log").write_text(access(3))
    catalog = Catalog({"WEB_LOGS": str(tmp_path)})
    source = Source("web", SourceKind.LOGS, "WEB_LOGS", Wanted())
    tables = catalog.structure(source).tables
    [(_, frame)] = catalog.samples(source, tables, rows=2)
    assert isinstance(frame, pl.DataFrame)
    assert frame.height == 2
    [(_, whole)] = catalog.whole(source, tables, tmp_path)
    assert isinstance(whole, Problem)


def test_a_log_of_ten_gigabytes_is_read_at_its_beginning_its_end_and_some_parts(tmp_path):
    path = tmp_path / "access.log"
    path.write_text(access(20_000, day=1))
    os.truncate(path, 10 << 30)  # the rest is a hole, which takes no room on disk
    with path.open("r+b") as file:
        file.seek((10 << 30) - (100 << 10))
        file.write(b"\n" + access(1000, day=9).encode())
    begun = time.perf_counter()
    days = set(rows_of(tmp_path)["time"].dt.day())
    assert time.perf_counter() - begun < 5
    assert days == {1, 9}
    assert (only(tmp_path).rows or 0) > 10_000_000


def test_rows_of_a_sample_are_of_all_parts_of_a_log(tmp_path):
    (tmp_path / "access.log").write_text(access(40_000))
    [(_, frame)] = logs_samples(tmp_path, [only(tmp_path)], wanted=Wanted(), rows=100)
    assert frame.height == 100
    assert max(frame["bytes"]) > 30_000


def test_lines_of_gb18030_among_utf8_are_read_and_told(tmp_path):
    head = "2024-01-02 10:00:00 INFO "
    lines = [f"{head}用户登录成功{n}\n".encode() for n in range(20)]
    lines += [f"{head}订单支付失败{n}\n".encode("gb18030") for n in range(20)]
    (tmp_path / "app.log").write_bytes(b"".join(lines))
    [problem] = logs_structure(tmp_path, Wanted()).problems
    assert (problem.is_partial, "gb18030" in problem.en) == (True, True)
    assert set(rows_of(tmp_path)["message"].str.slice(0, 6)) == {"用户登录成功", "订单支付失败"}


def test_utf16_of_windows_is_read(tmp_path):
    (tmp_path / "app.log").write_text("2024-01-02 10:00:00 INFO 启动\r\n", encoding="utf-16")
    assert rows_of(tmp_path)["message"].to_list() == ["启动"]


def test_colours_of_a_terminal_are_left_out(tmp_path):
    (tmp_path / "app.log").write_text("2024-01-02 10:00:00 \x1b[32mINFO\x1b[0m up\n")
    assert rows_of(tmp_path)["level"].to_list() == ["INFO"]


def test_formats_in_one_file_are_told_with_their_shares(tmp_path):
    (tmp_path / "web.log").write_text(access(60) + '{"a": 1}\n' * 40)
    problems = logs_structure(tmp_path, Wanted()).problems
    assert all(each.is_partial for each in problems)
    assert any("access 60 %, json 40 %" in each.en for each in problems)


def test_a_log_that_only_grows_is_told_the_same(tmp_path):
    (tmp_path / "web.log").write_text(access(60) + "\n".join(["odd line"] * 30))
    before = logs_structure(tmp_path, Wanted())
    (tmp_path / "web.log").write_text(access(6000) + "\n".join(["odd line"] * 3000))
    after = logs_structure(tmp_path, Wanted())
    assert (before.problems, before.tables[0].properties, before.tables[0].columns) == (
        after.problems,
        after.tables[0].properties,
        after.tables[0].columns,
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("core.log", b"\x7fELF\x02\x01\x00\x00" + bytes(range(256)) * 20, "no text"),
        ("image.log.gz", gzip.compress(os.urandom(4000)), "no text"),
        ("broken.log.gz", b"\x1f\x8b\x08\x00 broken", "unpacked"),
        ("empty.log", b"", "empty"),
        ("blank.log", b"\n \n", "empty"),
    ],
)
def test_what_is_no_log_is_told_alone_with_the_reason(tmp_path, name, content, reason):
    (tmp_path / "access.log").write_text(access(3))
    (tmp_path / name).write_bytes(content)
    found = logs_structure(tmp_path, Wanted())
    assert [str(each.name) for each in found.tables] == ["access.log"]
    [problem] = found.problems
    assert reason in problem.en


def test_a_packed_log_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path):
    packed = gzip.compress(access(20_000).encode())
    (tmp_path / "access.log.1.gz").write_bytes(packed[: len(packed) // 2])
    assert rows_of(tmp_path).height == 1000


def test_a_log_that_is_empty_since_it_was_rotated_is_no_problem(tmp_path):
    (tmp_path / "access.log").write_bytes(b"")
    (tmp_path / "access.log.1").write_text(access(3))
    found = logs_structure(tmp_path, Wanted())
    assert (len(found.tables), found.problems) == (1, ())


def test_a_single_file_is_a_source(tmp_path):
    (tmp_path / "access.log").write_text(access(3))
    (tmp_path / "other.log").write_text("x\n")
    assert str(only(tmp_path / "access.log").name) == "access.log"


def test_patterns_say_which_logs_are_looked_at(tmp_path):
    for name in ("access.log", "access.log.1", "debug.log", ".hidden.log"):
        (tmp_path / name).write_text(access(1))
    found = logs_structure(tmp_path, Wanted(include=("access*",)))
    assert [str(each.name) for each in found.tables] == ["access.log"]


def test_rows_of_many_files_are_reckoned_from_some_of_them(tmp_path):
    for day in range(1, 61):
        (tmp_path / f"2024-{1 + day // 28:02}-{1 + day % 28:02}.jsonl").write_text(
            '{"id": 1, "none": null}\n' * 100
        )
    table = only(tmp_path)
    assert (str(table.name), table.rows) == ("*.jsonl", 6000)
    assert table.column("none").family is Family.TEXT


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UnavailableError, match="missing"):
        logs_structure(tmp_path / "none", Wanted())
