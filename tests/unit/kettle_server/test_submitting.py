"""What is posted: configurations, packages, and everything that must be refused."""

import io
import zipfile
from pathlib import Path

import pytest

from onedata_resources.kettle.server.posted import Kind, posted_object
from onedata_resources.kettle.xml import parse
from tests.unit.kettle_server.files import chain, generated, kjb, ktr, posted

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


def post(carte, servlet: str, content: bytes, **params: str):
    answer = carte.post(f"/kettle/{servlet}/", params={"xml": "Y", **params}, content=content)
    assert answer.status_code == 200
    return parse(answer.content, "answer")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<garbage", id="half an element"),
        pytest.param(b"<transformation_configuration/>", id="no transformation"),
        pytest.param(b"<job_configuration><job/></job_configuration>", id="the other kind"),
        pytest.param(posted(generated()).replace(b"<transf", b"\xff\xfe<transf"), id="bad bytes"),
        pytest.param(BOMB.encode() + posted(generated())[39:], id="entities"),
        pytest.param(posted(generated())[:-200], id="cut off"),
        pytest.param(posted(ktr("t", [("", "Dummy", "")])), id="a step without a name"),
    ],
)
def test_a_document_that_is_not_a_transformation_is_refused_with_a_reason(carte, content):
    answer = post(carte, "registerTrans", content)
    assert answer.findtext("result") == "ERROR"
    assert answer.findtext("message")
    assert not answer.findtext("id")


def test_a_job_with_an_unknown_entry_is_refused_by_name_before_anything_runs(carte):
    job = kjb("j", [("send it", "MAIL", "")], chain("send it"))
    answer = post(carte, "registerJob", posted(job))
    assert "[send it] is of type MAIL" in answer.findtext("message")


def test_registering_says_it_in_the_recorded_words(carte):
    answer = post(carte, "addTrans", posted(generated("名 'x'")))
    object_id = answer.findtext("id")
    said = f"Transformation '名 'x'' was added to Carte with id {object_id}"
    assert answer.findtext("message") == said
    answer = post(carte, "registerJob", posted(kjb("j", [])))
    said = f"Job 'j' was added to the list with id {answer.findtext('id')}"
    assert answer.findtext("message") == said


def test_the_execution_configuration_is_read_whatever_its_order():
    execution = (
        "<arguments><argument><name>0001</name><value>b</value></argument>"
        "<argument><name>0000</name><value>a</value></argument></arguments>"
        "<variables><variable><name>V</name><value>值 &amp; </value></variable></variables>"
        "<parameters><parameter><name>P</name><value>1</value></parameter>"
        "<parameter><name>BLANK</name><value/></parameter></parameters>"
        "<safe_mode>Y</safe_mode><log_level>Detailed</log_level>"
    )
    found = posted_object(Kind.TRANS, posted(generated(), execution)).execution
    assert found.parameters == {"P": "1"}
    assert found.variables == {"V": "值 & "}
    assert found.arguments == ("a", "b")
    assert (found.safe_mode, found.log_level) == (True, "Detailed")


def packed(files: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_package_is_loaded_from_its_own_folder_and_removed_with_its_object(app, carte):
    package = packed({"作业/主.kjb": kjb("主", []), "t.ktr": generated()})
    answer = post(carte, "registerPackage", package, type="job", load="作业/主.kjb")
    assert answer.findtext("message").endswith(".zip!作业/主.kjb")
    [entry] = app.state.carte.catalogue.all_of(Kind.JOB)
    source = entry.task.posted.source
    assert isinstance(source, Path)
    assert source.is_file()
    carte.get(f"/kettle/removeJob/?id={entry.id}&xml=Y")
    assert not entry.folder.exists()


def test_a_package_brings_its_execution_configuration(app, carte):
    configuration = (
        "<transformation_execution_configuration><parameters><parameter><name>P</name>"
        "<value>v</value></parameter></parameters></transformation_execution_configuration>"
    )
    files = {"t.ktr": generated(), "__job_execution_configuration__.xml": configuration}
    post(carte, "addExport", packed(files), type="trans", load="t.ktr")
    [entry] = app.state.carte.catalogue.all_of(Kind.TRANS)
    assert entry.task.posted.execution.parameters == {"P": "v"}


@pytest.mark.parametrize(
    ("content", "load"),
    [
        pytest.param(b"no zip", "t.ktr", id="no zip"),
        pytest.param(packed({"t.ktr": generated()})[:-30], "t.ktr", id="cut off"),
        pytest.param(packed({"t.ktr": generated()}), "other.ktr", id="no such file"),
        pytest.param(packed({"t.ktr": generated()}), "../t.ktr", id="load outside"),
        pytest.param(packed({"t.ktr": generated()}), "", id="no load"),
        pytest.param(packed({"../t.ktr": generated()}), "t.ktr", id="slip upwards"),
        pytest.param(packed({"/etc/t.ktr": generated()}), "t.ktr", id="slip to the root"),
        pytest.param(packed({"a\\..\\..\\t.ktr": generated()}), "t.ktr", id="slip with backslash"),
        pytest.param(packed({"t.ktr": b"0" * 5_000_000}), "t.ktr", id="bomb"),
        pytest.param(packed({f"{n}.ktr": "x" for n in range(30)}), "1.ktr", id="too many"),
        pytest.param(packed({"a": "x", "a/b.ktr": "y"}), "a/b.ktr", id="file and folder"),
        pytest.param(packed({"t.ktr": kjb("j", [])}), "t.ktr", id="the other kind"),
        pytest.param(packed({"a" * 300: "x"}), "t.ktr", id="a name too long"),
        pytest.param(b"", "t.ktr", id="nothing"),
    ],
)
def test_a_package_that_cannot_be_trusted_is_refused_and_leaves_nothing(
    carte, content, load, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = post(carte, "registerPackage", content, type="trans", load=load)
    assert answer.findtext("result") == "ERROR"
    assert answer.findtext("message")
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({"trans": "/nowhere/t.ktr"}, "/nowhere/t.ktr"),
        ({}, "No transformation was named"),
        ({"trans": "x", "rep": "pool"}, "Repository required"),
    ],
)
def test_a_file_that_the_server_cannot_load_is_an_error_answer(carte, params, word):
    answer = carte.get("/kettle/executeTrans/", params=params)
    assert answer.status_code == 200
    root = parse(answer.content, "answer")
    assert root.findtext("result") == "ERROR"
    assert word in root.findtext("message")
