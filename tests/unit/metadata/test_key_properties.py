"""What holds of keys and references whatever the tables, tried on tables made at random."""

import random
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.keys import find_keys
from onedata_assets.domain.metadata.profiles import profile
from tests.unit.metadata.relational import found, plain, relations, table

pytestmark = pytest.mark.row("S10")

TRIES = settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
WORDS = [
    *("zebra", "quartz", "violin", "pepper", "meadow", "falcon", "copper", "lantern"),
    *("订单", "客户", "select", "group"),
]
"""Names of tables that are none of each other's short forms or synonyms."""

CELLS = st.one_of(st.none(), st.integers(0, 12), st.integers(10**6, 10**6 + 40))
TABLES = st.integers(1, 30).flatmap(
    lambda rows: st.lists(
        st.lists(CELLS, min_size=rows, max_size=rows), min_size=1, max_size=5
    ).map(lambda columns: pl.DataFrame({f"c{at}_id": each for at, each in enumerate(columns)}))
)
Frames = Mapping[str, pl.DataFrame]


@TRIES
@given(TABLES)
def test_what_repeats_is_no_key_and_what_does_not_is_one(data):
    its = table("t", data)
    told = {each.columns for each in find_keys(its, profile(its)).candidates}
    for columns in told:
        whole = data.select(columns).drop_nulls()
        assert not whole.is_duplicated().any()
    unique = {
        (name,)
        for name in data.columns
        if (values := data[name].drop_nulls()).len() and values.n_unique() == values.len()
    }
    if data.height > 1:
        assert unique <= told


@TRIES
@given(st.integers(2, 25), st.integers(2, 9), st.randoms(use_true_random=False))
def test_the_declared_key_of_several_columns_is_among_the_candidates(groups, size, rng):
    rows = [(group, line) for group in range(groups) for line in range(size)]
    rng.shuffle(rows)
    data = pl.DataFrame(rows, schema=["order_id", "line_no"], orient="row").with_columns(
        kind=pl.Series([rng.randint(0, 1) for _ in rows])
    )
    its = table("order_lines", data)
    told = [set(each.columns) for each in find_keys(its, profile(its)).candidates]
    assert any(columns <= {"order_id", "line_no"} for columns in told)


@st.composite
def databases(draw: st.DrawFn) -> tuple[dict[str, pl.DataFrame], set[tuple]]:
    """Return tables that refer to each other, circles and themselves included, and how."""
    names = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=5, unique=True))
    rng = random.Random(draw(st.integers(0, 10**6)))
    sizes = {name: rng.randint(30, 120) for name in names}
    frames: dict[str, pl.DataFrame] = {}
    planted = set()
    for name in names:
        rows = sizes[name]
        columns: dict[str, list[Any]] = {"id": list(range(1, rows + 1))}
        for parent in rng.sample(names, k=min(2, len(names))):
            role = "parent_" if parent == name else rng.choice(["", "old_", "billing_"])
            column = f"{role}{parent}_id"
            columns[column] = [rng.randint(1, sizes[parent]) for _ in range(rows)]
            columns[column][0] = rng.choice([None, 1])
            planted.add((name, frozenset({(column, "id")}), parent))
        columns["quantity"] = [rng.randint(1, 25) for _ in range(rows)]
        columns["state_no"] = [rng.randint(1, 9) for _ in range(rows)]
        frames[name] = pl.DataFrame(columns)
    return frames, planted


@TRIES
@given(databases())
def test_planted_references_are_found_and_nothing_else_in_any_order(made):
    frames, planted = made
    assert found(frames) == planted
    shuffled = {
        name: frame.select(sorted(frame.columns, reverse=True)).sample(
            fraction=1.0, shuffle=True, seed=3
        )
        for name, frame in reversed(frames.items())
    }
    assert found(shuffled) == planted


@TRIES
@given(databases(), st.permutations(WORDS))
def test_tables_that_change_their_names_refer_as_before(made, others):
    frames, planted = made
    renamed = dict(zip(WORDS, others, strict=True))

    def new(text: str) -> str:
        for word in WORDS:
            if word in text:
                return text.replace(word, renamed[word])
        return text

    told = found(
        {new(name): frame.rename({each: new(each) for each in frame.columns})
         for name, frame in frames.items()}
    )  # fmt: skip
    assert told == {
        (new(child), frozenset((new(one), other) for one, other in pairs), new(parent))
        for child, pairs, parent in planted
    }


@TRIES
@given(st.integers(20, 400), st.floats(0.1, 1.0), st.integers(0, 10**6))
def test_random_numbers_inside_a_key_are_not_taken_without_a_name(rows, share, seed):
    rng = random.Random(seed)
    high = max(2, int(rows * share))
    frames = {
        "zebra": pl.DataFrame({"zebra_id": range(1, rows + 1)}),
        "violin": pl.DataFrame(
            {
                "violin_id": range(10_000, 10_300),
                "copper_id": [rng.randint(1, high) for _ in range(300)],
                "lantern": [rng.randint(1, rows) for _ in range(300)],
            }
        ),
    }
    assert found(frames) == set()


@TRIES
@given(st.integers(0, 20), st.integers(0, 10**6))
def test_a_reference_with_few_rows_that_have_no_partner_is_found(percent, seed):
    rng = random.Random(seed)
    codes = [f"{at * 7919 % 99_991:05}" for at in range(1, 201)]
    values = [rng.choice(codes) for _ in range(500)]
    for at in range(5 * percent):
        values[at] = f"lost {at % 20}"
    frames = {
        "zebra": pl.DataFrame({"zebra_code": codes}),
        "violin": pl.DataFrame({"violin_id": range(1, 501), "zebra_code": values}),
    }
    told = relations(frames).references
    assert {plain(each) for each in told} == {
        ("violin", frozenset({("zebra_code", "zebra_code")}), "zebra")
    }
    assert told[0].match_rate == pytest.approx(1 - percent / 100)


@TRIES
@given(st.integers(0, 10**6), st.booleans())
def test_subtypes_refer_to_the_nearest_whatever_the_sizes(seed, circle):
    rng = random.Random(seed)
    zebras = list(range(1, rng.randint(300, 900)))
    violins = sorted(rng.sample(zebras, rng.randint(80, 200)))
    peppers = sorted(rng.sample(violins, rng.randint(20, 60)))
    frames = {
        "zebra": pl.DataFrame({"zebra_id": zebras}),
        "violin": pl.DataFrame({"zebra_id": violins}),
        "pepper": pl.DataFrame({"zebra_id": peppers}),
    }
    wanted = {
        ("violin", frozenset({("zebra_id", "zebra_id")}), "zebra"),
        ("pepper", frozenset({("zebra_id", "zebra_id")}), "violin"),
    }
    if circle:
        frames["zebra"] = frames["zebra"].with_columns(
            parent_zebra_id=pl.Series([rng.choice(zebras) for _ in zebras])
        )
        wanted.add(("zebra", frozenset({("parent_zebra_id", "zebra_id")}), "zebra"))
    assert found(frames) == wanted


@TRIES
@given(st.integers(0, 10**6))
def test_two_columns_refer_together_whatever_their_order(seed):
    rng = random.Random(seed)
    offers = [(part, seller) for part in range(1, 60) for seller in rng.sample(range(500, 540), 4)]
    lines = [rng.choice(offers) for _ in range(300)]
    schema = ["zebra_id", "violin_id"]
    frames = {
        "copper": pl.DataFrame(offers, schema=schema, orient="row"),
        "falcon": pl.DataFrame(lines, schema=schema, orient="row")
        .select("violin_id", "zebra_id")
        .with_row_index("falcon_id", offset=90_000),
    }
    assert found(frames) == {
        ("falcon", frozenset({("zebra_id", "zebra_id"), ("violin_id", "violin_id")}), "copper")
    }
