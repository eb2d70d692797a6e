// Several assets made by one run.

import { ThunderboltOutlined } from "@/look/icons";
import { App, Button } from "antd";
import { useNavigate } from "react-router";
import { materialize } from "@/api/assets";
import { formatNumber } from "@/format";
import { useAct } from "@/parts/actions";
import { useLanguage, useTexts } from "@/texts/context";

export function MaterializeChosen({ addresses, done }: { addresses: readonly string[]; done: () => void }) {
  const texts = useTexts();
  const language = useLanguage();
  const { modal } = App.useApp();
  const go = useNavigate();
  const start = useAct({
    act: () => materialize({ keys: addresses.map(keyOf) }),
    said: texts.asset.launched,
    stale: [["assets"], ["runs"]],
    after: ({ run_id }) => (done(), run_id ? void go(`/runs/${run_id}`) : undefined),
  });
  const n = formatNumber(addresses.length, language);
  const confirm = () =>
    modal.confirm({
      title: texts.assets.materializeChosen(n),
      content: <ul className="chosen">{addresses.map((one) => <li key={one} className="mono">{one}</li>)}</ul>,
      okText: texts.asset.launch,
      cancelText: texts.common.cancel,
      onOk: () => start.mutateAsync(undefined).catch(() => undefined),
    });
  return <Button type="primary" icon={<ThunderboltOutlined />} loading={start.isPending} onClick={() => void confirm()}>{texts.assets.materializeChosen(n)}</Button>;
}

/** Return the key of an address: its parts, unescaped. */
export function keyOf(address: string): string[] {
  return address.split("/").map(decodeURIComponent);
}
