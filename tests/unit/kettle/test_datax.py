"""DataX jobs run as DataX runs them: streams, text files, transformers and dirty rows."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from onedata_resources.kettle.engine.run import TransformationRun
from tests.unit.kettle.datax_jobs import (
    TWO,
    csv,
    finished,
    job,
    lines,
    plugin,
    ran,
    rejected,
    stream,
    text_file,
)

pytestmark = pytest.mark.row("F098")


def test_constants_of_every_type_are_printed_as_datax_prints_them(tmp_path: Path) -> None:
    columns = [
        {"value": "DataX", "type": "string"},
        {"value": 19880808, "type": "long"},
        {"value": "1988-08-08 08:08:08", "type": "date"},
        {"value": True, "type": "bool"},
        {"value": 0.5, "type": "double"},
        {"value": "test", "type": "bytes"},
    ]
    finished(job(stream(*columns, rows=2), text_file(tmp_path)))
    assert lines(tmp_path) == ["DataX,19880808,1988-08-08 08:08:08,true,0.5,test"] * 2


def test_each_channel_makes_the_rows_of_a_stream(tmp_path: Path) -> None:
    finished(job(stream(*TWO, rows=3), text_file(tmp_path), speed={"channel": 4}))
    assert len(lines(tmp_path)) == 12


def test_random_columns_stay_in_their_ranges(tmp_path: Path) -> None:
    columns = [
        {"random": "3,5", "type": "long"},
        {"random": "2,20", "type": "string"},
        {"random": "1,1", "type": "bool"},
        {"random": "2024-01-01 00:00:00, 2024-01-31 00:00:00", "type": "date"},
        {"random": "2,3", "type": "double"},
        {"random": "3,1", "type": "bool"},
    ]
    finished(job(stream(*columns, rows=400), text_file(tmp_path, dateFormat="yyyy-MM")))
    found = [line.split(",") for line in lines(tmp_path)]
    assert {each[0] for each in found} == {"3", "4", "5"}
    assert {len(each[1]) for each in found} == set(range(2, 21))
    assert {each[2] for each in found} == {"true"}
    assert {each[3] for each in found} == {"2024-01"}
    assert all(2 <= float(each[4]) < 4 for each in found)
    assert {each[5] for each in found} == {"true", "false"}


def test_columns_of_a_file_get_their_types_and_constants(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        'id;name;day;ok\n1;" x;y ";2024.01.02;TRUE\n2;\\N;2024.02.30;false\n', encoding="utf-8"
    )
    reader = csv(
        tmp_path / "in.csv",
        {"index": 3, "type": "boolean"},
        {"index": 0, "type": "long"},
        {"value": "cn", "type": "string"},
        {"index": 2, "type": "date", "format": "yyyy.MM.dd"},
        {"index": 1, "type": "string"},
        {"index": 0, "type": "string"},
        fieldDelimiter=";",
        skipHeader=True,
        nullFormat="\\N",
    )
    finished(job(reader, text_file(tmp_path, nullFormat="-", dateFormat="yyyyMMdd")))
    assert lines(tmp_path) == ["true,1,cn,20240102,x;y,1", "false,2,cn,20240301,-,2"]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("long", "12.7", "12"),
        ("long", " 7 ", "7"),
        ("long", "0x1", None),
        ("double", "12345678901234567890.5", "12345678901234567890.5"),
        ("double", "+1e2", "100.0"),
        ("double", "1,000", None),
        ("double", "one", None),
    ],
)
def test_numbers_are_read_as_datax_reads_them(
    tmp_path: Path, kind: str, text: str, expected: str | None
) -> None:
    (tmp_path / "in.csv").write_text(f'"{text}"\n')
    run = finished(job(csv(tmp_path / "in.csv", {"index": 0, "type": kind}), text_file(tmp_path)))
    assert lines(tmp_path) == ([] if expected is None else [expected])
    assert rejected(run) == int(expected is None)


def test_files_that_are_not_there_fail_the_job(tmp_path: Path) -> None:
    for path in ("none.csv", "none*.csv"):
        reader = csv(tmp_path / path, {"index": 0, "type": "string"})
        assert ran(job(reader, text_file(tmp_path))).status != "Finished"


def test_dates_without_a_format_are_dates_times_or_both(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("2024-01-02\n08:09:10\n2024-01-02 03:04:05\n")
    finished(job(csv(tmp_path / "in.csv", {"index": 0, "type": "date"}), text_file(tmp_path)))
    assert lines(tmp_path) == ["2024-01-02 00:00:00", "1970-01-01 08:09:10", "2024-01-02 03:04:05"]


@pytest.mark.parametrize("path", ["data/*.csv", "data", "data/", "data/a*"])
def test_folders_and_wildcards_name_files(tmp_path: Path, path: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a1.csv").write_text("1\n")
    (tmp_path / "data/a2.csv").write_text("2\n")
    (tmp_path / "data/deeper").mkdir()
    (tmp_path / "data/deeper/a3.csv").write_text("3\n")
    reader = csv(f"{tmp_path}/{path}", {"index": 0, "type": "string"})
    finished(job(reader, text_file(tmp_path)))
    assert sorted(lines(tmp_path)) == ["1", "2", "3"]


def test_packed_files_and_encodings_are_read_and_written(tmp_path: Path) -> None:
    (tmp_path / "in.gz").write_bytes(gzip.compress("北京,1\n".encode("gbk")))
    columns = [{"index": 0, "type": "string"}, {"index": 1, "type": "string"}]
    reader = csv(tmp_path / "in.gz", *columns, compress="gzip", encoding="gbk")
    finished(job(reader, text_file(tmp_path, compress="gzip", suffix=".csv", header=["城", "n"])))
    written = gzip.decompress((tmp_path / "out.csv.gz").read_bytes())
    assert written.decode() == "城,n\n北京,1\n"


@pytest.mark.parametrize(
    ("form", "expected"), [("csv", '"a,b","say ""hi"""'), ("text", 'a,b,say "hi"')]
)
def test_only_csv_encloses_delimiters(tmp_path: Path, form: str, expected: str) -> None:
    columns = [{"value": "a,b", "type": "string"}, {"value": 'say "hi"', "type": "string"}]
    finished(job(stream(*columns), text_file(tmp_path, fileFormat=form)))
    assert lines(tmp_path) == [expected]


def test_append_writes_another_file_and_nonconflict_none(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("before\n")
    finished(job(stream(*TWO), text_file(tmp_path, writeMode="append")))
    assert len(list(tmp_path.glob("out_*"))) == 1
    assert lines(tmp_path) == ["before"]
    conflict = ran(job(stream(*TWO), text_file(tmp_path, writeMode="nonConflict")))
    assert conflict.status != "Finished"
    assert lines(tmp_path) == ["before"]
    finished(job(stream(*TWO), text_file(tmp_path, name="new", writeMode="nonConflict")))
    assert lines(tmp_path, "new") == ["a,7"]


DIGEST = "2A289020F144A4B2304B87E02435FFAA"


def dirty(tmp_path: Path, **setting: Any) -> TransformationRun:
    """Run a file with two numbers and two that are none."""
    (tmp_path / "in.csv").write_text("1\nx\n3\ny\n")
    reader = csv(tmp_path / "in.csv", {"index": 0, "type": "long"})
    return ran(job(reader, text_file(tmp_path), **setting))


@pytest.mark.parametrize(
    ("setting", "ends_well"),
    [
        ({}, True),
        ({"errorLimit": {"record": 2}}, True),
        ({"errorLimit": {"record": 1}}, False),
        ({"errorLimit": {"record": 0}}, False),
        ({"errorLimit": {"percentage": 0.5}}, True),
        ({"errorLimit": {"percentage": 0.49}}, False),
        ({"errorLimit": {"record": 2, "percentage": 0}}, True),
    ],
)
def test_more_dirty_rows_than_the_limit_fail_the_job(
    tmp_path: Path, setting: dict[str, Any], ends_well: bool
) -> None:
    run = dirty(tmp_path, **setting)
    assert (run.status == "Finished") == ends_well
    if ends_well:
        assert lines(tmp_path) == ["1", "3"]
        assert rejected(run) == 2


@pytest.mark.parametrize(
    ("name", "paras", "expected"),
    [
        ("dx_substr", ["2", "5"], ["taxTe", "null"]),
        ("dx_pad", ["l", "12", "A"], ["AAAdataxTest", "AAAAAAAAAAAA"]),
        ("dx_pad", ["r", "4", "A"], ["data", "AAAA"]),
        ("dx_replace", ["2", "4", "**$1*"], ["da**$1*est", "null"]),
        ("dx_replace", ["5", "10", "****"], ["datax****", "null"]),
        ("dx_digest", ["md5", "toUpperCase"],
         [DIGEST, "D41D8CD98F00B204E9800998ECF8427E"]),
        ("dx_filter", ["like", "data.*"], ["null"]),
        ("dx_filter", ["not like", "data.*"], ["dataxTest"]),
        ("dx_filter", ["=", "null"], ["dataxTest"]),
        ("dx_filter", ["!=", "dataxTest"], ["dataxTest"]),
        ("dx_filter", [">", "a"], ["null"]),
    ],
)  # fmt: skip
def test_transformers_do_what_datax_documents(
    tmp_path: Path, name: str, paras: list[str], expected: list[str]
) -> None:
    (tmp_path / "in.csv").write_text("1,dataxTest\n2,\\N\n")
    columns = [{"index": 0, "type": "long"}, {"index": 1, "type": "string"}]
    reader = csv(tmp_path / "in.csv", *columns, nullFormat="\\N")
    finished(job(reader, text_file(tmp_path), plugin(name, columnIndex=1, paras=paras)))
    found = [line.split(",")[1] for line in lines(tmp_path)]
    assert found == expected


def test_numbers_are_filtered_as_numbers(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("9\n10\n\n11\n")
    reader = csv(tmp_path / "in.csv", {"index": 0, "type": "long"})
    kept = plugin("dx_filter", columnIndex=0, paras=[">=", "10"])
    finished(job(reader, text_file(tmp_path), kept))
    assert lines(tmp_path) == ["9"]


def test_rows_are_printed_to_the_log_or_a_file(tmp_path: Path) -> None:
    printed = finished(job(stream(*TWO, {"value": True, "type": "bool"}), plugin("streamwriter")))
    assert "\na\t7\ttrue\n" in printed.log.text()
    silent = finished(job(stream(*TWO), plugin("streamwriter", print=False)))
    assert "a\t7" not in silent.log.text()
    finished(job(stream(*TWO), plugin("streamwriter", path=str(tmp_path), fileName="out")))
    assert lines(tmp_path) == ["a\t7"]
