"""UnivariateStats: statistics of one field over all rows."""

import pytest

from tests.unit.kettle.grouping import answer
from tests.unit.kettle.running import step


def statistics(**chosen):
    asked = dict.fromkeys(("N", "mean", "stdDev", "min", "max", "median"), "N") | chosen
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in asked.items())
    return step(
        "b",
        "UnivariateStats",
        f"<univariate_stats><source_field_name>n</source_field_name>{inner}</univariate_stats>",
    )


@pytest.mark.parametrize(
    ("chosen", "header", "expected"),
    [
        ({"N": "Y", "mean": "Y", "stdDev": "Y"}, "n(N)|n(mean)|n(stdDev)", "4.0|2.5|1.2909944487"),
        ({"min": "Y", "max": "Y", "median": "Y"}, "n(min)|n(max)|n(median)", "1.0|4.0|2.5"),
        ({"percentile": "0.9", "interpolate": "Y"}, "n(90th percentile)", "4.0"),
        ({"percentile": "0.255", "interpolate": "N"}, "n(25.5th percentile)", "2.0"),
        ({"percentile": "0.5", "interpolate": "N"}, "n(50th percentile)", "2.5"),
    ],
)
def test_statistics_of_one_field(tmp_path, chosen, header, expected):
    full = {"percentile": "-1", "interpolate": "Y"} | chosen
    rows = [["a", "", each] for each in ("4", "1", "", "3", "2")]
    shown = answer(tmp_path, statistics(**full), rows=rows)
    written = (tmp_path / "out").read_text().splitlines()[0]
    assert (written, shown) == (header, [expected])


def test_the_largest_of_negative_numbers_is_the_smallest_double_as_in_kettle(tmp_path):
    statistic = statistics(max="Y", percentile="-1", interpolate="Y")
    assert answer(tmp_path, statistic, rows=[["a", "", "-3"]]) == ["0.0"]
