"""Tags in the end: of code, rules and people, and what flows along column lineage."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.annotations import (
    LEVELS,
    Annotation,
    AnnotationError,
    ColumnOf,
    Kind,
    checked,
    gives_way,
    is_lowering,
    key_of,
    text_of,
)
from onedata_assets.domain.metadata.auto_tags import BY_RULE, Tag
from onedata_assets.domain.metadata.effective_tags import Effective, effective
from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.told_tables import ToldColumn, told, told_table
from onedata_assets.domain.metadata.told_tags import By, EffectiveTag, Told, level_in

NOW = datetime(2026, 11, 26, tzinfo=UTC)
ORDERS, CLEAN, WIDE = ("shop", "orders"), ("dwd", "order"), ("dws", "buyer")
PHONE, COPY, LAST = (ORDERS, "phone"), (CLEAN, "mobile"), (WIDE, "contact")
CHAIN: Mapping[ColumnOf, list[ColumnOf]] = {COPY: [PHONE], LAST: [COPY]}
SURE = Evidence("9 of 10 values are phones.", "10 个值中 9 个是手机号。")
RULE = Tag("pii:direct", BY_RULE, (SURE,), 0.9)
pytestmark = pytest.mark.row("S12")


def said(on: ColumnOf, value: str, kind: Kind = Kind.TAG, why: str = "known") -> Annotation:
    return Annotation(on, kind, value, "dan", why, NOW)


def tags(found: Effective, column: ColumnOf) -> dict[str, EffectiveTag]:
    return {each.tag: each for each in found.columns.get(column, ())}


def test_what_a_rule_found_flows_to_the_columns_made_of_it_and_says_from_where():
    found = effective(Told(rules={PHONE: [RULE]}, made_of=CHAIN))
    assert tags(found, PHONE)["pii:direct"].by is By.RULE
    last = tags(found, LAST)["pii:direct"]
    assert (last.by, last.origin, last.via, last.confidence) == (By.LINEAGE, PHONE, COPY, 0.9)
    assert last.why[0].en == "From shop/orders.phone by column lineage."
    assert last.why[0].zh == "由列血缘来自 shop/orders.phone。"
    assert last.why[1] == SURE
    assert found.levels[WIDE] == {"contact": "direct"}


@pytest.mark.row("S04")
def test_terms_flow_too_and_other_tags_stay_where_they_are():
    annotations = [said(PHONE, "term:客户电话"), said(PHONE, "quality:gold")]
    found = effective(Told(annotations=annotations, made_of=CHAIN))
    assert tags(found, PHONE).keys() == {"term:客户电话", "quality:gold"}
    assert tags(found, LAST).keys() == {"term:客户电话"}


def test_a_refusal_stops_a_tag_at_its_column_and_what_is_made_of_that():
    told = Told(
        rules={PHONE: [RULE]},
        made_of=CHAIN,
        annotations=[said(COPY, "pii:direct", Kind.REFUSED)],
    )
    found = effective(told)
    assert found.levels == {ORDERS: {"phone": "direct"}, CLEAN: {"mobile": "none"}} | {
        WIDE: {"contact": "none"}
    }


def test_a_refused_tag_of_a_rule_is_gone_everywhere():
    refused = [said(PHONE, "pii:direct", Kind.REFUSED)]
    found = effective(Told(rules={PHONE: [RULE]}, made_of=CHAIN, annotations=refused))
    assert found.columns == {}


def test_a_person_may_say_less_than_rules_code_and_lineage_and_that_flows_on():
    told = Told(
        columns={COPY: "direct"},
        rules={PHONE: [RULE], COPY: [RULE]},
        made_of=CHAIN,
        annotations=[said(COPY, "pii:indirect", why="hashed with a secret")],
    )
    found = effective(told)
    copy = tags(found, COPY)
    assert copy["pii:indirect"].who == "dan"
    assert copy["pii:indirect"].why[0].en == "hashed with a secret"
    assert found.levels[WIDE] == {"contact": "indirect"}


def test_of_code_rule_and_lineage_the_strictest_holds():
    told = Told(
        columns={PHONE: "indirect", COPY: "none", LAST: None},
        tables={WIDE: "indirect", ORDERS: "direct"},
        rules={(ORDERS, "name"): [RULE]},
        made_of={COPY: [PHONE]},
    )
    found = effective(told)
    assert found.levels == {
        ORDERS: {"phone": "indirect", "name": "direct"},
        CLEAN: {"mobile": "indirect"},
        WIDE: {"contact": "indirect"},
    }


def test_a_level_of_a_table_by_hand_holds_for_columns_that_say_nothing():
    told = Told(
        columns={PHONE: "none", (ORDERS, "note"): None},
        tables={ORDERS: "none"},
        annotations=[said((ORDERS, ""), "pii:direct")],
    )
    assert effective(told).levels[ORDERS] == {"phone": "none", "note": "direct"}


def test_nothing_flows_into_counts_and_masked_columns():
    found = effective(Told(rules={PHONE: [RULE]}, made_of=CHAIN, ends=[COPY]))
    assert found.levels[CLEAN] == {"mobile": "none"}
    assert found.levels[WIDE] == {"contact": "none"}


def test_a_sensitivity_that_nobody_knows_is_direct():
    assert effective(Told(columns={PHONE: "secret"})).levels[ORDERS] == {"phone": "direct"}


def test_a_table_is_as_sensitive_as_its_strictest_column_and_names_it():
    told = Told(tables={ORDERS: "none"}, columns={(ORDERS, "id"): "none"}, rules={PHONE: [RULE]})
    [tag] = effective(told).tables[ORDERS]
    assert (tag.tag, tag.by) == ("pii:direct", By.RULE)
    assert tag.why[0].en == "Its column phone has pii:direct."


@st.composite
def graphs(draw: st.DrawFn) -> Told:
    """Draw lineage of any form, cycles too, with levels, hands and refusals anywhere."""
    columns: list[ColumnOf] = [(("t", str(n // 3)), f"c{n % 3}") for n in range(12)]
    one = st.sampled_from(columns)
    edges = draw(st.lists(st.tuples(one, one), max_size=30))
    made_of: dict[ColumnOf, list[ColumnOf]] = {}
    for child, parent in edges:
        made_of.setdefault(child, []).append(parent)
    level = st.sampled_from(LEVELS)
    by_hand = draw(st.dictionaries(one, level, max_size=3))
    refused = draw(st.lists(st.tuples(one, level), max_size=3))
    return Told(
        columns=draw(st.dictionaries(one, st.one_of(st.none(), level), max_size=6)),
        made_of=made_of,
        annotations=[said(on, f"pii:{value}") for on, value in by_hand.items()]
        + [said(on, f"pii:{value}", Kind.REFUSED) for on, value in refused],
        ends=draw(st.frozensets(one, max_size=3)),
    )


@given(graphs())
def test_every_column_is_as_strict_as_what_it_is_made_of_unless_a_person_or_a_count_says_otherwise(
    told,
):
    found = effective(told)
    levels = {(key, name): of for key, own in found.levels.items() for name, of in own.items()}
    hands = {each.on for each in told.annotations}
    for child, parents in told.made_of.items():
        if child in told.ends or child in hands:
            continue
        for parent in parents:
            assert LEVELS.index(levels[child]) >= LEVELS.index(levels[parent])
    for each in told.annotations:
        if each.kind is Kind.TAG:
            assert f"pii:{levels[each.on]}" == each.value


@given(graphs())
def test_what_came_by_lineage_came_from_a_parent_that_has_it_and_began_at_a_column_of_its_own(told):
    found = effective(told)
    for column, those in found.columns.items():
        for tag in those:
            if tag.by is not By.LINEAGE:
                continue
            assert tag.via is not None
            assert tag.origin is not None
            assert tag.via in told.made_of[column]
            assert column not in told.ends
            parent = tags(found, tag.via)[tag.tag]
            assert parent.by is not By.LINEAGE or parent.origin == tag.origin
            assert tags(found, tag.origin)[tag.tag].by is not By.LINEAGE


def test_a_tag_of_the_sensitivity_needs_a_reason_and_must_be_one_of_the_levels():
    assert checked(Kind.TAG, " term:客户电话 ", "", "") == "term:客户电话"
    for kind, value, why in (
        (Kind.TAG, "pii:none", " "),
        (Kind.REFUSED, "pii:direct", ""),
        (Kind.TAG, "pii:secret", "because"),
        (Kind.TAG, "no tag", "because"),
        (Kind.REFUSED, "term:x", "because"),
        (Kind.OWNER, "", ""),
        (Kind.DOMAIN, "x" * 65, ""),
    ):
        with pytest.raises(AnnotationError) as raised:
            checked(kind, value, why, "")
        assert raised.value.zh


def test_who_shows_more_personal_data_by_a_tag_is_told_apart_from_who_shows_less():
    assert is_lowering(Kind.TAG, "pii:none")
    assert is_lowering(Kind.REFUSED, "pii:direct")
    assert is_lowering(Kind.TAG, "pii:direct", is_ended=True)
    assert not is_lowering(Kind.TAG, "pii:direct")
    assert not is_lowering(Kind.REFUSED, "pii:direct", is_ended=True)
    assert not is_lowering(Kind.TAG, "term:x")


def test_what_is_new_takes_the_place_of_what_cannot_hold_beside_it():
    assert gives_way(Kind.TAG, "pii:direct", Kind.TAG, "pii:none")
    assert gives_way(Kind.REFUSED, "term:x", Kind.TAG, "term:x")
    assert gives_way(Kind.TAG, "term:x", Kind.REFUSED, "term:x")
    assert gives_way(Kind.OWNER, "ada", Kind.OWNER, "eve")
    assert not gives_way(Kind.OWNER, "ada", Kind.DOMAIN, "trade")
    assert not gives_way(Kind.TAG, "term:x", Kind.TAG, "term:y")
    assert not gives_way(Kind.REFUSED, "pii:direct", Kind.TAG, "pii:none")


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_key_as_text_is_that_key_again(parts):
    assert key_of(text_of(tuple(parts))) == tuple(parts)


def test_levels_by_slot_are_read_back():
    assert level_in({}) == "none"


def scanned(levels: Mapping[str, str], table: str = "direct", **given) -> Effective:
    """Return the tags of a table of a source, as its definition repeats what a scan found."""
    columns = [ToldColumn(name, tags={"sensitivity": level}) for name, level in levels.items()]
    texts = {"onedata/source": "shop", "onedata/table": "orders"}
    made = told_table({"pii": table}, columns, (), {}, texts)
    rules = {("shop", "orders"): {"phone": (RULE,)}} if given.get("is_known", True) else {}
    return effective(told({ORDERS: made}, rules, given.get("annotations", ())))


def test_a_tag_of_a_scanned_table_is_told_as_the_rules_with_its_evidence():
    found = scanned({"phone": "direct", "id": "none"})
    [tag] = found.tables[ORDERS]
    assert (tag.tag, tag.by, tag.who, tag.confidence) == ("pii:direct", By.RULE, BY_RULE, 0.9)
    assert [each.en for each in tag.why] == ["Its column phone has pii:direct.", SURE.en]
    assert tags(found, PHONE)["pii:direct"].why == (SURE,)
    assert tags(found, (ORDERS, "id"))["pii:none"].by is By.RULE


@pytest.mark.parametrize("levels", [{"phone": "direct"}, {}])
def test_a_scan_whose_findings_are_not_at_hand_is_still_told_as_the_origin(levels):
    [tag] = scanned(levels, is_known=False).tables[ORDERS]
    assert (tag.tag, tag.by) == ("pii:direct", By.RULE)
    assert tag.why[-1].en == "The last scan of the source says so."


def test_a_scanned_table_is_as_sensitive_as_people_say_of_its_columns():
    lowered = said(PHONE, "pii:none", why="made up")
    [tag] = scanned({"phone": "direct"}, annotations=[lowered]).tables[ORDERS]
    assert tag.tag == "pii:none"


def test_a_declared_table_is_told_as_code():
    made = told_table({"pii": "direct"}, [ToldColumn("phone")], (), {}, {})
    found = effective(told({ORDERS: made}, {}, ()))
    assert {found.tables[ORDERS][0].by, tags(found, PHONE)["pii:direct"].by} == {By.CODE}
