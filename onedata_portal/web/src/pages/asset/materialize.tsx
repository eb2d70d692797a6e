// Making an asset now: all of it, or the partitions that are chosen.

import { Alert, App, Button, Form, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ApiError } from "@/api/client";
import { assetKey, materialize, type Materialize } from "@/api/assets";
import type { AssetDetail, Launched, Partitions } from "@/api/dagster";
import { formatNumber } from "@/format";
import { keysBetween, keysToDo } from "@/pages/asset/partitions";
import { useAct } from "@/parts/actions";
import { useSaid } from "@/parts/states";
import { useLanguage, useTexts } from "@/texts/context";

type Way = "latest" | "todo" | "range" | "chosen" | "all";

interface Choice {
  way: Way;
  keys: string[];
  from: string;
  to: string;
}

/** Return what a choice asks for; null while nothing is chosen. */
export function wanted(partitions: Partitions | null, choice: Choice): Partial<Materialize> | null {
  if (!partitions) return {};
  if (choice.way === "all") return { all_partitions: true };
  const newest = partitions.keys[0];
  const keys =
    choice.way === "latest" ? (newest ? [newest] : [])
    : choice.way === "todo" ? keysToDo(partitions)
    : choice.way === "range" ? keysBetween(partitions.keys, choice.from, choice.to)
    : choice.keys;
  return keys.length ? { partitions: keys } : null;
}

export function MaterializeDialog({ asset, close }: { asset: AssetDetail; close: () => void }) {
  const texts = useTexts();
  const { message } = App.useApp();
  const go = useNavigate();
  const partitions = asset.partitions_detail;
  const [choice, setChoice] = useState<Choice>({ way: "latest", keys: [], from: "", to: "" });
  const asked = wanted(partitions, choice);
  const start = useAct({
    act: (more: Partial<Materialize>) => materialize({ keys: [asset.key], ...asked, ...more }),
    stale: [assetKey(asset.address), ["assets"], ["runs"]],
    after: (launched: Launched) => {
      close();
      void message.success(launched.run_id ? texts.asset.launched : texts.asset.backfilled);
      void go(launched.run_id ? `/runs/${launched.run_id}` : `/runs?launched_by=${encodeURIComponent(`backfill:${launched.backfill_id ?? ""}`)}`);
    },
    failed: () => true,
  });
  return (
    <Modal
      open
      title={texts.asset.materializeTitle(asset.name)}
      okText={texts.asset.launch}
      cancelText={texts.common.cancel}
      okButtonProps={{ disabled: asked === null }}
      confirmLoading={start.isPending}
      onOk={() => start.mutate({})}
      onCancel={close}
      width={500}
    >
      <Refused error={start.error} again={() => start.mutate({ with_required: true })} />
      {partitions ? <PartitionChoice partitions={partitions} choice={choice} set={setChoice} count={asked?.partitions?.length ?? (asked?.all_partitions ? partitions.counts.total : 0)} /> : <p>{asset.description}</p>}
    </Modal>
  );
}

/** Why it was refused; where the same steps make more, they can be made too. */
function Refused({ error, again }: { error: unknown; again: () => void }) {
  const texts = useTexts();
  const said = useSaid(error);
  if (!error) return null;
  const more = error instanceof ApiError && error.status === 409;
  return (
    <Alert
      className="entry-said"
      type="error"
      showIcon
      role="alert"
      title={said}
      action={more ? <Button size="small" onClick={again}>{texts.asset.withRequired}</Button> : null}
    />
  );
}

interface PartitionChoiceProps {
  partitions: Partitions;
  choice: Choice;
  set: (choice: Choice) => void;
  count: number;
}

function PartitionChoice({ partitions, choice, set, count }: PartitionChoiceProps) {
  const texts = useTexts().asset;
  const language = useLanguage();
  const options = partitions.keys.map((key) => ({ value: key, label: key }));
  const inOrder = partitions.dimensions.length < 2;
  const ways: { value: Way; label: string }[] = [
    { value: "latest", label: `${texts.lastPartition} ${partitions.keys[0] ?? ""}` },
    ...(inOrder ? [{ value: "todo" as const, label: texts.missingOrFailed }, { value: "range" as const, label: texts.rangePartitions }] : []),
    { value: "chosen", label: texts.choosePartitions },
    { value: "all", label: texts.allPartitions },
  ];
  const one = (name: "from" | "to", label: string) => (
    <Form.Item label={label}>
      <Select showSearch aria-label={label} value={choice[name] || null} options={options} onChange={(key: string) => set({ ...choice, [name]: key })} />
    </Form.Item>
  );
  return (
    <Form layout="vertical">
      <Radio.Group className="ways" aria-label={texts.choosePartitions} value={choice.way} options={ways} onChange={(event) => set({ ...choice, way: event.target.value as Way })} />
      {choice.way === "range" ? <div className="form-pair">{one("from", texts.partitionFrom)}{one("to", texts.partitionTo)}</div> : null}
      {choice.way === "chosen" ? (
        <Form.Item>
          <Select mode="multiple" aria-label={texts.choosePartitions} maxTagCount={8} value={choice.keys} options={options} onChange={(keys: string[]) => set({ ...choice, keys })} />
        </Form.Item>
      ) : null}
      <p className="quiet" role="status">{texts.willRun(formatNumber(count, language))}</p>
    </Form>
  );
}
