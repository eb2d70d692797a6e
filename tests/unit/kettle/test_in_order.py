"""Batches reach a function in the order of their rows, however the engine hands them out."""

import random

import polars as pl
import pytest

from onedata_resources.kettle.engine.in_order import END, NUMBER, Queue


def batches(rows: int, size: int, *, end: bool) -> list[pl.DataFrame]:
    frame = pl.DataFrame({"v": range(rows)})
    if end:
        last = frame.clear(1).with_columns(pl.lit(value=True).alias(END))
        frame = pl.concat([frame.with_columns(pl.lit(value=False).alias(END)), last])
    numbered = frame.with_row_index(NUMBER)
    return [numbered[at : at + size] for at in range(0, numbered.height, size)]


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("end", [True, False])
def test_batches_wait_for_those_before_them(size, end):
    seen, answers = [], {}

    def note(batch: pl.DataFrame) -> pl.DataFrame:
        seen.extend(batch["v"].to_list())
        return batch

    last = pl.DataFrame({"v": [-1]})
    queue = Queue(note, {"v": pl.Int64()}, (lambda: last) if end else None)
    waiting = batches(20, size, end=end)
    order = list(range(len(waiting)))
    random.Random(size).shuffle(order)
    for at in order:
        answers[at] = queue.take(waiting[at])
    answered = pl.concat([answers[at] for at in sorted(answers)])["v"].to_list()
    assert seen == list(range(20))
    assert answered == [*range(20), *([-1] if end else [])]


def test_no_batch_is_seen_after_one_that_failed():
    seen = []

    def fails_at_the_third(batch: pl.DataFrame) -> pl.DataFrame:
        seen.append(batch["v"][0])
        if batch["v"][0] == 2:
            raise ValueError("the third")
        return batch

    queue = Queue(fails_at_the_third, {"v": pl.Int64()}, None)
    first, second, third, *others = batches(6, 1, end=False)
    for each in (first, second):
        assert queue.take(each).height == 1
    with pytest.raises(ValueError, match="the third"):
        queue.take(third)
    assert [queue.take(each).height for each in others] == [0, 0, 0]
    assert seen == [0, 1, 2]
