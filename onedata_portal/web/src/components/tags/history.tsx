// All that people said of a table and its columns, also what holds no more.

import { Drawer, List } from "antd";
import { useAnnotations, type Annotation } from "@/api/tags";
import { Empty, Loaded } from "@/parts/states";
import { Chip, Moment } from "@/parts/values";
import { useTexts } from "@/texts/context";

export function HistoryDrawer({ asset, close }: { asset: string; close: () => void }) {
  const texts = useTexts();
  const query = useAnnotations(asset);
  return (
    <Drawer open title={texts.tags.history} onClose={close} size={480} closable={{ "aria-label": texts.common.close }}>
      <Loaded query={query}>
        {({ items }) => (items.length ? <List<Annotation> size="small" dataSource={items} rowKey="id" renderItem={(one) => <List.Item><Said said={one} /></List.Item>} /> : <Empty title={texts.tags.noHistory} />)}
      </Loaded>
    </Drawer>
  );
}

function Said({ said }: { said: Annotation }) {
  const texts = useTexts().tags;
  return (
    <div>
      <div className="row">
        <span className="mono cell-main">{said.column || texts.ofTable}</span>
        <span className="quiet">{texts.kinds[said.kind]}</span>
        <span>{said.value}</span>
        {said.ended_at ? <Chip>{texts.ended}</Chip> : null}
      </div>
      <div className="cell-sub">{said.who} · <Moment at={said.at} absolute />{said.why ? ` · ${said.why}` : ""}</div>
      {said.ended_at ? <div className="cell-sub">{texts.ended}: {said.ended_by} · <Moment at={said.ended_at} absolute />{said.ended_why ? ` · ${said.ended_why}` : ""}</div> : null}
    </div>
  );
}
