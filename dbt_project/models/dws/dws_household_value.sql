select
    household_id,
    min(sold_date) as first_sold_date,
    max(sold_date) as last_sold_date,
    count(distinct basket_id) as baskets,
    count(distinct sold_date) as days,
    count(distinct store_id) as stores,
    round(sum(sales_usd), 2) as sales_usd,
    round(sum(retail_discount_usd + coupon_discount_usd), 2) as discount_usd
from {{ source('dwd', 'sales_line') }}
group by household_id
