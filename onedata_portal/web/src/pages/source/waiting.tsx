// Breaking changes of a source that nobody accepted yet; who reads them tells the scan's check.

import { Alert, App, Button } from "antd";
import { Link } from "react-router";
import { acceptChanges, sourceKey, useWaiting, type SourceChange, type SourceDetail } from "@/api/sources";
import { formatNumber } from "@/format";
import { useAct } from "@/parts/actions";
import { assetPath } from "@/parts/dagster";
import { Mark } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

const OPEN = 5;

/** A notice of what waits, with the word that ends it for who may say it; nothing where nothing does. */
export function WaitingChanges({ source }: { source: SourceDetail }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  const found = useWaiting(source.name).data;
  if (!found?.items.length) return null;
  const title = texts.waiting(formatNumber(found.items.length, language));
  const list = <ChangeList changes={found.items} />;
  return (
    <div className="notices">
      <Alert
        type="warning"
        showIcon
        title={found.items.length <= OPEN ? title : <details><summary>{title}</summary>{list}</details>}
        description={
          <>
            {found.items.length <= OPEN ? list : null}
            <Link to={`${assetPath(source.asset)}?tab=checks`}>{texts.whoReads}</Link>
          </>
        }
        action={source.may_edit ? <Accept source={source.name} newest={found.newest} /> : null}
      />
    </div>
  );
}

/** Differences in words, each with whether it breaks readers. */
export function ChangeList({ changes }: { changes: readonly SourceChange[] }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  return (
    <ul className="plain-list">
      {changes.map((one) => (
        <li key={`${one.kind} ${one.table} ${one.column} ${one.before} ${one.after}`}>
          <Mark tone={one.is_breaking ? "bad" : "good"}>{one.is_breaking ? texts.breaks : texts.harmless}</Mark> {one.text[language]}
        </li>
      ))}
    </ul>
  );
}

function Accept({ source, newest }: { source: string; newest: number }) {
  const texts = useTexts();
  const { modal } = App.useApp();
  const accept = useAct({
    act: () => acceptChanges(source, newest),
    said: texts.sources.accepted(String(newest)),
    stale: [sourceKey(source)],
  });
  const confirm = () =>
    modal.confirm({
      title: texts.sources.acceptAsk,
      content: texts.sources.acceptHint,
      okText: texts.sources.accept,
      cancelText: texts.common.cancel,
      onOk: () => accept.mutateAsync(undefined).catch(() => undefined),
    });
  return <Button size="small" loading={accept.isPending} onClick={() => void confirm()}>{texts.sources.accept}</Button>;
}
