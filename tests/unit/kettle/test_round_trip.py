"""Reading and writing keeps every element, its place and its text, known or not."""

from pathlib import Path

import pytest
from lxml import etree

from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.model import Job, Transformation
from onedata_resources.kettle.reader import read_job, read_kettle_file, read_transformation
from onedata_resources.kettle.writer import write_job, write_transformation
from onedata_resources.settings import project_dir

RETAIL = sorted((project_dir() / "kettle_jobs").rglob("*.k*"))
OWN = {
    "job": """<?xml version="1.0" encoding="UTF-8"?>
<job x="1">
  <name>&#x4f5c;業 &amp; &lt;1&gt;</name><description/>
  <!-- a comment --><?own instruction?>
  <parameters><parameter><name>P</name><default_value> a  b </default_value><own/></parameter>
  <parameter><name>P</name><default_value>2</default_value></parameter></parameters>
  <connection><name>c</name><type>MYSQL</type><attributes><attribute><code>A</code>
  <attribute>1</attribute></attribute></attributes></connection>
  <slaveservers><slaveserver><name>s</name></slaveserver></slaveservers>
  <entries><entry><name>START</name><type>SPECIAL</type><start>Y</start></entry>
  <entry><name> a </name><type>EVAL</type><script><![CDATA[if (a < b && c) { "x"; }]]></script>
  <nr>01</nr><attributes><group><name>g</name><attribute><key>k</key></attribute></group>
  </attributes><parallel>y</parallel></entry>
  <!-- between --><entry><name>x</name><type>NoSuchType</type><deep><er a="b">t&#x9;&#xd;
u</er></deep></entry></entries>
  <hops><hop><from>START</from><to> a </to><unconditional>yes</unconditional></hop></hops>
  <notepads><notepad><note>one
two &#36;&#123;V&#125;</note><heigth>25</heigth></notepad></notepads>
  <attributes/>
</job>""",
    "transformation": """<transformation>
  <notepads/><info><trans_type>Normal</trans_type><name>t</name><parameters/><log>
  <trans-log-table><field><id>ID_BATCH</id><subject/></field></trans-log-table></log></info>
  <connection><name>b</name></connection><connection><name>a</name><own>1</own></connection>
  <order><hop><from>a</from><to>b</to><enabled>false</enabled></hop></order>
  <step><name>b</name><type>Dummy</type><distribute/><copies>${N}</copies><GUI><xloc>1</xloc></GUI>
  </step><step><name>a</name><type>Unknown</type><script>line 1
  line 2 ]]&gt; end</script></step>
  <step_error_handling><error><source_step>a</source_step><target_step>b</target_step>
  <is_enabled>N</is_enabled><max_errors/></error></step_error_handling>
  <slave-step-copy-partition-distribution/><attributes><group/></attributes>
</transformation>""",
}


def content(xml: bytes) -> list[tuple[object, ...]]:
    """Return every node in order; blank text around children does not count."""
    found = []
    for node in etree.fromstring(xml).iter():
        text = node.text or ""
        text = text if len(node) == 0 else text.strip()
        tail = (node.tail or "").strip()
        name = node.tag if isinstance(node.tag, str) else type(node).__name__
        found.append((name, dict(node.attrib), text, tail))
    return found


def written(read: Job | Transformation) -> bytes:
    return write_job(read) if isinstance(read, Job) else write_transformation(read)


@pytest.mark.parametrize("path", RETAIL, ids=lambda path: path.name)
def test_the_files_of_the_demo_are_written_as_they_were(path: Path):
    assert content(written(read_kettle_file(path))) == content(path.read_bytes())


@pytest.mark.parametrize("kind", OWN)
def test_what_is_unknown_odd_or_absent_is_written_as_it_was(kind):
    source = OWN[kind].encode()
    read = (read_job if kind == "job" else read_transformation)(source, name="x")
    assert content(written(read)) == content(source)
    again = (read_job if kind == "job" else read_transformation)(written(read), name="x")
    assert again == read


@pytest.mark.parametrize(
    ("xml", "word"),
    [
        ("", "is not a Kettle file"),
        ("<job><entries>", "is not a Kettle file"),
        ("<transformation/>", "is not a Kettle job"),
        ("<!DOCTYPE job [<!ENTITY a 'b'>]><job>&a;</job>", "declares a document type"),
        ("<job><entries><entry><name>a</name></entry></entries></job>", "without a name or a type"),
    ],
)
def test_a_file_that_is_no_job_is_told_in_one_sentence_of_each_language(xml, word):
    with pytest.raises(KettleFileError) as error:
        read_job(xml, name="the file")
    assert word in error.value.en
    assert "the file" in error.value.zh
