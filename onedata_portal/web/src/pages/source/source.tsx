// One source: its tables with what was found out of them, and its versions.

import { ThunderboltOutlined } from "@/look/icons";
import { Alert, Button, Tabs } from "antd";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { materialize } from "@/api/assets";
import type { Launched } from "@/api/dagster";
import { sourceKey, useSource, type SourceDetail } from "@/api/sources";
import { SourceProblems } from "@/pages/source/notes";
import { SourceTables } from "@/pages/source/tables";
import { SourceVersions } from "@/pages/source/versions";
import { WaitingChanges } from "@/pages/source/waiting";
import { ScanState } from "@/pages/sources/sources";
import { useAct } from "@/parts/actions";
import { PageFrame } from "@/parts/page";
import { Loaded } from "@/parts/states";
import { useTexts } from "@/texts/context";

export default function SourcePage() {
  const { name = "" } = useParams();
  const query = useSource(name);
  return <Loaded query={query}>{(source) => <SourceView source={source} />}</Loaded>;
}

function SourceView({ source }: { source: SourceDetail }) {
  const texts = useTexts().sources;
  const [params, setParams] = useSearchParams();
  return (
    <PageFrame
      title={source.name}
      trail={{ title: texts.title, to: "/sources" }}
      beside={<ScanState source={source} unreadable={source.problems.length} />}
      actions={source.may_edit ? <ScanNow source={source} /> : null}
    >
      {source.error ? <Alert type="error" showIcon title={texts.failed} description={source.error} /> : null}
      <WaitingChanges source={source} />
      <SourceProblems problems={source.problems} />
      <Tabs
        activeKey={params.get("tab") ?? "tables"}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={[
          { key: "tables", label: texts.tables, children: <SourceTables source={source} /> },
          { key: "versions", label: texts.versions, children: <SourceVersions source={source} /> },
        ]}
      />
    </PageFrame>
  );
}

function ScanNow({ source }: { source: SourceDetail }) {
  const texts = useTexts().sources;
  const go = useNavigate();
  const scan = useAct({
    act: () => materialize({ keys: [source.asset.key] }),
    stale: [sourceKey(source.name), ["sources"], ["runs"]],
    after: (launched: Launched) => void (launched.run_id ? go(`/runs/${launched.run_id}`) : undefined),
  });
  return (
    <Button type="primary" icon={<ThunderboltOutlined />} loading={scan.isPending} onClick={() => scan.mutate(undefined)}>
      {texts.scan}
    </Button>
  );
}
