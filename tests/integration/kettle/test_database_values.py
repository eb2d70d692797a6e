"""Values and names on their way to SQLite, PostgreSQL and MariaDB and back."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.integration.kettle.databases import DATABASES, rows, url_of
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> str:
    """Lend a database."""
    url = url_of(request, tmp_path)
    for table in ("source", "target", "answer"):
        rows(url, f"drop table if exists {table}")
    return url


def kettle_connection(url: str, attributes: str = "", name: str = "db") -> str:
    """Return the Kettle connection of the database, with attributes."""
    found = sa.make_url(url)
    kinds = {"sqlite": "SQLITE", "postgresql": "POSTGRESQL", "mysql": "MARIADB"}
    return (
        f"<connection><name>{name}</name><server>{found.host or ''}</server>"
        f"<type>{kinds[found.get_backend_name()]}</type><access>Native</access>"
        f"<database>{found.database}</database><port>{found.port or ''}</port>"
        f"<username>{found.username or ''}</username><password>{found.password or ''}</password>"
        f"<attributes>{attributes}</attributes></connection>"
    )


def attribute(code: str, value: str) -> str:
    return f"<attribute><code>{code}</code><attribute>{value}</attribute></attribute>"


def copied(extra: str = "") -> str:
    source = step("in", "TableInput", "<connection>db</connection><sql>select * from source</sql>")
    target = step("out", "TableOutput", "<connection>db</connection><table>target</table>")
    return ktr(source, target, extra=extra)


def test_bytes_big_decimals_and_moments_survive(database):
    binary = "bytea" if database.startswith("postgresql") else "blob"
    moment = "timestamp(3) null" if not database.startswith("sqlite") else "timestamp"
    create = f"(id int, raw {binary}, amount numeric(25,10), ratio double precision, at {moment})"
    for table in ("source", "target"):
        rows(database, f"create table {table}{create}")
    engine = sa.create_engine(database)
    value = "12345678901.1234567890"
    with engine.begin() as connection:
        insert = sa.text("insert into source values (1, :raw, :amount, 0.1, :at), (2, null, null,"
                         " null, null)")  # fmt: skip
        connection.execute(
            insert, {"raw": b"\x00\xff'\\", "amount": value, "at": "2024-02-29 23:59:58.123"}
        )
    engine.dispose()
    done = run(copied(), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    query = "select raw, amount, ratio, at from {} order by id"
    before, after = (rows(database, query.format(name)) for name in ("source", "target"))
    assert bytes(after[0][0]) == b"\x00\xff'\\"
    if not database.startswith("sqlite"):
        assert after[0][1] == Decimal(value)
    assert (after[0][2], str(after[0][3]), after[1]) == (
        before[0][2], str(before[0][3]), (None, None, None, None),
    )  # fmt: skip


@pytest.mark.parametrize(("supported", "kind"), [("N", "char(1)"), ("Y", "boolean")])
def test_booleans_are_texts_where_the_connection_says_so(database, supported, kind):
    rows(database, f"create table target(b {kind})")
    flag = attribute("SUPPORTS_BOOLEAN_DATA_TYPE", supported)
    xml = ktr(
        grid("g", {"b": "Boolean"}, [["Y"], ["N"], [""]]),
        step("out", "TableOutput", "<connection>db</connection><table>target</table>"),
        extra=kettle_connection(database, flag),
    )
    done = run(xml)
    assert done.status == "Finished", done.log.text()
    expected = ["Y", "N", None] if supported == "N" else [True, False, None]
    found = [row[0] for row in rows(database, "select b from target")]
    assert [each if each is None or supported == "N" else bool(each) for each in found] == expected


def test_a_connection_runs_its_statements_and_forces_names(database):
    sql = attribute("SQL_CONNECT", "create table answer(id int); insert into answer values (42)")
    lower = attribute("FORCE_IDENTIFIERS_TO_LOWERCASE", "Y")
    rows(database, "create table target(id int)")
    xml = ktr(
        grid("g", {"ID": "Integer"}, [["7"]]),
        step("out", "TableOutput", "<connection>db</connection><table>TARGET</table>"),
        extra=kettle_connection(database, sql + lower),
    )
    done = run(xml)
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id from answer") == [(42,)]
    assert rows(database, "select id from target") == [(7,)]


def test_reserved_words_and_blanks_are_quoted(database):
    mark = "`" if database.startswith("mysql") else '"'
    rows(database, f"create table target({mark}order{mark} int, {mark}two words{mark} int)")
    key = (
        "<key><name>order</name><field>order</field><condition>=</condition></key>"
        "<value><name>order</name><rename>order</rename><update>N</update></value>"
        "<value><name>two words</name><rename>two words</rename></value>"
    )
    xml = ktr(
        grid("g", {"order": "Integer", "two words": "Integer"}, [["1", "2"], ["1", "3"]]),
        step(
            "w",
            "InsertUpdate",
            f"<connection>db</connection><lookup><table>target</table>{key}</lookup>",
        ),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select * from target") == [(1, 3)]


def test_connections_come_from_shared_objects_and_passwords_are_decoded(database, tmp_path):
    from onedata_resources.kettle.passwords import SEED

    rows(database, "create table source(id int)")
    rows(database, "insert into source values (5)")
    coded = f"{int.from_bytes(b'onedata', 'big') ^ SEED:x}"
    shared = kettle_connection(database).replace(
        "<password>onedata<", f"<password>Encrypted {coded}<"
    )
    (tmp_path / "shared.xml").write_text(f"<sharedobjects>{shared}</sharedobjects>")
    info = f"<shared_objects_file>{tmp_path}/shared.xml</shared_objects_file>"
    source = step("in", "TableInput", "<connection>db</connection><sql>select * from source</sql>")
    done = run(ktr(source, text_output("o", tmp_path / "o"), info=info))
    assert done.status == "Finished", done.log.text()
    assert [int(row) for row in rows_of(tmp_path / "o")] == [5]


def test_lengths_of_columns_are_those_of_jdbc_and_pad_texts_only(database, tmp_path):
    rows(database, "create table source(i int, b bigint, s smallint, n numeric(8,2), v varchar(6))")
    rows(database, "insert into source values (1, 2, 3, 4.5, 'ab')")
    source = step("in", "TableInput", "<connection>db</connection><sql>select * from source</sql>")
    done = run(ktr(source, text_output("o", tmp_path / "o")), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    text = "ab" if database.startswith("sqlite") else "ab    "  # its columns have no sizes
    expected = f"1|2|3|4.5|{text}"
    assert rows_of(tmp_path / "o") == [expected]


def test_numbers_are_bound_with_the_decimals_that_their_field_has(database):
    """Halves go to even digits, by the number's decimal text."""
    rows(database, "create table target(id int, price decimal(12,4))")
    given = {"1": "2.345", "2": "2.675", "3": "1.005", "4": "-0.125", "5": ""}
    source = grid("g", {"id": "Integer:0", "price": "Number:0.000"}, given.items())
    sized = source.replace(
        "<format>0.000</format>", "<format>0.000</format><precision>2</precision>"
    )
    output = step("w", "TableOutput", "<connection>db</connection><table>target</table>")
    done = run(ktr(sized, output), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    found = rows(database, "select price from target order by id")
    assert [None if p is None else float(p) for (p,) in found] == [2.34, 2.68, 1.0, -0.12, None]
