"""Steps that look rows up in another input: which row is found, and what is returned."""

import polars as pl
import pytest

from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.values.compatible import java_doubles
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


def looked_up(tmp_path, kind, settings, main, lookup, *, error_hop=False):
    """Run the step over two grids, `in` and `known`; the settings look up in `known`."""
    out, bad = tmp_path / "out.txt", tmp_path / "bad.txt"
    hops = [("in", "step"), ("known", "step"), ("step", "out")]
    steps = [
        grid("in", *main),
        grid("known", *lookup),
        step("step", kind, f"<from>known</from>{settings}"),
        text_output("out", out),
    ]
    extra = ""
    if error_hop:
        steps.append(text_output("bad", bad))
        hops.append(("step", "bad"))
        extra = (
            "<step_error_handling><error><source_step>step</source_step><target_step>bad"
            "</target_step><is_enabled>Y</is_enabled><fields_valuename>f</fields_valuename>"
            "<codes_valuename>c</codes_valuename></error></step_error_handling>"
        )
    finished = run(ktr(*steps, hops=hops, extra=extra))
    return finished, rows_of(out) if out.exists() else []


def values(*each):
    """Return `<value>`s of name, default and type."""
    return "".join(
        f"<value><name>{n}</name><rename/><default>{d}</default><type>{t}</type></value>"
        for n, d, t in each
    )


def by(*names, more=""):
    keys = "".join(f"<key><name>{n}</name><field>{n}</field></key>" for n in names)
    return f"<preserve_memory>Y</preserve_memory><lookup>{keys}{more}</lookup>"


CODES = {"k": "Integer:0"}
KNOWN = ({"k": "Integer:0", "v": "String"}, [["1", "a"], ["1", "A"], ["", "n"], ["3", ""]])


def test_the_last_row_with_the_key_is_found_and_null_finds_null(tmp_path):
    main = (CODES, [["1"], [""], ["2"], ["3"], ["1"]])
    settings = by("k", more=values(("v", "none", "String")))
    finished, rows = looked_up(tmp_path, "StreamLookup", settings, main, KNOWN)
    assert rows == ["1|A", "|n", "2|none", "3|", "1|A"]
    assert (metrics(finished, "step").read, metrics(finished, "step").written) == (9, 5)


def test_a_key_is_read_in_the_type_of_the_lookup(tmp_path):
    main = ({"k": "String"}, [["1"], ["4"]])
    settings = by("k", more=values(("v", "", "String")))
    assert looked_up(tmp_path, "StreamLookup", settings, main, KNOWN)[1] == ["1|A", "4|"]


def test_a_number_finds_the_text_that_java_prints_whatever_its_mask(tmp_path):
    main = ({"k": "Number:0.00"}, [["1.5"], ["10000000"]])
    known = ({"k": "String", "v": "String"}, [["1.5", "a"], ["1.0E7", "b"]])
    settings = by("k", more=values(("v", "", "String")))
    assert looked_up(tmp_path, "StreamLookup", settings, main, known)[1] == [
        "1.50|a",
        "10000000.00|b",
    ]


def test_a_key_that_cannot_be_converted_fails_the_step(tmp_path):
    main = ({"k": "String"}, [["x"]])
    settings = by("k", more=values(("v", "", "String")))
    finished, _ = looked_up(tmp_path, "StreamLookup", settings, main, KNOWN)
    assert finished.status is not RunStatus.FINISHED
    assert "Error converting data while looking up value" in finished.log.text()


@pytest.mark.parametrize(
    ("default", "kind", "shown"),
    [("7", "Integer", "7"), ("x", "Integer", ""), ("", "Boolean", "N"), ("y", "Boolean", "Y"),
     ("1.5", "Number", "1.5"), ("", "String", ""), ("2.50", "BigNumber", "2.5")],
)  # fmt: skip
def test_a_row_without_a_match_gets_the_default_of_its_type(tmp_path, default, kind, shown):
    known = ({"k": "Integer:0", "v": kind}, [["1", ""]])
    settings = by("k", more=values(("v", default, kind)))
    rows = looked_up(tmp_path, "StreamLookup", settings, (CODES, [["5"]]), known)[1]
    assert rows == [f"5|{shown}"]


def test_a_returned_field_whose_name_is_taken_gets_a_number(tmp_path):
    settings = by("k", more=values(("k", "", "Integer")))
    looked_up(tmp_path, "StreamLookup", settings, (CODES, [["1"]]), KNOWN)
    assert (tmp_path / "out.txt").read_text() == "k|k_1\n1|1\n"


def test_an_integer_pair_of_other_types_is_refused(tmp_path):
    settings = "<integer_pair>Y</integer_pair>" + by("k", more=values(("v", "", "String")))
    finished, _ = looked_up(tmp_path, "StreamLookup", settings, (CODES, [["1"]]), KNOWN)
    assert "integer pair" in finished.log.text()


def test_doubles_are_printed_as_java_does():
    numbers = pl.Series([1.0, 1e7, 123456789.5, 1e-5, -2.5e20, 0.001, float("nan"), None])
    assert java_doubles(numbers).to_list() == [
        "1.0", "1.0E7", "1.234567895E8", "1.0E-5", "-2.5E20", "0.001", "NaN", None,
    ]  # fmt: skip


NAMES = (
    {"n": "String", "id": "Integer:0"},
    [["Smith", "1"], ["Smyth", "2"], ["Jones", "3"], ["", "4"]],
)


def fuzzy(algorithm, *, closest="Y", low="0", high="2", more="", measure="d", case="N"):
    return (
        f"<lookupfield>n</lookupfield><mainstreamfield>n</mainstreamfield><separator>,</separator>"
        f"<outputmatchfield>m</outputmatchfield><outputvaluefield>{measure}</outputvaluefield>"
        f"<caseSensitive>{case}</caseSensitive><closervalue>{closest}</closervalue>"
        f"<minimalValue>{low}</minimalValue><maximalValue>{high}</maximalValue>"
        f"<algorithm>{algorithm}</algorithm><lookup>{more}</lookup>"
    )


ASKED = ({"n": "String"}, [["smiht"], ["SMITH"], ["xyzzy"], [""]])
ID = "<value><name>id</name></value>"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (fuzzy("levenshtein", more=ID), ["smiht|Smith|2|1", "SMITH|Smith|0|1"]),
        (fuzzy("dameraulevenshtein"), ["smiht|Smith|1", "SMITH|Smith|0"]),
        (fuzzy("needlemanwunsch", case="Y"), ["smiht|Smith|2", "SMITH|Smith|0"]),
        (fuzzy("levenshtein", closest="N"), ["smiht|Smith", "SMITH|Smith,Smyth"]),
        (fuzzy("jarowinkler", low="0.9", high="1", measure=""), ["smiht|Smith", "SMITH|Smith"]),
        (fuzzy("pairsimilarity", low="0.4", high="1"), ["smiht|Smith|0.5", "SMITH|Smith|1.0"]),
        (fuzzy("soundex", more=ID), ["smiht|Smyth|S530|2", "SMITH|Smyth|S530|2"]),
        (fuzzy("metaphone", closest="N", more=ID), ["smiht||", "SMITH|Smyth|2"]),
        (fuzzy("doublemataphone"), ["smiht||", "SMITH|Smyth|SM0"]),
        (fuzzy("refinedsoundex", measure=""), ["smiht|", "SMITH|Smyth"]),
    ],
)
def test_what_is_alike_is_found_by_every_algorithm(tmp_path, settings, expected):
    rows = looked_up(tmp_path, "FuzzyMatch", settings, ASKED, NAMES)[1]
    assert rows[:2] == expected
    bars = "|" * expected[0].count("|")
    assert rows[2:] == [f"xyzzy{bars}", bars]


def test_a_text_without_a_sound_takes_the_error_hop(tmp_path):
    main = ({"n": "String"}, [["José"], ["Smith"]])
    known = ({"n": "String"}, [["Smith"]])
    settings = fuzzy("soundex", measure="")
    _, rows = looked_up(tmp_path, "FuzzyMatch", settings, main, known, error_hop=True)
    assert rows == ["Smith|Smith"]
    assert rows_of(tmp_path / "bad.txt") == ["José|n|FuzzyMatch001"]


def test_a_text_without_a_sound_fails_the_step_without_an_error_hop(tmp_path):
    main = ({"n": "String"}, [["José"]])
    finished, _ = looked_up(tmp_path, "FuzzyMatch", fuzzy("soundex"), main, NAMES)
    assert "The character is not mapped" in finished.log.text()
