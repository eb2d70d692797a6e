"""Files of metrics and registered tables: read line by line, and written to be read again."""

from datetime import date

import pytest

from onedata_assets.domain.metadata import metric_csv, register_csv
from onedata_assets.domain.metadata.document_csv import MOST_LINES
from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.register_check import day_of, newest_partition
from onedata_assets.domain.metadata.registers import bytes_of, columns_from

pytestmark = pytest.mark.row("F039")
READ = register_csv.REGISTER_CSV.read
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("form", "row", "example"),
    [
        (register_csv.REGISTER_CSV, register_csv.as_row, register_csv.EXAMPLE),
        (metric_csv.METRIC_CSV, metric_csv.as_row, metric_csv.EXAMPLE),
    ],
)
def test_what_is_written_is_read_as_it_was(form, row, example, encoding):
    text = form.write([row(example)]).lstrip("\ufeff")
    [read] = form.read(text.encode(encoding)).accepted
    assert read.item == example


def test_each_wrong_line_is_told_by_its_number_also_after_cells_of_several_lines():
    text = 'db,table,描述\nd,a,"两\n行"\nd,,x\nd,b\nd,a,again\n"d e",c,\n\nd,z,ok\n'
    found = READ(text.encode())
    assert [each.line for each in found.accepted] == [2, 9]
    assert [each.line for each in found.refusals] == [4, 5, 6, 7]
    assert "line 2" in found.refusals[2].en


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("db,name\n", "'name'"),
        ("db\n", "missing: table"),
        ("db,table,表名\n", "twice: table"),
        ("", "missing: db, table"),
        ('db,table\nd,"a\n', "Line 2"),
        ("db,table\nd,a\0\n", "no CSV"),
        ("db,table\n" + "d,t\n" * (MOST_LINES + 1), str(MOST_LINES)),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_as_a_whole(text, named):
    with pytest.raises(DocumentError, match=named):
        READ(text.encode())


def test_semicolons_and_tabs_part_cells_too():
    for delimiter in ";\t":
        text = f"db{delimiter}table\nhive{delimiter}orders\n"
        assert [each.item.name for each in READ(text.encode()).accepted] == ["hive.orders"]


def test_no_cell_is_a_formula_to_a_spreadsheet_and_none_is_changed_by_that():
    table = register_csv.EXAMPLE.model_copy(update={"description": "=1+1"})
    text = register_csv.REGISTER_CSV.write([register_csv.as_row(table)])
    assert ",=1+1," not in text
    assert READ(text.encode()).accepted[0].item.description == "=1+1"


@pytest.mark.parametrize(
    ("written", "size"),
    [("0", 0), ("12.5 GB", 13_421_772_800), ("800M", 838_860_800), ("1,024 KiB", 1_048_576)],
)
def test_sizes_are_read_as_people_write_them(written, size):
    assert bytes_of(written) == size


def test_columns_are_those_of_cube_studio_or_plain_words():
    cube = '[{"name": "dt", "column_type": "string", "partition_type": "主分区"}]'
    for written in (cube, "dt string*"):
        [column] = columns_from(written)
        assert (column["name"], column["type"], column["partition"]) == ("dt", "string", "main")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20261125", date(2026, 11, 25)),
        ("dt=2026-11-25/hour=03", date(2026, 11, 25)),
        ("2026-11-25 03:00:00", date(2026, 11, 25)),
        ("2026111", None),
        ("202612", date(2026, 12, 31)),
        ("north", None),
        ("20261399", None),
    ],
)
def test_the_day_of_a_partition_is_read_as_people_write_it(written, day):
    assert day_of(written) == day


@pytest.mark.parametrize(
    ("written", "rows", "days", "passed"),
    [
        ("20261125", 3, 1, True),
        ("20261124", 3, 1, False),
        ("20200101", 3, None, True),
        ("", 0, None, False),
        ("north", 3, None, True),
        ("north", 3, 1, False),
    ],
)
def test_the_newest_partition_is_held_to_its_age_where_one_is_asked_for(
    written, rows, days, passed
):
    assert newest_partition(written, rows, TODAY, fresh_days=days).passed is passed
