"""Validator: which rows break which rule, and what the error hop tells of them."""

import pytest

from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

COLUMNS = {"k": "Integer:0", "s": "String"}
ROWS = [["1", "red"], ["22", "green"], ["", "x1"], ["4", ""]]


def rule(field, kind="String", **settings):
    """Return one validation; null is allowed unless it says otherwise."""
    given = {"null_allowed": "Y", **settings}
    listed = "".join(f"<{name}>{value}</{name}>" for name, value in given.items())
    return (
        f"<validator_field><name>{field}</name><data_type>{kind}</data_type>{listed}"
        "</validator_field>"
    )


ERROR_HOP = (
    "<step_error_handling><error><source_step>step</source_step><target_step>bad</target_step>"
    "<is_enabled>Y</is_enabled><descriptions_valuename>d</descriptions_valuename></error>"
    "</step_error_handling>"
)


def description(tmp_path, validation, row):
    """Return what the error hop tells of the row."""
    good, bad = tmp_path / "good", tmp_path / "bad"
    steps = [grid("in", COLUMNS, [row]), step("step", "Validator", validation)]
    steps += [text_output("good", good), text_output("bad", bad)]
    hops = [("in", "step"), ("step", "good"), ("step", "bad")]
    finished = run(ktr(*steps, hops=hops, extra=ERROR_HOP), variables={"TWO": "2"})
    assert finished.status is RunStatus.FINISHED, finished.log.text()
    return bad.read_text().removeprefix("k|s|d\n").split("|", 2)[2].removesuffix("\n")


def validated(tmp_path, *rules, options="", error_hop=True, allowed=None, rows=ROWS):
    """Run the rules; return the run, the keys of the good rows, and the error rows."""
    good, bad = tmp_path / "good", tmp_path / "bad"
    steps = [grid("in", COLUMNS, rows), step("step", "Validator", options + "".join(rules))]
    steps += [text_output("good", good), text_output("bad", bad)]
    hops = [("in", "step"), ("step", "good")]
    if allowed is not None:
        steps.append(grid("allowed", *allowed))
        hops.append(("allowed", "step"))
    extra = ""
    if error_hop:
        hops.append(("step", "bad"))
        extra = (
            "<step_error_handling><error><source_step>step</source_step><target_step>bad"
            "</target_step><is_enabled>Y</is_enabled><nr_valuename>n</nr_valuename>"
            "<fields_valuename>f</fields_valuename><codes_valuename>c</codes_valuename></error>"
            "</step_error_handling>"
        )
    finished = run(ktr(*steps, hops=hops, extra=extra))
    kept = [row.split("|")[0] for row in rows_of(good)] if good.exists() else []
    return finished, kept, rows_of(bad) if bad.exists() else []


@pytest.mark.parametrize(
    ("validation", "kept", "code"),
    [
        (rule("k", null_allowed="N"), ["1", "22", "4"], "KVD001"),
        (rule("s", max_length="3"), ["1", "", "4"], "KVD002"),
        (rule("s", min_length="3"), ["1", "22", "4"], "KVD003"),
        (rule("k", "Number", data_type_verified="Y"), [], "KVD004"),
        (rule("k", "Integer", min_value="2"), ["22", "", "4"], "KVD005"),
        (rule("k", "Number", max_value="4.5"), ["1", "", "4"], "KVD006"),
        (rule("s", allowed_value="<value>red</value><value>green</value>"),
         ["1", "22", "4"], "KVD007"),
        (rule("s", only_numeric_allowed="Y"), ["4"], "KVD008"),
        (rule("s", start_string="r"), ["1", "4"], "KVD009"),
        (rule("s", end_string="n"), ["22", "4"], "KVD010"),
        (rule("s", start_string_not_allowed="r"), ["22", "", "4"], "KVD011"),
        (rule("s", end_string_not_allowed="n"), ["1", "", "4"], "KVD012"),
        (rule("s", regular_expression="[a-z]+"), ["1", "22", "4"], "KVD013"),
        (rule("s", regular_expression_not_allowed=r".*\d"), ["1", "22", "4"], "KVD014"),
        (rule("s", only_null_allowed="Y"), ["4"], "KVD015"),
        (rule("s", min_length="5", error_code="SHORT"), ["22", "4"], "SHORT"),
    ],
)  # fmt: skip
def test_rows_that_break_a_rule_take_the_error_hop_with_its_code(tmp_path, validation, kept, code):
    finished, good, bad = validated(tmp_path, validation)
    assert finished.status is RunStatus.FINISHED, finished.log.text()
    assert good == kept
    assert {row.split("|")[-1] for row in bad} == {code}
    assert metrics(finished, "step").rejected == len(ROWS) - len(kept)


BOTH = (rule("k", null_allowed="N"), rule("s", max_length="1"))


def test_only_the_first_error_is_told_unless_all_are_wanted(tmp_path):
    assert validated(tmp_path, *BOTH)[2] == [
        "1|red|1|s|KVD002",
        "22|green|1|s|KVD002",
        "|x1|1|k|KVD001",
    ]
    _, _, bad = validated(
        tmp_path, *BOTH, options="<validate_all>Y</validate_all>", rows=[["", "x1"]]
    )
    assert bad == ["|x1|1|k|KVD001", "|x1|1|s|KVD002"]


def test_all_errors_of_a_row_are_joined_if_asked_for(tmp_path):
    options = (
        "<validate_all>Y</validate_all><concat_errors>Y</concat_errors>"
        "<concat_separator>;</concat_separator>"
    )
    _, _, bad = validated(tmp_path, *BOTH, options=options, rows=[["", "x1"]])
    assert bad == ["|x1|2|k;s|KVD001;KVD002"]


def test_without_an_error_hop_the_first_bad_row_fails_the_step(tmp_path):
    finished, _, _ = validated(tmp_path, *BOTH, error_hop=False)
    assert finished.status is not RunStatus.FINISHED
    assert (
        "During validation of field 's' we found that value [red] has a longer (3) string length"
        " than allowed (1)."
    ) in finished.log.text()


ALL = "During validation of field '{}' we found that "


@pytest.mark.parametrize(
    ("row", "validation", "told"),
    [
        (["", "x1"], rule("k", null_allowed="N"),
         "its value is null in row <[null], [x1]> when this is not allowed."),
        (["7", "x1"], rule("s", only_null_allowed="Y"),
         "value [[7], [x1]] is not null while only null values are allowed"),
        (["7", "x1"], rule("k", "Number", data_type_verified="Y"),
         "its data type [Integer] is different from the expected [Number]."),
        (["7", "red"], rule("s", max_length="${TWO}"),
         "value [red] has a longer (3) string length than allowed (${TWO})."),
        (["7", "red"], rule("s", min_length="5"),
         "value [red] has a shorter (3) string length than allowed (5)."),
        (["7", "red"], rule("k", "Number", min_value="8"),
         "value [7] is lower than the specified minimum [8.0]"),
        (["7", "red"], rule("k", "Number", max_value="1.5", conversion_mask="0.00"),
         "value [7] is higher than the specified maximum [1.50]"),
        (["7", "red"], rule("s", allowed_value="<value>blue</value>"),
         "value [red] is not in the list of allowed values."),
        (["7", "red"], rule("s", only_numeric_allowed="Y"),
         "value [String] contains non-numeric information : [{2}]"),
        (["7", "red"], rule("s", start_string="a"),
         "string value [red] is not starting with string [a]"),
        (["7", "red"], rule("s", end_string="a"),
         "string value [red] is not ending with string [a]"),
        (["7", "red"], rule("s", start_string_not_allowed="r"),
         "string value [red] is starts with string [r]"),
        (["7", "red"], rule("s", end_string_not_allowed="d"),
         "string value [red] is ending with string [d]"),
        (["7", "red"], rule("s", regular_expression="[0-9]+"),
         "value [red] is not matching regular expression [[0-9]+]"),
        (["7", "red"], rule("s", regular_expression_not_allowed="r.*"),
         "value [red] is not matching regular expression [r.*]"),
    ],
)  # fmt: skip
def test_a_rejected_row_tells_what_kettle_tells(tmp_path, row, validation, told):
    """The messages of Kettle's English bundle, each with a line end before and behind it."""
    field = validation.split("<name>")[1].split("</name>")[0]
    assert description(tmp_path, validation, row) == f"\n{ALL.format(field)}{told}\n"


def test_a_description_of_the_rule_itself_has_no_line_ends(tmp_path):
    rules = rule("s", max_length="1", error_description="at most ${TWO}")
    assert description(tmp_path, rules, ["7", "red"]) == "at most 2"


@pytest.mark.parametrize(("limit", "fails"), [("40", True), ("50", False)])
def test_the_percentage_is_that_of_the_rows_up_to_the_rejected_one(tmp_path, limit, fails):
    good, bad = tmp_path / "good", tmp_path / "bad"
    finished = run(
        ktr(
            grid("in", COLUMNS, [["1", "a"], ["2", "bb"], ["3", "c"], ["4", "d"]]),
            step("step", "Validator", rule("s", max_length="1")),
            text_output("good", good),
            text_output("bad", bad),
            hops=[("in", "step"), ("step", "good"), ("step", "bad")],
            extra=ERROR_HOP.replace(
                "</error>", f"<max_pct_errors>{limit}</max_pct_errors></error>"
            ),
        )
    )
    assert (finished.status is not RunStatus.FINISHED) is fails


def test_the_description_of_the_rule_is_told_in_its_place(tmp_path):
    rules = rule("s", max_length="1", error_description="too long")
    finished, _, _ = validated(tmp_path, rules, error_hop=False)
    assert "too long" in finished.log.text()


def test_allowed_values_come_from_another_step(tmp_path):
    source = {
        "is_sourcing_values": "Y", "sourcing_step": "allowed", "sourcing_field": "v",
    }  # fmt: skip
    allowed = ({"v": "String"}, [["1"], ["4"], [""]])
    _, good, bad = validated(tmp_path, rule("k", "Integer", **source), allowed=allowed)
    assert good == ["1", "", "4"]
    assert bad == ["22|green|1|k|KVD007"]


def test_limits_without_a_type_are_refused(tmp_path):
    with pytest.raises(PrepareError, match="need a data type"):
        validated(tmp_path, rule("k", "None", min_value="1"))
