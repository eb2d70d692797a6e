// What became of some rows of a table, version by version.

import { Button } from "antd";
import type { AssetDetail } from "@/api/dagster";
import { useRowChanges, type RowChange } from "@/api/tables";
import { changedColumns } from "@/pages/asset/changed";
import { Cells } from "@/pages/asset/cells";
import { RunLink } from "@/parts/dagster";
import { Panel } from "@/parts/page";
import { Empty, Loading, useSaid } from "@/parts/states";
import { Chip, Moment } from "@/parts/values";
import { useTexts } from "@/texts/context";

interface Props {
  asset: AssetDetail;
  where: string[];
  purpose: string;
  close: () => void;
}

export function RowChangesPanel({ asset, where, purpose, close }: Props) {
  const texts = useTexts();
  const query = useRowChanges(asset.key, where, purpose);
  const said = useSaid(query.error);
  const items = query.data?.items ?? [];
  return (
    <Panel title={texts.data.changesOf(where.join(", "))} beside={<Button size="small" onClick={close}>{texts.common.close}</Button>} flush>
      {query.error ? <Empty title={texts.data.notRead} hint={said} /> : query.data ? null : <Loading />}
      {query.data && !items.length ? <Empty title={texts.data.noChanges} /> : null}
      {items.map((change, at) => <Change key={change.version.version} change={change} before={items[at + 1]} />)}
    </Panel>
  );
}

function Change({ change, before }: { change: RowChange; before: RowChange | undefined }) {
  const texts = useTexts().data;
  const columns = change.columns.map((name) => ({ name, type: "", shown: "clear" as const }));
  return (
    <section className="row-change">
      <header className="row">
        <Chip>{texts.versionOf(change.version.version)}</Chip>
        <Moment absolute at={change.version.at} />
        <span className="quiet">{change.version.operation}</span>
        {change.version.run_id ? <RunLink id={change.version.run_id} /> : null}
      </header>
      {change.rows.length ? <Cells columns={columns} rows={change.rows} changed={changedColumns(change, before)} /> : <p className="quiet">{texts.gone}</p>}
    </section>
  );
}
