"""How rows move: hops, copies, errors and counters."""

import pytest

from tests.unit.kettle.running import (
    error_hop,
    grid,
    ktr,
    metrics,
    rows_of,
    run,
    six,
    step,
    text_output,
)


def test_rows_are_counted_where_they_pass(tmp_path):
    done = run(ktr(six(), step("d", "Dummy"), text_output("o", tmp_path / "o")))
    assert done.status == "Finished"
    assert [(s.name, s.read, s.written, s.output, s.errors) for s in done.steps] == [
        ("g", 0, 6, 0, 0),
        ("d", 6, 6, 0, 0),
        ("o", 6, 6, 7, 0),
    ]
    assert {s.status for s in done.steps} == {"Finished"}


def test_copying_gives_every_row_to_every_next_step(tmp_path):
    source = six().replace("<distribute>Y", "<distribute>N")
    xml = ktr(
        source, text_output("a", tmp_path / "a"), text_output("b", tmp_path / "b"),
        hops=[("g", "a"), ("g", "b")],
    )  # fmt: skip
    done = run(xml)
    assert rows_of(tmp_path / "a") == rows_of(tmp_path / "b") == list("123456")
    assert metrics(done, "g").written == 12


def test_distributing_deals_rows_in_turn(tmp_path):
    xml = ktr(
        six(), text_output("a", tmp_path / "a"), text_output("b", tmp_path / "b"),
        hops=[("g", "a"), ("g", "b")],
    )  # fmt: skip
    done = run(xml)
    assert rows_of(tmp_path / "a") == list("135")
    assert rows_of(tmp_path / "b") == list("246")
    assert [metrics(done, name).read for name in "ab"] == [3, 3]


@pytest.mark.parametrize(("distribute", "count"), [("Y", 6), ("N", 12)])
def test_copies_of_the_next_step_share_rows_or_get_all(tmp_path, distribute, count):
    source = six().replace("<distribute>Y", f"<distribute>{distribute}")
    done = run(ktr(source, step("d", "Dummy", copies=2), text_output("o", tmp_path / "o")))
    assert len(rows_of(tmp_path / "o")) == count
    assert [each.copy for each in done.steps if each.name == "d"] == [0, 1]


def test_a_branch_that_joins_again_is_computed_once(tmp_path):
    source = six().replace("<distribute>Y", "<distribute>N")
    xml = ktr(
        source, step("a", "Dummy"), step("b", "Dummy"), text_output("o", tmp_path / "o"),
        hops=[("g", "a"), ("g", "b"), ("a", "o"), ("b", "o")],
    )  # fmt: skip
    done = run(xml)
    assert sorted(rows_of(tmp_path / "o")) == sorted("112233445566")
    assert metrics(done, "o").read == 12


def bad_numbers(tmp_path, extra: str = "") -> str:
    source = grid("g", {"s": "String"}, [["1"], ["x"], ["3"]])
    meta = (
        "<fields><meta><name>s</name><type>Integer</type><conversion_mask>0</conversion_mask>"
        "</meta></fields>"
    )
    return ktr(
        source, step("c", "SelectValues", meta), text_output("o", tmp_path / "o"),
        text_output("e", tmp_path / "e"), hops=[("g", "c"), ("c", "o"), ("c", "e")], extra=extra,
    )  # fmt: skip


def test_bad_rows_take_the_error_hop_and_the_rest_goes_on(tmp_path):
    done = run(bad_numbers(tmp_path, error_hop("c", "e")))
    assert done.status == "Finished"
    assert rows_of(tmp_path / "o") == ["1", "3"]
    bad = rows_of(tmp_path / "e")
    assert (bad[0], bad[-1].split("|")[1]) == ("x|1|", "SELECT001")
    assert metrics(done, "c").rejected == 1


@pytest.mark.parametrize(
    ("limits", "fails"),
    [
        ("<max_errors>1</max_errors>", False),
        ("<max_errors>0</max_errors>", False),
        ("<max_errors>${NONE}</max_errors>", False),
        ("<max_pct_errors>49</max_pct_errors>", True),
        ("<max_pct_errors>50</max_pct_errors>", False),
        ("<max_pct_errors>${HALF}</max_pct_errors><min_pct_rows>2</min_pct_rows>", True),
        ("<max_pct_errors>1</max_pct_errors><min_pct_rows>3</min_pct_rows>", False),
    ],
)
def test_rows_that_are_rejected_beyond_a_limit_fail_the_step(tmp_path, limits, fails):
    hop = error_hop("c", "e").replace("</error>", f"{limits}</error>")
    done = run(bad_numbers(tmp_path, hop), variables={"NONE": "-1", "HALF": "49"})
    assert (done.status == "Finished (with errors)") is fails


def test_two_rejected_rows_are_more_than_one(tmp_path):
    source = grid("g", {"s": "String"}, [["y"], ["x"], ["3"]])
    hop = error_hop("c", "e").replace("</error>", "<max_errors>1</max_errors></error>")
    xml = bad_numbers(tmp_path, hop)
    start = xml.index("<step><name>g<")
    end = xml.index("</step>", start) + len("</step>")
    assert run(xml[:start] + source + xml[end:]).status == "Finished (with errors)"


@pytest.mark.parametrize("kind", ["Unique", "UniqueRowsByHashSet"])
@pytest.mark.parametrize(("limit", "fails"), [("49", True), ("50", False)])
def test_the_percentage_counts_the_rows_up_to_a_repeated_one(tmp_path, kind, limit, fails):
    settings = (
        "<reject_duplicate_row>Y</reject_duplicate_row>"
        "<fields><field><name>s</name></field></fields>"
    )
    hop = error_hop("c", "e").replace(
        "</error>", f"<max_pct_errors>{limit}</max_pct_errors></error>"
    )
    xml = ktr(
        grid("g", {"s": "String"}, [["a"], ["a"], ["b"], ["c"]]), step("c", kind, settings),
        text_output("o", tmp_path / "o"), text_output("e", tmp_path / "e"),
        hops=[("g", "c"), ("c", "o"), ("c", "e")], extra=hop,
    )  # fmt: skip
    assert (run(xml).status == "Finished (with errors)") is fails


def test_the_columns_of_an_error_hop_may_be_named_by_variables(tmp_path):
    hop = error_hop("c", "e").replace(">why<", ">${W}<")
    run(bad_numbers(tmp_path, hop), variables={"W": "reason"})
    assert (tmp_path / "e").read_text().splitlines()[0] == "s|n|reason|code"


def test_without_an_error_hop_the_first_bad_row_fails_the_run(tmp_path):
    done = run(bad_numbers(tmp_path))
    assert done.status == "Finished (with errors)"
    assert metrics(done, "c").errors == 1
    errors = [each.subject for each in done.log.lines() if each.level == "Error"]
    assert errors[:1] == ["c.0"]


@pytest.mark.parametrize(
    ("option", "status", "errors"),
    [("ABORT_WITH_ERROR", "Finished (with errors)", 1), ("ABORT", "Stopped", 0)],
)
def test_abort_ends_the_run(option, status, errors):
    settings = f"<row_threshold>3</row_threshold><abort_option>{option}</abort_option>"
    done = run(ktr(six(), step("a", "Abort", settings)))
    assert (done.status, done.errors) == (status, errors)


def test_abort_lets_as_many_rows_pass_as_its_threshold():
    done = run(ktr(six(), step("a", "Abort", "<row_threshold>6</row_threshold>")))
    assert done.status == "Finished"


def test_a_step_in_disabled_hops_does_not_run_and_a_lonely_one_does(tmp_path):
    xml = ktr(
        six(), step("bad", "Telepathy"), text_output("o", tmp_path / "o"), six("lonely"),
        hops=[("g", "o")],
        extra="",
    )  # fmt: skip
    disabled = "<hop><from>bad</from><to>o</to><enabled>N</enabled></hop></order>"
    xml = xml.replace("</order>", disabled)
    done = run(xml)
    assert done.status == "Finished"
    assert metrics(done, "lonely").written == 6


POSITIVE = (
    "<compare><condition><leftvalue>k</leftvalue><function>&gt;</function>"
    "<value><type>Integer</type><text>3</text></value></condition></compare>"
)


@pytest.mark.parametrize(
    ("targets", "a", "b"),
    [
        ("<send_true_to>a</send_true_to><send_false_to>b</send_false_to>", "456", "123"),
        ("<send_true_to>a</send_true_to>", "456", None),
        ("<send_false_to>b</send_false_to>", None, "123"),
        ("<send_true_to>a</send_true_to><send_false_to>a</send_false_to>", "123456", None),
    ],
)
def test_a_filter_sends_rows_to_its_targets_only(tmp_path, targets, a, b):
    xml = ktr(
        six(), step("f", "FilterRows", targets + POSITIVE, distribute="N"),
        text_output("a", tmp_path / "a"), text_output("b", tmp_path / "b"),
        hops=[("g", "f"), ("f", "a"), ("f", "b")],
    )  # fmt: skip
    assert run(xml).status == "Finished"
    for name, expected in (("a", a), ("b", b)):
        written = rows_of(tmp_path / name) if (tmp_path / name).exists() else []
        assert "".join(written) == (expected or "")
