"""MetaInject into a DataGrid: its fields, and texts that fill its lines."""

import pytest

from tests.unit.kettle.injecting import inject, mapping, template
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

FIELDS = grid("f", {"name": "String", "type": "String"}, [["a", "Integer"], ["b", "String"]])
CELLS = grid("c", {"text": "String"}, [[text] for text in ("1", "x", "2", "", "3")])
OLD = (
    "<fields><field><name>old</name><type>String</type></field></fields>"
    "<data><line><item>o</item></line><line><item>p</item></line></data>"
)
NAMES = (mapping("g", "NAME", "f", "name"), mapping("g", "TYPE", "f", "type"))
VALUES = mapping("g", "DATA_VALUE", "c", "text")


@pytest.mark.parametrize(
    ("mappings", "expected"),
    [
        ((*NAMES, VALUES), ["a|b", "1|x", "2|"]),
        ((VALUES, *NAMES), ["a|b", "1|x", "2|"]),
        ((VALUES,), ["old", "1", "x", "2", "", "3"]),
        (NAMES[:1], ["a|b", "o|", "p|"]),
    ],
)
def test_lines_are_as_wide_as_the_fields_that_are_injected(tmp_path, mappings, expected):
    path = template(tmp_path, step("g", "DataGrid", OLD), text_output("o", tmp_path / "o"))
    hops = [("f", "inject"), ("c", "inject")]
    done = run(ktr(FIELDS, CELLS, inject(path, *mappings), hops=hops))
    assert done.status == "Finished", done.log.text()
    header, rows = (tmp_path / "o").read_text().splitlines()[0], rows_of(tmp_path / "o")
    assert [header, *rows] == expected
