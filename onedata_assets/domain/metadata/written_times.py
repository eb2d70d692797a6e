"""Days, moments and times of day out of texts, in every form that sources and people write them.

Which form a column has is recognised in `logical_types.py`; here a value fits if it is a day that
the calendar has in any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.logical_forms import COMPACT_DATE, DATES, DateForm

if TYPE_CHECKING:
    import polars as pl

_ISO = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_TIMES = ("%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p")
_ZONE = r"(?i)\s?(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$"
_SPLIT = r"^(.*?\d年?月?日?,?)(?:T|\s+|:)(\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?:\s?[AaPp][Mm])?)$"
_COMPACT = r"^((?:19|20)\d{6})T?(\d\d)(\d\d)(\d\d)?$"
_SHORT_YEARS = tuple(
    DateForm(name, pattern, reads)
    for sign, plain in ((r"-", "-"), (r"/", "/"), (r"\.", "."))
    for last, first in (
        (rf"^\d{{1,2}}{sign}\d{{1,2}}{sign}\d{{2}}$", rf"^\d{{2}}{sign}\d{{1,2}}{sign}\d{{1,2}}$"),
    )
    for name, pattern, reads in (
        (f"dd{plain}MM{plain}yy", last, f"%d{plain}%m{plain}%y"),
        (f"MM{plain}dd{plain}yy", last, f"%m{plain}%d{plain}%y"),
        (f"yy{plain}MM{plain}dd", first, f"%y{plain}%m{plain}%d"),
    )
)
_MORE = (
    DateForm("MM.dd.yyyy", r"^\d{1,2}\.\d{1,2}\.\d{4}$", "%m.%d.%Y"),
    DateForm("yyyy MM dd", r"^\d{4} \d{1,2} \d{1,2}$", "%Y %m %d"),
    DateForm("dd MM yyyy", r"^\d{1,2} \d{1,2} \d{4}$", "%d %m %Y"),
    DateForm("MM dd yyyy", r"^\d{1,2} \d{1,2} \d{4}$", "%m %d %Y"),
)


def moments(text: pl.Expr) -> pl.Expr:
    """Return moments as they are written, zones left out; a day is its beginning; else null."""
    import polars as pl

    # As one expression, forty forms took 150 s of a million values: here most end at the first.
    return text.map_batches(_moments, return_dtype=pl.Datetime("us"))


def times(text: pl.Expr) -> pl.Expr:
    """Return times of day, zones left out; null where a text is none."""
    import polars as pl

    plain = text.str.replace(",", ".", literal=True).str.to_uppercase().str.replace(_ZONE, "")
    return pl.coalesce([plain.str.to_time(each, strict=False) for each in _TIMES])


def _moments(texts: pl.Series) -> pl.Series:
    import polars as pl

    name = "text"
    bare = pl.when(pl.col(name).str.contains(":", literal=True)).then(
        pl.col(name).str.replace(_ZONE, "")
    )
    frame = texts.alias(name).to_frame().select(bare.fill_null(pl.col(name)))
    full_year = pl.when(pl.col(name).str.contains(r"^\d{4}-")).then(pl.col(name))
    read = pl.coalesce(
        full_year.str.to_datetime(each, strict=False, time_unit="us") for each in _ISO
    )
    found = frame.with_columns(read.alias("read"))
    others = found.filter(pl.col("read").is_null() & pl.col(name).is_not_null())
    if others.is_empty():
        return found["read"]
    more = _otherwise(others[name].unique())
    joined = found.join(more, on=name, how="left", maintain_order="left")
    return joined.select(pl.col("read").fill_null(pl.col("other"))).to_series()


def _otherwise(texts: pl.Series) -> pl.DataFrame:
    """Return different texts (`text`) with the moments that they are in other forms (`other`)."""
    import polars as pl

    text = pl.col("text")
    split = (
        texts.alias("text")
        .to_frame()
        .select(
            text,
            pl.coalesce(text.str.extract(_SPLIT, 1), text.str.extract(_COMPACT, 1), text)
            .str.strip_chars(" ,")
            .alias("day"),
            pl.coalesce(text.str.extract(_SPLIT, 2), _compact_clock(text)).alias("clock"),
        )
    )
    clock = pl.col("clock")
    at = pl.when(clock.is_null()).then(pl.time(0, 0, 0)).otherwise(times(clock))
    return split.with_columns(_days(split["day"])).select(
        text, pl.col("day").dt.combine(at, time_unit="us").alias("other")
    )


def _compact_clock(text: pl.Expr) -> pl.Expr:
    """Return the time of day behind a day without signs between: 20240131235959."""
    import polars as pl

    seconds = text.str.extract(_COMPACT, 4).fill_null("00")
    return pl.concat_str(
        [text.str.extract(_COMPACT, 2), text.str.extract(_COMPACT, 3), seconds], separator=":"
    )


def _days(texts: pl.Series) -> pl.Series:
    """Return the day of each text; where day and month could be either, as most texts write it."""
    import polars as pl

    forms: dict[str, list[DateForm]] = {}
    for each in (*DATES, COMPACT_DATE, *_MORE, *_SHORT_YEARS):
        forms.setdefault(each.pattern, []).append(each)
    found = pl.Series("day", [None], pl.Date).new_from_index(0, texts.len())
    for pattern, alike in forms.items():
        fits = texts.str.contains(pattern)
        if not fits.any():
            continue
        shaped = pl.select(pl.when(fits).then(texts)).to_series()
        read = [shaped.str.to_date(each.reads, strict=False) for each in alike]
        # 12/31/2024 settles what 03/04/2024 is in the same column.
        read.sort(key=lambda each: each.null_count())
        found = pl.select(pl.coalesce(found, *read)).to_series()
    return found.alias("day")
