-- The median is that of the 7 calendar days before, where at least 4 of them are in the log: one odd
-- day does not move it. It is written out because few warehouses have a median over a moving window.
with days as (

    select
        day,
        sessions,
        orders,
        conversion
    from {{ ref('dws_conversion_day') }}

),

earlier as (

    select
        days.day,
        previous.conversion,
        row_number() over (partition by days.day order by previous.conversion) as place,
        count(*) over (partition by days.day) as known_days
    from days
    inner join days as previous
        on
            previous.day >= days.day - interval '7' day
            and previous.day < days.day

),

medians as (

    select
        day,
        avg(conversion) as previous_7d_median
    from earlier
    where known_days >= 4 and 2 * place between known_days and known_days + 2
    group by day

)

select
    days.day,
    days.sessions,
    days.orders,
    days.conversion,
    medians.previous_7d_median,
    100 * (days.conversion / nullif(medians.previous_7d_median, 0) - 1) as change_pct
from days
left join medians
    on days.day = medians.day
