// The rows of a table asset as the reader may see them, at any version.

import { Alert, AutoComplete, Button, Input, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { AssetDetail } from "@/api/dagster";
import { useMe } from "@/api/session";
import { ROWS_SHOWN, useRows, useVersions, type Decision, type RowPage, type RowsAsked } from "@/api/tables";
import { Cells } from "@/pages/asset/cells";
import { RowChangesPanel } from "@/pages/asset/row-changes";
import { formatList, formatMoment } from "@/format";
import { Panel } from "@/parts/page";
import { Empty, Loading, useSaid } from "@/parts/states";
import { useLanguage, useTexts } from "@/texts/context";

export default function DataTab({ asset }: { asset: AssetDetail }) {
  const texts = useTexts().data;
  const [asked, setAsked] = useState<RowsAsked>({});
  const [followed, setFollowed] = useState<string[] | null>(null);
  const query = useRows(asset.key, asked);
  const said = useSaid(query.error);
  return (
    <>
      {followed ? <RowChangesPanel asset={asset} where={followed} purpose={asked.purpose ?? ""} close={() => setFollowed(null)} /> : null}
      <Panel flush>
        <Toolbar asset={asset} page={query.data} asked={asked} ask={setAsked} follow={setFollowed} />
        {query.error ? <Empty title={texts.notRead} hint={said} /> : query.data ? (
          <>
            <Told decision={query.data.decision} page={query.data} />
            {query.data.rows.length ? <Cells columns={query.data.columns} rows={query.data.rows} /> : <Empty title={texts.noRows} />}
            <Pager page={query.data} asked={asked} ask={setAsked} isBusy={query.isFetching} />
          </>
        ) : <Loading />}
      </Panel>
    </>
  );
}

interface ToolbarProps {
  asset: AssetDetail;
  page: RowPage | undefined;
  asked: RowsAsked;
  ask: (asked: RowsAsked) => void;
  follow: (where: string[]) => void;
}

function Toolbar({ asset, page, asked, ask, follow }: ToolbarProps) {
  const texts = useTexts().data;
  const me = useMe();
  const [column, setColumn] = useState<string | undefined>();
  const [value, setValue] = useState("");
  const columns = (page?.columns ?? []).filter((one) => one.shown === "clear").map((one) => ({ value: one.name, label: one.name }));
  const chosen = column ?? columns[0]?.value;
  const where = chosen && value ? [`${chosen}=${value}`] : [];
  const find = () => ask({ ...asked, where, offset: 0 });
  const managesOne = me.is_admin || me.projects.some((one) => one.role === "creator" && asset.projects.includes(one.name));
  return (
    <div className="toolbar">
      <Select aria-label={texts.column} className="toolbar-filter" showSearch popupMatchSelectWidth={false} options={columns} value={chosen ?? null} onChange={setColumn} />
      <Input className="toolbar-value" allowClear aria-label={texts.value} placeholder={texts.value} value={value} onChange={(event) => setValue(event.target.value)} onPressEnter={find} />
      <Button onClick={find}>{texts.find}</Button>
      <Button disabled={!where.length} onClick={() => follow(where)}>{texts.follow}</Button>
      <Versions asset={asset} asked={asked} ask={ask} />
      <Purpose key={asked.purpose ?? ""} page={page} asked={asked} ask={ask} />
      {managesOne ? (
        <span className="toolbar-right">
          <Link to={`/audit?action=data.read&q=${encodeURIComponent(asset.name)}`}>{texts.whoRead}</Link>
        </span>
      ) : null}
    </div>
  );
}

type Part = Pick<ToolbarProps, "asset" | "asked" | "ask">;

function Versions({ asset, asked, ask }: Part) {
  const texts = useTexts().data;
  const language = useLanguage();
  const [isOpened, setOpened] = useState(false);
  const versions = useVersions(asset.key, isOpened);
  const options = (versions.data?.items ?? []).map((one) => ({
    value: one.version,
    label: `${one.version} · ${formatMoment(new Date(one.at), language)} · ${one.operation}`,
  }));
  return (
    <Select
      aria-label={texts.version}
      className="toolbar-filter"
      allowClear
      placeholder={texts.newest}
      popupMatchSelectWidth={false}
      loading={versions.isFetching}
      onOpenChange={(open) => setOpened(isOpened || open)}
      options={options}
      value={asked.version ?? null}
      onChange={(version: number | null | undefined) => ask({ ...asked, version: version ?? undefined, offset: 0 })}
    />
  );
}

function Purpose({ page, asked, ask }: Pick<ToolbarProps, "page" | "asked" | "ask">) {
  const texts = useTexts().data;
  const [typed, setTyped] = useState(asked.purpose ?? "");
  const state = (purpose: string) => {
    if (purpose !== (asked.purpose ?? "")) ask({ ...asked, purpose, offset: 0 });
  };
  return (
    <AutoComplete
      aria-label={texts.purpose}
      className="toolbar-filter"
      allowClear
      placeholder={texts.purpose}
      options={(page?.decision.purposes ?? []).map((value) => ({ value }))}
      value={typed}
      onChange={(text: string) => setTyped(text ?? "")}
      onSelect={(text: string) => state(text)}
      onBlur={() => state(typed.trim())}
      onClear={() => state("")}
    />
  );
}

/** Say what the reader does not see, and by which policies. */
function Told({ decision, page }: { decision: Decision; page: RowPage }) {
  const texts = useTexts().data;
  const language = useLanguage();
  const masked = page.columns.filter((one) => one.shown !== "clear").length;
  const parts = [
    decision.limited_by.length ? texts.limited(formatList(decision.limited_by, language)) : "",
    masked ? texts.masked(masked) : "",
    decision.hidden.length ? texts.hidden(formatList(decision.hidden, language)) : "",
  ].filter(Boolean);
  if (!parts.length) return null;
  return <Alert className="rows-told" type="info" showIcon title={[...parts, texts.recorded].join(" ")} />;
}

function Pager({ page, asked, ask, isBusy }: { page: RowPage; asked: RowsAsked; ask: (asked: RowsAsked) => void; isBusy: boolean }) {
  const texts = useTexts().data;
  const offset = asked.offset ?? 0;
  if (!offset && !page.more) return null;
  return (
    <div className="pager row">
      <Button disabled={!offset} loading={isBusy && offset > 0} onClick={() => ask({ ...asked, offset: Math.max(0, offset - ROWS_SHOWN) })}>{texts.before}</Button>
      <span className="quiet number">{texts.range(offset + 1, offset + page.rows.length)}</span>
      <Button disabled={!page.more} loading={isBusy} onClick={() => ask({ ...asked, offset: offset + ROWS_SHOWN })}>{texts.next}</Button>
    </div>
  );
}
