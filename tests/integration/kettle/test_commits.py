"""What failing InsertUpdate, Update, Delete and merges leave: all up to the last commit."""

import pytest

from tests.integration.kettle.commits import COLUMNS, TAKEN, error_hop, failed, numbered, there
from tests.integration.kettle.databases import rows
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

KEY = "<key><name>id</name><field>id</field><condition>=</condition></key>"
VALUES = (
    "<value><name>id</name><rename>id</rename><update>N</update></value>"
    "<value><name>name</name><rename>name</rename><update>Y</update></value>"
)
NAME = "<value><name>name</name><rename>name</rename></value>"

MERGE = (
    "<operation_order_field>what</operation_order_field><order_insert>new</order_insert>"
    "<order_update>changed</order_update><order_delete>deleted</order_delete>"
)


def keyed(kind: str, values: str, settings: str, table: str = "named") -> str:
    return step(
        "w",
        kind,
        f"<connection>db</connection>{settings}<lookup><table>{table}</table>{KEY}{values}"
        "</lookup>",
    )


# commit, the row that fails, how many rows before it stay
STAYS = [(3, 7, 6), (3, 3, 3), (3, 2, 0), (1, 4, 4), (0, 4, 4), (100, 7, 0), (7, 6, 0), (7, 7, 7)]


@pytest.mark.parametrize(("commit", "bad", "stay"), STAYS)
def test_insert_update_leaves_what_it_had_committed(database, commit, bad, stay):
    output = keyed("InsertUpdate", VALUES, f"<commit>{commit}</commit>")
    failed(database, output, numbered(10, bad=bad))
    assert there(database) == list(range(2, 2 + stay))


def test_rows_that_write_nothing_count_towards_no_commit(database):
    rows(database, "insert into named values (2, 'n0')")
    rows(database, "insert into named values (3, 'n1')")
    output = keyed("InsertUpdate", VALUES, "<commit>2</commit>")
    failed(database, output, numbered(7, bad=5))
    assert there(database) == [2, 3, 4, 5]


def test_a_commit_may_fall_into_any_slice(database):
    """Rows are looked up 5,000 at once; commits after each 700 do not fit into that."""
    output = keyed("InsertUpdate", VALUES, "<commit>700</commit>")
    failed(database, output, numbered(6000, bad=5950))
    assert len(there(database)) == 5600


@pytest.mark.parametrize("batch", ["N", "Y"])
def test_update_leaves_what_it_had_committed(database, batch):
    for n in range(2, 9):
        rows(database, f"insert into named values ({n}, 'old{n}')")
    settings = f"<commit>3</commit><use_batch>{batch}</use_batch>"
    failed(database, keyed("Update", NAME, settings), numbered(7, bad=4))
    changed = rows(database, "select id from named where name like 'n%' order by id")
    assert [row[0] for row in changed] == [2, 3, 4]


def test_a_missing_key_undoes_what_is_not_committed(database):
    for n in (2, 3, 4):
        rows(database, f"insert into named values ({n}, 'old{n}')")
    failed(database, keyed("Update", NAME, "<commit>2</commit>"), numbered(5, bad=9))
    changed = rows(database, "select id from named where name like 'n%' order by id")
    assert [row[0] for row in changed] == [2, 3]


def test_batches_are_looked_up_before_they_are_sent(database):
    """The second row finds what is in the table, not what waits for the commit."""
    rows(database, "insert into named values (2, 'a')")
    stream = [["2", "b", ""], ["2", "a", ""]]
    settings = "<commit>100</commit><use_batch>{}</use_batch>"
    for batch, name in (("Y", "b"), ("N", "a")):
        rows(database, "update named set name = 'a' where id = 2")
        output = keyed("Update", NAME, settings.format(batch))
        done = run(ktr(grid("g", COLUMNS, stream), output), connections={"db": database})
        assert done.status == "Finished", done.log.text()
        assert rows(database, "select name from named where id = 2") == [(name,)]


def test_a_refused_batch_rejects_the_row_that_sent_it(database, tmp_path):
    for n in range(2, 9):
        rows(database, f"insert into named values ({n}, 'old{n}')")
    output = keyed("Update", NAME, "<commit>3</commit><use_batch>Y</use_batch>")
    xml = ktr(
        grid("g", COLUMNS, numbered(7, bad=1)), output, text_output("e", tmp_path / "e"),
        extra=error_hop(),
    )  # fmt: skip
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "e") == ["4|n2|new|UPD001"]
    changed = rows(database, "select id from named where name like 'n%' order by id")
    left = {"sqlite": [2], "postgresql": [], "mysql+pymysql": [2, 4]}  # the driver's ways
    assert [row[0] for row in changed] == [*left[database.partition(":")[0]], 5, 6, 7, 8]


def test_delete_leaves_what_it_had_not_committed(database):
    for n in range(2, 9):
        rows(database, f"insert into named values ({n}, 'old{n}')")
    if database.startswith("sqlite"):
        trigger = "create trigger stay before delete on named when old.id = 7 begin {} end"
        rows(database, trigger.format("select raise(abort, 'no');"))
    else:
        rows(database, "create table child(id int, foreign key (id) references named(id))")
        rows(database, "insert into child values (7)")
    failed(database, keyed("Delete", "", "<commit>2</commit>"), numbered(7, bad=9))
    assert there(database) == [6, 7, 8]


def test_the_merge_step_commits_by_writes_and_by_kinds(database):
    """Kettle commits after every 4 writes, and after every 5 of one kind."""
    settings = MERGE + "<commit>4</commit>"
    output = keyed("SynchronizeAfterMerge", VALUES, settings)
    failed(database, output, numbered(9, bad=6))
    assert there(database) == [2, 3, 4, 5, 6]


def test_batches_of_the_merge_step_fail_apart(database):
    """The updates and deletes that wait are sent although the inserts failed."""
    for n in (20, 21, 22):
        rows(database, f"insert into named values ({n}, 'old{n}')")
    stream = [
        ["2", "a", "new"], ["20", "x", "changed"], ["3", TAKEN, "new"], ["21", "", "deleted"],
        ["4", "b", "new"],
    ]  # fmt: skip
    settings = MERGE + "<commit>5</commit><use_batch>Y</use_batch>"
    failed(database, keyed("SynchronizeAfterMerge", VALUES, settings), stream)
    found = rows(database, "select id, name from named where id > 1 order by id")
    assert found == [(20, "x"), (22, "old22")]


def test_rows_that_the_merge_step_rejects_go_on_too(database, tmp_path):
    stream = [["2", "a", "new"], ["3", TAKEN, "new"], ["9", "c", "changed"]]
    xml = ktr(
        grid("g", COLUMNS, stream),
        keyed("SynchronizeAfterMerge", VALUES, MERGE + "<perform_lookup>Y</perform_lookup>"),
        text_output("o", tmp_path / "o"),
        text_output("e", tmp_path / "e"),
        hops=[("g", "w"), ("w", "o"), ("w", "e")],
        extra=error_hop(),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["2|a|new", f"3|{TAKEN}|new", "9|c|changed"]
    assert rows_of(tmp_path / "e") == [f"3|{TAKEN}|new|SUYNC001", "9|c|changed|SUYNC001"]
    assert there(database) == [2]
