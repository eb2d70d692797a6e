// The picture with its legend: what it is coloured by, and where its tables stand.

import { Button, Select } from "antd";
import { useMemo, useState } from "react";
import type { Graph } from "@/api/graph";
import { RedoOutlined } from "@/look/icons";
import { useShade } from "@/look/shade";
import { paletteOf } from "@/look/theme";
import { GraphCanvas } from "@/pages/graph/canvas";
import { colouringOf, type ColourBy, type Colouring } from "@/pages/graph/colours";
import { islandOf, modelOf, type Edges } from "@/pages/graph/model";
import { forgetPlaces, usePlaces } from "@/pages/graph/places";
import type { Look } from "@/pages/graph/sight";
import { useValueTitle } from "@/pages/graph/titles";
import { Loading } from "@/parts/states";
import { useRoom } from "@/table/columns";
import { useTexts } from "@/texts/context";

const FONT = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", Roboto, Arial, sans-serif';
const WAYS: readonly ColourBy[] = ["source", "domain", "sensitivity"];

interface GraphPictureProps {
  graph: Graph;
  edges: Edges;
  chosen: string;
  onOpen: (address: string) => void;
}

export function GraphPicture({ graph, edges, chosen, onOpen }: GraphPictureProps) {
  const texts = useTexts().graph;
  const { shade } = useShade();
  const [by, setBy] = useState<ColourBy>("source");
  const [round, setRound] = useState(0);
  // Places are by all edges, so that the switch of edges moves nothing.
  const whole = useMemo(() => modelOf(graph, "all"), [graph]);
  const model = useMemo(() => modelOf(graph, edges), [graph, edges]);
  const places = usePlaces(whole, round);
  const colouring = useMemo(() => colouringOf(graph.nodes, by, paletteOf(shade), shade), [graph, by, shade]);
  const look = useMemo((): Look => {
    const bySource = colouringOf(graph.nodes, "source", paletteOf(shade), shade);
    const islands = graph.nodes.map((node) => [islandOf(node), { colour: bySource.of(node), title: islandOf(node) }] as const);
    return { colours: paletteOf(shade), fills: graph.nodes.map(colouring.of), islands: new Map(islands), font: FONT };
  }, [graph, colouring, shade]);
  const renew = () => {
    forgetPlaces();
    setRound(round + 1);
  };
  return (
    <div className="net-picture">
      {places?.length === model.nodes.length ? (
        <GraphCanvas
          model={model}
          places={places}
          look={look}
          chosen={model.numbers.get(chosen)}
          onChoose={(number) => onOpen(number === undefined ? "" : model.nodes[number]!.address)}
          label={texts.picture(String(model.nodes.length))}
        />
      ) : (
        <Loading rows={12} />
      )}
      <Legend colouring={colouring} by={by} onBy={setBy} edges={edges} onRenew={renew} />
    </div>
  );
}

interface LegendProps {
  colouring: Colouring;
  by: ColourBy;
  onBy: (by: ColourBy) => void;
  edges: Edges;
  onRenew: () => void;
}

const SHOWN = 10;

function Legend({ colouring, by, onBy, edges, onRenew }: LegendProps) {
  const texts = useTexts().graph;
  const isPhone = useRoom() === "phone";
  const title = useValueTitle();
  const lines = [
    ...(edges === "lineage" ? [] : (["within", "unsure", "across"] as const)),
    ...(edges === "reference" ? [] : (["lineage"] as const)),
  ];
  return (
    <details className="net-legend" open={!isPhone}>
      <summary>{texts.legend}</summary>
      <label className="net-by">
        <span className="quiet">{texts.colourBy}</span>
        <Select size="small" value={by} onChange={onBy} aria-label={texts.colourBy} options={WAYS.map((value) => ({ value, label: texts[value] }))} />
      </label>
      <ul>
        {colouring.legend.slice(0, SHOWN).map(([value, colour]) => (
          <li key={value}>
            <span className="net-dot" style={{ background: colour }} aria-hidden />
            {title(by, value)}
          </li>
        ))}
        {colouring.legend.length > SHOWN ? <li className="quiet">{texts.more(String(colouring.legend.length - SHOWN))}</li> : null}
      </ul>
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <span className={`net-line net-line-${line}`} aria-hidden />
            {texts.lines[line]}
          </li>
        ))}
        {by === "sensitivity"
          ? null
          : (["direct", "indirect"] as const).map((level) => (
              <li key={level}>
                <span className={`net-ring net-ring-${level}`} aria-hidden />
                {title("sensitivity", level)}
              </li>
            ))}
      </ul>
      <Button size="small" type="link" icon={<RedoOutlined />} onClick={onRenew}>{texts.renew}</Button>
    </details>
  );
}
