"""What reading steps tell about a file, and which files a step's list names."""

import polars as pl
import pytest

from onedata_resources.kettle.engine import file_facts
from onedata_resources.kettle.settings.file_facts import FactFields
from onedata_resources.kettle.settings.files import FileChoice


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/a/b.tar.gz", "gz"), ("/a/.profile", None), ("/a/b.", None), ("/a.d/b", None)],
)
def test_an_extension_follows_the_last_dot_of_the_name(path, expected):
    assert file_facts.extension(path) == expected


def test_a_uri_encodes_what_would_end_it():
    assert file_facts.uri("/a b/c#1%中.txt") == "file:///a%20b/c%231%25中.txt"


def test_facts_come_in_the_order_of_kettle_with_their_types(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("12345")
    wanted = FactFields(root_uri="r", size="s", short_name="n", hidden="h", modified="m")
    columns = file_facts.fact_columns(wanted, pl.col("p"))
    assert [(field.name, field.type, field.length) for field, _ in columns] == [
        ("n", "String", 100),
        ("s", "Integer", 9),
        ("h", "Boolean", -1),
        ("m", "Date", -1),
        ("r", "String", 100),
    ]
    frame = pl.DataFrame({"p": [str(path), None]})
    values = frame.select(value.alias(field.name) for field, value in columns)
    assert values.drop("m").rows() == [("x.csv", 5, False, "file:///"), (None,) * 4]


def choice(name, mask="", exclude="", *, subfolders=False):
    return FileChoice(str(name), mask, exclude, False, subfolders)


def test_files_of_folders_are_sorted_and_named_ones_keep_their_place(tmp_path):
    for name in ("z.txt", "d/b.txt", "d/a.txt", "d/c.log", "d/e/f.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).touch()

    def names(*choices, **kinds):
        found = file_facts.found_paths(choices, **kinds)
        return [str(each.relative_to(tmp_path)) for each in found]

    folder = tmp_path / "d"
    assert names(choice(folder)) == ["d/a.txt", "d/b.txt", "d/c.log"]
    assert names(choice(folder, r".*\.txt", "a.*")) == ["d/b.txt"]
    assert names(choice(folder, ".*t", subfolders=True)) == ["d/a.txt", "d/b.txt", "d/e/f.txt"]
    assert names(choice(folder), files=False, folders=True) == ["d/e"]
    assert names(choice(folder, "b.*"), choice(tmp_path / "z.txt"), choice(folder / "a.txt")) == [
        "d/b.txt", "z.txt", "d/a.txt",
    ]  # fmt: skip
    assert names(choice(tmp_path / "away")) == []
