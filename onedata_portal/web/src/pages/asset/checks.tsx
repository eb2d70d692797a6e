// The checks of an asset: how they stand, and how they went before.

import { Table, Tooltip } from "antd";
import type { AssetDetail, CheckItem } from "@/api/dagster";
import { useChecks } from "@/api/assets";
import { formatMoment } from "@/format";
import { OUTCOME_TONES, OutcomeMark, RunLink } from "@/parts/dagster";
import { FactList } from "@/parts/facts";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export function ChecksTab({ asset }: { asset: AssetDetail }) {
  const texts = useTexts().asset;
  const query = useChecks(asset.address);
  return (
    <Panel flush>
      <Loaded query={query}>
        {({ items }) => (items.length ? <Checks checks={items} /> : <Empty title={texts.noChecks} />)}
      </Loaded>
    </Panel>
  );
}

function Checks({ checks }: { checks: CheckItem[] }) {
  const texts = useTexts().asset;
  return (
    <div className="table-scroll">
      <Table<CheckItem>
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={checks}
        expandable={{ columnWidth: 32, rowExpandable: (check) => check.latest !== null, expandedRowRender: (check) => <Latest check={check} /> }}
        columns={[
          {
            key: "name",
            title: texts.checkName,
            render: (_, check) => (
              <>
                <span className="row"><span className="cell-main">{check.name}</span>{check.is_blocking ? <Chip tone="busy">{texts.blocking}</Chip> : null}</span>
                {check.description ? <div className="cell-sub">{check.description}</div> : null}
              </>
            ),
          },
          { key: "outcome", title: texts.checkResult, render: (_, check) => <OutcomeMark outcome={check.outcome} /> },
          { key: "at", title: texts.checkAt, render: (_, check) => <Moment at={check.latest?.at} /> },
          { key: "run", title: texts.run, render: (_, check) => (check.latest?.run_id ? <RunLink id={check.latest.run_id} /> : NOTHING) },
          { key: "history", title: texts.history, render: (_, check) => <Past check={check} /> },
        ]}
      />
    </div>
  );
}

function Latest({ check }: { check: CheckItem }) {
  const { latest } = check;
  if (!latest) return null;
  return (
    <>
      {latest.description ? <p className="prose">{latest.description}</p> : null}
      <FactList facts={latest.metadata} />
    </>
  );
}

/** The last results as small squares, oldest at the left. */
function Past({ check }: { check: CheckItem }) {
  const texts = useTexts();
  const language = useLanguage();
  if (!check.history.length) return NOTHING;
  const past = [...check.history].reverse();
  return (
    <span className="past" role="img" aria-label={past.map((result) => texts.outcome[result.outcome]).join(", ")}>
      {past.map((result) => (
        <Tooltip key={result.at} title={`${texts.outcome[result.outcome]} · ${formatMoment(new Date(result.at), language)}`}>
          <i className={`past-${OUTCOME_TONES[result.outcome]}`} />
        </Tooltip>
      ))}
    </span>
  );
}
