select
    households.household_id,
    demographics.age,
    demographics.income,
    demographics.home_ownership,
    demographics.marital_status,
    demographics.household_size,
    demographics.household_comp,
    demographics.kids_count,
    demographics.household_id is not null as has_demographics
from {{ source('ods', 'households') }} as households
left join {{ source('ods', 'demographics') }} as demographics
    on households.household_id = demographics.household_id
