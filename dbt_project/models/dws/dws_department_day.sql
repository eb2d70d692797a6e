select
    coalesce(product.department, 'UNKNOWN') as department,
    sales.sold_date,
    round(sum(sales.sales_usd), 2) as sales_usd,
    cast(sum(sales.quantity) as bigint) as quantity,
    count(distinct sales.basket_id) as baskets,
    count(distinct sales.household_id) as households,
    round(sum(sales.retail_discount_usd + sales.coupon_discount_usd), 2) as discount_usd
from {{ source('dwd', 'sales_line') }} as sales
left join {{ ref('dim_product') }} as product
    on sales.product_id = product.product_id
group by coalesce(product.department, 'UNKNOWN'), sales.sold_date
