"""Steps that group rows, and running them."""

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

COLUMNS = {"k": "String", "i": "Integer", "n": "Number"}


def grouped(kind, keys, aggregates, extra=""):
    """Return the step; aggregates are (name, subject, code, value)."""
    group = "".join(f"<field><name>{key}</name></field>" for key in keys)
    fields = "".join(
        f"<field><aggregate>{name}</aggregate><subject>{subject}</subject><type>{code}</type>"
        f"<valuefield>{value}</valuefield></field>"
        for name, subject, code, value in aggregates
    )
    return step("b", kind, f"{extra}<group>{group}</group><fields>{fields}</fields>")


def answer(tmp_path, *steps, columns=COLUMNS, rows, **context):
    """Return the lines, without the header, that the steps make of the rows."""
    out = tmp_path / "out"
    done = run(ktr(grid("g", columns, rows), *steps, text_output("o", out)), **context)
    assert done.status == "Finished", done.log.text()
    return rows_of(out)


def sorted_by(name, ascending="Y", case="Y"):
    return step(
        "s",
        "SortRows",
        f"<fields><field><name>{name}</name><ascending>{ascending}</ascending>"
        f"<case_sensitive>{case}</case_sensitive></field></fields>",
    )
