"""Inputs that are joined or merged, and running the step that does it."""

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

A = {"k": "Integer:0", "x": "String"}
B = {"k": "Integer:0", "y": "String"}


def merged(tmp_path, kind, settings, *inputs, copies=()):
    """Run the step over grids; the settings name them `in0`, `in1` and so on."""
    names = [f"in{number}" for number in range(len(inputs))]
    grids = [grid(name, *each) for name, each in zip(names, inputs, strict=True)]
    hops = [*((name, "step") for name in names), ("step", "out")]
    out = tmp_path / "out.txt"
    finished = run(ktr(*grids, step("step", kind, settings), text_output("out", out), hops=hops))
    return finished, rows_of(out) if out.exists() else []


def keys(*columns, tag="key"):
    return "".join(f"<{tag}>{name}</{tag}>" for name in columns)


def merge_join(join_type, *names):
    both = keys(*(names or ("k",)))
    return (
        f"<join_type>{join_type}</join_type><step1>in0</step1><step2>in1</step2>"
        f"<keys_1>{both}</keys_1><keys_2>{both}</keys_2>"
    )


LEFT = (A, [["", "n"], ["1", "a"], ["1", "b"], ["3", "c"]])
RIGHT = (B, [["", "N"], ["1", "A"], ["1", "B"], ["2", "C"], ["4", "D"]])
BOTH = ["|n||N", "1|a|1|A", "1|a|1|B", "1|b|1|A", "1|b|1|B"]
