// What was published or retired shows in the checks once definitions are loaded again: told, and offered.

import { ReloadOutlined } from "@/look/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { ask, filled } from "@/api/client";
import type { components } from "@/api/schema";
import type { Standard } from "@/api/standards";
import { useAct } from "@/parts/actions";
import { useTexts } from "@/texts/context";

type Checks = components["schemas"]["CheckList"];
const CHECK = "conforms_to_standard";
const EVERY = 3000;
const PATIENCE = 120_000;

export function LoadingAgain({ standard }: { standard: Standard }) {
  const texts = useTexts().kettlePlan;
  const [since, setSince] = useState(0);
  const isPublished = standard.versions[0]?.state === "published";
  const waits = (checks: Checks | undefined) => checks !== undefined && checks.items.some((one) => one.name === CHECK) !== isPublished;
  const query = useQuery({
    queryKey: ["standard-check", standard.asset, standard.versions[0]?.number],
    queryFn: ({ signal }) => ask<Checks>("GET", filled("api/assets/{address}/checks", { address: standard.asset }), { signal }),
    enabled: standard.versions.length > 0,
    refetchInterval: ({ state }) => (since && waits(state.data) && Date.now() - since < PATIENCE ? EVERY : false),
  });
  const reload = useAct({
    act: () => ask("POST", "api/standards/reload", { body: { table: standard.table } }),
    after: () => setSince(Date.now()),
  });
  if (!waits(query.data)) return null;
  const isLoading = reload.isPending || (since > 0 && query.dataUpdatedAt - since < PATIENCE - EVERY);
  return (
    <Alert
      className="alert-wraps"
      type="info"
      showIcon
      role="note"
      title={isPublished ? texts.checkComes : texts.checkGoes}
      description={since && !isLoading ? texts.checkStays : undefined}
      action={standard.may_change ? <Button size="small" icon={<ReloadOutlined />} loading={isLoading} onClick={() => reload.mutate(undefined)}>{texts.loadAgain}</Button> : undefined}
    />
  );
}
