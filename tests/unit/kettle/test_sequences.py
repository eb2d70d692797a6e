"""Rows are numbered, classified, summed up, repeated and sampled as in Kettle."""

import re

import polars as pl
import pytest

from onedata_resources.kettle.values.compatible import java_doubles
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, six, step, text_output


def answer(tmp_path, source, *steps, **context):
    out = tmp_path / "out"
    done = run(ktr(source, *steps, text_output("o", out)), **context)
    assert done.status == "Finished", done.log.text()
    return rows_of(out)


def counter(name, field, start=1, increment=1, maximum=999_999, *, counter="", copies=1):
    return step(
        name, "Sequence",
        f"<valuename>{field}</valuename><use_counter>Y</use_counter>"
        f"<counter_name>{counter}</counter_name><start_at>{start}</start_at>"
        f"<increment_by>{increment}</increment_by><max_value>{maximum}</max_value>",
        copies=copies,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "increment", "maximum", "expected"),
    [
        (5, 2, 9, "5 7 9 5 7 9"),
        (5, 2, 10, "5 7 9 5 7 9"),
        (3, -2, -2, "3 1 -1 3 1 -1"),
        (1, 3, 1, "1 4 7 10 13 16"),
        (1, -1, 9, "1 0 -1 -2 -3 -4"),
    ],
)
def test_a_counter_starts_again_past_its_end(tmp_path, start, increment, maximum, expected):
    shown = answer(tmp_path, six(), counter("c", "n", start, increment, maximum))
    assert " ".join(row.split("|")[1] for row in shown) == expected


def test_copies_of_a_step_share_its_counter(tmp_path):
    shown = answer(tmp_path, six(), counter("c", "n", copies=3))
    assert sorted(row.split("|")[1] for row in shown) == list("123456")


def test_steps_share_a_counter_by_its_name(tmp_path):
    out = tmp_path / "out"
    steps = [six(), counter("c", "n", counter="x"), counter("d", "n", counter="x")]
    xml = ktr(*steps, text_output("o", out), hops=[("g", "c"), ("g", "d"), ("c", "o"), ("d", "o")])
    run(xml)
    assert sorted(row.split("|")[1] for row in rows_of(out)) == list("123456")


def test_counters_of_one_name_that_differ_fail():
    xml = ktr(six(), counter("c", "n", counter="x"), counter("d", "m", start=2, counter="x"))
    assert run(xml).errors == 1


@pytest.mark.parametrize(
    ("settings", "why"),
    [("", "counter or a database"), ("<use_counter>Y</use_counter><start_at>x</start_at>", "'x'")],
)
def test_a_counter_that_cannot_be_is_refused(settings, why):
    with pytest.raises(Exception, match=re.escape(why)):
        run(ktr(six(), step("c", "Sequence", f"<valuename>n</valuename>{settings}")))


def ranges(*rules, fallback="none"):
    inner = "".join(
        f"<rule><lower_bound>{a}</lower_bound><upper_bound>{b}</upper_bound><value>{text}</value>"
        "</rule>"
        for a, b, text in rules
    )
    return step(
        "b", "NumberRange",
        f"<inputField>n</inputField><outputField>r</outputField>"
        f"<fallBackValue>{fallback}</fallBackValue><rules>{inner}</rules>",
    )  # fmt: skip


def test_a_number_is_in_every_range_that_holds_it_without_the_upper_bound(tmp_path):
    rules = ranges(("-1.7976931348623157E308", "5", "low"), ("4", "10.0", "middle"))
    source = grid("g", {"n": "Number"}, [["1"], ["4.5"], ["5"], ["10"], [""]])
    shown = [row.split("|")[1].rstrip() for row in answer(tmp_path, source, rules)]
    assert shown == ["low", "low,middle", "middle", "none", "none"]


def test_a_text_that_is_no_number_has_no_range():
    source = grid("g", {"n": "String"}, [["x"]])
    assert metrics(run(ktr(source, ranges(("1", "2", "a")))), "b").errors == 1


def check_sum(kind, shown="", *, lossy="N", old="Y", fields="abcde"):
    named = "".join(f"<field><name>{name}</name></field>" for name in fields)
    return step(
        "b", "CheckSum",
        f"<checksumtype>{kind}</checksumtype><resultfieldName>sum</resultfieldName>"
        f"<resultType>{shown}</resultType><compatibilityMode>{lossy}</compatibilityMode>"
        f"<oldChecksumBehaviour>{old}</oldChecksumBehaviour><fields>{named}</fields>",
    )  # fmt: skip


ROW = grid(
    "g",
    {"a": "Integer", "b": "String", "c": "Number", "d": "String", "e": "Boolean"},
    [["1", "abc", "2.5", "", "Y"]],
)


@pytest.mark.parametrize(
    ("kind", "shown", "lossy", "expected"),
    [
        ("CRC32", "", "N", "1131874742"),
        ("MD5", "", "N", "17-155-119-234-138-52-81-195-69-62-116-193-74-54-231-197"),
        ("MD5", "hexadecimal", "N", "119b77ea8a3451c3453e74c14a36e7c5"),
        ("MD5", "hexadecimal", "Y", "11FD77FD3451FD453E74FD4A36FDFD"),
    ],
)
def test_a_checksum_is_that_of_javas_texts(tmp_path, kind, shown, lossy, expected):
    [row] = answer(tmp_path, ROW, check_sum(kind, shown, lossy=lossy))
    assert row.split("|")[-1] == expected


def test_a_null_has_no_checksum_in_the_new_way(tmp_path):
    assert run(ktr(ROW, check_sum("SHA-256", old="N"))).errors == 1
    [row] = answer(tmp_path, ROW, check_sum("ADLER32", old="N", fields="abce"))
    assert row.split("|")[-1] == "342492077"


@pytest.mark.parametrize(
    ("text", "old", "expected"),
    [
        (" ", "Y", "c4ca4238a0b923820dcc509a6f75849b"),  # md5 of "1"
        (" ", "N", "c4ca4238a0b923820dcc509a6f75849b"),
        ("", "Y", "37a6259cc0c1dae299a7866489dff0bd"),  # md5 of "null"
    ],
)
def test_an_empty_text_adds_nothing_to_a_checksum_where_null_is_a_word(
    tmp_path, text, old, expected
):
    """DataGrid makes an empty text of blanks, and null of nothing."""
    fields = "ab" if text else "b"
    source = grid("g", {"a": "Integer:0", "b": "String"}, [["1", text]])
    summed = check_sum("MD5", "hexadecimal", old=old, fields=fields)
    [row] = answer(tmp_path, source, summed)
    assert row.split("|")[-1] == expected


def test_sha_256_in_old_hexadecimal_is_refused():
    with pytest.raises(Exception, match="SHA-256"):
        run(ktr(ROW, check_sum("SHA-256", lossy="Y")))


def test_doubles_print_as_in_java():
    values = pl.Series([1.0, 0.1, 1e7, 123456789.125, 1e-3, 9.99e-4, 1e21, -0.0, 100, 12345.678])
    shown = "1.0 0.1 1.0E7 1.23456789125E8 0.001 9.99E-4 1.0E21 -0.0 100.0 12345.678"
    assert java_doubles(values).to_list() == shown.split(" ")


def clones(settings):
    return step("b", "CloneRow", settings)


def test_a_row_is_followed_by_its_clones(tmp_path):
    settings = (
        "<nrcloneinfield>Y</nrcloneinfield><nrclonefield>k</nrclonefield>"
        "<addcloneflag>Y</addcloneflag><cloneflagfield>f</cloneflagfield>"
        "<addclonenum>Y</addclonenum><clonenumfield>n</clonenumfield>"
    )
    source = grid("g", {"k": "Integer"}, [["2"], ["0"], ["-1"]])
    shown = answer(tmp_path, source, clones(settings))
    assert shown == ["2|N|0", "2|Y|1", "2|Y|2", "0|N|0", "-1|N|0"]


def test_the_number_of_clones_may_be_a_variable_but_not_null(tmp_path):
    variables = {"N": "1"}
    shown = answer(tmp_path, six(), clones("<nrclones>${N}</nrclones>"), variables=variables)
    assert shown == [str(n) for n in range(1, 7) for _ in range(2)]
    null = "<nrcloneinfield>Y</nrcloneinfield><nrclonefield>k</nrclonefield>"
    assert run(ktr(grid("g", {"k": "Integer"}, [[""]]), clones(null))).errors == 1


@pytest.mark.parametrize(
    ("lines", "expected"),
    [("1,3..4", "1 3 4"), ("2", "2"), ("5..9", "5 6"), ("x, 2", ""), ("4,1..2", "1 2 4")],
)
def test_rows_are_chosen_by_their_numbers(tmp_path, lines, expected):
    sample = step(
        "b", "SampleRows", f"<linesrange>{lines}</linesrange><linenumfield>n</linenumfield>"
    )
    assert answer(tmp_path, six(), sample) == [f"{n}|{n}" for n in expected.split()]


@pytest.mark.parametrize("lines", ["1..3,2", "4..2", "2,2"])
def test_ranges_that_overlap_are_refused(lines):
    with pytest.raises(Exception, match="overlap"):
        run(ktr(six(), step("b", "SampleRows", f"<linesrange>{lines}</linesrange>")))


def reservoir(size, seed):
    return step(
        "b", "ReservoirSampling",
        f"<reservoir_sampling><sample_size>{size}</sample_size><seed>{seed}</seed>"
        "</reservoir_sampling>",
    )  # fmt: skip


@pytest.mark.row("S28")
@pytest.mark.parametrize(
    ("seed", "size", "expected"),
    [
        (1, 3, "2952 1702 4888"),
        (7, 10, "193 4284 3411 1354 1447 848 813 2613 3810 2800"),
        (-3, 10, "4511 363 3086 4306 542 4809 3030 1109 4714 1312"),
    ],
)
def test_a_sample_is_the_one_that_java_draws(tmp_path, seed, size, expected):
    many = step("g", "RowGenerator", "<limit>5000</limit><fields/>")
    shown = answer(tmp_path, many, counter("c", "n"), reservoir(size, seed))
    assert shown == expected.split(" ")


@pytest.mark.parametrize(("size", "expected"), [(0, 6), (10, 6), (-1, 0)])
def test_a_sample_larger_than_the_rows_is_all_of_them(tmp_path, size, expected):
    assert len(answer(tmp_path, six(), reservoir(size, 1))) == expected
