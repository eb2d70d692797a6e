"""Rows become columns and columns rows as in Kettle, and rows know their neighbours."""

import pytest

from tests.unit.kettle.running import grid, ktr, outcome, rows_of, run, step, text_output


def normaliser(*fields):
    inner = "".join(
        f"<field><name>{name}</name><value>{kind}</value><norm>{norm}</norm></field>"
        for name, kind, norm in fields
    )
    return step("b", "Normaliser", f"<typefield>type</typefield><fields>{inner}</fields>")


def test_fields_of_a_type_go_into_the_new_fields_by_their_place(tmp_path):
    columns = {"d": "String", "a": "Integer", "an": "Integer", "b": "Integer"}
    step_ = normaliser(("a", "A", "sales"), ("an", "A", "number"), ("b", "B", "sales"))
    assert outcome(tmp_path, columns, [["x", "1", "2", "3"], ["y", "", "5", "6"]], step_) == [
        "d|type|sales|number", "x|A|1|2", "x|B|3|", "y|A||5", "y|B|6|",
    ]  # fmt: skip


def test_a_new_field_named_as_one_that_goes_away_gets_a_number(tmp_path):
    step_ = normaliser(("a", "A", "a"), ("b", "B", "a"))
    columns = {"a": "Integer", "b": "Integer"}
    assert outcome(tmp_path, columns, [["1", "2"]], step_) == ["type|a_1", "A|1", "B|2"]


def test_more_fields_in_a_type_than_new_fields_are_refused():
    xml = ktr(grid("g", {"a": "Integer"}, []), normaliser(("a", "A", "n"), ("a", "A", "n")))
    with pytest.raises(Exception, match="more fields"):
        run(xml)


def denormaliser(*fields, group=("g",)):
    inner = "".join(
        f"<field><field_name>{source}</field_name><key_value>{key}</key_value>"
        f"<target_name>{key}{at}</target_name><target_type>{kind}</target_type>"
        f"<target_aggregation_type>{code}</target_aggregation_type>{extra}</field>"
        for at, (source, key, kind, code, extra) in enumerate(fields)
    )
    groups = "".join(f"<field><name>{name}</name></field>" for name in group)
    return step(
        "b", "Denormaliser",
        f"<key_field>k</key_field><group>{groups}</group><fields>{inner}</fields>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "code", "extra", "expected"),
    [
        ("String", "-", "", "4"),
        ("Integer", "SUM", "", "7"),
        ("Number", "SUM", "", "7.0"),
        ("Integer", "AVERAGE", "", "3"),
        ("Number", "AVERAGE", "", "3.5"),
        ("Integer", "MIN", "", "3"),
        ("Integer", "MAX", "", "4"),
        ("Integer", "COUNT_ALL", "", "3"),
        ("String", "CONCAT_COMMA", "", "3,null,4"),
        ("String", "CONCAT_COMMA", "<target_null_string>4</target_null_string>", "3,null,4"),
        ("Integer", "-", "<target_length>3</target_length>", "4"),
        ("Number", "-", "<target_format>0.000</target_format>", "4.0"),
    ],
)
def test_the_values_of_a_key_are_put_together(tmp_path, kind, code, extra, expected):
    columns = {"g": "Integer", "k": "String", "v": "String", "rest": "String"}
    rows = [["1", "a", "3", "p"], ["1", "a", "", "q"], ["1", "b", "9", "r"], ["1", "a", "4", "s"]]
    shown = outcome(tmp_path, columns, rows, denormaliser(("v", "a", kind, code, extra)))
    assert shown == ["g|rest|a0", f"1|s|{expected}"]


def test_a_key_without_rows_is_null_or_zero_and_groups_are_runs(tmp_path):
    columns = {"g": "Integer", "k": "Integer", "v": "Integer"}
    rows = [["1", "7", "3"], ["2", "8", "4"], ["1", "7", "5"]]
    step_ = denormaliser(("v", "7", "Integer", "-", ""), ("v", "8", "Integer", "COUNT_ALL", ""))
    assert outcome(tmp_path, columns, rows, step_) == ["g|70|81", "1|3|0", "2||1", "1|5|0"]


def test_a_key_is_compared_without_its_length_and_mask(tmp_path):
    made = "".join(
        f"<field><name>{name}</name><type>{kind}</type><nullif>{value}</nullif>"
        f"<length>{length}</length><format>{mask}</format></field>"
        for name, kind, value, length, mask in (
            ("g", "Integer", "1", -1, ""), ("k", "Integer", "01", 2, ""),
            ("n", "Number", "2", 5, "0.00"), ("v", "String", "x", -1, ""),
        )
    )  # fmt: skip
    source = step("g", "RowGenerator", f"<limit>1</limit><fields>{made}</fields>")
    mapped = step(
        "m", "ValueMapper",
        "<field_to_use>n</field_to_use><target_field>m</target_field><fields><field>"
        "<source_value>2.0</source_value><target_value>two</target_value></field></fields>",
    )  # fmt: skip
    out = tmp_path / "out"
    denormalised = denormaliser(("v", "1", "String", "-", ""))
    run(ktr(source, mapped, denormalised, text_output("o", out)))
    assert rows_of(out) == ["1|2.00|two|x"]


def test_a_date_is_read_with_the_mask_of_its_target(tmp_path):
    columns = {"g": "Integer", "k": "String", "v": "String"}
    mask = "<target_format>dd.MM.yyyy</target_format>"
    step_ = denormaliser(("v", "a", "Date", "-", mask))
    shown = outcome(tmp_path, columns, [["1", "a", "02.01.2024"]], step_)
    assert shown[1:] == ["1|2024/01/02 00:00:00.000"]


@pytest.mark.parametrize(
    ("source", "target", "least", "greatest"),
    [
        ("String", "Integer", "10", "9"),
        ("Integer", "String", "9", "10"),
        ("Integer", "Integer", "9", "10"),
        ("String", "String", "10", "9"),
    ],
)
def test_the_least_is_found_among_values_as_they_come(tmp_path, source, target, least, greatest):
    columns = {"g": "Integer", "k": "String", "v": source}
    rows = [["1", "a", "9"], ["1", "a", ""], ["1", "a", "10"], ["2", "a", ""]]
    both = denormaliser(("v", "a", target, "MIN", ""), ("v", "a", target, "MAX", ""))
    shown = outcome(tmp_path, columns, rows, both)
    assert shown == ["g|a0|a1", f"1|{least}|{greatest}", "2||"]


def test_a_value_that_does_not_fit_its_target_fails():
    columns = {"g": "Integer", "k": "String", "v": "String"}
    bad = ktr(grid("g", columns, [["1", "a", "x"]]), denormaliser(("v", "a", "Integer", "-", "")))
    fine = ktr(grid("g", columns, [["1", "b", "x"]]), denormaliser(("v", "a", "Integer", "-", "")))
    assert (run(bad).errors, run(fine).errors) == (1, 0)


def test_a_target_without_a_type_is_refused():
    columns = {"g": "Integer", "k": "String", "v": "String"}
    with pytest.raises(Exception, match="'a0' needs a type"):
        run(ktr(grid("g", columns, []), denormaliser(("v", "a", "None", "-", ""))))


@pytest.mark.parametrize(
    ("count", "expected"),
    [(4, ["r|x|y", "2|1|2", "4|3|4"]), (3, ["r|x|y", "2|1|2", "3|3|"]), (0, [])],
)
def test_rows_are_flattened_by_as_many_as_there_are_targets(tmp_path, count, expected):
    fields = "<fields><field><name>x</name></field><field><name>y</name></field></fields>"
    flat = step("b", "Flattener", f"<field_name>v</field_name>{fields}")
    rows = [[str(at), str(at)] for at in range(1, count + 1)]
    assert outcome(tmp_path, {"v": "Integer", "r": "Integer"}, rows, flat) == expected


def analytic(*fields):
    inner = "".join(
        f"<field><aggregate>{code}{offset}</aggregate><subject>v</subject><type>{code}</type>"
        f"<valuefield>{offset}</valuefield></field>"
        for code, offset in fields
    )
    group = "<group><field><name>g</name></field></group>"
    return step("b", "AnalyticQuery", f"{group}<fields>{inner}</fields>")


def test_lead_and_lag_stay_within_the_group(tmp_path):
    rows = [["a", "1"], ["a", "2"], ["a", "3"], ["b", "4"], ["b", ""]]
    columns = {"g": "String", "v": "Integer"}
    assert outcome(tmp_path, columns, rows, analytic(("LEAD", 1), ("LAG", 2))) == [
        "g|v|LEAD1|LAG2", "a|1|2|", "a|2|3|", "a|3||1", "b|4||", "b|||",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "expected"), [("a", "7 5 7 7 5"), ("a b", "7 7 7 7 5"), ("", "7 7 7 7 5")]
)
def test_a_number_starts_again_where_a_field_changes(tmp_path, fields, expected):
    named = "".join(f"<field><name>{name}</name></field>" for name in fields.split())
    change = step(
        "b", "FieldsChangeSequence",
        "<start>7</start><increment>-2</increment><resultfieldName>n</resultfieldName>"
        f"<fields>{named}</fields>",
    )  # fmt: skip
    rows = [["x", "1"], ["x", "2"], ["y", "2"], ["", "3"], ["", "3"]]
    shown = outcome(tmp_path, {"a": "String", "b": "Integer"}, rows, change)[1:]
    assert " ".join(row.split("|")[2] for row in shown) == expected


@pytest.mark.parametrize(("rows", "expected"), [(3, "N N Y"), (1, "Y"), (0, "")])
def test_only_the_last_row_is_flagged(tmp_path, rows, expected):
    flag = step("b", "DetectLastRow", "<resultfieldname>last</resultfieldname>")
    shown = outcome(tmp_path, {"v": "Integer"}, [[str(at)] for at in range(rows)], flag)[1:]
    assert " ".join(row.split("|")[1] for row in shown) == expected
