"""Rows are grouped, counted and added up as in Kettle."""

import numpy as np
import polars as pl
import pytest

from onedata_resources.kettle.values.java_hash import group_order
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

COLUMNS = {"k": "String", "i": "Integer", "n": "Number"}


def grouped(kind, keys, aggregates, extra=""):
    group = "".join(f"<field><name>{key}</name></field>" for key in keys)
    fields = "".join(
        f"<field><aggregate>{name}</aggregate><subject>{subject}</subject><type>{code}</type>"
        f"<valuefield>{value}</valuefield></field>"
        for name, subject, code, value in aggregates
    )
    return step("b", kind, f"{extra}<group>{group}</group><fields>{fields}</fields>")


def answer(tmp_path, *steps, columns=COLUMNS, rows, **context):
    out = tmp_path / "out"
    done = run(ktr(grid("g", columns, rows), *steps, text_output("o", out)), **context)
    assert done.status == "Finished", done.log.text()
    return rows_of(out)


@pytest.mark.parametrize(
    ("percent", "expected"), [("50", "2.5"), ("75", "3.75"), ("10", "1.0"), ("100", "4.0")]
)
@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
def test_a_percentile_lies_between_its_neighbours(tmp_path, kind, percent, expected):
    rows = [["a", "", each] for each in ("4", "1", "", "3", "2")]
    shown = answer(tmp_path, grouped(kind, ["k"], [("p", "n", "PERCENTILE", percent)]), rows=rows)
    assert shown == [f"a|{expected}"]


@pytest.mark.parametrize("percent", ["0", "101", "half", ""])
def test_a_percentile_that_cannot_be_is_refused(percent):
    aggregates = [("p", "n", "PERCENTILE", percent)]
    xml = ktr(grid("g", COLUMNS, []), grouped("GroupBy", ["k"], aggregates))
    with pytest.raises(Exception, match="percentile"):
        run(xml)


@pytest.mark.row("S28")
@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
@pytest.mark.parametrize("rows", [7, 250_000])
def test_doubles_are_added_one_after_the_other(tmp_path, kind, rows):
    values = np.round(np.random.default_rng(rows).random(rows) * 1000, 2)
    csv = tmp_path / "in.csv"
    keys = np.where(np.arange(rows) < rows // 2, "a", "b")
    pl.DataFrame({"k": keys, "n": values}).write_csv(csv)
    reading = step(
        "g",
        "CsvInput",
        f"<filename>{csv}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>N</lazy_conversion><fields><field><name>k</name><type>String</type>"
        "</field><field><name>n</name><type>Number</type></field></fields>",
    )
    out = tmp_path / "out"
    aggregates = [("s", "n", "SUM", ""), ("a", "n", "AVERAGE", "")]
    mask = step(
        "f",
        "SelectValues",
        "<fields><meta><name>s</name><rename>s</rename><type>String</type>"
        "<conversion_mask>0.####################</conversion_mask></meta></fields>",
    )
    run(ktr(reading, grouped(kind, ["k"], aggregates), mask, text_output("o", out)))
    expected = {}
    for key in "ab":
        total = 0.0
        for value in values[keys == key]:
            total += float(value)
        expected[key] = total
    shown = {row.split("|")[0]: float(row.split("|")[1]) for row in rows_of(out)}
    assert shown == expected


def test_every_row_is_kept_with_its_number_and_running_values(tmp_path):
    aggregates = [
        ("s", "n", "SUM", ""), ("cs", "n", "CUM_SUM", ""), ("ca", "i", "CUM_AVG", ""),
        ("any", "i", "COUNT_ANY", ""),
    ]  # fmt: skip
    extra = (
        "<all_rows>Y</all_rows><add_linenr>Y</add_linenr><linenr_fieldname>line</linenr_fieldname>"
    )
    rows = [["a", "1", "1.5"], ["a", "2", ""], ["b", "", ""], ["b", "5", "2"], ["a", "7", "1"]]
    assert answer(tmp_path, grouped("GroupBy", ["k"], aggregates, extra), rows=rows) == [
        "a|1|1.5|1.5|1.5|1.0| 0000000002|1",
        "a|2||1.5|1.5|1.5| 0000000002|2",
        "b|||2.0||| 0000000002|1",
        "b|5|2.0|2.0|2.0|5.0| 0000000002|2",
        "a|7|1.0|1.0|1.0|7.0| 0000000001|1",
    ]


def test_running_values_go_on_from_batch_to_batch(tmp_path):
    rows = 250_000
    csv = tmp_path / "in.csv"
    pl.DataFrame({"k": np.arange(rows) // 100_001, "i": np.arange(rows) % 7}).write_csv(csv)
    reading = step(
        "g",
        "CsvInput",
        f"<filename>{csv}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>N</lazy_conversion><fields><field><name>k</name><type>Integer</type>"
        "</field><field><name>i</name><type>Integer</type></field></fields>",
    )
    extra = "<all_rows>Y</all_rows><add_linenr>Y</add_linenr><linenr_fieldname>l</linenr_fieldname>"
    out = tmp_path / "out"
    run(
        ktr(
            reading,
            grouped("GroupBy", ["k"], [("c", "i", "CUM_SUM", "")], extra),
            text_output("o", out),
        )
    )
    shown = pl.read_csv(out, separator="|")
    expected = shown.with_columns(
        pl.col("i").cum_sum().over("k").alias("c"),
        pl.int_range(1, pl.len() + 1).over("k").alias("l"),
    )
    assert shown["c"].equals(expected["c"])
    assert shown["l"].equals(expected["l"])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SUM", "7"), ("AVERAGE", "3"), ("MIN", "3"), ("MAX", "4"), ("COUNT_ALL", "2"),
        ("COUNT_ANY", "3"), ("COUNT_DISTINCT", "2"), ("FIRST", "3"), ("LAST", "4"),
        ("FIRST_INCL_NULL", ""), ("LAST_INCL_NULL", "4"), ("MEDIAN", "3.5"), ("STD_DEV", "0.5"),
        ("CONCAT_COMMA", "3, 4"), ("CONCAT_STRING", "3;4"),
    ],
)  # fmt: skip
def test_an_aggregate_of_integers(tmp_path, code, expected):
    rows = [["a", "", ""], ["a", "3", ""], ["a", "4", ""]]
    assert answer(tmp_path, grouped("GroupBy", ["k"], [("x", "i", code, ";")]), rows=rows) == [
        f"a|{expected}"
    ]


def test_lengths_and_masks_of_the_subject_stay_where_kettle_keeps_them(tmp_path):
    columns = {"k": "String", "n": "Number:0.00"}
    aggregates = [("s", "n", "SUM", ""), ("m", "n", "MAX", "")]
    rows = [["a", "1.5"], ["a", "2"]]
    by_runs = answer(tmp_path, grouped("GroupBy", ["k"], aggregates), columns=columns, rows=rows)
    hashed = answer(
        tmp_path, grouped("MemoryGroupBy", ["k"], aggregates), columns=columns, rows=rows
    )
    assert (by_runs, hashed) == (["a|3.5|2.00"], ["a|3.50|2.00"])


def test_a_sort_without_case_makes_one_group_of_both_cases(tmp_path):
    sort = step(
        "s",
        "SortRows",
        "<fields><field><name>k</name><ascending>Y</ascending><case_sensitive>N</case_sensitive>"
        "</field></fields>",
    )
    rows = [["b", "1", ""], ["A", "2", ""], ["a", "3", ""], ["B", "4", ""]]
    shown = answer(tmp_path, sort, grouped("GroupBy", ["k"], [("s", "i", "SUM", "")]), rows=rows)
    assert shown == ["a|5", "B|5"]


def test_groups_in_memory_come_in_the_order_of_javas_hash_map(tmp_path):
    words = ["north", "south", "east", "west", "apple", "Banana", "cherry", "München", "日本"]
    rows = [[word, "1", ""] for word in words]
    shown = answer(
        tmp_path, grouped("MemoryGroupBy", ["k"], [("c", "k", "COUNT_ANY", "")]), rows=rows
    )
    order = [7, 3, 2, 4, 5, 1, 0, 6, 8]
    assert [row.split("|")[0] for row in shown] == [words[at] for at in order]


def test_the_order_of_many_keys_is_that_of_a_grown_map():
    index = np.arange(20_000, dtype=np.int64)
    numbers = pl.Series(index * 7919 % 100_003)
    texts = pl.Series([f"k{at % 100}" for at in index])
    total = 0
    for value in group_order([numbers, texts], len(index)).to_list():
        total = (total * 31 + value) & (2**64 - 1)
    assert total == -2881453429502930742 & (2**64 - 1)


def test_keys_of_other_types_have_javas_hash_codes():
    numbers = pl.Series([d for d in (1.5, -2.0, 0.0, 1e10, 3.25) for _ in range(2)])
    flags = pl.Series([True, False] * 5)
    dates = (numbers * 1_000_000).cast(pl.Int64).cast(pl.Datetime("ms"))
    assert group_order([numbers, flags, dates], 10).to_list() == [9, 8, 4, 5, 2, 7, 3, 6, 0, 1]


def test_a_standard_deviation_in_memory_fails_at_a_null():
    aggregates = [("d", "n", "STD_DEV", "")]
    xml = ktr(grid("g", COLUMNS, [["a", "", ""]]), grouped("MemoryGroupBy", ["k"], aggregates))
    assert run(xml).errors == 1


@pytest.mark.parametrize("code", ["SUM", "AVERAGE", "CUM_SUM"])
def test_texts_that_are_no_numbers_cannot_be_added_up(code):
    xml = ktr(grid("g", COLUMNS, [["a", "", ""]]), grouped("GroupBy", [], [("x", "k", code, "")]))
    assert run(xml).errors == 1


def test_variables_bring_back_older_rules_for_nulls(tmp_path):
    aggregates = [("s", "n", "SUM", ""), ("m", "i", "MIN", "")]
    variables = {
        "KETTLE_AGGREGATION_ALL_NULLS_ARE_ZERO": "Y",
        "KETTLE_AGGREGATION_MIN_NULL_IS_VALUED": "Y",
    }
    rows = [["a", "1", ""], ["a", "", ""]]
    shown = answer(tmp_path, grouped("GroupBy", ["k"], aggregates), rows=rows, variables=variables)
    assert shown == ["a|0.0|0"]


def test_an_unknown_aggregate_is_refused():
    xml = ktr(grid("g", COLUMNS, []), grouped("MemoryGroupBy", ["k"], [("x", "i", "CUM_SUM", "")]))
    with pytest.raises(Exception, match="unknown type 'CUM_SUM'"):
        run(xml)


def statistics(**chosen):
    asked = dict.fromkeys(("N", "mean", "stdDev", "min", "max", "median"), "N") | chosen
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in asked.items())
    return step(
        "b",
        "UnivariateStats",
        f"<univariate_stats><source_field_name>n</source_field_name>{inner}</univariate_stats>",
    )


@pytest.mark.parametrize(
    ("chosen", "header", "expected"),
    [
        ({"N": "Y", "mean": "Y", "stdDev": "Y"}, "n(N)|n(mean)|n(stdDev)", "4.0|2.5|1.2909944487"),
        ({"min": "Y", "max": "Y", "median": "Y"}, "n(min)|n(max)|n(median)", "1.0|4.0|2.5"),
        ({"percentile": "0.9", "interpolate": "Y"}, "n(90th percentile)", "4.0"),
        ({"percentile": "0.255", "interpolate": "N"}, "n(25.5th percentile)", "2.0"),
        ({"percentile": "0.5", "interpolate": "N"}, "n(50th percentile)", "2.5"),
    ],
)
def test_statistics_of_one_field(tmp_path, chosen, header, expected):
    full = {"percentile": "-1", "interpolate": "Y"} | chosen
    rows = [["a", "", each] for each in ("4", "1", "", "3", "2")]
    shown = answer(tmp_path, statistics(**full), rows=rows)
    written = (tmp_path / "out").read_text().splitlines()[0]
    assert (written, shown) == (header, [expected])


def test_the_largest_of_negative_numbers_is_the_smallest_double_as_in_kettle(tmp_path):
    statistic = statistics(max="Y", percentile="-1", interpolate="Y")
    assert answer(tmp_path, statistic, rows=[["a", "", "-3"]]) == ["0.0"]


@pytest.mark.parametrize(("kind", "expected"), [("GroupBy", "007|2"), ("MemoryGroupBy", "7|2")])
def test_a_lazy_key_keeps_its_text_only_beside_a_run(tmp_path, kind, expected):
    (tmp_path / "in.csv").write_text("k,n\n7,1\n007,1\n")
    reading = step(
        "g",
        "CsvInput",
        f"<filename>{tmp_path / 'in.csv'}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>Y</lazy_conversion><fields><field><name>k</name><type>Number</type>"
        "<format>0</format><group>,</group></field><field><name>n</name><type>Integer</type></field>"
        "</fields>",
    )
    out = tmp_path / "out"
    run(ktr(reading, grouped(kind, ["k"], [("s", "n", "SUM", "")]), text_output("o", out)))
    assert rows_of(out) == [expected]


def test_two_running_values_of_one_field_go_on_from_batch_to_batch(tmp_path):
    csv, out = tmp_path / "in.csv", tmp_path / "out"
    pl.DataFrame({"i": np.ones(220_000, np.int64)}).write_csv(csv)
    reading = step(
        "g",
        "CsvInput",
        f"<filename>{csv}</filename><separator>,</separator><header>Y</header>"
        "<lazy_conversion>N</lazy_conversion><fields><field><name>i</name><type>Integer</type>"
        "</field></fields>",
    )
    aggregates = [("s", "i", "CUM_SUM", ""), ("a", "i", "CUM_AVG", ""), ("c", "i", "COUNT_ALL", "")]
    extra = "<all_rows>Y</all_rows>"
    run(ktr(reading, grouped("GroupBy", [], aggregates, extra), text_output("o", out)))
    assert rows_of(out)[-1] == "1|220000|1.0| 0000220000"


@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
def test_texts_that_are_numbers_are_added_up(tmp_path, kind):
    columns = {"k": "String", "t": "String"}
    rows = [["a", "1.5"], ["a", ""], ["a", "2"]]
    shown = answer(
        tmp_path, grouped(kind, ["k"], [("s", "t", "SUM", "")]), columns=columns, rows=rows
    )
    assert shown == ["a|3.5"]


def test_a_run_has_the_average_of_its_texts_and_every_row_their_sum(tmp_path):
    columns = {"k": "String", "t": "String"}
    rows = [["a", "1"], ["a", "2"]]
    average = grouped("GroupBy", ["k"], [("s", "t", "AVERAGE", "")])
    assert answer(tmp_path, average, columns=columns, rows=rows) == ["a|1.5"]
    beside = grouped("GroupBy", ["k"], [("s", "t", "SUM", "")], "<all_rows>Y</all_rows>")
    assert answer(tmp_path, beside, columns=columns, rows=rows) == ["a|1|3.0", "a|2|3.0"]


def test_a_text_that_is_no_number_is_named_by_its_sum():
    xml = ktr(
        grid("g", {"k": "String", "t": "String"}, [["a", "1"], ["a", "x1"]]),
        grouped("GroupBy", ["k"], [("s", "t", "SUM", "")]),
        step("d", "Dummy"),
    )
    assert "The value [x1] of field 't' is no number." in run(xml).log.text()


def lazily(path, fields, *, lazy="Y"):
    listed = "".join(
        f"<field><name>{name}</name><type>{kind.partition(':')[0]}</type><group>,</group>"
        f"<format>{kind.partition(':')[2]}</format></field>"
        for name, kind in fields.items()
    )
    return step(
        "g",
        "CsvInput",
        f"<filename>{path}</filename><separator>,</separator><header>Y</header>"
        f"<lazy_conversion>{lazy}</lazy_conversion><fields>{listed}</fields>",
    )


PICKED = ("MIN", "MAX", "FIRST", "LAST", "FIRST_INCL_NULL", "LAST_INCL_NULL", "CONCAT_COMMA")


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("GroupBy", ("07.50", "8.10"), "07.50|8.10|07.50|8.10|07.50|8.10|7.5, 8.1"),
        ("MemoryGroupBy", ("07.50", "8.10"), "7.5|8.1|7.5|8.1|7.5|8.1|7.5, 8.1"),
        ("GroupBy", ("", "8.10", ""), "|8.10|||||null, 8.1, null"),
        ("MemoryGroupBy", ("", "8.10", ""), "8.1|8.1||8.1|||null, 8.1, null"),
    ],
)
def test_what_was_not_read_yet_leaves_as_it_was_and_a_blank_of_it_counts(
    tmp_path, kind, values, expected
):
    path, out = tmp_path / "in.csv", tmp_path / "out"
    path.write_text("k,n\n" + "".join(f"a,{value}\n" for value in values))
    aggregates = [(code, "n", code, "") for code in PICKED]
    reading = lazily(path, {"k": "String", "n": "Number:0.0"})
    run(ktr(reading, grouped(kind, ["k"], aggregates), text_output("o", out)))
    assert rows_of(out) == [f"a|{expected}"]


def sorted_by(name, ascending="Y", case="Y"):
    return step(
        "s",
        "SortRows",
        f"<fields><field><name>{name}</name><ascending>{ascending}</ascending>"
        f"<case_sensitive>{case}</case_sensitive></field></fields>",
    )


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("GroupBy", ("1", "3", "2"), "1|3"),
        ("GroupBy", ("1", "", "2"), "1|2"),
        ("MemoryGroupBy", ("1", "3", "2"), "3|1"),
        ("MemoryGroupBy", ("1", "", "2"), "2|"),
    ],
)
def test_only_groups_in_memory_turn_least_and_greatest_round_after_a_falling_sort(
    tmp_path, kind, values, expected
):
    both = grouped(kind, [], [("least", "i", "MIN", ""), ("most", "i", "MAX", "")])
    rows = [["a", value, ""] for value in values]
    assert answer(tmp_path, sorted_by("i", ascending="N"), both, rows=rows) == [expected]


@pytest.mark.parametrize("kind", ["GroupBy", "MemoryGroupBy"])
@pytest.mark.parametrize(("case", "expected"), [("N", "apple|Cherry"), ("Y", "APPLE|apple")])
def test_least_and_greatest_texts_follow_the_case_rule_of_the_sort(tmp_path, kind, case, expected):
    both = grouped(kind, [], [("least", "k", "MIN", ""), ("most", "k", "MAX", "")])
    rows = [[text, "", ""] for text in ("Banana", "apple", "APPLE", "Cherry")]
    assert answer(tmp_path, sorted_by("k", case=case), both, rows=rows) == [expected]


def test_a_count_in_memory_has_the_mask_of_its_subject_and_without_one_leading_zeros(tmp_path):
    counter = "<start_at>1</start_at><increment_by>1</increment_by><max_value>99</max_value>"
    numbers = step(
        "q", "Sequence", f"<valuename>q</valuename><use_counter>Y</use_counter>{counter}"
    )
    columns = {"k": "String", "n": "Number:0.0"}
    aggregates = [
        ("of_text", "k", "COUNT_ALL", ""), ("masked", "n", "COUNT_ALL", ""),
        ("of_made", "q", "COUNT_DISTINCT", ""), ("middle", "q", "MEDIAN", ""),
    ]  # fmt: skip
    rows = [["a", "1"], ["a", "2"]]
    counted = grouped("MemoryGroupBy", ["k"], aggregates)
    shown = answer(tmp_path, numbers, counted, columns=columns, rows=rows)
    assert shown == ["a| 0000000002|2.0|2|2"]


def test_what_is_picked_in_memory_loses_its_length(tmp_path):
    made = "<field><name>k</name><type>String</type><nullif>a</nullif><length>3</length></field>"
    source = step("g", "RowGenerator", f"<limit>2</limit><fields>{made}</fields>")
    out = tmp_path / "out"
    picked = grouped("MemoryGroupBy", ["k"], [("m", "k", "MAX", "")])
    run(ktr(source, picked, text_output("o", out)))
    assert rows_of(out) == ["a  |a"]


@pytest.mark.parametrize(
    ("case", "expected"), [("N", ["a|3", "A|3", "b|2"]), ("Y", ["A|6", "b|2"])]
)
def test_a_group_follows_the_case_rule_of_the_step_that_dropped_repeated_rows(
    tmp_path, case, expected
):
    unique = step(
        "u",
        "Unique",
        f"<fields><field><name>k</name><case_insensitive>{case}</case_insensitive></field>"
        "<field><name>i</name><case_insensitive>N</case_insensitive></field></fields>",
    )
    rows = [["a", "3", ""], ["A", "3", ""], ["A", "3", ""], ["b", "2", ""]]
    if case == "Y":
        rows = [["a", "1", ""], ["A", "2", ""], ["A", "3", ""], ["b", "2", ""]]
    shown = answer(tmp_path, unique, grouped("GroupBy", ["k"], [("s", "i", "SUM", "")]), rows=rows)
    assert shown == expected


def test_a_change_of_metadata_keeps_the_rules_of_the_sort(tmp_path):
    longer = step(
        "l", "SelectValues", "<fields><meta><name>k</name><length>5</length></meta></fields>"
    )
    rows = [["b", "1", ""], ["A", "2", ""], ["a", "3", ""]]
    summed = grouped("GroupBy", ["k"], [("s", "i", "SUM", "")])
    shown = answer(tmp_path, sorted_by("k", case="N"), longer, summed, rows=rows)
    assert shown == ["a    |5", "b    |1"]


@pytest.mark.parametrize(
    ("lazy", "upper", "expected"),
    [("Y", False, ["a", "a", "A"]), ("N", False, ["a", "A"]), ("Y", True, ["A"])],
)
def test_rows_that_were_not_read_yet_are_all_unique_by_hash(tmp_path, lazy, upper, expected):
    path, out = tmp_path / "in.csv", tmp_path / "out"
    path.write_text("k\na\na\nA\n")
    field = "<field><in_stream_name>k</in_stream_name><lower_upper>upper</lower_upper></field>"
    changed = [step("c", "StringOperations", f"<fields>{field}</fields>")] if upper else []
    unique = step("u", "UniqueRowsByHashSet", "<fields><field><name>k</name></field></fields>")
    reading = lazily(path, {"k": "String"}, lazy=lazy)
    run(ktr(reading, *changed, unique, text_output("o", out)))
    assert [row.strip() for row in rows_of(out)] == expected


def test_a_blank_text_that_was_not_read_yet_is_joined_as_a_word(tmp_path):
    path, out = tmp_path / "in.csv", tmp_path / "out"
    path.write_text("k,t\na,x\na,\na,y\n")
    reading = lazily(path, {"k": "String", "t": "String"})
    aggregates = [("c", "t", "CONCAT_COMMA", ""), ("least", "t", "MIN", ""), ("n", "t", "MAX", "")]
    run(ktr(reading, grouped("GroupBy", ["k"], aggregates), text_output("o", out)))
    assert rows_of(out) == ["a|x, null, y||y"]
