"""What is wrong with a table is told once by a scan."""

import pytest

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Problem
from onedata_assets.lib.source_findings import told_once

pytestmark = pytest.mark.row("S01")


def problem(table, en, *, is_partial=False):
    return Problem(TableName("hr", table), en, en, is_partial)


def test_a_table_that_may_not_be_read_is_told_once():
    known = problem("pay", "The account may not read its rows.")
    rows = [problem("pay", "permission denied"), problem("staff", "gone")]
    assert told_once([known], rows) == (known, rows[1])


def test_what_is_partly_wrong_with_a_table_hides_nothing_of_its_rows():
    known = problem("pay", "One column is odd.", is_partial=True)
    rows = [problem("pay", "permission denied")]
    assert told_once([known], rows) == (known, *rows)
