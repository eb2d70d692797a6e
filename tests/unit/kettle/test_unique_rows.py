"""Steps that drop repeated rows, those that follow each other or all of them."""

import pytest

from tests.unit.kettle.reading import lazily
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


def test_values_that_need_not_be_sorted_are_unique_by_hash(tmp_path):
    source = grid("g", {"s": "String"}, [["b"], ["a"], ["b"], [""], [""]])
    done = run(
        ktr(
            source,
            step("u", "UniqueRowsByHashSet", "<fields><field><name>s</name></field></fields>"),
            text_output("o", tmp_path / "o"),
        )
    )
    assert done.status == "Finished"
    assert rows_of(tmp_path / "o") == ["b", "a", ""]


def test_repeated_rows_are_counted_and_rejected_at_once(tmp_path):
    unique = step(
        "u", "Unique",
        "<count_rows>Y</count_rows><count_field>n</count_field>"
        "<reject_duplicate_row>Y</reject_duplicate_row>"
        "<fields><field><name>v</name><case_insensitive>N</case_insensitive></field></fields>",
    )  # fmt: skip
    error = (
        "<step_error_handling><error><source_step>u</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled></error></step_error_handling>"
    )
    out, wrong = tmp_path / "out", tmp_path / "wrong"
    xml = ktr(
        grid("g", {"v": "String"}, [["a"], ["a"], ["b"]]), unique,
        text_output("o", out), text_output("e", wrong),
        hops=[("g", "u"), ("u", "o"), ("u", "e")], extra=error,
    )  # fmt: skip
    run(xml)
    assert (rows_of(out), rows_of(wrong)) == (["a|2", "b|1"], ["a"])


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
