// What something was like before: who changed what and when, and the way back.

import { Button, Popconfirm, Table } from "antd";
import { ask } from "@/api/client";
import { STALE, useDocumentVersions, type DocumentVersion } from "@/api/documents";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Loaded } from "@/parts/states";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

interface Props {
  path: string;
  number: number;
  mayChange: boolean;
  fieldName: (field: string) => string;
}

export function VersionsPanel({ path, number, mayChange, fieldName }: Props) {
  const texts = useTexts();
  const query = useDocumentVersions(path);
  const restore = useAct({
    act: (to: number) => ask("POST", `${path}/restoration`, { body: { number: to, seen: number } }),
    said: texts.common.saved,
    stale: STALE,
  });
  const names = texts.documents;
  return (
    <Panel title={names.versions} flush>
      <Loaded query={query} rows={3}>
        {({ items }) => (
          <div className="table-scroll" role="region" tabIndex={0} aria-label={names.versions}>
            <Table<DocumentVersion>
              size="small"
              rowKey="number"
              pagination={false}
              dataSource={items}
              expandable={{ expandedRowRender: (one) => <Content version={one} before={items.find((each) => each.number < one.number)} fieldName={fieldName} />, columnWidth: 32 }}
              columns={[
                { key: "number", title: names.version, render: (_, one) => <span className="cell-main number">{one.number}</span> },
                { key: "at", title: names.at, render: (_, one) => <Moment absolute at={one.at} /> },
                { key: "actor", title: names.actor, render: (_, one) => one.actor },
                { key: "reason", title: names.why, render: (_, one) => names.reasons[one.reason] ?? one.reason.replace(/^restored from (\d+)$/, (_all, from: string) => names.restoredFrom(from)) },
                { key: "fields", title: names.fields, render: (_, one) => (one.fields.length ? <span className="chips">{one.fields.map((field) => <Chip key={field}>{fieldName(field)}</Chip>)}</span> : NOTHING) },
                {
                  key: "actions",
                  title: <span className="only-read">{texts.table.actions}</span>,
                  align: "right",
                  render: (_, one) =>
                    mayChange && one.number !== number && one.reason !== "deleted" ? (
                      <Popconfirm title={names.restoreAsk(String(one.number))} okText={names.restore} cancelText={texts.common.cancel} onConfirm={() => restore.mutate(one.number)}>
                        <Button size="small" type="text" aria-label={`${names.restore} ${one.number}`}>{names.restore}</Button>
                      </Popconfirm>
                    ) : null,
                },
              ]}
            />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

/** What a version changed, field by field, as it was and as it became. */
function Content({ version, before, fieldName }: { version: DocumentVersion; before: DocumentVersion | undefined; fieldName: (field: string) => string }) {
  const names = useTexts().documents;
  const fields = version.fields.length ? version.fields : Object.keys(version.content).filter((field) => !isEmpty(version.content[field]));
  return (
    <table className="plain version-fields">
      <thead>
        <tr>
          <th scope="col">{names.field}</th>
          {version.fields.length ? <th scope="col">{names.was}</th> : null}
          <th scope="col">{names.is}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field}>
            <td>{fieldName(field)}</td>
            {version.fields.length ? <td><Value value={before?.content[field]} /></td> : null}
            <td><Value value={version.content[field]} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const isEmpty = (value: unknown): boolean => value === "" || value === null || value === undefined || (Array.isArray(value) && !value.length);

function Value({ value }: { value: unknown }) {
  if (isEmpty(value)) return NOTHING;
  if (typeof value === "object") return <code className="mono wrap">{JSON.stringify(value)}</code>;
  return <span className="wrap">{String(value)}</span>;
}
