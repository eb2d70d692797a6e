// The SQL of a way, in a dialect that is chosen, to be copied.

import { Select } from "antd";
import { tokensOf } from "@/pages/joins/ways";
import { CopyButton } from "@/parts/copy";
import { Panel } from "@/parts/page";
import { useTexts } from "@/texts/context";

// Names that are the same in both languages; one that is not here is shown as sqlglot calls it.
const TITLES: Readonly<Record<string, string>> = {
  duckdb: "DuckDB", postgres: "PostgreSQL", mysql: "MySQL, MariaDB", hive: "Hive", spark: "Spark", trino: "Trino", presto: "Presto",
  clickhouse: "ClickHouse", doris: "Doris", starrocks: "StarRocks", oracle: "Oracle", tsql: "SQL Server", sqlite: "SQLite",
  snowflake: "Snowflake", bigquery: "BigQuery", redshift: "Redshift", databricks: "Databricks",
};

interface SqlProps {
  sql: string;
  dialect: string;
  dialects: readonly string[];
  onDialect: (dialect: string) => void;
}

export function SqlPanel({ sql, dialect, dialects, onDialect }: SqlProps) {
  const texts = useTexts().joins;
  const offered = dialects.includes(dialect) ? dialects : [...dialects, dialect];
  const tools = (
    <span className="row">
      <Select
        size="small"
        className="join-dialect"
        aria-label={texts.dialect}
        showSearch={{ optionFilterProp: "label" }}
        value={dialect}
        onChange={onDialect}
        options={offered.map((value) => ({ value, label: TITLES[value] ?? value }))}
      />
      <CopyButton text={sql} />
    </span>
  );
  return (
    <Panel title="SQL" beside={tools} flush className="join-sql">
      <pre tabIndex={0} aria-label="SQL" role="region">
        <code>{tokensOf(sql).map((token, at) => <span key={at} className={`sql-${token.kind}`}>{token.text}</span>)}</code>
      </pre>
    </Panel>
  );
}
