{# A model `<layer>_<table>` is the table `<layer>.<table>`: dbt wants names that are unique over layers. #}

{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name if custom_schema_name is not none else target.schema }}
{%- endmacro %}

{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- set layer = node.config.schema ~ '_' -%}
    {%- if custom_alias_name is not none -%}
        {{ custom_alias_name }}
    {%- elif node.config.schema and node.name.startswith(layer) -%}
        {{ node.name[layer | length:] }}
    {%- else -%}
        {{ node.name }}
    {%- endif -%}
{%- endmacro %}
