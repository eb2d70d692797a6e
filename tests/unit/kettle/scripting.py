"""A ScriptValueMod, run over the rows of people."""

from xml.sax.saxutils import escape

from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

PEOPLE = {
    "name": "String",
    "age": "Integer:0",
    "pay": "Number:0.00",
    "born": "Date:yyyy-MM-dd",
    "ok": "Boolean",
}
ANN = ["Ann", "41", "2.5", "2024-02-29", "N"]
NOBODY = ["", "", "", "", ""]


def script(text, results=(), *, compatible="N", start="", end="", tabs=()):
    """Return the step; results are (name, type) or (name, type, further elements)."""
    parts = [("0", "main", text), ("1", "start", start), ("2", "end", end), *tabs]
    scripts = "".join(
        f"<jsScript><jsScript_type>{kind}</jsScript_type><jsScript_name>{name}</jsScript_name>"
        f"<jsScript_script>{escape(code)}</jsScript_script></jsScript>"
        for kind, name, code in parts
        if code
    )
    fields = "".join(
        f"<field><name>{each[0]}</name><type>{each[1]}</type>"
        f"{each[2] if len(each) > 2 else '<rename/><replace>N</replace>'}</field>"
        for each in results
    )
    return step(
        "js",
        "ScriptValueMod",
        f"<compatible>{compatible}</compatible><jsScripts>{scripts}</jsScripts>"
        f"<fields>{fields}</fields>",
    )


def after(tmp_path, text, results=(), rows=(ANN,), **settings):
    """Run the script over rows and return the finished run and the lines of all fields."""
    out = tmp_path / "o.txt"
    done = run(
        ktr(grid("g", PEOPLE, rows), script(text, results, **settings), text_output("o", out))
    )
    return done, rows_of(out) if out.exists() else []


def value(tmp_path, expression, kind="String", **settings):
    """Return how the value of an expression is written."""
    done, lines = after(tmp_path, f"var x = {expression};", [("x", kind)], **settings)
    assert done.errors == 0, [each.message for each in done.log.lines()]
    return lines[0].rsplit("|", 1)[1]
