-- A product that only its sales name has no attributes in the source: its department is UNREGISTERED (未登记).
select
    product_id,
    manufacturer_id,
    coalesce(department, 'UNREGISTERED') as department,
    department_zh,
    brand,
    brand_zh,
    product_category,
    product_type,
    package_size
from {{ source('ods', 'products') }}
