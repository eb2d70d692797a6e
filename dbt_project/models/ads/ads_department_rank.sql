with departments as (

    select
        department,
        round(sum(sales_usd), 2) as sales_usd,
        cast(sum(quantity) as bigint) as quantity,
        round(sum(discount_usd), 2) as discount_usd
    from {{ ref('dws_department_day') }}
    group by department

)

select
    department,
    sales_usd,
    quantity,
    discount_usd,
    100 * sales_usd / sum(sales_usd) over () as share_pct,
    row_number() over (order by sales_usd desc, department asc) as rank
from departments
