{# A model as a table of the lake: made in DuckDB's memory, then stored as a new Delta version. dbt's
   own `external` materialization goes over a Parquet file and writes a row of nulls where a model is
   empty. #}

{% materialization lake, adapter="duckdb" %}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {#- before this run the name is a view of the lake's newest version -#}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {% call statement('main') -%}
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall %}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {% do store_relation('lake', target_relation, '', 'delta', config) %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
