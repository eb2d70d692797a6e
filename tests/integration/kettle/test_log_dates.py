"""The range of dates that log tables and tables that are depended on tell a run."""

import pytest

from tests.integration.kettle.databases import rows
from tests.integration.kettle.log_tables import (
    TRANS,
    create,
    logging,
    table,
    three,
)
from tests.unit.kettle.running import ktr, rows_of, run, step, text_output


def test_system_info_knows_the_number_and_the_last_end(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    create(url, "tl", TRANS)
    rows(
        url,
        "insert into tl (ID_BATCH, TRANSNAME, STATUS, ERRORS, ENDDATE, LOGDATE) values"
        " (7, 'test', 'end', 0, '2026-01-02 03:04:05', '2026-01-02 03:04:06'),"
        " (8, 'test', 'stop', 1, '2026-02-02 03:04:05', '2026-02-02 03:04:06')",
    )
    facts = (
        "<fields><field><name>d</name><type>start date range</type></field>"
        "<field><name>u</name><type>end date range</type></field>"
        "<field><name>b</name><type>batch ID</type></field></fields>"
    )
    info = logging(table("trans-log-table", "tl")) + (
        "<maxdate><connection>db</connection><table>news</table><field>d</field></maxdate>"
    )
    rows(url, "create table news (d datetime)")
    rows(url, "insert into news values ('2026-03-01 00:00:00')")
    xml = ktr(step("s", "SystemInfo", facts), text_output("o", tmp_path / "o"), info=info)
    assert run(xml, connections={"db": url}).errors == 0
    assert rows_of(tmp_path / "o") == ["2026/01/02 03:04:05.000|2026/03/01 00:00:00.000|9"]


@pytest.mark.parametrize(
    ("info", "expected", "replay"),
    [
        (
            "<maxdate><connection>db</connection><table>news</table><field>d</field>"
            "<offset>-5</offset></maxdate>",
            ("2026-01-02 03:04:05", "2026-03-01 00:00:00"),
            "2026-03-01 00:00:00",
        ),
        (
            "<maxdate><connection>db</connection><table>news</table><field>d</field>"
            "<maxdiff>60.9</maxdiff></maxdate>",
            ("2026-01-02 03:04:05", "2026-01-02 03:05:05"),
            "2026-03-01 00:00:05",
        ),
        (
            "<maxdate><connection>db</connection><table>news</table><field>d</field></maxdate>"
            "<dependencies><dependency><connection>db</connection><table>news</table>"
            "<field>d</field></dependency></dependencies>",
            ("1899-12-31 23:00:00", "2026-03-01 00:00:05"),
            "2026-03-01 00:00:05",
        ),
        (
            "<dependencies><dependency><connection>db</connection><table>olds</table>"
            "<field>d</field></dependency></dependencies>",
            ("2026-01-02 03:04:05", None),
            None,
        ),
    ],
)
def test_tables_tell_the_range_of_dates(tmp_path, info, expected, replay):
    url = f"sqlite:///{tmp_path}/a.db"
    create(url, "tl", TRANS)
    for name, date in (("news", "2026-03-01 00:00:05"), ("olds", "2025-01-01 00:00:00")):
        rows(url, f"create table {name} (d datetime)")
        rows(url, f"insert into {name} values ('{date}')")
    rows(
        url,
        "insert into tl (ID_BATCH, TRANSNAME, STATUS, ERRORS, ENDDATE, DEPDATE, LOGDATE) values"
        " (7, 'test', 'end', 0, '2026-01-02 03:04:05', '2026-01-03 00:00:00', '2026-01-04')",
    )
    log = logging(table("trans-log-table", "tl"))
    done = run(three(tmp_path, log + info), connections={"db": url})
    assert done.status == "Finished", done.log.text()
    told = rows(url, "select STARTDATE, ENDDATE, REPLAYDATE from tl where ID_BATCH = 8")[0]
    assert told[0] == expected[0]
    assert expected[1] in {None, told[1]}
    assert replay in {None, told[2]}


def test_a_table_without_a_date_that_is_depended_on_fails_the_run(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    create(url, "tl", TRANS)
    rows(url, "create table news (d datetime)")
    depends = (
        "<dependencies><dependency><connection>db</connection><table>news</table>"
        "<field>d</field></dependency></dependencies>"
    )
    log = logging(table("trans-log-table", "tl"))
    done = run(three(tmp_path, log + depends), connections={"db": url})
    assert done.status == "Finished (with errors)"
    assert "has no date" in done.log.text()
    assert rows(url, "select * from tl") == []
