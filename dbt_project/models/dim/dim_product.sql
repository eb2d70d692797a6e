select
    product_id,
    manufacturer_id,
    department,
    department_zh,
    brand,
    brand_zh,
    product_category,
    product_type,
    package_size
from {{ source('ods', 'products') }}
