"""What is told of a SQL database's structure, on each database."""

import pytest

from onedata_assets.domain.metadata.model import Family, ForeignKey, Index, TableKind, TableName
from onedata_assets.domain.metadata.structure import Structure, Wanted
from onedata_resources.clients.catalog_rows import sql_samples
from onedata_resources.clients.catalog_sql import sql_structure

pytestmark = pytest.mark.integration


def name_in(database, name):
    """Return the name of a table as the database's scan tells it."""
    return TableName("public" if database.dialect == "postgresql" else "", name)


@pytest.fixture(scope="module")
def structure(shop) -> Structure:
    return sql_structure(shop, Wanted())


@pytest.fixture
def table(shop, structure):
    return lambda name: structure.table(name_in(shop, name))


def test_all_tables_and_views_are_told(structure):
    kinds = {each.name.name: each.kind for each in structure.tables}
    tables = ["客户", "order", "line", "department", "employee"]
    assert kinds == {**dict.fromkeys(tables, TableKind.TABLE), "dear": TableKind.VIEW}


def test_columns_have_the_sources_own_types_and_what_they_hold(shop, table):
    columns = {each.name: (each.type, each.family) for each in table("客户").columns}
    types = {
        "postgresql": ["integer", "character varying(40)", "numeric(12,2)"],
        "mysql": ["int(11)", "varchar(40)", "decimal(12,2)"],
        "sqlite": ["INTEGER", "VARCHAR(40)", "DECIMAL(12,2)"],
    }[shop.dialect]
    families = [Family.INTEGER, Family.TEXT, Family.DECIMAL]
    assert [columns[name] for name in ("客户号", "姓名", "余额")] == [
        *zip(types, families, strict=True)
    ]


def test_moments_and_fractions_are_told_apart(table):
    assert table("order").column("at").family is Family.MOMENT
    assert table("line").column("price").family is Family.FLOAT
    assert table("line").column("note").family is Family.TEXT


def test_nullability_and_keys_are_told(table, shop):
    customers = table("客户")
    assert not customers.column("姓名").nullable
    assert customers.column("余额").nullable
    assert customers.primary_key == ("客户号",)
    assert ("email",) in customers.unique_keys
    assert table("line").primary_key == ("order_id", "no")


def test_foreign_keys_are_told_also_in_a_circle(table, shop):
    def key(column, parent, parent_column):
        return ForeignKey((column,), name_in(shop, parent), (parent_column,))

    assert key("customer", "客户", "客户号") in table("order").foreign_keys
    assert table("employee").foreign_keys == (key("department", "department", "id"),)
    assert table("department").foreign_keys == (key("head", "employee", "id"),)


def test_indexes_are_told(table):
    assert Index("line_price", ("price",)) in table("line").indexes


def test_comments_are_told_where_the_database_has_them(shop, table):
    remarks = ("", "") if shop.dialect == "sqlite" else ("所有客户", "法定姓名")
    assert (table("客户").comment, table("客户").column("姓名").comment) == remarks


def test_rows_are_those_of_the_statistics(table):
    assert table("客户").rows == 1
    assert table("dear").rows is None


def test_a_view_that_no_longer_compiles_is_a_problem_of_its_own(shop, structure):
    lost = [] if shop.dialect == "postgresql" else ["lost"]  # PostgreSQL lets no view lose a table
    assert [each.table.name for each in structure.problems] == lost
    assert all("gone" in each.en or "lost" in each.en for each in structure.problems)


def test_a_view_that_no_longer_compiles_is_told_once_where_there_is_no_other(shop):
    found = sql_structure(shop, Wanted(include=("lost",)))
    told = [each.table.name for each in found.problems]
    assert (found.tables, told) == ((), [] if shop.dialect == "postgresql" else ["lost"])


def test_patterns_say_which_tables_are_looked_at(shop):
    wanted = Wanted(include=("*e*",), exclude=("*emp*", "客户"))
    assert [each.name.name for each in sql_structure(shop, wanted).tables] == [
        "dear", "department", "line", "order",
    ]  # fmt: skip


def test_two_scans_of_the_same_are_equal(shop, structure):
    assert sql_structure(shop, Wanted()) == structure


def test_rows_of_tables_with_any_name_are_sampled(shop, structure, table):
    samples = {each.name.name: rows for each, rows in sql_samples(shop, structure.tables, rows=5)}
    assert samples["客户"]["姓名"].to_list() == ["王芳"]
    assert samples["order"].columns == ["id", "select", "customer", "at", "done"]
    assert samples["order"].height == 0
