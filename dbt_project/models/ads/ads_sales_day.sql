with days as (

    select
        sold_date,
        round(sum(sales_usd), 2) as sales_usd,
        cast(sum(quantity) as bigint) as quantity,
        count(distinct basket_id) as baskets,
        count(distinct household_id) as households,
        round(sum(retail_discount_usd + coupon_discount_usd), 2) as discount_usd
    from {{ source('dwd', 'sales_line') }}
    group by sold_date

)

select
    sold_date,
    sales_usd,
    quantity,
    baskets,
    households,
    discount_usd,
    round(sales_usd / baskets, 2) as basket_usd
from days
