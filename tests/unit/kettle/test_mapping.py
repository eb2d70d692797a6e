"""Mappings run a transformation inside another, its steps beside those of the other."""

import pytest

from tests.unit.kettle.running import (
    ROWS,
    TWO,
    grid,
    inside,
    ktr,
    metrics,
    rows_of,
    run,
    six,
    step,
    text_output,
)


def mapping(path, settings="", *, kind="Mapping"):
    return step("m", kind, f"<filename>{path}</filename><mappings>{settings}</mappings>")


def one_way(side, *, source="", target="", renames=(), back="N"):
    connectors = "".join(
        f"<connector><parent>{old}</parent><child>{new}</child></connector>" for old, new in renames
    )
    return (
        f"<{side}><mapping><input_step>{source}</input_step><output_step>{target}</output_step>"
        f"<rename_on_output>{back}</rename_on_output>{connectors}</mapping></{side}>"
    )


def doubling(tmp_path):
    """Write a sub-transformation that doubles x into y."""
    calculation = (
        "<calculation><field_name>y</field_name><calc_type>ADD</calc_type><field_a>x</field_a>"
        "<field_b>x</field_b><value_type>Integer</value_type></calculation>"
    )
    fields = "<fields><field><name>x</name><type>Integer</type></field></fields>"
    return inside(
        tmp_path / "sub.ktr",
        step("in", "MappingInput", fields),
        step("c", "Calculator", calculation),
        step("out", "MappingOutput"),
    )


@pytest.mark.parametrize("kind", ["Mapping", "SimpleMapping"])
@pytest.mark.parametrize(("back", "header"), [("Y", "s|n|z"), ("N", "s|x|z")])
def test_rows_go_through_a_mapping_and_back_under_their_names(tmp_path, kind, back, header):
    out = tmp_path / "o.txt"
    ways = one_way("input", renames=[("n", "x")], back=back) + one_way(
        "output", renames=[("y", "z")]
    )
    xml = ktr(
        grid("g", TWO, ROWS), mapping(doubling(tmp_path), ways, kind=kind), text_output("o", out)
    )
    done = run(xml)
    assert done.errors == 0, done.log.text()
    assert out.read_text().splitlines()[:2] == [header, "a|1|2"]
    assert (metrics(done, "m").read, metrics(done, "m").written) == (3, 3)


def test_a_mapping_has_inputs_and_outputs_by_name_and_its_own_variables(tmp_path):
    sub = inside(
        tmp_path / "sub.ktr",
        step("in 1", "MappingInput"),
        step("in 2", "MappingInput"),
        step("v", "GetVariable", "<fields><field><name>v</name><variable>${P}${Q}</variable>"
             "<type>String</type></field></fields>"),
        step("out 1", "MappingOutput"),
        step("out 2", "MappingOutput"),
        hops=[("in 1", "v"), ("v", "out 1"), ("in 2", "out 2")],
        info="<parameters><parameter><name>P</name><default_value>d</default_value></parameter>"
             "</parameters>",
    )  # fmt: skip
    ways = (
        one_way("input", source="a", target="in 1").replace("</input>", "")
        + one_way("input", source="b", target="in 2").replace("<input>", "")
        + one_way("output", source="out 1", target="o1").replace("</output>", "")
        + one_way("output", source="out 2", target="o2").replace("<output>", "")
        + "<parameters><variablemapping><variable>P</variable><input>${R}!</input>"
        "</variablemapping><inherit_all_vars>Y</inherit_all_vars></parameters>"
    )
    one, two = tmp_path / "1.txt", tmp_path / "2.txt"
    xml = ktr(
        grid("a", {"s": "String"}, [["x"]]),
        grid("b", {"s": "String"}, [["y"]]),
        mapping(sub, ways),
        text_output("o1", one),
        text_output("o2", two),
        hops=[("a", "m"), ("b", "m"), ("m", "o1"), ("m", "o2")],
    )
    done = run(xml, variables={"R": "r", "Q": "q"})
    assert done.errors == 0, done.log.text()
    assert (rows_of(one)[0].rstrip(), rows_of(two)) == ("x|r!q", ["y"])
    # Two rows entered and two left: Kettle counts those of the first edge of either kind.
    assert (metrics(done, "m").read, metrics(done, "m").written) == (1, 1)


def test_a_mapping_counts_as_the_step_that_its_log_table_names(tmp_path):
    table = (
        "<log><trans-log-table><field><id>LINES_OUTPUT</id><subject>w</subject></field>"
        "<field><id>LINES_WRITTEN</id><subject>in</subject></field></trans-log-table></log>"
    )
    sub = inside(
        tmp_path / "sub.ktr",
        step("in", "MappingInput"),
        text_output("w", tmp_path / "w.txt"),
        step("f", "FilterRows", "<send_true_to>out</send_true_to><compare><condition>"
             "<leftvalue>s</leftvalue><function>=</function><value><name>c</name><type>String"
             "</type><text>a</text></value></condition></compare>"),
        step("out", "MappingOutput"),
        info=table,
    )  # fmt: skip
    done = run(ktr(grid("g", TWO, ROWS), mapping(sub), step("d", "Dummy")))
    assert done.errors == 0, done.log.text()
    seen = metrics(done, "m")
    assert (seen.read, seen.written, seen.input, seen.output) == (3, 3, 0, 4)  # with its header
    assert metrics(done, "d").read == 1


def test_a_failing_step_of_a_mapping_is_an_error_of_the_mapping(tmp_path):
    sub = inside(
        tmp_path / "sub.ktr",
        step("in", "MappingInput"),
        step("a", "Abort"),
        step("out", "MappingOutput"),
    )
    done = run(ktr(six(), mapping(sub)))
    assert (done.status, metrics(done, "m").errors) == ("Finished (with errors)", 1)


def test_a_mapping_that_calls_itself_is_refused(tmp_path):
    sub = tmp_path / "sub.ktr"
    inside(sub, step("in", "MappingInput"), mapping(sub), step("out", "MappingOutput"))
    done = run(ktr(six(), mapping(sub)))
    assert "would run itself" in done.log.text()


def test_a_missing_field_or_file_of_a_mapping_fails(tmp_path):
    assert run(ktr(six(), mapping(tmp_path / "no.ktr"))).errors == 1
    ways = one_way("input", renames=[("no", "x")])
    assert run(ktr(six(), mapping(doubling(tmp_path), ways))).errors == 1


def test_a_single_threader_takes_its_rows_from_one_step_to_another(tmp_path):
    out = tmp_path / "o.txt"
    sub = inside(
        tmp_path / "sub.ktr",
        step("in", "Injector"),
        step("v", "GetVariable", "<fields><field><name>v</name><variable>${P}</variable>"
             "<type>String</type></field></fields>"),
        step("rest", "Dummy"),
    )  # fmt: skip
    settings = (
        f"<filename>{sub}</filename><batch_size>2</batch_size><inject_step>in</inject_step>"
        "<retrieve_step>v</retrieve_step><parameters><pass_all_parameters>Y</pass_all_parameters>"
        "<parameter><name>P</name><value>p</value></parameter></parameters>"
    )
    done = run(ktr(six(), step("s", "SingleThreader", settings), text_output("o", out)))
    assert done.errors == 0, done.log.text()
    assert rows_of(out) == [f"{n}|p" for n in range(1, 7)]


def test_a_single_threader_takes_what_the_end_of_a_mapping_puts_out(tmp_path):
    out = tmp_path / "o.txt"
    sub = inside(tmp_path / "sub.ktr", step("in", "MappingInput"), step("out", "MappingOutput"))
    settings = (
        f"<filename>{sub}</filename><batch_time>500</batch_time><inject_step>in</inject_step>"
        "<retrieve_step>out</retrieve_step>"
    )
    done = run(ktr(six(), step("s", "SingleThreader", settings), text_output("o", out)))
    assert done.errors == 0, done.log.text()
    assert rows_of(out) == [str(n) for n in range(1, 7)]
