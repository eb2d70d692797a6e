// Which page stands at which address. Each is loaded when it is first opened.

import { Suspense, type ComponentType } from "react";
import { createBrowserRouter, useRouteError } from "react-router";
import { Broken } from "@/pages/broken";
import { Loading, Missing } from "@/parts/states";
import { Shell } from "@/shell/shell";

type PageModule = { default: ComponentType };

const page = (load: () => Promise<PageModule>) => async () => ({ Component: (await load()).default });

function Failure() {
  return <Broken error={useRouteError()} />;
}

const pages = [
  { index: true, lazy: page(() => import("@/pages/home/home")) },
  { path: "assets", lazy: page(() => import("@/pages/assets/assets")) },
  { path: "assets/*", lazy: page(() => import("@/pages/asset/asset")) },
  { path: "metrics", lazy: page(() => import("@/pages/metrics/metrics")) },
  { path: "metrics/:name", lazy: page(() => import("@/pages/metric/metric")) },
  { path: "registers", lazy: page(() => import("@/pages/registers/registers")) },
  { path: "registers/:db/:table", lazy: page(() => import("@/pages/register/register")) },
  { path: "glossary", lazy: page(() => import("@/pages/glossary/glossary")) },
  { path: "glossary/:name", lazy: page(() => import("@/pages/glossary/term")) },
  { path: "sources", lazy: page(() => import("@/pages/sources/sources")) },
  { path: "sources/:name", lazy: page(() => import("@/pages/source/source")) },
  { path: "runs", lazy: page(() => import("@/pages/runs/runs")) },
  { path: "runs/:id", lazy: page(() => import("@/pages/run/run")) },
  { path: "standards", lazy: page(() => import("@/pages/standards/standards")) },
  { path: "standards/*", lazy: page(() => import("@/pages/standard/standard")) },
  { path: "code-sets", lazy: page(() => import("@/pages/code-sets/code-sets")) },
  { path: "code-sets/:name", lazy: page(() => import("@/pages/code-set/code-set")) },
  { path: "graph", lazy: page(() => import("@/pages/graph/graph")) },
  { path: "joins", lazy: page(() => import("@/pages/joins/joins")) },
  { path: "projects", lazy: page(() => import("@/pages/projects/projects")) },
  { path: "projects/:name", lazy: page(() => import("@/pages/project/project")) },
  { path: "people", lazy: page(() => import("@/pages/people/people")) },
  { path: "account", lazy: page(() => import("@/pages/account/account")) },
  { path: "audit", lazy: page(() => import("@/pages/audit/audit")) },
  { path: "usage", lazy: page(() => import("@/pages/usage/usage")) },
  { path: "settings", lazy: page(() => import("@/pages/settings/settings")) },
  { path: "*", Component: Missing },
];

export const router = createBrowserRouter(
  [
    { path: "signin", lazy: page(() => import("@/pages/signin/signin")), errorElement: <Failure />, HydrateFallback: Waiting },
    {
      path: "/",
      Component: Shell,
      errorElement: <Failure />,
      HydrateFallback: Waiting,
      children: pages.map((route) => ({ ...route, errorElement: <Failure /> })),
    },
  ],
  { basename: new URL(document.baseURI).pathname.replace(/\/$/, "") || "/" },
);

function Waiting() {
  return (
    <Suspense>
      <Loading />
    </Suspense>
  );
}
