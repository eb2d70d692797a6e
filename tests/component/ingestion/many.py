"""Many Kettle files that read, join, calculate and write, for measuring what reading costs."""

from pathlib import Path

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<transformation>
<info><name>load_{n}</name><description>Sales of shop {n}</description>
<parameters><parameter><name>FROM_DAY</name><default_value>2024-01-01</default_value>
<description/></parameter></parameters></info>
<notepads><notepad><note>Sales with their products</note><xloc>96</xloc><yloc>32</yloc></notepad>
</notepads>
<connection><name>shop</name><server>db</server><type>POSTGRESQL</type><access>Native</access>
<database>shop</database><port>5432</port><username>reader</username><password/></connection>
<order>
<hop><from>sales</from><to>join</to><enabled>Y</enabled></hop>
<hop><from>products</from><to>join</to><enabled>Y</enabled></hop>
<hop><from>join</from><to>amounts</to><enabled>Y</enabled></hop>
<hop><from>amounts</from><to>columns</to><enabled>Y</enabled></hop>
<hop><from>columns</from><to>write</to><enabled>Y</enabled></hop>
</order>
<step><name>sales</name><type>TableInput</type><connection>shop</connection>
<sql>SELECT s.sale_id, s.product_id, s.quantity, s.price, s.sold_at, c.name AS customer
FROM sales_{n} s JOIN customers c ON c.customer_id = s.customer_id
WHERE s.sold_at &gt;= '${{FROM_DAY}}' ORDER BY s.product_id</sql>
<limit>0</limit><lookup/><execute_each_row>N</execute_each_row>
<variables_active>Y</variables_active></step>
<step><name>products</name><type>TableInput</type><connection>shop</connection>
<sql>SELECT product_id AS id, department, brand FROM products ORDER BY product_id</sql>
<limit>0</limit><lookup/><execute_each_row>N</execute_each_row>
<variables_active>N</variables_active></step>
<step><name>join</name><type>MergeJoin</type><join_type>LEFT OUTER</join_type>
<step1>sales</step1><step2>products</step2><keys_1><key>product_id</key></keys_1>
<keys_2><key>id</key></keys_2></step>
<step><name>amounts</name><type>Calculator</type>
<calculation><field_name>amount</field_name><calc_type>MULTIPLY</calc_type>
<field_a>quantity</field_a><field_b>price</field_b><field_c/><value_type>Number</value_type>
<value_length>-1</value_length><value_precision>-1</value_precision><remove>N</remove>
</calculation></step>
<step><name>columns</name><type>SelectValues</type><fields>
{selected}<select_unspecified>N</select_unspecified></fields></step>
<step><name>write</name><type>TableOutput</type><connection>lake</connection>
<schema>ods</schema><table>sales_{n}</table><commit>1000</commit><truncate>Y</truncate>
<specify_fields>Y</specify_fields><fields>
{written}</fields></step>
</transformation>
"""
COLUMNS = ["sale_id", "product_id", "quantity", "price", "sold_at", "customer", "department",
           "brand", "amount"]  # fmt: skip
SELECTED = "<field><name>{0}</name><rename/><length>-2</length><precision>-2</precision></field>\n"
WRITTEN = "<field><column_name>{0}</column_name><stream_name>{0}</stream_name></field>\n"


def write_files(folder: Path, number: int) -> list[Path]:
    """Write that many transformations, no two alike, and return them."""
    selected = "".join(SELECTED.format(name) for name in COLUMNS)
    written = "".join(WRITTEN.format(name) for name in COLUMNS)
    paths = []
    for n in range(number):
        path = folder / f"load_{n}.ktr"
        path.write_text(FILE.format(n=n, selected=selected, written=written), encoding="utf-8")
        paths.append(path)
    return paths
