// Which tables are joined, which of them keeps its rows, and which others are near.

import { PlusOutlined } from "@/look/icons";
import { Button, Select } from "antd";
import { useMemo } from "react";
import type { Graph, GraphNode } from "@/api/graph";
import { grouped } from "@/pages/joins/reach";
import { tablesOf } from "@/pages/joins/ways";
import { Panel } from "@/parts/page";
import { useLanguage, useTexts } from "@/texts/context";

export const MOST_TABLES = 12;
const SUGGESTED = 8;

interface ChooserProps {
  graph: Graph;
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
}

export function Chooser({ graph, chosen, onChoose }: ChooserProps) {
  const texts = useTexts().joins;
  const groups = useMemo(() => grouped(graph.nodes, graph.edges, chosen), [graph, chosen]);
  const near = chosen.length < MOST_TABLES ? (groups.find(([nearness]) => nearness === "near")?.[1] ?? []) : [];
  return (
    <Panel title={texts.tables}>
      <div className="join-chooser">
        <TableSelect graph={graph} groups={groups} chosen={chosen} onChoose={onChoose} />
        {chosen.length > 1 ? <Start graph={graph} chosen={chosen} onChoose={onChoose} /> : null}
        {near.length ? (
          <div className="row">
            <span className="quiet">{texts.suggested}</span>
            {near.slice(0, SUGGESTED).map((node) => (
              <Button key={node.address} size="small" icon={<PlusOutlined />} aria-label={texts.add(node.name)} onClick={() => onChoose([...chosen, node.address])}>
                {node.name}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

function TableSelect({ graph, groups, chosen, onChoose }: ChooserProps & { groups: ReturnType<typeof grouped> }) {
  const texts = useTexts().joins;
  const language = useLanguage();
  const option = (node: GraphNode) => ({
    value: node.address,
    label: node.name,
    text: `${node.name} ${node.description?.en ?? ""} ${node.description?.zh ?? ""}`.toLowerCase(),
    about: node.description?.[language] ?? "",
  });
  const options = groups.map(([nearness, nodes]) => ({ label: texts.groups[nearness], options: nodes.map(option) }));
  const strange = chosen.filter((address) => !graph.nodes.some((node) => node.address === address));
  if (strange.length) options.unshift({ label: texts.groups.chosen, options: strange.map((value) => ({ value, label: value, text: value.toLowerCase(), about: "" })) });
  return (
    <Select
      mode="multiple"
      className="join-tables"
      aria-label={texts.tables}
      placeholder={texts.choose}
      maxCount={MOST_TABLES}
      allowClear
      showSearch={{ filterOption: (typed, found) => typed.toLowerCase().split(/\s+/).every((word) => (found && "text" in found ? String(found.text) : "").includes(word)) }}
      value={[...chosen]}
      onChange={onChoose}
      options={options}
      optionRender={(found) => (
        <span className="join-found">
          <span>{found.data.label}</span>
          <span className="quiet">{"about" in found.data ? String(found.data.about) : ""}</span>
        </span>
      )}
    />
  );
}

/** The first of the tables: the others are joined to its rows. */
function Start({ graph, chosen, onChoose }: ChooserProps) {
  const texts = useTexts().joins;
  const tables = useMemo(() => tablesOf(graph.nodes), [graph]);
  return (
    <label className="row join-start">
      <span>{texts.keep}</span>
      <Select
        size="small"
        value={chosen[0]!}
        popupMatchSelectWidth={false}
        onChange={(first: string) => onChoose([first, ...chosen.filter((address) => address !== first)])}
        options={chosen.map((value) => ({ value, label: tables.get(value)?.name ?? value }))}
      />
    </label>
  );
}
