"""Log tables: their columns, making them, and files that write to them."""

from collections.abc import Iterable

from tests.integration.kettle.databases import rows
from tests.unit.kettle.running import grid, ktr, text_output

LINES = [
    "LINES_READ",
    "LINES_WRITTEN",
    "LINES_UPDATED",
    "LINES_INPUT",
    "LINES_OUTPUT",
    "LINES_REJECTED",
]
DATES = ["STARTDATE", "ENDDATE", "LOGDATE", "DEPDATE", "REPLAYDATE"]
TRANS = ["ID_BATCH", "CHANNEL_ID", "TRANSNAME", "STATUS", *LINES, "ERRORS", *DATES, "LOG_FIELD"]
STEP = [
    "ID_BATCH",
    "CHANNEL_ID",
    "LOG_DATE",
    "TRANSNAME",
    "STEPNAME",
    "STEP_COPY",
    *LINES,
    "ERRORS",
]
JOB = ["ID_JOB", "CHANNEL_ID", "JOBNAME", *TRANS[3:]]
ENTRY = [
    "ID_BATCH", "CHANNEL_ID", "LOG_DATE", "TRANSNAME", "STEPNAME", *LINES, "ERRORS", "RESULT",
    "NR_RESULT_ROWS", "NR_RESULT_FILES",
]  # fmt: skip


def create(url: str, name: str, columns: Iterable[str]) -> None:
    """Make the log table of these columns."""
    rows(url, f"create table {name} ({', '.join(_column(each, url) for each in columns)})")


def log_database(url: str) -> str:
    """Make the four log tables anew, and return the URL of their database."""
    for name, columns in (("tl", TRANS), ("sl", STEP), ("jl", JOB), ("el", ENTRY)):
        rows(url, f"drop table if exists {name}")
        create(url, name, columns)
    return url


def _column(name: str, url: str) -> str:
    if name in {*DATES, "LOG_DATE"}:
        return f"{name} {'timestamp' if 'postgres' in url else 'datetime'}"
    if name in {*LINES, "ERRORS", "ID_BATCH", "ID_JOB", "STEP_COPY"} or name.startswith("NR_"):
        return f"{name} bigint"
    if name == "RESULT":
        return f"{name} {'boolean' if 'postgres' in url else 'varchar(5)'}"
    return f"{name} {'text' if name == 'LOG_FIELD' else 'varchar(255)'}"


def table(tag: str, name: str, extra: str = "") -> str:
    """Return the log table of this kind in the settings of a file."""
    return f"<{tag}><connection>db</connection><schema/><table>{name}</table>{extra}</{tag}>"


def logging(*parts: str) -> str:
    """Return the log tables of a transformation."""
    return f"<log>{''.join(parts)}</log>"


def subject(column: str, of: str) -> str:
    """Return a column that counts the rows of the step."""
    return (
        f"<field><id>{column}</id><enabled>Y</enabled><name>{column}</name>"
        f"<subject>{of}</subject></field>"
    )


def three(tmp_path, info: str, *, last: str = "") -> str:
    """Return a transformation that writes two rows and a header to a file."""
    source = grid("g", {"s": "String"}, [["a"], ["b"]])
    return ktr(source, text_output("o", tmp_path / "o") + last, hops=[("g", "o")], info=info)
