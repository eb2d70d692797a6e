"""What somebody may read as SQL, run by DuckDB over the lake beside what they wrote themselves."""

import json
from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.security.data_policies import Shown
from onedata_assets.domain.security.data_rights import Condition, TableRights
from onedata_assets.domain.security.data_sql import Kind, compiled
from onedata_assets.domain.security.policies import PolicyError
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_sql import Limits, Seen
from onedata_resources.errors import BadInputError

MEMBER = ("dwd", "member")
KINDS = {"id": Kind.OTHER, "姓名": Kind.TEXT, "born": Kind.DAY, "region": Kind.TEXT}
CLEAR = dict.fromkeys(KINDS, Shown.CLEAR)
LIN = {"person": "lin", "department": "总部/华东", "role": "dev", "purpose": ""}
pytestmark = pytest.mark.row("S72")


@pytest.fixture
def lake(tmp_path):
    client = LakeClient(str(tmp_path / "lake"))
    member = {
        "id": [1, 2, 3],
        "姓名": ["张三", "李四光", None],
        "born": [date(1990, 5, 1), date(2001, 2, 3), None],
        "region": ["华东", "华北", "华东"],
    }
    client.write(["dwd", "member"], pl.DataFrame(member))
    keepers = {"person": ["lin", "wang"], "region": ["华北", "华东"]}
    client.write(["dim", "keeper"], pl.DataFrame(keepers))
    return client


def seen_as(*conditions, attributes=LIN, **ways):
    """Return what a reader sees: the rows of these conditions, these columns not as they are."""
    told = tuple(Condition("p", each, attributes) for each in conditions)
    rights = TableRights(True, told, {**CLEAR, **ways}, ())

    def sight(pair, schema, touched):
        if pair != MEMBER:
            return None
        made = compiled(pair, {name: KINDS[name] for name in touched}, rights, secret="s")
        return Seen(made.sql, made.own, made.sources)

    return sight


@pytest.mark.parametrize(
    ("conditions", "ids"),
    [
        ([], [1, 2, 3]),
        (["region = '华东'"], [1, 3]),
        (["region = '华东'", "id > 1"], [3]),
        (["id = 1 or id = 2", "id = 2 or id = 3"], [2]),
        (["ends_with($department, region)"], [1, 3]),
        (["region in (select region from dim.keeper where person = $person)"], [2]),
        (["exists (from dim.keeper k where k.region = member.region and k.person = $person)"], [2]),
        (["false"], []),
        (["~id = -2"], [1]),
        (["id in (with keeper as (select 9) select 1 from dim.keeper)"], [1]),
        (["with_name is null or true"], None),
    ],
)  # fmt: skip
def test_only_rows_of_the_conditions_are_read(lake, conditions, ids):
    if ids is None:
        with pytest.raises(BadInputError, match="condition of its data policies fails"):
            lake.sql("select id from dwd.member", sight=seen_as(*conditions))
        return
    found = lake.sql("select id from dwd.member order by id", sight=seen_as(*conditions))
    assert found["id"].to_list() == ids


def test_what_a_reader_is_called_is_a_value_and_never_sql(lake):
    sly = {**LIN, "person": "x' or '1'='1"}
    sight = seen_as("$person = region", attributes=sly)
    assert lake.sql("select * from dwd.member", sight=sight).is_empty()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("13812345678", "138****5678"),
        ("110101199003074578", "110***********4578"),
        ("6222 0212 3456 789", "622***********" + " 789"),
        ("lin@example.cn", "l***@example.cn"),
        ("张三", "张*"),
        ("欧阳修之", "欧***"),
        ("北京市海淀区中关村大街一号院", "北********"),
        ("Alexander Smith", "A********"),
        ("12345", "1****"),
        ("x", "*"),
        ("", ""),
        (None, None),
    ],
)
def test_a_text_is_masked_so_that_its_owner_knows_it(lake, text, seen):
    lake.write(["dwd", "member"], pl.DataFrame({"姓名": [text]}, schema={"姓名": pl.String}))
    made = compiled(MEMBER, {"姓名": Kind.TEXT}, TableRights(True, (), {"姓名": Shown.PARTIAL}, ()),
                    secret="s")  # fmt: skip
    told = Seen(made.sql, made.own, made.sources)
    assert lake.sql("select * from dwd.member", sight=lambda *_: told).item() == seen


def test_each_way_of_showing_a_column(lake):
    def column(name, way):
        sight = seen_as(**{name: way})
        return lake.sql(f'select "{name}" from dwd.member order by id', sight=sight)[name].to_list()

    names = column("姓名", Shown.PSEUDONYM)
    assert len(names[0]) == 16
    assert names[0] != names[1]
    assert names[2] is None
    assert column("born", Shown.YEAR) == [date(1990, 1, 1), date(2001, 1, 1), None]
    assert column("born", Shown.PARTIAL) == column("born", Shown.YEAR)
    for name in ("id", "姓名", "born"):
        assert column(name, Shown.EMPTY) == [None] * 3
    assert column("姓名", Shown.YEAR) == [None] * 3
    star = lake.sql("select * from dwd.member", sight=seen_as(姓名=Shown.HIDDEN))
    assert star.columns == ["id", "born", "region"]


def test_masked_columns_keep_their_types(lake):
    whole = lake.sql("select * from dwd.member")
    masked = lake.sql("select * from dwd.member", sight=seen_as(id=Shown.EMPTY, born=Shown.YEAR))
    assert masked.schema == whole.schema


@pytest.mark.parametrize(
    "query",
    [
        'select "姓名" from dwd.member where id = 2',
        'select max("姓名") from dwd.member',
        'select m."姓名" from dwd.member m, dim.keeper',
        'with q as (select * from dwd.member) select "姓名" from q',
        "select dwd.member from dwd.member",
        "select columns(c -> c <> 'id') from dwd.member",
        "from dwd.member",
        "select q.* from query('select * from dwd.member') q, dwd.member",
        "select q.* from query_table('dwd.member') q, dwd.member",
        "select (select list(\"姓名\") from dwd.member)",
        "select \"姓名\" from dwd.member union all by name select \"姓名\" from dwd.member",
    ],
)  # fmt: skip
def test_no_query_comes_around_a_mask_or_a_condition(lake, query):
    sight = seen_as("id = 1", 姓名=Shown.PARTIAL)
    told = repr(lake.sql(query, sight=sight).rows())
    assert "张三" not in told
    assert "李" not in told


@pytest.mark.parametrize("name", ["own rows of dwd/member", "dwd/member", "all rows of dim/keeper"])
def test_the_own_rows_of_a_table_are_gone_when_the_query_runs(lake, name):
    sight = seen_as("region in (select region from dim.keeper)")
    for query in (
        f"select * from query('from \"{name}\"')",
        f"select * from query_table('\"{name}\"')",
    ):
        with pytest.raises(BadInputError, match="does not exist"):
            lake.sql(f"{query} x, dwd.member", sight=sight)


@pytest.mark.parametrize(
    "query",
    [
        "select cast(\"姓名\" as int) from dwd.member",
        "select error(\"姓名\") from dwd.member where region = '华北'",
        "select 1 from dwd.member where cast(region || \"姓名\" as int) = 1",
    ],
)  # fmt: skip
def test_errors_of_a_query_tell_nothing_of_what_is_not_seen(lake, query):
    try:
        told = repr(lake.sql(query, sight=seen_as("id = 1", 姓名=Shown.PARTIAL)).rows())
    except BadInputError as error:
        told = str(error).replace(query, "")
    assert "三" not in told
    assert "李" not in told
    assert "华北" not in told


def test_the_error_of_a_condition_quotes_no_row(lake):
    with pytest.raises(BadInputError) as refused:
        lake.sql("select id from dwd.member", sight=seen_as('cast("姓名" as int) > 3'))
    assert "张三" not in str(refused.value)


def test_nothing_to_read_is_refused(lake):
    hidden = dict.fromkeys(KINDS, Shown.HIDDEN)
    with pytest.raises(PolicyError, match="id, 姓名, born, region"):
        lake.sql("select * from dwd.member", sight=seen_as(**hidden))
    with pytest.raises(PolicyError, match="姓名"):
        lake.sql('select "姓名" from dwd.member', sight=seen_as(姓名=Shown.HIDDEN))


@pytest.mark.parametrize(
    "query", ["select count(*) from dwd.member", "select sum(1) from dwd.member"]
)
def test_rows_are_counted_whatever_columns_are_hidden(lake, query):
    assert lake.sql(query, sight=seen_as("region = '华东'", id=Shown.HIDDEN)).item() == 2
    assert lake.sql(query, sight=seen_as(id=Shown.EMPTY)).item() == 3
    assert lake.sql(query).item() == 3


def test_a_query_has_as_many_rows_and_as_much_time_as_it_is_given(lake):
    few = Limits(rows=2, seconds=60, memory="1GB")
    assert lake.sql("select * from dwd.member", limits=few).height == 2
    assert lake.sql("select n from range(100000000) t(n)", limits=few).height == 2
    empty = lake.sql("select id from dwd.member where false", limits=few)
    assert (empty.height, empty.columns) == (0, ["id"])
    short = Limits(rows=2, seconds=0.2, memory="1GB")
    with pytest.raises(BadInputError, match="too long"):
        lake.sql("select count(*) from range(10000000) a, range(100000) b", limits=short)
    small = Limits(rows=2, seconds=60, memory="20MB")
    with pytest.raises(BadInputError, match="emory"):
        lake.sql("select list(n order by n desc) from range(10000000) t(n)", limits=small)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("region =", "cannot be"),
        ("id = 1; drop table x", "cannot be"),
        ("1=1) or (1=1", "cannot be"),
        ("id = $salary", "have no \\$salary"),
        ("id = ?", "have no"),
        ("id in (select id from keeper)", "write layer.table"),
        ("id in (select id from a.dim.keeper)", "write layer.table"),
        ("exists (select 1 from read_csv('/etc/passwd'))", "write layer.table"),
        ("region ~ '华'", "regexp_full_match"),
        ("~id = -2 and region !~ '华'", "regexp_full_match"),
        ("(" * 3000 + "true" + ")" * 3000, "nested too deeply"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(lake, condition, said):
    with pytest.raises(PolicyError, match=said) as refused:
        lake.sql("select id from dwd.member", sight=seen_as(condition))
    assert refused.value.zh


def test_pseudonyms_are_the_same_in_every_table_of_one_installation():
    def name(secret):
        rights = TableRights(True, (), {"x": Shown.PSEUDONYM}, ())
        return compiled(("a", "b"), {"x": Kind.TEXT}, rights, secret=secret).sql

    assert name("s") == name("s")
    assert name("s") != name("t")


def test_nested_values_show_nothing_partially(tmp_path):
    """An address within a JSON text must not make the rest of it the host of a mail address."""
    lake = LakeClient(str(tmp_path / "lake"))
    person = {"phone": "13812345678", "email": "li@example.com", "idcard": "110101199003071092"}
    text = json.dumps(person, separators=(",", ":"))
    lake.write(["dwd", "member"], pl.DataFrame({"whole": [person], "text": [text]}))
    kinds = {"whole": Kind.OTHER, "text": Kind.TEXT}
    rights = TableRights(True, (), dict.fromkeys(kinds, Shown.PARTIAL), ())
    made = compiled(MEMBER, kinds, rights, secret="s")
    sight = Seen(made.sql, made.own, made.sources)
    found = lake.sql("from dwd.member", sight=lambda *_: sight)
    assert found.rows() == [(None, "{********")]
