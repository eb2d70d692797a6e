"""Steps that tell of the stream, of other steps, of trees and of card numbers."""

import pytest

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.lineage.tables import table_lineage
from onedata_resources.kettle.reader import read_transformation
from onedata_resources.kettle.values.card_numbers import MADE, checked, lengths_of, made
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, six, step, text_output

TREE = {"p": "Integer:0", "c": "Integer:0"}


def written(tmp_path, *steps: str, **named) -> list[str]:
    done = run(ktr(*steps, text_output("o", tmp_path / "o"), **named))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o")


def test_the_fields_of_a_stream_are_told_with_the_steps_that_made_them(tmp_path):
    rows = grid("g", {"a": "String", "b": "Date:yyyy"}, [["x", "2024"], ["y", "2025"]])
    count = "<outputRowcount>Y</outputRowcount><rowcountField>n</rowcountField>"
    select = step(
        "s", "SelectValues",
        "<fields><field><name>b</name><rename>b</rename></field><field><name>a</name>"
        "<rename>c</rename><length>7</length></field></fields>",
    )  # fmt: skip
    number = step(
        "q", "Sequence",
        "<valuename>nr</valuename><use_counter>Y</use_counter><start_at>1</start_at>"
        "<increment_by>1</increment_by><max_value>9</max_value>",
    )  # fmt: skip
    facts = step("m", "StepMetastructure", count)
    assert written(tmp_path, rows, select, number, facts) == [
        "1|b||Date|-1|-1|s|2", "2|c||String|7|-1|s|2", "3|nr||Integer|-1|0|q|2",
    ]  # fmt: skip
    unchanged = written(tmp_path, rows, step("d", "Dummy"), step("m", "StepMetastructure"))
    assert [each.split("|")[-1] for each in unchanged] == ["g", "g"]


def test_a_stream_without_rows_has_no_fields_to_tell_of(tmp_path):
    assert written(tmp_path, grid("g", {"a": "String"}, []), step("m", "StepMetastructure")) == []


def metrics_of(*names: str, required: str = "N") -> str:
    steps = "".join(
        f"<step><name>{each}</name><copyNr>0</copyNr><stepRequired>{required}</stepRequired></step>"
        for each in names
    )
    fields = "<stepnamefield>s</stepnamefield><stepidfield>t</stepidfield>" + "".join(
        f"<{tag}>{name}</{tag}>"
        for tag, name in (("steplinesreadfield", "r"), ("steplineswrittentfield", "w"))
    )
    return step("m", "StepsMetrics", f"<steps>{steps}</steps>{fields}")


def test_the_counters_of_steps_are_told_once_they_are_done(tmp_path):
    hops = [("g", "f"), ("m", "o")]
    found = written(tmp_path, six(), step("f", "Dummy"), metrics_of("g", "f", "none"), hops=hops)
    assert found == ["g|DataGrid|0|6", "f|Dummy|6|6"]


@pytest.mark.parametrize("name", ["o", "m"])
def test_the_counters_of_the_step_itself_and_of_those_behind_are_not_to_be_had(tmp_path, name):
    done = run(ktr(metrics_of(name), text_output("o", tmp_path / "o")))
    assert "gets its rows from it" in done.log.problems[0].en


def test_a_step_that_has_to_be_measured_must_be_there(tmp_path):
    hops = [("m", "o")]
    steps = (six(), metrics_of("lost", required="Y"), text_output("o", tmp_path / "o"))
    done = run(ktr(*steps, hops=hops))
    assert "We cannot get step [lost]" in done.log.problems[0].en
    with pytest.raises(PrepareError, match="no step is named"):
        run(ktr(metrics_of(), step("d", "Dummy")))


def test_streams_follow_each_other_in_the_order_of_the_settings(tmp_path):
    one, two = (grid(n, {"k": "Integer:0"}, [[v], [v]]) for n, v in (("a", "1"), ("b", "2")))
    listed = "".join(f"<step><name>{each}</name></step>" for each in ("b", "a"))
    both = step("p", "PrioritizeStreams", f"<steps>{listed}</steps>")
    hops = [("a", "p"), ("b", "p"), ("p", "o")]
    assert written(tmp_path, one, two, both, hops=hops) == ["2", "2", "1", "1"]


def closure(zero: str = "N") -> str:
    return step(
        "c", "ClosureGenerator",
        "<parent_id_field>p</parent_id_field><child_id_field>c</child_id_field>"
        f"<distance_field>d</distance_field><is_root_zero>{zero}</is_root_zero>",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("zero", "rows", "expected"),
    [
        ("Y", [["0", "3"], ["3", "1"], ["1", "2"]],
         ["1|1|0", "3|1|1", "1|2|1", "2|2|0", "3|2|2", "3|3|0"]),
        ("N", [["0", "3"]], ["0|3|1", "3|3|0"]),
        ("N", [["", "3"], ["5", "3"]], ["3|3|0", "5|3|1"]),
        ("Y", [["20", "4"], ["0", "20"]], ["4|4|0", "20|4|1", "20|20|0"]),
        ("N", [], []),
    ],
)  # fmt: skip
def test_a_tree_is_closed_in_the_order_of_javas_maps(tmp_path, zero, rows, expected):
    assert written(tmp_path, grid("g", TREE, rows), closure(zero)) == expected


def test_texts_are_closed_too(tmp_path):
    tree = grid("g", {"p": "String", "c": "String"}, [["a", "b"], ["b", "c"]])
    assert written(tmp_path, tree, closure("Y")) == ["a|b|1", "b|b|0", "a|c|2", "b|c|1", "c|c|0"]


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([["1", "2"], ["2", "1"]], "Finished (with errors)"),
        ([[str(n + 1), str(n)] for n in range(49)], "Finished"),
        ([[str(n + 1), str(n)] for n in range(50)], "Finished (with errors)"),
    ],
)
def test_a_tree_of_fifty_levels_is_taken_for_a_loop(rows, status):
    done = run(ktr(grid("g", TREE, rows), closure(), step("d", "Dummy")))
    assert done.status == status
    assert status == "Finished" or "infinite loop detected" in done.log.problems[0].en


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("4111111111111111", (True, "Visa", None)),
        ("4111111111111112", (False, None, "Not a valid number for Visa.")),
        ("5500005555555559", (True, "Mastercard", None)),
        ("378282246310005", (True, "American Express", None)),
        ("30569309025904", (True, "Diner's CLub/Carte Blanche", None)),
        ("6011111111111117", (True, "Discover", None)),
        ("36111111111112", (False, None, "Not a valid number for Diners CLub/Carte Blanche.")),
        ("4111-1111", (False, None, "This card is not valid!")),
        ("41111111111111", (False, None, "This card is not valid!")),
        ("4111a", (False, None, "Credit card number can only contain numbers")),
        ("0000000000", (True, None, None)),
    ],
)
def test_card_numbers_are_judged_by_kind_and_check_digit(number, expected):
    assert checked(number) == expected


CARD = "<fieldname>c</fieldname><resultfieldname>ok</resultfieldname>"


def test_cards_are_checked_row_by_row_and_short_ones_take_the_error_hop(tmp_path):
    rows = grid("g", {"c": "String"}, [["4111 1111 1111 1111"], [""], ["411"]])
    added = "<cardtype>kind</cardtype><notvalidmsg>why</notvalidmsg><onlydigits>Y</onlydigits>"
    error = (
        "<step_error_handling><error><source_step>v</source_step><target_step>bad</target_step>"
        "<is_enabled>Y</is_enabled><descriptions_valuename>d</descriptions_valuename>"
        "<codes_valuename>code</codes_valuename></error></step_error_handling>"
    )
    hops = [("g", "v"), ("v", "o"), ("v", "bad")]
    steps = (rows, step("v", "CreditCardValidator", CARD + added),
             text_output("bad", tmp_path / "bad"))  # fmt: skip
    assert written(tmp_path, *steps, hops=hops, extra=error) == [
        "4111 1111 1111 1111|Y|Visa|", "|N||Card number cannot be blank!",
    ]  # fmt: skip
    [bad] = rows_of(tmp_path / "bad")
    assert bad.split("|")[0] == "411"
    assert bad.endswith("String index out of range: 4|CreditCardValidator001")
    done = run(ktr(rows, step("v", "CreditCardValidator", CARD), step("d", "Dummy")))
    assert done.status == "Finished (with errors)"


@pytest.mark.parametrize("kind", MADE)
def test_cards_that_are_made_are_valid(kind):
    for length in lengths_of(kind) or (15,):
        number = made(kind, length)
        assert (len(number), checked(number)[0]) == (length, True)


def numbers(kind: str, length: int) -> str:
    return step(
        "n", "RandomCCNumberGenerator",
        f"<fields><field><cctype>{kind}</cctype><cclen>{length}</cclen><ccsize>2</ccsize></field>"
        "</fields><cardNumberFieldName>c</cardNumberFieldName>"
        "<cardTypeFieldName>t</cardTypeFieldName><cardLengthFieldName>l</cardLengthFieldName>",
    )  # fmt: skip


def test_card_numbers_are_made_with_their_kind_and_length(tmp_path):
    rows = [each.split("|") for each in written(tmp_path, numbers("visa", 13))]
    assert [(len(number), *rest) for number, *rest in rows] == [(13, "visa", "13")] * 2
    done = run(ktr(numbers("Visa", 14), step("d", "Dummy")))
    assert "13, 16" in done.log.problems[0].en
    assert metrics(done, "n").written == 0


def test_lineage_follows_cards_and_trees():
    table = "<connection>c</connection><table>{}</table>"
    source = step("i", "TableInput", "<connection>c</connection><sql>select p, c from t</sql>")
    card = step("v", "CreditCardValidator", CARD.replace(">c<", ">p<"))
    for middle, wanted in ((closure(), {"p", "c", "d"}), (card, {"p", "c", "ok"})):
        xml = ktr(source, middle, step("o", "TableOutput", table.format("u")))
        [found] = table_lineage(read_transformation(xml, name="t.ktr")).writes
        assert set(found.columns) == wanted
        assert all(found.columns.values())
