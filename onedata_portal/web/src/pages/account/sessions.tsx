// Where the person is signed in.

import { useQuery } from "@tanstack/react-query";
import { Button, Popconfirm, Table } from "antd";
import { ask } from "@/api/client";
import type { OpenSession, Page } from "@/api/types";
import { browserOf } from "@/pages/account/agent";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Loaded } from "@/parts/states";
import { Chip, Moment } from "@/parts/values";
import { useTexts } from "@/texts/context";

const KEY = ["me", "sessions"] as const;

export function SessionsPanel() {
  const texts = useTexts().account;
  const query = useQuery({ queryKey: KEY, queryFn: () => ask<Page<OpenSession>>("GET", "api/me/sessions") });
  return (
    <Panel title={texts.sessions} flush>
      <Loaded query={query} rows={3}>
        {({ items }) => (
          <div className="table-scroll" role="region" tabIndex={0} aria-label={texts.sessions}>
            <Table<OpenSession>
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={items}
              columns={[
                { key: "agent", title: texts.agent, render: (_, one) => <span title={one.agent}>{browserOf(one.agent)} {one.current ? <Chip tone="good">{texts.current}</Chip> : null}</span> },
                { key: "address", title: texts.address, render: (_, one) => <span className="mono">{one.address}</span> },
                { key: "created", title: texts.signedInAt, render: (_, one) => <Moment at={one.created_at} /> },
                { key: "seen", title: texts.lastSeen, render: (_, one) => <Moment at={one.last_seen_at} /> },
                { key: "actions", title: "", align: "right", render: (_, one) => (one.current ? null : <Revoke session={one} />) },
              ]}
            />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}

function Revoke({ session }: { session: OpenSession }) {
  const texts = useTexts();
  const revoke = useAct({
    act: () => ask<void>("DELETE", `api/me/sessions/${session.id}`),
    said: texts.account.revoked,
    stale: [KEY],
  });
  return (
    <Popconfirm title={texts.account.revokeAsk} okText={texts.account.revoke} cancelText={texts.common.cancel} onConfirm={() => revoke.mutate(undefined)}>
      <Button type="text" size="small" danger loading={revoke.isPending}>{texts.account.revoke}</Button>
    </Popconfirm>
  );
}
