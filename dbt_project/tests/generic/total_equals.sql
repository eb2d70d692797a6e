{# Nothing is lost or doubled on the way: a column sums to the same as in the table it comes from. #}
{% test total_equals(model, column_name, to, field) %}
select *
from (
    select
        (select sum({{ column_name }}) from {{ model }}) as here,
        (select sum({{ field }}) from {{ to }}) as there
) as totals
where abs(coalesce(here, 0) - coalesce(there, 0)) > 0.01
{% endtest %}
