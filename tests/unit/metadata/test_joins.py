"""Joins from keys: their kind and direction, the way between tables, and SQL that runs."""

import pickle
from dataclasses import replace

import duckdb
import pytest

from onedata_assets.domain.metadata.join_cautions import Danger
from onedata_assets.domain.metadata.join_paths import (
    JoinPlan,
    NoJoinError,
    TooFewTablesError,
    join_plans,
)
from onedata_assets.domain.metadata.joins import (
    DIALECTS,
    Cardinality,
    DialectError,
    JoinKind,
    join_rule,
    join_sql,
)
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Reference

pytestmark = pytest.mark.row("S36")


def place(name: str, source: str = "shop") -> Place:
    return Place(source, TableName("", name))


def nearest(*args) -> JoinPlan:
    return join_plans(*args)[0]


def reference(child: str, columns: str, parent: str, theirs: str = "id") -> Reference:
    return Reference(
        child=place(child),
        columns=tuple(columns.split(",")),
        parent=place(parent),
        parent_columns=tuple(theirs.split(",")),
        confidence=1.0,
        match_rate=1.0,
        name_score=1.0,
        distinct=10,
        parent_distinct=10,
        one_to_one=False,
        optional=False,
        evidence=(),
    )


LINE_ORDER = reference("line", "order_id", "order")
LINE_PRODUCT = reference("line", "product_id", "product")
ORDER_CUSTOMER = reference("order", "customer_id", "customer")
VISIT_CUSTOMER = reference("visit", "customer_id", "customer")
SHOP = (LINE_ORDER, LINE_PRODUCT, ORDER_CUSTOMER, VISIT_CUSTOMER)


def test_a_join_to_a_key_that_every_row_has_is_inner_and_repeats_nothing():
    rule = join_rule(LINE_ORDER)
    assert (rule.kind, rule.cardinality) == (JoinKind.INNER, Cardinality.MANY_TO_ONE)
    assert rule.warnings == ()


@pytest.mark.parametrize("change", [{"optional": True}, {"match_rate": 0.98}])
def test_a_join_that_would_lose_rows_is_left(change):
    assert join_rule(replace(LINE_ORDER, **change)).kind is JoinKind.LEFT


def test_a_join_back_from_a_key_warns_that_rows_repeat():
    rule = join_rule(LINE_ORDER, start=place("order"))
    assert (rule.kind, rule.cardinality) == (JoinKind.LEFT, Cardinality.ONE_TO_MANY)
    assert "comes out once for each" in rule.warnings[0].en
    assert "重复" in rule.warnings[0].zh


def test_a_key_that_one_row_at_most_refers_to_repeats_nothing_either_way():
    rule = join_rule(replace(LINE_ORDER, one_to_one=True), start=place("order"))
    assert rule.cardinality is Cardinality.ONE_TO_ONE
    assert rule.warnings == ()


def test_tables_of_two_sources_are_to_be_brought_together_first():
    there = replace(LINE_ORDER, parent=place("order", "erp"))
    assert any("two sources" in each.en for each in join_rule(there).warnings)


def test_the_way_between_tables_is_the_shortest():
    way = nearest([place("line"), place("customer")], SHOP).rules
    assert [str(rule.right) for rule in way] == ["shop/order", "shop/customer"]


def test_a_longer_way_that_repeats_no_rows_is_better_than_a_short_one_that_does():
    long = [reference("a", "m_id", "m"), reference("m", "n_id", "n"), reference("n", "z_id", "z")]
    short = [reference("x", "a_id", "a"), reference("x", "z_id", "z")]
    way = nearest([place("a"), place("z")], [*long, *short]).rules
    assert [str(rule.right) for rule in way] == ["shop/m", "shop/n", "shop/z"]


def test_a_reference_between_the_tables_asked_for_is_nearer_than_a_way_through_others():
    round_ = [reference("a", "b_id", "b"), reference("b", "c_id", "c"), reference("c", "a_id", "a")]
    best, other = join_plans([place("a"), place("c")], round_)
    assert [str(each.right) for each in best.rules] == ["shop/c"]
    assert [str(each.right) for each in other.rules] == ["shop/b", "shop/c"]


def test_columns_are_listed_under_names_of_their_own_so_that_a_view_can_be_made():
    shipped = replace(ORDER_CUSTOMER, columns=("receiver_id",))
    rules = (join_rule(LINE_ORDER), join_rule(ORDER_CUSTOMER), join_rule(shipped))
    columns = {
        place("line"): ("id", "order_id", "Note"),
        place("order"): ("id", "customer_id", "receiver_id", "note"),
        place("customer"): ("id", "name", "order_id_2"),
    }
    connection = duckdb.connect()
    for at, names in columns.items():
        told = ", ".join(f'"{each}" INT' for each in names)
        connection.sql(f'CREATE TABLE "{at.table.name}" ({told})')
    text = join_sql(rules, "duckdb", columns=columns)
    assert "*" not in text
    connection.sql(f"CREATE VIEW joined AS {text}")
    found = [row[0] for row in connection.sql("DESCRIBE joined").fetchall()]
    assert len({each.lower() for each in found}) == len(found) == 13
    assert {"line_id", "order_id", "line_Note", "order_note", "customer_id"} <= {*found}
    assert "receiver_id" in found


@pytest.mark.parametrize(
    ("dialect", "read"),
    [
        ("clickhouse", "FROM file('customers.csv') AS t1"),
        ("duckdb", 'FROM "customers.csv" AS t1'),
        ("spark", "FROM csv.`customers.csv` AS t1"),
    ],
)
def test_files_are_read_as_a_dialect_reads_them(dialect, read):
    rule = join_rule(reference("customers.csv", "city_id", "cities.csv"))
    columns = {place("customers.csv"): ("id", "city_id"), place("cities.csv"): ("id",)}
    text = rule.sql(dialect, columns=columns)
    assert read in " ".join(text.split())
    assert "customers_id" in text
    assert "cities_id" in text


def test_a_sure_key_is_better_than_a_doubtful_one():
    doubtful = replace(LINE_ORDER, columns=("nr",), confidence=0.5)
    [rule] = nearest([place("line"), place("order")], (doubtful, LINE_ORDER)).rules
    assert rule.left_columns == ("order_id",)


def test_a_plan_takes_in_the_tables_between_and_no_others():
    plan = nearest([place("line"), place("customer"), place("product")], SHOP)
    assert [str(rule.right.table) for rule in plan.rules] == ["product", "order", "customer"]
    assert plan.warnings == ()


def test_a_plan_over_two_branches_warns_that_their_rows_multiply():
    plan = nearest([place("customer"), place("order"), place("visit")], SHOP)
    assert "meets every row of the others" in plan.warnings[-1].en


def test_tables_that_no_key_connects_are_refused_in_both_languages():
    with pytest.raises(NoJoinError) as refused:
        nearest([place("line"), place("island")], SHOP)
    assert refused.value.en == "no chain of keys leads from shop/line to shop/island"
    assert "没有可用的键链" in refused.value.zh
    assert pickle.loads(pickle.dumps(refused.value)).apart == (place("island"),)


def test_all_tables_that_cannot_be_reached_are_told_at_once():
    wanted = [place("line"), place("island"), place("order"), place("atoll")]
    with pytest.raises(NoJoinError) as refused:
        nearest(wanted, SHOP)
    assert refused.value.apart == (place("atoll"), place("island"))
    assert refused.value.start == place("line")


def test_what_follows_a_join_that_leaves_rows_without_a_partner_keeps_them_too():
    references = [replace(LINE_ORDER, optional=True), ORDER_CUSTOMER]
    plan = nearest([place("line"), place("customer")], references)
    assert [each.kind for each in plan.rules] == [JoinKind.LEFT, JoinKind.LEFT]
    connection = duckdb.connect()
    connection.execute("create table line(id int, order_id int)")
    connection.execute("insert into line values (1, 1), (2, null)")
    connection.execute('create table "order"(id int, customer_id int)')
    connection.execute('insert into "order" values (1, 7)')
    connection.execute("create table customer(id int)")
    connection.execute("insert into customer values (7)")
    assert len(connection.sql(plan.sql("duckdb")).fetchall()) == 2


def test_another_column_that_refers_to_the_same_table_is_another_way():
    shipped = replace(ORDER_CUSTOMER, columns=("receiver_id",), confidence=0.9)
    best, other = join_plans([place("order"), place("customer")], [*SHOP, shipped])
    assert best.rules[0].left_columns == ("customer_id",)
    assert other.rules[0].left_columns == ("receiver_id",)
    assert best.mark != other.mark
    assert best.mark == nearest([place("order"), place("customer")], SHOP).mark


def test_a_way_through_other_tables_is_told_and_one_far_round_is_not():
    direct = reference("line", "customer_id", "customer")
    best, other = join_plans([place("line"), place("customer")], [*SHOP, direct])
    assert [str(each.right) for each in best.rules] == ["shop/customer"]
    assert [str(each.right) for each in other.rules] == ["shop/order", "shop/customer"]
    far = [reference(f"far{n}", "id", f"far{n + 1}") for n in range(4)]
    round_about = [reference("line", "far", "far0"), *far, reference("far4", "id", "order")]
    [only] = join_plans([place("line"), place("order")], [LINE_ORDER, *round_about])
    assert len(only.rules) == 1


@pytest.mark.parametrize("names", [["line"], ["line", "line"]])
def test_one_table_is_too_few_to_join(names):
    with pytest.raises(TooFewTablesError) as refused:
        join_plans(map(place, names), SHOP)
    assert "两张" in pickle.loads(pickle.dumps(refused.value)).zh


def test_what_to_beware_of_says_what_it_is():
    doubtful = replace(LINE_ORDER, confidence=0.6, match_rate=0.9)
    forth, back = join_rule(doubtful), join_rule(doubtful, start=place("order"))
    assert [each.danger for each in forth.warnings] == [Danger.UNMATCHED, Danger.UNSURE]
    assert "10.00% of the rows of shop/line have no partner: they stay" in forth.warnings[0].en
    assert [each.danger for each in back.warnings][:2] == [Danger.REPEATS, Danger.UNMATCHED]
    assert "they are left out" in back.warnings[1].en
    assert "60%" in forth.warnings[1].zh


def test_tables_that_share_a_parent_alone_are_warned_of():
    plan = nearest([place("line"), place("visit")], SHOP)
    shared = plan.warnings[-1]
    assert shared.danger is Danger.CROSSED
    assert "shop/order and shop/visit share no more than a row of shop/customer" in shared.en
    assert "仅共有 shop/customer 的一行" in shared.zh


def test_a_few_rows_without_a_partner_are_not_told_as_none():
    [said] = join_rule(replace(LINE_ORDER, match_rate=0.99999)).warnings
    assert "< 0.01% of the rows" in said.en


def test_a_reference_without_values_is_told_as_such():
    [said, unsure] = join_rule(replace(LINE_ORDER, match_rate=0.0, confidence=0.6)).warnings
    assert "order_id of shop/line has no value yet" in said.en
    assert (said.danger, unsure.danger) == (Danger.UNMATCHED, Danger.UNSURE)


def test_no_way_goes_through_rows_that_were_refused_unless_they_are_asked_for():
    refused = [
        reference("order__rejected", "line_id", "line"),
        reference("order__rejected", "customer_id", "customer"),
    ]
    with pytest.raises(NoJoinError):
        nearest([place("line"), place("customer")], refused)
    wanted = [place("line"), place("order__rejected"), place("customer")]
    assert len(nearest(wanted, refused).rules) == 2


def test_among_equal_ways_the_one_from_the_earlier_table_is_taken():
    both = [reference("line", "region_id", "region"), reference("a", "region_id", "region")]
    references = [*both, reference("line", "a_id", "a")]
    plan = nearest([place("line"), place("a"), place("region")], references)
    assert {str(each.left) for each in plan.rules} == {"shop/line"}


def test_tables_of_two_sources_are_called_below_them_in_sql():
    there = replace(ORDER_CUSTOMER, child=place("customer", "crm"), parent=place("customer"))
    text = join_rule(there).sql("duckdb")
    assert 'FROM "crm"."customer" AS t1' in text
    assert 'JOIN "shop"."customer" AS t2' in text
    schema = Place("erp", TableName("sales", "customer"))
    assert '"erp"."sales"."customer"' in join_rule(replace(there, parent=schema)).sql("postgres")


def test_sql_in_no_dialect_is_refused():
    with pytest.raises(DialectError, match="klingon"):
        join_rule(LINE_ORDER).sql("klingon")
    for dialect in DIALECTS:
        assert "order_id" in join_rule(LINE_ORDER).sql(dialect)


def test_the_sql_of_a_plan_runs_with_reserved_and_chinese_names():
    connection = duckdb.connect()
    connection.execute('create table "order"(id int, "select" text)')
    connection.execute("insert into \"order\" values (1, 'a'), (2, 'b')")
    connection.execute('create table 明细(订单号 int, "from" int)')
    connection.execute("insert into 明细 values (1, 10), (1, 20), (2, 30)")
    plan = nearest([place("明细"), place("order")], [reference("明细", "订单号", "order")])
    assert len(connection.sql(plan.sql("duckdb")).fetchall()) == 3


@pytest.mark.parametrize(("dialect", "quoted"), [("mysql", "`order`"), ("postgres", '"order"')])
def test_names_are_quoted_as_the_database_wants_them(dialect, quoted):
    assert quoted in join_rule(LINE_ORDER).sql(dialect)


def test_a_join_by_several_columns_compares_each_and_tables_are_called_as_told():
    rule = join_rule(reference("line", "a,b", "offer", "c,d"))
    text = rule.sql("duckdb", {place("line"): "ods.line", place("offer"): "ods.offer"})
    assert "ods.line AS t1" in text
    assert '"t1"."a" = "t2"."c" AND "t1"."b" = "t2"."d"' in text
