"""Kettle files are read safely and written back without loss."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from onedata_resources.kettle.connections import connection_url
from onedata_resources.kettle.errors import KettleFileError, PrepareError
from onedata_resources.kettle.model import Connection, Hop, Job, Parameter, Transformation
from onedata_resources.kettle.passwords import PREFIX, SEED, decode_password
from onedata_resources.kettle.reader import read_job, read_kettle_file, read_transformation
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.writer import write_job, write_transformation

PROBES = sorted((Path(__file__).parents[2] / "data" / "kettle_probes" / "ktr").glob("*.ktr"))

RICH = """<?xml version="1.0" encoding="UTF-8"?>
<transformation>
  <info><name>rich</name><description>d</description>
    <parameters><parameter><name>P</name><default_value>1</default_value><description/>
      <vendor>kept</vendor></parameter></parameters>
    <unknown_setting deep="Y"><inner>1</inner></unknown_setting>
  </info>
  <notepads><notepad><note>two
lines</note><xloc>1</xloc></notepad></notepads>
  <connection><name>db</name><server>h</server><type>POSTGRESQL</type><access>Native</access>
    <database>d</database><port>5433</port><username>u</username>
    <password>Encrypted 2be98afc86aa7f2e4cb1aa265cd86aac8</password><servername/>
    <attributes><attribute><code>PORT_NUMBER</code><attribute>5433</attribute></attribute></attributes>
  </connection>
  <order><hop><from>a</from><to>b</to><enabled>N</enabled><colour>red</colour></hop></order>
  <step><name>a</name><type>Dummy</type><distribute>N</distribute><copies>${N}</copies>
    <attributes><group><name>g</name></group></attributes><GUI><xloc>5</xloc></GUI></step>
  <step><name>b</name><type>Mystery</type><odd>&#x9;</odd></step>
  <step_error_handling><error><source_step>a</source_step><target_step>b</target_step>
    <is_enabled>Y</is_enabled><extra>1</extra></error></step_error_handling>
  <slave_transformation>N</slave_transformation><attributes/>
</transformation>"""

JOB = """<job><name>j</name><entries>
<entry><name>START</name><type>SPECIAL</type><start>Y</start><parallel>N</parallel><nr>0</nr></entry>
<entry><name>t</name><type>TRANS</type><filename>x.ktr</filename><nr>0</nr></entry></entries>
<hops><hop><from>START</from><to>t</to><from_nr>0</from_nr><to_nr>0</to_nr><enabled>Y</enabled>
<evaluation>Y</evaluation><unconditional>Y</unconditional><mark>1</mark></hop></hops></job>"""


def canonical(document: bytes | str) -> list[tuple[str, str]]:
    """Every element's path and text, white space between elements apart."""
    data = document.encode() if isinstance(document, str) else document
    root = etree.fromstring(data)
    tree = root.getroottree()
    return sorted((tree.getpath(each), (each.text or "").strip(" \r\n")) for each in root.iter())


@pytest.mark.row("S18")
@pytest.mark.parametrize("path", PROBES, ids=lambda path: path.stem)
def test_a_transformation_survives_reading_and_writing(path):
    source = path.read_bytes()
    assert canonical(write_transformation(read_transformation(source, name="x"))) == canonical(
        source
    )


def test_what_is_not_modelled_survives():
    assert canonical(write_transformation(read_transformation(RICH, name="x"))) == canonical(RICH)


def test_a_job_survives_reading_and_writing():
    job = read_job(JOB, name="x")
    assert canonical(write_job(job)) == canonical(JOB)
    assert read_job(write_job(job), name="x") == job


def test_changes_are_written():
    read = read_transformation(RICH, name="x")
    changed = replace(
        read,
        name="other",
        parameters=(*read.parameters, Parameter("Q", "2")),
        hops=(Hop("a", "b"), Hop("b", "a")),
        steps=(*read.steps, replace(read.steps[0], name="c")),
    )
    again = read_transformation(write_transformation(changed), name="x")
    assert again == changed
    assert again.steps[2].xml.find("attributes/group") is not None


def test_what_a_file_says_is_read():
    read = read_transformation(RICH, name="x")
    assert (read.name, read.parameters[0].default) == ("rich", "1")
    assert read.hops == (Hop("a", "b", enabled=False),)
    assert read.steps[0].copies == "${N}"
    assert read.connections[0].attribute("PORT_NUMBER") == "5433"
    assert read.connection("DB") is read.connections[0]
    assert read.notes[0].text == "two\nlines"


def test_the_root_decides_what_a_file_is(tmp_path):
    (tmp_path / "a.ktr").write_text(RICH)
    (tmp_path / "b.kjb").write_text(JOB)
    assert isinstance(read_kettle_file(tmp_path / "a.ktr"), Transformation)
    assert isinstance(read_kettle_file(tmp_path / "b.kjb"), Job)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><transformation>&b;</transformation>'
)
EXTERNAL = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><transformation>&a;</transformation>'
)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "no xml",
        "<transformation>",
        "<html/>",
        "\x00\x01",
        BOMB,
        EXTERNAL,
        "<job><name>j</name></job>",
    ],
)
def test_what_is_no_transformation_is_refused_with_one_sentence(source):
    with pytest.raises(KettleFileError) as error:
        read_transformation(source, name="some.ktr")
    assert "some.ktr" in error.value.en
    assert "some.ktr" in error.value.zh
    assert "root:" not in error.value.en


def test_a_missing_file_and_a_repeated_step_name_are_told():
    with pytest.raises(KettleFileError, match="no Kettle file"):
        read_kettle_file("/nowhere/x.ktr")
    twice = RICH.replace("<name>b</name><type>Mystery", "<name>a</name><type>Mystery")
    with pytest.raises(KettleFileError, match="two steps named 'a'"):
        read_transformation(twice, name="x")


def coded(password: str) -> str:
    """Return the password as Kettle stores it."""
    number = int.from_bytes(password.encode(), "big", signed=True)
    return PREFIX + (format(number ^ SEED, "x") if password else "")


@given(st.text(max_size=40).filter(lambda text: not text.startswith("\x00")))
def test_every_coded_password_is_read(password):
    assert decode_password(coded(password)) == password


def test_passwords_are_read_as_kettle_codes_them():
    assert coded("cluster") == "Encrypted 2be98afc86aa7f2e4cb1aa265cd86aac8"
    assert decode_password("Encrypted 2be98afc86aa7f2e4cb1aa265cd86aac8") == "cluster"
    assert decode_password("plain") == "plain"
    assert decode_password("${SECRET}") == "${SECRET}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${A}", "1"),
        ("%%A%%-${B}", "1-x1y"),
        ("${UNKNOWN}", "${UNKNOWN}"),
        ("$[41,42]$[09]", "AB\t"),
        ("${LOOP}", "${LOOP}"),
        ("100%", "100%"),
        ("", ""),
    ],
)
def test_variables_are_replaced(text, expected):
    variables = {"A": "1", "B": "x${A}y", "LOOP": "${LOOP}"}
    assert expand(text, variables) == expected


def test_variables_that_name_each_other_end():
    assert len(expand("${A}", {"A": "${B}${B}", "B": "${A}${A}"})) < 10_000_000


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        (
            Connection("a", "POSTGRESQL", server="h", database="d", port="1", username="u",
                       password="Encrypted 2be98afc86aa7f2e4cb1aa265cd86aac8"),
            "postgresql+psycopg2://u:cluster@h:1/d",
        ),
        (Connection("a", "MARIADB", server="${H}", database="d"), "mysql+pymysql://box:3306/d"),
        (Connection("a", "SQLITE", database="/x/y.db"), "sqlite:////x/y.db"),
        (
            Connection("a", "GENERIC", attributes=(("CUSTOM_URL", "jdbc:sqlite:/x/y.db"),)),
            "sqlite:////x/y.db",
        ),
        (
            Connection("a", "GENERIC", username="u", attributes=(
                ("CUSTOM_URL", "jdbc:mysql://h:3307/d?x=1"),)),
            "mysql+pymysql://u@h:3307/d",
        ),
    ],
)  # fmt: skip
def test_connections_become_urls(connection, expected):
    assert connection_url(connection, {"H": "box"}) == expected


def test_a_database_out_of_reach_is_told():
    with pytest.raises(PrepareError, match=r"'x'.*MONDRIAN"):
        connection_url(Connection("x", "MONDRIAN"), {})
    with pytest.raises(PrepareError, match=r"'x'.*JNDI"):
        connection_url(Connection("x", "ORACLE", access="JNDI"), {})
    with pytest.raises(PrepareError, match="password"):
        connection_url(Connection("x", "MYSQL", password="Encrypted nothex"), {})


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("file:///a%20b/c.txt", "/a b/c.txt"),
        ("file:/a/b", "/a/b"),
        (r"file:///a\b\c.txt", "/a/b/c.txt"),
        (r"..\in.csv", "../in.csv"),
        ("/a%20b", "/a%20b"),
    ],
)
def test_a_file_is_named_as_kettles_file_system_reads_it(written, path):
    assert local_path(written) == path
