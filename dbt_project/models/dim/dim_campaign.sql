with targets as (

    select
        campaign_id,
        count(distinct household_id) as households
    from {{ source('ods', 'campaigns') }}
    group by campaign_id

),

offers as (

    select
        campaign_id,
        count(distinct coupon_upc) as coupons,
        count(distinct product_id) as products
    from {{ source('ods', 'coupons') }}
    group by campaign_id

),

used as (

    select
        campaign_id,
        count(redemption_id) as redemptions
    from {{ source('ods', 'coupon_redemptions') }}
    group by campaign_id

)

select
    campaigns.campaign_id,
    campaigns.campaign_type,
    campaigns.campaign_type_zh,
    cast(campaigns.start_date as date) as start_date,
    cast(campaigns.end_date as date) as end_date,
    cast(campaigns.duration_days as bigint) as duration_days,
    coalesce(targets.households, 0) as households,
    coalesce(offers.coupons, 0) as coupons,
    coalesce(offers.products, 0) as products,
    coalesce(used.redemptions, 0) as redemptions
from {{ source('ods', 'campaign_descriptions') }} as campaigns
left join targets on campaigns.campaign_id = targets.campaign_id
left join offers on campaigns.campaign_id = offers.campaign_id
left join used on campaigns.campaign_id = used.campaign_id
