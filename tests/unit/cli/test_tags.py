"""`onedata metadata tags` and `terms`: tags with their reasons, and the glossary as a file."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from onedata_assets.cli import metadata_tags
from onedata_assets.cli.main import app
from onedata_assets.cli.tagging import tagging
from onedata_assets.components import source_files
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError
from onedata_resources.store.audit import AuditLog
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.database import opened

MEMBER = {"member_id": ["M1"], "mobile": ["13812345678"]}
GLOSSARY = (
    "name,title_zh,title_en,definition_zh,definition_en\n客户电话,客户电话,Phone,电话,A phone\n"
)
pytestmark = pytest.mark.row("S04", "S12")


@pytest.fixture
def url(tmp_path, monkeypatch):
    """Return the store of an installation with a table of members."""
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path))
    monkeypatch.setenv("LAKE_URI", str(tmp_path / "lake"))
    monkeypatch.setenv("STORE_URL", f"sqlite:///{tmp_path}/onedata.db")
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    LakeClient(str(tmp_path / "lake")).write(["dwd", "member"], pl.DataFrame(MEMBER))
    return f"sqlite:///{tmp_path}/onedata.db"


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["metadata", *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def tags(name: str, *more: str) -> list[dict[str, str]]:
    return json.loads(run("tags", "list", name, "--json", *more))


def test_personal_data_of_the_demo_flows_from_its_source_and_a_person_may_say_less(url):
    [told] = tags("ods/members.手机号")
    assert (told["tag"], told["how"]) == ("pii:direct", "code")
    run("tags", "refuse", "dwd/member.mobile", "pii:direct", "--why", "made up")
    [refused] = tags("dwd/member.mobile")
    assert (refused["tag"], refused["reason"]) == ("refused=pii:direct", "made up")
    number = refused["how"].removeprefix("#")
    run("tags", "remove", number, "--why", "not so")
    [again] = tags("dwd/member.mobile")
    assert again["tag"] == "pii:direct"
    [past] = tags("dwd/member.mobile", "--history")
    assert "not so" in past["reason"]
    with opened(url) as store:
        entries, _ = AuditLog(store, b"").find(AuditFilter())
    done = [(each.event.action, each.event.object, each.event.via) for each in entries]
    assert done == [
        ("annotation.end", "dwd/member", "cli"),
        ("annotation.add", "dwd/member", "cli"),
    ]


def test_a_glossary_is_read_in_approved_given_to_a_column_and_flows(url, tmp_path):
    file = tmp_path / "terms.csv"
    file.write_bytes(GLOSSARY.encode("gb18030"))
    assert "1 terms added" in run("terms", "import", str(file))
    assert "approved" in run("terms", "approve", "客户电话", "--why", "agreed")
    run("tags", "add", "ods/members.手机号", "term:客户电话")
    terms = [each for each in tags("dwd/member.mobile") if each["tag"] == "term:客户电话"]
    assert terms[0]["reason"].startswith("From ods/members.手机号 by column lineage.")
    run("terms", "export", str(tmp_path / "out.yaml"))
    assert "客户电话" in (tmp_path / "out.yaml").read_text("utf-8")
    assert [each["state"] for each in json.loads(run("terms", "show", "客户电话"))] == [
        "approved",
        "draft",
    ]
    assert "客户电话" in run("terms", "list")
    run("terms", "remove", "客户电话")
    assert "客户电话" not in run("terms", "list")


@pytest.mark.parametrize(
    "arguments",
    [
        ("tags", "add", "dwd/nothing", "quality:gold"),
        ("tags", "add", "dwd/member.nothing", "quality:gold"),
        ("tags", "add", "dwd/member.mobile", "gold"),
        ("tags", "add", "dwd/member.mobile", "term:nothing"),
        ("tags", "add", "dwd/member.mobile", "pii:none"),
        ("tags", "remove", "99"),
        ("terms", "approve", "nothing"),
        ("terms", "show", "nothing"),
        ("terms", "export", "terms.txt"),
    ],
)
def test_what_cannot_be_is_refused(url, arguments):
    with pytest.raises(BadInputError) as raised:
        run(*arguments)
    assert raised.value.zh


@pytest.fixture
def wrong(tmp_path, monkeypatch):
    """Have a wrong `source.yaml` among those of the code location."""
    file = tmp_path / "defs/ora/source.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("name: ora\nkind: oracle\nconnection: ORA_URL\n")
    read = source_files.source_files
    monkeypatch.setattr(
        source_files, "source_files", lambda folder: read(folder) + read(file.parent)
    )


def test_a_wrong_source_is_told_and_the_tags_of_other_tables_are_given_and_listed(
    url, wrong, capsys
):
    on = "ods/members.手机号"
    assert metadata_tags.say(on, "owner=li@example.com", "", is_refusal=False) == 0
    assert "ora/source.yaml:2: kind must be one of" in capsys.readouterr().err.replace("\n", "")
    assert metadata_tags.list_tags(on, history=False, as_json=True) == 0
    out = capsys.readouterr()
    assert {each["tag"] for each in json.loads(out.out)} == {"pii:direct", "owner=li@example.com"}
    assert "ora/source.yaml:2" in out.err.replace("\n", "")


def test_a_table_that_is_nowhere_is_told_after_the_file_that_may_have_it(url, wrong, capsys):
    with pytest.raises(BadInputError, match="no table or column 'ora/orders'"):
        metadata_tags.list_tags("ora/orders", history=False, as_json=True)
    assert "ora/source.yaml:2" in capsys.readouterr().err.replace("\n", "")


@pytest.mark.row("S72")
def test_what_a_person_may_see_is_not_decided_without_all_sources(url, wrong):
    with opened(url) as store, pytest.raises(BadInputError, match="kind must be one of"):
        tagging(store)
