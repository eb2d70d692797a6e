"""Sales lines: the source's transactions in the warehouse's words and units.

In the Complete Journey data `sales_value` is what the retailer receives; the list price adds the
loyalty discount and the store's match of a coupon to it (the maker repays `coupon_disc`).
"""

from __future__ import annotations

from onedata_assets.domain.processing.derived import Derived, same

SALES_LINE = {
    "transaction_id": same("transaction_id"),
    "sold_at": same("transaction_timestamp"),
    "sold_date": Derived("CAST(sold_date AS DATE)", ("sold_date",)),
    "household_id": same("household_id"),
    "store_id": same("store_id"),
    "basket_id": same("basket_id"),
    "product_id": same("product_id"),
    "quantity": same("quantity"),
    "sales_usd": Derived("ROUND(sales_value, 2)", ("sales_value",)),
    "retail_discount_usd": Derived("ROUND(retail_disc, 2)", ("retail_disc",)),
    "coupon_discount_usd": Derived(
        "ROUND(coupon_disc + coupon_match_disc, 2)", ("coupon_disc", "coupon_match_disc")
    ),
    "list_usd": Derived(
        "ROUND(sales_value + retail_disc + coupon_match_disc, 2)",
        ("sales_value", "retail_disc", "coupon_match_disc"),
    ),
}
"""Each column of `dwd/sales_line` over `ods/transactions`."""
