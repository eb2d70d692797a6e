"""Terms: what cannot be one, files of them, and which columns they fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.glossary import (
    Term,
    TermError,
    TermState,
    in_order,
    require_fits,
    require_whole,
)
from onedata_assets.domain.metadata.glossary_changes import Newest, read_in
from onedata_assets.domain.metadata.glossary_files import FileKind, read, written
from onedata_assets.domain.metadata.term_suggestions import Named, suggestions

PHONE = Term(
    name="客户电话",
    title_zh="客户电话",
    title_en="Customer phone",
    definition_zh="联系客户所用的电话",
    definition_en="The phone by which a customer is reached",
    synonyms=["手机号", "mobile"],
)
AMOUNT = Term(name="order_amount", title_zh="订单金额", title_en="Order amount", parent="客户电话")
pytestmark = pytest.mark.row("S04")

LINE = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=20)
CELL = LINE.map(lambda text: text.strip().replace(";", "").replace("；", ""))
TERMS = st.builds(
    Term,
    name=st.sampled_from(["a", "客户", "b_2"]),
    title_zh=st.just("标题"),
    title_en=CELL,
    definition_en=CELL,
    synonyms=st.lists(CELL.filter(bool), max_size=3),
    related=st.sampled_from([[], ["x", "y"]]),
)


@given(TERMS, st.sampled_from(FileKind))
def test_a_file_of_terms_is_read_as_it_was_written(term, kind):
    assert read(written([term], kind), kind) == [term]


def test_no_cell_of_a_file_is_a_formula():
    text = written([PHONE.model_copy(update={"title_en": '=cmd("x")'})], FileKind.CSV)
    assert '''"'=cmd(""x"")"''' in text


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (FileKind.CSV, "", "first line"),
        (FileKind.CSV, "name,colour\na,red", "colour"),
        (FileKind.CSV, "name,title_en\na,A\na,B", "twice"),
        (FileKind.CSV, "name,title_en\na,A,B", "more cells"),
        (FileKind.CSV, "name,title_en\na b,A", "line 2"),
        (FileKind.CSV, 'name,title_en\na,"A', "line"),
        (FileKind.CSV, "name\na", "title"),
        (FileKind.YAML, "a: [", "YAML"),
        (FileKind.YAML, "name: a", "list"),
        (FileKind.YAML, "- {name: a, title_en: A, colour: red}", "colour"),
    ],
)
def test_what_is_no_file_of_terms_says_where_and_why(kind, text, said):
    with pytest.raises(TermError) as raised:
        read(text, kind)
    assert said in raised.value.en
    assert raised.value.zh


def test_a_term_hangs_on_terms_that_are_there_and_never_below_itself():
    known = {each.name: each for each in (PHONE, AMOUNT)}
    require_fits(AMOUNT, known)
    for wrong in (
        PHONE.model_copy(update={"parent": "order_amount"}),
        PHONE.model_copy(update={"parent": "客户电话"}),
        PHONE.model_copy(update={"related": ["nothing"]}),
        PHONE.model_copy(update={"name": "Order_Amount"}),
    ):
        with pytest.raises(TermError):
            require_fits(wrong, known)
    assert in_order([AMOUNT, PHONE]) == [PHONE, AMOUNT]
    with pytest.raises(TermError):
        in_order([AMOUNT, PHONE.model_copy(update={"parent": "order_amount"})])


def test_a_file_brings_no_term_whose_name_is_there_in_other_letters():
    known = {AMOUNT.name: Newest(1, TermState.APPROVED, AMOUNT)}
    again = Term(name="Order_Amount", title_en="Order amount")
    with pytest.raises(TermError, match="'order_amount' already"):
        read_in([again], known)
    with pytest.raises(TermError, match="already"):
        read_in([again, again.model_copy(update={"name": "ORDER_AMOUNT"})], {})


def test_a_term_is_approved_with_title_and_definition_in_both_languages():
    require_whole(PHONE)
    with pytest.raises(TermError, match="definition_zh, definition_en"):
        require_whole(AMOUNT)


@pytest.mark.row("S12")
@pytest.mark.parametrize(
    ("column", "term", "reason"),
    [
        (Named("mobile"), "term:客户电话", "near 'mobile'"),
        (Named("cust_phone"), "term:客户电话", "near 'Customer phone'"),
        (Named("kehudianhua"), "term:客户电话", "near '客户电话'"),
        (Named("c17", comment="订单金额（元）"), "term:order_amount", "comment says"),
        (Named("c18", meanings=("手机号",)), "term:客户电话", "values mean"),
    ],
)
def test_a_term_is_suggested_with_the_reason(column, term, reason):
    [found] = suggestions(column, [PHONE, AMOUNT])
    assert found.value == term
    assert reason in found.evidence[0].en
    assert found.confidence < 1


def test_more_reasons_are_surer_and_what_a_person_decided_is_not_suggested_again():
    [one] = suggestions(Named("cust_phone"), [PHONE])
    [two] = suggestions(Named("cust_phone", meanings=("手机号",)), [PHONE])
    assert two.confidence > one.confidence
    assert suggestions(Named("cust_phone"), [PHONE], {"term:客户电话"}) == []
    assert suggestions(Named("region"), [PHONE, AMOUNT]) == []
