// The partitions of an asset as one bar, in their order, with what is in which state.

import { Tooltip } from "antd";
import type { Partitions } from "@/api/dagster";
import { rangesWithSizes } from "@/pages/asset/partitions";
import { formatNumber } from "@/format";
import { useLanguage, useTexts } from "@/texts/context";

export function PartitionBar({ partitions }: { partitions: Partitions }) {
  const texts = useTexts();
  const language = useLanguage();
  const { counts } = partitions;
  const number = (value: number) => formatNumber(value, language);
  const said = texts.asset.partitionsCount(number(counts.materialized), number(counts.failed), number(counts.total));
  const states = ["materialized", "materializing", "failed", "missing"];
  return (
    <div>
      <p className="row">
        <span>{said}</span>
        <span className="quiet">{partitions.description}</span>
      </p>
      <div className="partition-bar" role="img" aria-label={said}>
        {rangesWithSizes(partitions).map((range) => (
          <Tooltip key={`${range.first} ${range.dimension ?? ""}`} title={`${range.first}${range.last === range.first ? "" : ` … ${range.last}`} · ${texts.partitionStatus[range.status] ?? range.status}`}>
            <span className={`partition-${range.status}`} style={{ flexGrow: range.size }} />
          </Tooltip>
        ))}
      </div>
      <div className="row legend" aria-hidden>
        {states.map((state) => (
          <span key={state} className="legend-entry"><i className={`partition-${state}`} />{texts.partitionStatus[state]}</span>
        ))}
      </div>
    </div>
  );
}
