// How the person's data is: what is wrong, what is late, what runs.

import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { ask } from "@/api/client";
import type { Home } from "@/api/dagster";
import { FailingPanel, LatePanel, ProjectsPanel, RunningPanel } from "@/pages/home/panels";
import { HealthTile, RunsTile } from "@/pages/home/tiles";
import { PageFrame } from "@/parts/page";
import { Loaded } from "@/parts/states";
import { Moment } from "@/parts/values";
import { useTexts } from "@/texts/context";

const EVERY_MS = 15_000;

export default function HomePage() {
  const texts = useTexts();
  const query = useQuery({ queryKey: ["home"], queryFn: ({ signal }) => ask<Home>("GET", "api/home", { signal }), refetchInterval: EVERY_MS });
  return (
    <PageFrame title={texts.home.title} beside={query.data ? <span className="quiet"><Moment at={query.data.at} /></span> : null}>
      <Loaded query={query} rows={10}>{(home) => <HomeView home={home} />}</Loaded>
    </PageFrame>
  );
}

function HomeView({ home }: { home: Home }) {
  const texts = useTexts().home;
  return (
    <div className="grid">
      {home.problems.map((problem) => (
        <Alert key={problem.location} type="error" showIcon title={texts.problem(problem.location)} description={<pre className="problem" tabIndex={0}>{problem.message}</pre>} />
      ))}
      <div className="grid grid-tiles">
        <HealthTile counts={home.assets} />
        <RunsTile counts={home.runs} />
      </div>
      <div className="grid grid-2">
        <FailingPanel home={home} />
        <RunningPanel home={home} />
        <LatePanel home={home} />
        <ProjectsPanel home={home} />
      </div>
    </div>
  );
}
