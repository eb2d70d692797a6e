"""References follow what a scan finds renamed; those to what is gone are lost, and told."""

from datetime import UTC, datetime

import pytest

from onedata_assets.components.source_files import read_sources
from onedata_assets.domain.metadata.differences import Kind
from onedata_assets.domain.metadata.finding_essence import essence_of
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.found_relations import references_of
from onedata_assets.lib.source_relations import relate
from onedata_assets.lib.source_scans import scan
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.store.database import opened
from onedata_resources.store.metadata import Found, SourceVersions
from tests.component.metadata.test_relations import fill

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.row("S15", "S35", "S36")


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Patients in one source; policies that have their telephone numbers in another."""
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    for name in ("hosp", "ins"):
        monkeypatch.setenv(f"{name.upper()}_URL", f"sqlite:///{tmp_path}/{name}.db")
        (tmp_path / f"{name}.db").touch()
        folder = tmp_path / "defs" / name
        folder.mkdir(parents=True)
        text = f"name: {name}\nkind: sql\nconnection: {name.upper()}_URL\n"
        (folder / "source.yaml").write_text(text, encoding="utf-8")
    patients = [
        {"id": n, "phone": f"138{n * 7919 % 10**8:08d}", "sex": "MF"[n % 2],
         "born": f"19{n % 90 + 10}-01-01"}
        for n in range(1, 301)
    ]  # fmt: skip
    policies = [{"no": f"P{n:06d}", "mobile": patients[n]["phone"]} for n in range(250)]
    shape = "patient_id INTEGER PRIMARY KEY, phone TEXT, gender TEXT, birthday TEXT"
    fill(tmp_path, "hosp", "patient", shape, patients)
    fill(tmp_path, "ins", "policy", "policy_no TEXT PRIMARY KEY, mobile TEXT", policies)
    return {each.name: each.source() for each in read_sources(tmp_path / "defs")}


@pytest.fixture
def versions(sources, tmp_path):
    with opened(f"sqlite:///{tmp_path}/store.db") as store:
        made = SourceVersions(store)
        for each in sources.values():
            scan(each, Catalog(), made, NOW)
        relate(sources.values(), Catalog(), made, NOW)
        assert references(made) == {"ins.policy(mobile) -> hosp.patient(phone)"}
        yield made


@pytest.fixture
def hosp(tmp_path):
    return DatabaseClient(f"sqlite:///{tmp_path}/hosp.db")


def references(versions) -> set[str]:
    known = {each: SourceFindings(versions.findings(each)) for each in ("hosp", "ins")}
    return {
        f"{each.child.source}.{each.child.table}({', '.join(each.columns)}) -> "
        f"{each.parent.source}.{each.parent.table}({', '.join(each.parent_columns)})"
        for each in references_of(known)
    }


def test_a_column_that_is_renamed_beside_others_that_go_keeps_its_references(
    sources, versions, hosp
):
    hosp.execute("ALTER TABLE patient RENAME COLUMN phone TO mobile_no")
    hosp.execute("ALTER TABLE patient RENAME COLUMN gender TO sex")
    hosp.execute("ALTER TABLE patient DROP COLUMN birthday")
    found = scan(sources["hosp"], Catalog(), versions, NOW)
    told = {(each.kind, each.column, each.after) for each in found.breaking}
    assert told == {
        (Kind.COLUMN_RENAMED, "phone", "mobile_no"),
        (Kind.COLUMN_RENAMED, "gender", "sex"),
        (Kind.COLUMN_REMOVED, "birthday", ""),
    }
    assert not {each.kind for each in found.changes} & {Kind.KEY_LOST, Kind.KEY_FOUND}
    assert references(versions) == {"ins.policy(mobile) -> hosp.patient(mobile_no)"}
    assert versions.history("ins")[0].reason == "scan of hosp"


def test_a_table_that_is_renamed_keeps_what_refers_to_it(sources, versions, hosp):
    hosp.execute("ALTER TABLE patient RENAME TO patients")
    scan(sources["hosp"], Catalog(), versions, NOW)
    assert references(versions) == {"ins.policy(mobile) -> hosp.patients(phone)"}


def test_a_reference_to_what_is_gone_is_lost_and_told_and_relating_goes_well(
    sources, versions, hosp
):
    hosp.execute("ALTER TABLE patient DROP COLUMN phone")
    found = scan(sources["hosp"], Catalog(), versions, NOW)
    [note] = found.notes
    assert "ins/policy (mobile) → hosp/patient (phone)" in note.en
    assert references(versions) == set()
    related = relate(sources.values(), Catalog(), versions, NOW)
    assert (related.problems, related.references) == ((), ())


def test_relating_passes_over_what_was_known_of_columns_that_are_gone(sources, versions, hosp):
    """As findings of an older installation have it, which no scan let follow."""
    before = versions.findings("ins")
    hosp.execute("ALTER TABLE patient DROP COLUMN phone")
    scan(sources["hosp"], Catalog(), versions, NOW)
    stale = SourceFindings(before)
    versions.record(
        "ins", versions.content("ins"), NOW, found=Found(stale.text(), essence_of(stale))
    )
    assert relate(sources.values(), Catalog(), versions, NOW).problems == ()
