// The assets that the person sees.

import { useState } from "react";
import type { AssetItem, AssetPage } from "@/api/dagster";
import { columnsOf } from "@/pages/assets/columns";
import { MaterializeChosen } from "@/pages/assets/materialize-chosen";
import { HEALTHS } from "@/parts/dagster";
import { listQuery, useList } from "@/parts/list-query";
import { PageFrame } from "@/parts/page";
import { useProject } from "@/shell/project";
import { DataTable } from "@/table/data-table";
import { useTable } from "@/table/state";
import { useTexts } from "@/texts/context";

const FILTERS = ["group", "health", "kind", "owner", "tag"];
const EVERY_MS = 20_000;

export default function AssetsPage() {
  const texts = useTexts();
  const table = useTable(FILTERS);
  const { project } = useProject();
  const [chosen, setChosen] = useState<string[]>([]);
  const answer = useList<AssetItem>(["assets"], "api/assets", { ...listQuery(table.state), project, with_facets: true }, { every: EVERY_MS });
  const facets = (answer.data as AssetPage | undefined)?.facets;
  const options = (values: { value: string; count: number }[] = []) => values.map(({ value, count }) => ({ value, label: value, count }));
  const filters = [
    { key: "group", label: texts.assets.group, options: options(facets?.groups) },
    { key: "health", label: texts.assets.health, options: HEALTHS.map((value) => ({ value, label: texts.health[value] })) },
    { key: "kind", label: texts.assets.kinds, options: options(facets?.kinds) },
    { key: "owner", label: texts.assets.owners, options: options(facets?.owners) },
    { key: "tag", label: texts.assets.tags, options: options(facets?.tags) },
  ];
  return (
    <PageFrame title={texts.assets.title} actions={chosen.length ? <MaterializeChosen addresses={chosen} done={() => setChosen([])} /> : null}>
      <DataTable
        name={texts.assets.title}
        page="assets"
        table={table}
        columns={columnsOf(texts)}
        answer={answer}
        rowKey={(asset) => asset.address}
        filters={filters}
        searchLabel={texts.assets.search}
        empty={{ title: texts.assets.empty, hint: texts.assets.emptyHint }}
        chosen={{ keys: chosen, choose: setChosen, can: (asset) => asset.may_materialize && asset.is_executable }}
      />
    </PageFrame>
  );
}
