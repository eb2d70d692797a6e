{% test is_true(model, condition) %}
select *
from {{ model }}
where not ({{ condition }})
{% endtest %}
