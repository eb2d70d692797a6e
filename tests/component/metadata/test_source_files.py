"""A `source.yaml` is a source that Dagster takes, or its faults are told by line and field."""

import dagster as dg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.components.source import SourceComponent, definitions_of
from onedata_assets.components.source_files import read_sources, source_files, sources_of
from onedata_assets.domain.metadata.source_faults import FIELDS
from onedata_assets.lib.loading import plain_errors
from onedata_resources.errors import BadInputError

pytestmark = pytest.mark.row("S05")

GOOD = "name: shop\nkind: sql\nconnection: SHOP_URL\n"
SECRET = "s3cret"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    (tmp_path / "defs").mkdir()
    return tmp_path / "defs"


def put(folder, text, name="shop"):
    path = folder / name / "source.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def error_of(folder, text) -> BadInputError:
    put(folder, text)
    [file] = source_files(folder)
    assert file.component is None
    return file.error


def loadable(defs) -> dg.Definitions:
    resources = {"sources": "none", "source_versions": "none", "llm": "none"}
    return dg.Definitions.merge(defs, dg.Definitions(resources=resources))


def specs_of(folder) -> list[dg.AssetSpec]:
    found = loadable(definitions_of(read_sources(folder))).resolve_all_asset_specs()
    return list(found)


@pytest.mark.parametrize(
    ("line", "said", "said_zh"),
    [
        ("kind: oracle", "one of sql, files", "以下之一：sql, files"),
        ("name: Shop 1", "small letters", "小写字母"),
        ("connection: sqlite:///s3cret.db", "environment variable", "环境变量名"),
        ("headers: {Authorization: Bearer s3cret}", "environment variable", "环境变量名"),
        ("colour: red", "no field", "不是数据源的字段"),
        ("schedul: '@daily'", "(schedule?)", "（schedule？）"),
        ("schedule: every day", "cron expression", "cron 表达式"),
        ("schedule: 0 0 31 2 *", "cron expression", "cron 表达式"),
        ("schedule: '*/100 * * * *'", "cron expression", "cron 表达式"),
        ("schedule: 0 3 * * * *", "cron expression", "cron 表达式"),
        ("schedule: 5", "cron expression", "cron 表达式"),
        ("timezone: CST", "Asia/Shanghai", "Asia/Shanghai"),
        ("owner: 张三", "team:数据组", "team:数据组"),
        ("owner: 'team:'", "team:ingestion", "team:ingestion"),
        ("owner:", "is empty", "为空"),
        ("domain: 交易", "letters a to z", "英文字母"),
        ("project: a b", "letters a to z", "英文字母"),
        ("deps: [ads/x, '']", "keys of assets", "资产的键"),
        ("deps: [metadata/source/shop]", "other than its own", "其他资产"),
        ("fresh_hours: 0", "number of hours", "小时数"),
        ("fresh_hours: .nan", "number of hours", "小时数"),
        ("fresh_hours: .inf", "number of hours", "小时数"),
        ("model_calls: many", "whole number", "整数"),
        ("model_calls: 0", "whole number", "整数"),
        ("include: sales_*", "a list", "列表"),
        ("describe_with_model: maybe", "true or false", "true 或 false"),
        ("paths: [/a]", "kind http", "http"),
        ("owner: '{{ env.NO_SUCH_VARIABLE }}'", "template", "模板"),
    ],
)
def test_what_a_field_cannot_be_is_told_with_file_line_field_and_what_it_may_be(
    folder, line, said, said_zh
):
    field = line.partition(":")[0]
    kept = [each for each in GOOD.splitlines() if not each.startswith(f"{field}:")]
    error = error_of(folder, "\n".join([*kept, line]))
    for text, wanted in ((error.en, said), (error.zh, said_zh)):
        assert f"source.yaml:{len(kept) + 1}" in text
        assert field in text
        assert wanted in text
        assert SECRET not in text
        assert "pydantic" not in text
        assert "Input should" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "kind is missing"),
        ("- a\n", "must have fields"),
        ("just words", "must have fields"),
        ("name: [", "source.yaml:1: this, or the line above, is no YAML"),
        ("name: shop\n\tkind: sql", "source.yaml:2: a tab"),
        (f"{GOOD}---\n{GOOD}", "source.yaml:4: a second document"),
        ("? [a]\n: b", "source.yaml:1"),
        ("5: x", "5 is no field"),
        ("name: a\x00b", "no YAML"),
        ("name: 店".encode("gbk"), "not in UTF-8"),
        (f"{GOOD}kind: files\n", "source.yaml:4: kind is written twice, in the lines 2 and 4"),
        ("include: [a, {b: c}]", "source.yaml:1: include[2]"),
    ],
)
def test_what_is_no_source_at_all_is_told(folder, text, said):
    assert said in error_of(folder, text).en


def test_a_folder_of_that_name_and_a_file_with_a_mark_of_its_encoding_are_files_too(folder):
    (folder / "source.yaml").mkdir()
    put(folder, b"\xef\xbb\xbf" + GOOD.encode())
    right, wrong = source_files(folder)
    assert "cannot be read" in wrong.error.en
    assert right.component is not None


def test_all_faults_of_a_file_and_all_wrong_files_are_told_at_once(folder):
    put(folder, f"{GOOD}owner: 张三\nschedule: daily\n")
    put(folder, "name: other\nkind: paper\nconnection: OTHER_URL\n", "other")
    with pytest.raises(BadInputError) as error:
        read_sources(folder)
    for where in ("shop/source.yaml:4", "shop/source.yaml:5", "other/source.yaml:2"):
        assert where in error.value.en
        assert where in error.value.zh


def test_a_wrong_file_takes_no_other_along(folder):
    put(folder, GOOD)
    put(folder, "name: other\nkind: paper\n", "other")
    assert [each.name for each in sources_of(source_files(folder))] == ["shop"]


def test_neither_of_two_files_of_one_name_is_a_source(folder):
    for name in ("one", "two"):
        put(folder, GOOD, name)
    first, second = source_files(folder)
    assert "two/source.yaml" in first.error.en
    assert "one/source.yaml" in second.error.zh


def test_sources_that_wait_for_each_other_are_wrong_and_those_that_wait_for_them_are_not(folder):
    for name, dep in (("a", "b"), ("b", "a"), ("c", "a")):
        put(
            folder, f"name: {name}\nkind: sql\nconnection: A\ndeps: [metadata/source/{dep}]\n", name
        )
    files = source_files(folder)
    assert [bool(each.faults) for each in files] == [True, True, False]
    assert "a/source.yaml:4: deps go round in a circle" in files[0].error.en


@pytest.mark.parametrize("owner", ["team:张三", "li@example.com", "team:data-platform", ""])
def test_owners_that_dagster_takes_are_taken(folder, owner):
    put(folder, f"{GOOD}owner: '{owner}'\n")
    assert specs_of(folder)[0].owners == [owner or "team:metadata"]


def test_without_a_domain_or_a_project_its_assets_have_no_such_tag(folder):
    put(folder, GOOD)
    [spec] = specs_of(folder)
    assert not {"domain", "onedata/project"} & set(spec.tags)


def test_it_may_wait_for_assets_of_any_name(folder):
    put(folder, f"{GOOD}deps: [订单/明细]\n")
    assert read_sources(folder)


def test_variables_fill_templates_in(folder, monkeypatch):
    monkeypatch.setenv("SHOP_TEAM", "trade")
    put(folder, GOOD + "owner: 'team:{{ env.SHOP_TEAM }}'\n")
    assert [each.owner for each in read_sources(folder)] == ["team:trade"]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 9), st.floats(), st.text(max_size=6),
    st.sampled_from(["shop", "sql", "A_B", "@daily", "0 3 * * *", "team:张三", "a@b.cn", "a/b"]),
    st.lists(st.one_of(st.text(max_size=4), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.sampled_from(["A_B", "x"]), max_size=2),
)  # fmt: skip


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from([*FIELDS, "other", ""]), VALUES))
def test_whatever_a_file_says_dagster_takes_it_or_its_faults_are_told_in_both_languages(
    tmp_path_factory, values
):
    import yaml

    folder = tmp_path_factory.mktemp("defs")
    told = {"name": "shop", "kind": "sql", "connection": "SHOP_URL"} | values
    put(folder, yaml.safe_dump(told, allow_unicode=True))
    [file] = source_files(folder)
    if file.component is None:
        assert "source.yaml" in file.error.en
        assert all(each.en and each.zh for each in file.faults)
    else:
        dg.Definitions.validate_loadable(loadable(file.component.scan_definitions()))


@settings(max_examples=80)
@given(st.text(alphabet="nameko:[]{}-&*!|>'\"%@`#,? \t\n\\0é店", max_size=40))
def test_no_text_is_too_odd_to_be_told(tmp_path_factory, text):
    put(folder := tmp_path_factory.mktemp("defs"), text)
    [file] = source_files(folder)
    assert file.error.en
    assert file.error.zh


def test_a_defs_yaml_of_the_type_is_told_in_both_languages_too():
    with pytest.raises(ValueError, match="cron") as error:
        SourceComponent.resolve_from_yaml(f"{GOOD}schedule: every day\n")
    assert "cron 表达式" in str(error.value)


def test_definitions_raise_what_is_wrong_with_a_file_first_and_the_tree_of_components_after(
    tmp_path,
):
    module = tmp_path / "defs" / "broken.py"
    module.parent.mkdir()
    module.write_text(
        "import dagster as dg\n"
        "from pathlib import Path\n"
        "from onedata_assets.components.source_files import read_sources\n"
        "@dg.definitions\n"
        "def defs():\n"
        "    read_sources(Path(__file__).parent)\n"
    )
    put(tmp_path / "defs", f"{GOOD}owner: 张三\n")
    with pytest.raises(BadInputError, match=r"source\.yaml:4: owner") as error, plain_errors():
        load(tmp_path)
    assert "owner 应为邮箱地址" in str(error.value)


def load(project) -> dg.Definitions:
    import importlib.util
    import sys

    (project / "defs/__init__.py").touch()
    spec = importlib.util.spec_from_file_location("broken_defs", project / "defs/__init__.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["broken_defs"] = module
    try:
        tree = dg.ComponentTree.from_module(module, project)
        return tree.build_defs_at_path(project / "defs")
    finally:
        del sys.modules["broken_defs"]
