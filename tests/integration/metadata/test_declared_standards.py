"""Drafts of standards keep what databases declare, and their tables take what those tables take."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from onedata_assets.domain.metadata.conformance import conformance
from onedata_assets.domain.metadata.found_drafts import draft_of
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.standards import TableStandard
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.database import DatabaseClient
from tests.conftest import database_of_session
from tests.integration.metadata.making_tables import Made
from tests.services import MARIADB, POSTGRES

pytestmark = [pytest.mark.integration, pytest.mark.row("S16", "S17")]

SERVERS = {"postgres": POSTGRES, "mysql": MARIADB}
TABLES = {
    "mysql": (
        "CREATE TABLE acct (acct_no varchar(32), bal decimal(10,2), memo varchar(200),"
        " flag tinyint(1), typ enum('A','B','C'), tags set('x','y'), n int, m smallint unsigned,"
        " day date, hired date, full_name varchar(60), id_card varchar(60), uid varchar(36),"
        " state varchar(9) CHECK (state IN ('on','off','gone')), rate decimal(5,4),"
        " birthday varchar(16), age int CHECK (age BETWEEN 0 AND 150))"
    ),
    "postgres": (
        "CREATE TYPE kind AS ENUM ('A', 'B', 'C');"
        "CREATE DOMAIN percent AS numeric(5,4) CHECK (VALUE >= 0 AND VALUE <= 1);"
        "CREATE TABLE acct (acct_no varchar(32), bal numeric(10,2), memo varchar(200),"
        " flag smallint, typ kind, tags text, n int, m int, day date, hired date,"
        " full_name varchar(60), id_card varchar(60), uid uuid,"
        " state varchar(9) CHECK (state IN ('on','off','gone')), rate percent,"
        " birthday varchar(16), age int CHECK (age >= 0 AND age <= 150))"
    ),
    "sqlite": (
        "CREATE TABLE acct (acct_no varchar(32), bal numeric(10,2), memo varchar(200),"
        " flag tinyint, typ text CHECK (typ IN ('A','B','C')), tags text, n int, m int, day date,"
        " hired date, full_name varchar(60), id_card varchar(60), uid varchar(36),"
        " state varchar(9) CHECK (State IN ('on','off','gone')), rate numeric(5,4),"
        " birthday varchar(16), age int CHECK (age BETWEEN 0 AND 150))"
    ),
}
TOMORROW = {
    "acct_no": "'99999999'", "bal": "-99999999.99", "memo": "'一段很长的备注，超过一个字'",
    "flag": "7", "tags": "'x,y'",
    "typ": "'C'", "n": "2000000000", "m": "30000", "day": "'1999-12-31'", "hired": "'2026-01-01'",
    "full_name": "'迪丽热巴·迪力木拉提'", "id_card": "'11010519491231002X'",
    "uid": "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'", "state": "'gone'", "rate": "0.5",
    "birthday": "'1949-12-31'", "age": "150",
}  # fmt: skip
"""A row that the source takes although no row like it was there when the standard was drafted."""
BAD = {
    "memo": "'" + "长" * 201 + "'", "typ": "'D'", "state": "'lost'", "bal": "100000000",
    "acct_no": "'" + "1" * 33 + "'", "n": "3000000000", "age": "151",
    "id_card": "'" + "1" * 19 + "'", "birthday": "'1949-13-31'",
}  # fmt: skip


def rows(count: int) -> str:
    told = (
        f"('{at:08}', {at}.5, 'x', {at % 2}, '{'AB'[at % 2]}', 'x', {at}, {at},"
        f" '2026-01-0{at % 9 + 1}',"
        f" '20{at % 25 + 1:02}-{at % 12 + 1:02}-{at % 28 + 1:02}', '张{chr(0x4E00 + at)}',"
        f" '{card(at)}', '00000000-0000-4000-8000-{at:012}', '{('on', 'off')[at % 2]}', 0.{at:03},"
        f" '19{at % 90 + 10}-{at % 12 + 1:02}-{at % 28 + 1:02}', {at % 80})"
        for at in range(count)
    )
    return ", ".join(told)


def card(at: int) -> str:
    """Return an identity card number whose check sign is right."""
    plain = f"110105{1950 + at % 50}{at % 12 + 1:02}{at % 28 + 1:02}{at:03}"
    total = sum(int(sign) * 2 ** (17 - place) for place, sign in enumerate(plain))
    return plain + "10X98765432"[total % 11]


@pytest.fixture(scope="module", params=["sqlite", *SERVERS])
def dialect(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def url(dialect, tmp_path_factory) -> Iterator[str]:
    if dialect == "sqlite":
        path = tmp_path_factory.mktemp("declared") / "a.db"
        path.touch()
        yield f"sqlite:///{path}"
        return
    yield from database_of_session(SERVERS[dialect])


@pytest.fixture(scope="module")
def drafted(dialect, url, monkeypatch_module) -> TableStandard:
    client = DatabaseClient(url)
    for each in TABLES[dialect].split(";"):
        client.execute(each)
    client.execute(f"INSERT INTO acct VALUES {rows(200)}")
    monkeypatch_module.setenv("DECLARED_URL", url)
    source = Source("bank", SourceKind.SQL, "DECLARED_URL", Wanted())
    [table] = Catalog().structure(source).tables
    [(_, found)] = Catalog().samples(source, [table])
    assert not isinstance(found, Problem)
    return draft_of(
        "bank/acct", SourceKind.SQL, table, found, most=1000, today=datetime.now(UTC).date()
    )


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def test_a_draft_says_what_the_database_declares(drafted, dialect):
    told = {each.name: each for each in drafted.columns}
    assert {name: told[name].longest for name in ("acct_no", "memo", "full_name")} == {
        "acct_no": 32, "memo": 200, "full_name": 60,
    }  # fmt: skip
    assert (told["bal"].precision, told["bal"].scale, told["bal"].low) == (10, 2, None)
    assert [each.value for each in told["typ"].codes] == ["A", "B", "C"]
    assert [each.value for each in told["state"].codes] == ["on", "off", "gone"]
    assert (told["age"].low, told["age"].high) == ("0", "150")
    assert (told["rate"].precision, told["rate"].scale) == (5, 4)
    assert told["n"].bits == (None if dialect == "sqlite" else 32)
    assert [each.name for each in drafted.columns if each.unique] == ["acct_no", "uid"] or [
        each.name for each in drafted.columns if each.unique
    ] == ["acct_no"]
    assert all(each.nullable for each in drafted.columns if not each.unique)


def test_standards_of_meanings_give_lengths_and_days(drafted):
    told = {each.name: each for each in drafted.columns}
    card = told["id_card"]
    assert (card.shortest, card.longest, card.coding) == (18, 18, "GB 11643")
    assert told["birthday"].family is Family.DATE
    assert (told["uid"].shortest, told["uid"].longest) == (36, 36)


def test_a_table_of_the_draft_takes_what_the_source_takes_and_nothing_else(drafted, dialect, url):
    made = Made.of(dialect, url)
    plain = drafted.model_copy(update={"table": "copied"})
    made.run("DROP TABLE IF EXISTS copied")
    made.make(plain)
    made.insert("copied", TOMORROW)
    for name, value in BAD.items():
        if name == "n" and dialect == "sqlite":
            continue
        with pytest.raises(Exception, match=r".") as refused:
            made.insert("copied", TOMORROW | {"acct_no": "'77777777'", "uid": "NULL", name: value})
        assert refused.type.__module__.split(".")[0] in {"sqlite3", "psycopg2", "pymysql"}, name


def test_tomorrows_row_keeps_the_draft(drafted, url):
    client = DatabaseClient(url)
    names = ", ".join(TOMORROW)
    client.execute(f"INSERT INTO acct ({names}) VALUES ({', '.join(TOMORROW.values())})")
    found = conformance(client.read("SELECT * FROM acct").lazy(), drafted, today=date(2026, 11, 27))
    assert not [
        each for each in found.breaches if not (each.column == "acct_no" and each.rule == "null")
    ]
