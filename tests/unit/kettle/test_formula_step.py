# ruff: noqa: E501 - tables of formulas are long
"""Formula: results of formulas become fields, of each row and of the types that the step says."""

import pytest

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


def formula(name, text, kind, replaces=""):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"<formula><field_name>{name}</field_name><formula_string>{escaped}</formula_string>"
        f"<value_type>{kind}</value_type><replace_field>{replaces}</replace_field></formula>"
    )


def test_results_become_fields_of_their_type_and_later_formulas_see_them(tmp_path):
    formulas = step("f", "Formula", formula("twice", "[k]*2", "Integer")
                    + formula("s", '[twice]&"!"', "String") + formula("n", "[k]/4", "Number")
                    + formula("big", "[k]>1", "Boolean") + formula("t", "[k]+1", "String")
                    + formula("x", "LEN([s])", "Integer", "k"))  # fmt: skip
    path = tmp_path / "o"
    xml = ktr(grid("g", {"k": "Integer:0"}, [["1"], ["2"]]), formulas, text_output("o", path))
    assert run(xml).status == "Finished"
    assert rows_of(path) == ["2|2|2!|0.25|N|2.0", "2|4|4!|0.5|Y|3.0"]


@pytest.mark.parametrize(
    ("text", "status"), [("[k]+1", "Finished"), ("1/[k]", "Finished (with errors)")]
)
def test_null_gives_null_and_what_cannot_be_computed_fails_the_step(tmp_path, text, status):
    xml = ktr(
        grid("g", {"k": "Integer:0"}, [["1"], [""], ["0"]]),
        step("f", "Formula", formula("a", text, "Integer")),
        text_output("o", tmp_path / "o"),
    )
    assert run(xml).status == status
    if status == "Finished":
        assert rows_of(tmp_path / "o") == ["1|2", "|", "0|1"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["1", "5", "2"], ["small", "5", "small"]),
        (["5", "1", "7"], ["5.0", "small", "7.0"]),
        (["", "5"], ["", "5"]),
    ],
)
def test_the_first_row_decides_how_numbers_become_texts(tmp_path, rows, expected):
    xml = ktr(
        grid("g", {"k": "Integer"}, [[each] for each in rows]),
        step("f", "Formula", formula("a", 'IF([k]>3;[k];"small")', "String")),
        text_output("o", tmp_path / "o"),
    )
    assert run(xml).status == "Finished"
    assert [row.partition("|")[2] for row in rows_of(tmp_path / "o")] == expected


def test_a_timestamp_is_null_to_a_formula(tmp_path):
    xml = ktr(
        grid("g", {"k": "Timestamp:yyyy-MM-dd"}, [["2024-01-02"]]),
        step("f", "Formula", formula("a", "ISBLANK([k])", "Boolean")),
        text_output("o", tmp_path / "o"),
    )
    assert run(xml).status == "Finished"
    assert rows_of(tmp_path / "o")[0].endswith("|Y")


def test_a_function_that_there_is_not_is_told_before_the_run():
    with pytest.raises(Exception, match="VLOOKUP"):
        run(
            ktr(
                grid("g", {"k": "Integer"}, [["1"]]),
                step("f", "Formula", formula("a", "VLOOKUP([k])", "String")),
            )
        )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('IF([k]>2;"big";"small")', "String"), ('[s]&"-"&[k]', "String"), ("[k]*3-1", "Integer"),
        ("[k]*3-1", "Number"), ("[k]+1", "String"), ('AND([k]=1;[s]="x")', "Boolean"),
        ('OR([k]=1;NOT([s]="x"))', "Boolean"), ("LEN([s])", "Integer"), ("UPPER([s])", "String"),
        ('IF(ISBLANK([n]);"none";[s]&"!")', "String"), ("YEAR([d])", "Integer"), ("[f]>=1", "Boolean"),
        ('CONCATENATE([s];[n];"z")', "String"), ('IF([d]<[d];1;2)', "Integer"), ("[k]", "String"),
        ('TRIM(" a  b ")', "String"), ("[s]", "String"), ('IF(ISBLANK([n]);0;LEN([n]))', "Integer"),
        ('IF(AND([k]>1;[s]<>"x");[k];0)', "Integer"), ('[n]&"x"', "String"), ("[n]=1", "Boolean"),
    ],
)  # fmt: skip
def test_a_column_has_the_values_that_each_row_has(tmp_path, monkeypatch, text, kind):
    columns = {
        "k": "Integer:0",
        "s": "String",
        "n": "Integer:0",
        "d": "Date:yyyy-MM-dd",
        "f": "Number:0.0",
    }
    rows = [
        ["1", "x", "", "2020-01-02", "0.5"],
        ["2", "yy", "", "1999-12-31", "1"],
        ["3", "z é", "", "2024-02-29", "2"],
    ]
    xml = ktr(
        grid("g", columns, rows),
        step("f", "Formula", formula("r", text, kind)),
        text_output("o", tmp_path / "o"),
    )
    as_column = run(xml).status, (tmp_path / "o").read_text()
    monkeypatch.setattr(
        "onedata_resources.kettle.engine.steps.formula.formula_column", lambda *_: None
    )
    assert (run(xml).status, (tmp_path / "o").read_text()) == as_column
