select
    day,
    sessions,
    orders,
    conversion,
    avg(conversion) over (order by day rows between 7 preceding and 1 preceding) as previous_7d_conversion,
    100 * (
        conversion / avg(conversion) over (order by day rows between 7 preceding and 1 preceding) - 1
    ) as change_pct
from {{ ref('dws_conversion_day') }}
