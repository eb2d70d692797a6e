"""The catalogue of texts: every text in both languages, or no catalogue at all."""

from pathlib import Path

import pytest

from onedata_assets.domain.i18n import Catalogue, CatalogueError, Language

ROOT = Path(__file__).resolve().parents[3]
GOOD = "hello: {zh: '你好，{name}', en: 'Hello, {name}'}\nbye: {zh: 再见, en: Bye}\n"


@pytest.mark.row("F038", "G02")
@pytest.mark.parametrize(("language", "expected"), [("zh", "你好，王"), ("en", "Hello, 王")])
def test_a_text_is_returned_in_the_language_with_its_values(language, expected):
    assert Catalogue.parse(GOOD).text("hello", language, name="王") == expected


def test_both_languages_come_together():
    assert Catalogue.parse(GOOD).both("bye") == {"zh": "再见", "en": "Bye"}


def test_a_value_is_never_read_as_a_placeholder():
    text = Catalogue.parse(GOOD).text("hello", "en", name="{bye} {0} {name.__class__}")
    assert text == "Hello, {bye} {0} {name.__class__}"


def test_texts_of_a_prefix_are_returned_unfilled():
    assert Catalogue.parse(GOOD).starting_with("he") == {
        "hello": {"zh": "你好，{name}", "en": "Hello, {name}"}
    }


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a: {zh: 甲}", "a: needs exactly zh and en"),
        ("a: {zh: 甲, en: A, fr: A}", "a: needs exactly zh and en"),
        ("a: text", "a: needs exactly zh and en"),
        ("a: {zh: '', en: A}", "a.zh: must be a text"),
        ("a: {zh: '  ', en: A}", "a.zh: must be a text"),
        ("a: {zh: 甲, en: 7}", "a.en: must be a text"),
        ("a: {zh: '{n} 行', en: '{rows} rows'}", "a: the languages differ"),
        ("a: {zh: '行', en: '{rows} rows'}", "a: the languages differ"),
        ("a: {zh: '{}', en: '{}'}", "a.zh: {} must be a plain name"),
        ("a: {zh: '{0}', en: '{0}'}", "a.zh: {0} must be a plain name"),
        ("a: {zh: '{x.y}', en: '{x.y}'}", "a.zh: {x.y} must be a plain name"),
        ("a: {zh: '{x', en: '{x'}", "a.zh: expected '}'"),
        ("a: {zh: 甲, en: A}\na: {zh: 乙, en: B}", "'a' stands twice"),
        ("a: {zh: 甲, en: A, en: B}", "'en' stands twice"),
        ("- a", "must map ids"),
        ("", "must map ids"),
        ("a: [", "not YAML"),
    ],
)
def test_a_malformed_catalogue_is_refused_with_its_place(source, complaint):
    with pytest.raises(CatalogueError) as refused:
        Catalogue.parse(source)
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (("nothing", "zh", {}), "no text 'nothing'"),
        (("bye", "fr", {}), "no language 'fr'"),
        (("hello", "zh", {}), "hello: no value for 'name'"),
    ],
)
def test_asking_for_what_is_not_there_says_so(ask, complaint):
    name, language, values = ask
    with pytest.raises(CatalogueError, match=complaint):
        Catalogue.parse(GOOD).text(name, language, **values)


def test_files_join_and_a_shared_id_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("a: {zh: 甲, en: A}", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("b: {zh: 乙, en: B}", encoding="utf-8")
    assert set(Catalogue.load(tmp_path / "a.yaml", tmp_path / "b.yaml").texts) == {"a", "b"}
    with pytest.raises(CatalogueError, match="already in another file: a"):
        Catalogue.load(tmp_path / "a.yaml", tmp_path / "a.yaml")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "texts.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"texts\.yaml"):
        Catalogue.load(path)


@pytest.mark.row("F038", "G02")
@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("onedata_*/**/texts.yaml")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_catalogue_of_the_project_has_both_languages(path):
    catalogue = Catalogue.load(path)
    assert catalogue.texts
    for texts in catalogue.texts.values():
        assert set(texts) == set(Language)
