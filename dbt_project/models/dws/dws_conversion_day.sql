with days as (

    select
        click_date as day,
        count(distinct session_id) as sessions,
        count(distinct case when event_type = 'order' then event_id end) as orders
    from {{ source('dwd', 'click') }}
    group by click_date

)

select
    day,
    sessions,
    orders,
    cast(orders as double) / sessions as conversion
from days
