"""Properties and INI files in, and properties files out."""

import pytest

from tests.unit.kettle.reading import KEY_VALUE, of_file, read
from tests.unit.kettle.running import grid, ktr, metrics, run, step

PROPERTIES = """\
# a comment
! another
b.key = value \\
   goes on
a\\ key:caf\\u00e9
empty
c=1
c=2
"""


def test_properties_are_read_in_the_order_of_java(tmp_path):
    (tmp_path / "a.properties").write_text(PROPERTIES)
    rows = read(tmp_path, "PropertyInput", KEY_VALUE + of_file(tmp_path / "a.properties"))
    assert sorted(rows) == ["a key|café", "b.key|value goes on", "c|2", "empty|"]


INI = "[one]\na = 1\n; comment\nb: ${X} y\n[two]\na=3\nflag\n"


def test_sections_of_ini_files_are_read_all_or_one(tmp_path):
    (tmp_path / "a.ini").write_text(INI)
    settings = (
        KEY_VALUE
        + of_file(tmp_path / "a.ini")
        + (
            "<file_type>ini</file_type><ini_section>Y</ini_section><ini_section_field>s"
            "</ini_section_field><rownum>Y</rownum><rownum_field>n</rownum_field>"
        )
    )
    assert read(tmp_path, "PropertyInput", settings) == [
        "a|1|1|one", "b|${X} y|2|one", "a|3|3|two", "flag||4|two",
    ]  # fmt: skip
    one = settings + "<section>two</section><resetrownumber>Y</resetrownumber>"
    assert read(tmp_path, "PropertyInput", one) == ["a|3|0|two", "flag||1|two"]
    away = settings + "<section>three</section>"
    assert "Can not find section [three]" in read(tmp_path, "PropertyInput", away)


def test_options_of_ini_files_stand_in_each_others_values(tmp_path):
    (tmp_path / "a.ini").write_text("top=1\n[one]\na=${b}/${two/c}\nb=x\n[two]\nc=y${d}\nd=${e}\n")
    settings = KEY_VALUE + of_file(tmp_path / "a.ini") + "<file_type>ini</file_type>"
    assert read(tmp_path, "PropertyInput", settings) == [
        "top|1", "a|x/y${e}", "b|x", "c|y${e}", "d|${e}",
    ]  # fmt: skip
    (tmp_path / "a.ini").write_text("[one]\na=${b}\nb=${a}\n")
    assert "refers to itself" in read(tmp_path, "PropertyInput", settings)


def test_a_limit_counts_from_nought_in_each_file_where_row_numbers_do(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.ini").write_text("[s]\nx=1\ny=2\nz=3\n")
    (tmp_path / "0.ini").write_text("[s]\nw=0\n")
    settings = KEY_VALUE + (
        f"<file><name>{tmp_path}</name><filemask>.*ini</filemask></file>"
        "<file_type>ini</file_type><limit>1</limit>"
    )
    assert read(tmp_path, "PropertyInput", settings) == ["w|0"]
    settings += "<resetrownumber>Y</resetrownumber>"
    assert read(tmp_path, "PropertyInput", settings) == ["w|0", "x|1", "y|2"]


@pytest.mark.parametrize(
    ("content", "settings", "why"),
    [
        (None, "", "No file(s) specified"),
        ("", "<file_type>ini</file_type>", "has no sections"),
        (
            "a=1",
            "<ini_section>Y</ini_section><ini_section_field>s</ini_section_field>",
            "has no sections",
        ),
    ],
)
def test_a_file_or_a_section_that_is_not_there_fails_the_step(tmp_path, content, settings, why):
    if content is not None:
        (tmp_path / "a").write_text(content)
    named = of_file(tmp_path / "a").replace("<file_required>Y", "<file_required>N")
    settings = KEY_VALUE + named + settings
    assert why in read(tmp_path, "PropertyInput", settings)


def test_values_can_have_variables(tmp_path):
    (tmp_path / "a.properties").write_text("v=${java.io.tmpdir}/x\n")
    settings = KEY_VALUE + of_file(tmp_path / "a.properties")
    settings += "<resolvevaluevariable>Y</resolvevaluevariable>"
    assert read(tmp_path, "PropertyInput", settings) == ["v|/tmp/x"]


def property_output(settings):
    return step(
        "w", "PropertyOutput", f"<keyfield>k</keyfield><valuefield>v</valuefield>{settings}"
    )


PAIRS = {"k": "String", "v": "String", "f": "String"}


@pytest.mark.parametrize("append", ["N", "Y"])
def test_properties_are_written_escaped_and_the_first_value_of_a_key_holds(tmp_path, append):
    path = tmp_path / "new" / "a.properties"
    path.parent.mkdir()
    path.write_text("old=1\nk\\ 1=0\n")
    settings = (
        f"<comment>two\nlines</comment><file><name>{tmp_path}/new/a</name><extention>properties"
        f"</extention><append>{append}</append></file>"
    )
    rows = [["k 1", " a=b:#!é中", ""], ["k2", "x", ""], ["k 1", "later", ""]]
    done = run(ktr(grid("g", PAIRS, rows), property_output(settings), step("d", "Dummy")))
    assert done.status == "Finished", done.log.text()
    first, second, moment, *lines = path.read_text().splitlines()
    assert (first, second, moment[0]) == ("#two", "#lines", "#")
    written = {"k\\ 1=\\ a\\=b\\:\\#\\!\\u00E9\\u4E2D", "k2=x"}
    assert set(lines) == written | ({"old=1"} if append == "Y" else set())
    assert metrics(done, "d").read == 2


@pytest.mark.parametrize(
    ("comment", "lines"),
    [("a\nb", ["#a", "#b"]), ("\n# a\n", ["#", "# a", "#"]), ("a\n!b", ["#a", "!b"])],
)
def test_a_comment_is_marked_once(tmp_path, comment, lines):
    settings = f"<comment>{comment}</comment><file><name>{tmp_path}/a</name></file>"
    run(ktr(grid("g", PAIRS, [["k", "v", ""]]), property_output(settings)))
    *head, moment, _ = (tmp_path / "a").read_text().splitlines()
    assert (head, moment[0]) == (lines, "#")


def test_each_row_can_name_its_file_and_null_is_refused(tmp_path):
    settings = "<fileNameInField>Y</fileNameInField><fileNameField>f</fileNameField><file/>"
    rows = [["a", "1", f"{tmp_path}/x"], ["b", "2", f"{tmp_path}/x"], ["a", "3", f"{tmp_path}/y"]]
    done = run(ktr(grid("g", PAIRS, rows), property_output(settings)))
    assert done.status == "Finished", done.log.text()
    assert (tmp_path / "x").read_text().splitlines()[1:] == ["b=2", "a=1"]
    assert (tmp_path / "y").read_text().splitlines()[1:] == ["a=3"]
    done = run(ktr(grid("g", PAIRS, [["a", "", f"{tmp_path}/z"]]), property_output(settings)))
    assert "needs a key and a value" in done.log.text()
