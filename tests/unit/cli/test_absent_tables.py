"""A name below a source that is no table of it is told by what the source has, not by the lake."""

import pytest

from onedata_assets.cli import metadata, standards, standards_failing, standards_shown
from onedata_resources.errors import BadInputError

pytestmark = pytest.mark.row("S16")


@pytest.fixture
def sources(home, tmp_path, monkeypatch):
    """Three files: `shop` scanned, `new` not scanned, `ora` wrong."""
    folder = tmp_path / "onedata_assets/defs"
    for name, kind in (("shop", "files"), ("new", "http"), ("ora", "oracle")):
        (folder / name).mkdir(parents=True)
        (folder / name / "source.yaml").write_text(
            f"name: {name}\nkind: {kind}\nconnection: SHOP_DIR\n"
        )
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/订单.csv").write_text("id\n1\n")
    monkeypatch.setenv("SHOP_DIR", str(tmp_path / "shop"))
    monkeypatch.setenv("STORE_URL", f"sqlite:///{home}/store/store.db")
    monkeypatch.setenv("LAKE_URI", str(tmp_path / "lake"))
    monkeypatch.setattr(metadata, "project_dir", lambda: tmp_path)
    metadata.scan_sources(["shop"])
    return folder


WAYS = {
    "check": lambda name: standards.check_standards([name], as_json=True),
    "draft": lambda name: standards.draft_standard(name, None),
    "export": lambda name: standards_shown.export_standard(name, "document", "", None),
    "show": lambda name: standards_shown.show_standard(name, None, "", as_json=False),
    "publish": lambda name: standards.publish_standard(name, "why", None, ""),
    "retire": lambda name: standards.end_standard(name, "why"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(
    ("name", "said", "said_zh"),
    [
        ("shop/nope", "shop has no table shop/nope among the 1", "数据源 shop 没有表 shop/nope"),
        ("shop/订单", "Near names: shop/订单.csv", "相近的表：shop/订单.csv"),
        ("foo/orders", "foo is neither a source (new, shop) nor a layer", "foo 既不是数据源"),
        ("new/orders", "new was never scanned", "数据源 new 尚未扫描"),
        ("ora/orders", "kind must be one of", "kind 应为"),
    ],
)
def test_it_is_told_what_to_scan(sources, way, name, said, said_zh):
    with pytest.raises(BadInputError) as error:
        way(name)
    assert said in error.value.en
    assert said_zh in error.value.zh
    assert "the lake has no table" not in error.value.en


def test_failing_rows_of_an_unknown_table_need_a_standard_first(sources, tmp_path):
    with pytest.raises(BadInputError, match="shop/nope"):
        standards_failing.write_failing(["shop/nope"], tmp_path / "x.csv", 5)


def test_a_name_of_a_layer_is_told_by_the_lake(sources):
    with pytest.raises(BadInputError, match="the lake has no table dwd/orders"):
        standards.check_standards(["dwd/orders"], as_json=True)


def test_a_scan_that_takes_nothing_says_so(sources, capsys, monkeypatch):
    (sources / "shop/source.yaml").write_text(
        "name: shop\nkind: files\nconnection: SHOP_DIR\ninclude: ['nomatch*']\n"
    )
    monkeypatch.setenv("ONEDATA_LANGUAGE", "zh")
    capsys.readouterr()
    metadata.scan_sources(["shop"])
    assert "'nomatch*' 与现有的 1 张表（文件）均不匹配" in capsys.readouterr().out.replace("\n", "")


def test_a_table_of_a_layer_that_is_not_there_has_no_standard_to_export(sources):
    with pytest.raises(BadInputError, match="There is no table dwd/orders in the lake"):
        standards_shown.export_standard("dwd/orders", "document", "", None)


def test_a_name_without_its_source_is_told_with_near_names(sources):
    with pytest.raises(BadInputError) as error:
        standards_shown.export_standard("订单", "document", "", None)
    assert "There is no table 订单" in error.value.en
    assert "Near names: shop/订单.csv" in error.value.en
    assert "相近的表：shop/订单.csv" in error.value.zh
