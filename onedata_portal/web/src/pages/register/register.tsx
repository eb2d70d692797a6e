// One registered table: what is written down of it, what was done to it, its versions.

import { DeleteOutlined, EditOutlined } from "@/look/icons";
import { Button, Popconfirm, Table, Tabs } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { ask } from "@/api/client";
import { registerPath, STALE, useRegister, type RegisterDetail } from "@/api/documents";
import { VersionsPanel } from "@/pages/documents/versions";
import { ActionsTab } from "@/pages/register/actions";
import { RegisterForm } from "@/pages/registers/register-form";
import { ReachMark } from "@/pages/registers/registers";
import { useAct } from "@/parts/actions";
import { assetPath } from "@/parts/dagster";
import { Facts, PageFrame, Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, Count, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

/** So often the page is read again while a run goes on or definitions are being loaded. */
const SOON = 3_000;

export default function RegisterPage() {
  const { db = "", table = "" } = useParams();
  const [waiting, setWaiting] = useState("");
  const query = useRegister(db, table, waiting ? SOON : false);
  const detail = query.data;
  const done = detail?.results.some((one) => one.run_id === waiting);
  if (waiting && done) setWaiting("");
  return <Loaded query={query}>{(found) => <RegisterView key={found.name} detail={found} waiting={waiting} wait={setWaiting} />}</Loaded>;
}

function RegisterView({ detail, waiting, wait }: { detail: RegisterDetail; waiting: string; wait: (run: string) => void }) {
  const texts = useTexts();
  const names = texts.registers;
  const [params, setParams] = useSearchParams();
  const { table } = detail;
  const fieldName = (field: string) => names.fields[field] ?? field;
  return (
    <PageFrame
      title={detail.name}
      trail={{ title: names.title, to: "/registers" }}
      beside={
        <span className="row">
          <ReachMark item={detail} />
          {table.warehouse_level ? <Chip>{table.warehouse_level}</Chip> : null}
          {table.security_level ? <Chip tone="warn">{table.security_level}</Chip> : null}
        </span>
      }
      actions={detail.may_change ? <Changes detail={detail} /> : null}
    >
      <Tabs
        activeKey={params.get("tab") ?? "overview"}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        destroyOnHidden
        items={[
          { key: "overview", label: texts.metrics.overview, children: <Overview detail={detail} /> },
          { key: "columns", label: <>{fieldName("columns")}<span className="tab-count">{table.columns?.length ?? 0}</span></>, children: <ColumnsTab detail={detail} /> },
          { key: "actions", label: names.actions, children: <ActionsTab detail={detail} waiting={waiting} wait={wait} /> },
          {
            key: "versions",
            label: <>{texts.documents.versions}<span className="tab-count">{detail.number}</span></>,
            children: <VersionsPanel path={registerPath(table)} number={detail.number} mayChange={detail.may_change} fieldName={fieldName} />,
          },
        ]}
      />
    </PageFrame>
  );
}

function Changes({ detail }: { detail: RegisterDetail }) {
  const texts = useTexts();
  const go = useNavigate();
  const [editing, setEditing] = useState(false);
  const remove = useAct({
    act: () => ask("DELETE", registerPath(detail.table)),
    said: texts.documents.deleted,
    stale: STALE,
    after: () => void go("/registers"),
  });
  return (
    <>
      <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>{texts.common.edit}</Button>
      <Popconfirm title={texts.registers.deleteAsk} okText={texts.common.delete} cancelText={texts.common.cancel} onConfirm={() => remove.mutate(undefined)}>
        <Button danger icon={<DeleteOutlined />}>{texts.common.delete}</Button>
      </Popconfirm>
      {editing ? <RegisterForm detail={detail} close={() => setEditing(false)} /> : null}
    </>
  );
}

function Overview({ detail }: { detail: RegisterDetail }) {
  const texts = useTexts();
  const { fields, ...names } = texts.registers;
  const { table } = detail;
  const days = (value: number | null | undefined) => (value === null || value === undefined ? NOTHING : names.days(String(value)));
  const word = (name: keyof typeof table & string): [string, React.ReactNode] => [fields[name] ?? name, (table[name] as string) || NOTHING];
  return (
    <div className="grid grid-side">
      <div className="grid">
        <Panel title={fields["description"]}><p className="prose">{table.description || <span className="quiet">{names.noDescription}</span>}</p></Panel>
        <Panel title={names.storage}>
          <Facts
            items={[
              [names.size, <Count bytes value={table.storage_bytes} />],
              [fields["storage_cost"] ?? "", <Count value={table.storage_cost} />],
              [fields["lifecycle_days"] ?? "", days(table.lifecycle_days)],
              [fields["recommended_lifecycle_days"] ?? "", days(table.recommended_lifecycle_days)],
              [fields["visits_seven"] ?? "", <Count value={table.visits_seven} />],
              [fields["visits_thirty"] ?? "", <Count value={table.visits_thirty} />],
              [fields["visits_sixty"] ?? "", <Count value={table.visits_sixty} />],
              word("recent_visit"),
              word("partition_start"),
              word("partition_end"),
              word("ttl"),
              word("status"),
            ]}
          />
        </Panel>
        {table.create_table_ddl ? <Panel title={fields["create_table_ddl"]}><pre className="code" tabIndex={0}>{table.create_table_ddl}</pre></Panel> : null}
      </div>
      <Panel title={texts.metrics.facts} className="facts-narrow">
        <Facts
          items={[
            word("owner"),
            word("organisation"),
            word("app"),
            word("field"),
            word("value_score"),
            [fields["location"] ?? "", table.location ? <span className="mono wrap">{table.location}</span> : NOTHING],
            [texts.documents.project, <Link to={`/projects/${detail.project}`}>{detail.project}</Link>],
            [names.reach, detail.reached ? <Link to={assetPath({ address: detail.reached })}>{detail.reached}</Link> : NOTHING],
            [names.asset, detail.is_loaded ? <Link to={assetPath({ address: detail.asset })}>{detail.asset}</Link> : NOTHING],
            [texts.documents.at, <><Moment at={detail.at} /> · {detail.actor}</>],
          ]}
        />
      </Panel>
    </div>
  );
}

function ColumnsTab({ detail }: { detail: RegisterDetail }) {
  const names = useTexts().registers;
  const columns = detail.table.columns ?? [];
  if (!columns.length) return <Panel><Empty title={names.noColumns} /></Panel>;
  return (
    <Panel flush>
      <div className="table-scroll" role="region" tabIndex={0} aria-label={names.fields["columns"]}>
        <Table
          size="small"
          rowKey="name"
          pagination={false}
          dataSource={columns}
          columns={[
            { key: "name", title: names.columnName, render: (_, one) => <span className="cell-main mono">{one.name}</span> },
            { key: "type", title: names.columnType, render: (_, one) => (one.type ? <span className="mono">{one.type}</span> : NOTHING) },
            { key: "description", title: names.columnDescription, render: (_, one) => one.description || NOTHING },
            { key: "partition", title: names.columnPartition, render: (_, one) => (one.partition && one.partition !== "none" ? <Chip tone="busy">{names.partitions[one.partition]}</Chip> : NOTHING) },
          ]}
        />
      </div>
    </Panel>
  );
}
