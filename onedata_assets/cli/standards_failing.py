"""`onedata metadata standards check --failing`: the rows that break a standard, as a file."""

import getpass
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.cli.records import records
from onedata_assets.cli.say import console, text
from onedata_assets.cli.standards_shared import Places, lake
from onedata_assets.domain.metadata.failing_rows import failing_rows
from onedata_assets.domain.metadata.standards import StandardError
from onedata_assets.lib.standard_checks import in_force
from onedata_assets.lib.standard_tables import rows_of
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.files import replace_file
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.audit import Event

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".csv", ".jsonl", ".parquet")


def write_failing(names: Sequence[str], path: Path, most: int) -> int:
    """Write the first `most` rows of a table that break its standard, as they are, to a file.

    Returns 1 where there are such rows, 0 where there are none: then the file has no row. Who read
    how many rows is in the audit log.

    Raises:
        BadInputError: Not one table is named, or the file's ending is of no form.
    """
    if len(names) != 1:
        raise BadInputError(
            "--failing writes the rows of one table: name it, as shop/orders.",
            "--failing 写出一张表的行：请指定表，如 shop/orders。",
        )
    if path.suffix not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise BadInputError(
            f"{path}: the ending says the form, one of {known}.",
            f"{path}：以扩展名指定格式，可用：{known}。",
        )
    [name] = names
    now = datetime.now(UTC)
    with records() as (store, log), refusals_told(StandardError):
        _, standard = in_force(store, name)
        with rows_of(name, Places(store).of(name), Catalog(), lake()) as rows:
            found = failing_rows(rows, standard, today=now.astimezone().date(), most=most)
        replace_file(path, _written(found, path))
        log.write(
            Event(
                getpass.getuser(), "standard.failing_rows", "standard", name,
                via="cli", details={"rows": found.height},
            ),
            now,
        )  # fmt: skip
    console.print(text("standards.failing", name=name, rows=found.height, path=path))
    if found.height == most:
        console.print(text("standards.failing_capped", most=most))
    return 1 if found.height else 0


def _written(rows: "pl.DataFrame", path: Path) -> bytes:
    out = io.BytesIO()
    if path.suffix == ".parquet":
        rows.write_parquet(out)
    elif path.suffix == ".jsonl":
        rows.write_ndjson(out)
    elif nested := [name for name, dtype in rows.schema.items() if dtype.is_nested()]:
        names = ", ".join(nested)
        raise BadInputError(
            f"{path}: CSV has no nested values, and these columns have: {names}; use .jsonl.",
            f"{path}：CSV 不支持嵌套值，而以下列含嵌套值：{names}；请使用 .jsonl。",
        )
    else:
        rows.write_csv(out)
    return out.getvalue()
