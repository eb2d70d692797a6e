with sold as (

    select
        store_id,
        min(sold_date) as first_sold_date,
        max(sold_date) as last_sold_date
    from {{ source('dwd', 'sales_line') }}
    group by store_id

)

select
    stores.store_id,
    sold.first_sold_date,
    sold.last_sold_date
from {{ source('ods', 'stores') }} as stores
left join sold
    on stores.store_id = sold.store_id
