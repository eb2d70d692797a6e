// The keys with which programs act as the person.

import { useQuery } from "@tanstack/react-query";
import { PlusOutlined } from "@/look/icons";
import { Button, Popconfirm, Table } from "antd";
import { useState } from "react";
import { ask } from "@/api/client";
import type { NewToken, Page, Token } from "@/api/types";
import { SecretDialog, TokenForm } from "@/pages/account/token-form";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Empty, Loaded } from "@/parts/states";
import { Chip, Moment, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

const KEY = ["tokens"] as const;

export function TokensPanel() {
  const texts = useTexts();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<NewToken | null>(null);
  const query = useQuery({ queryKey: KEY, queryFn: () => ask<Page<Token>>("GET", "api/tokens") });
  return (
    <Panel
      title={texts.account.tokens}
      flush
      beside={<Button icon={<PlusOutlined />} onClick={() => setCreating(true)}>{texts.account.createToken}</Button>}
    >
      <Loaded query={query} rows={3}>
        {({ items }) => (items.length ? <Tokens tokens={items} /> : <Empty title={texts.account.noTokens} hint={texts.account.noTokensHint} />)}
      </Loaded>
      {creating ? <TokenForm close={() => setCreating(false)} made={setMade} stale={[KEY]} /> : null}
      {made ? <SecretDialog token={made} close={() => setMade(null)} /> : null}
    </Panel>
  );
}

function Tokens({ tokens }: { tokens: Token[] }) {
  const texts = useTexts();
  const expires = (token: Token) =>
    Date.parse(token.expires_at) < Date.now() ? <Chip tone="warn">{texts.account.expired}</Chip> : <Moment at={token.expires_at} />;
  return (
    <div className="table-scroll">
      <Table<Token>
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={tokens}
        columns={[
          { key: "title", title: texts.account.tokenTitle, render: (_, token) => <span className="cell-main">{token.title}</span> },
          { key: "scopes", title: texts.account.scopes, render: (_, token) => <span className="chips">{token.scopes.map((scope) => <Chip key={scope}>{texts.account.scope[scope]}</Chip>)}</span> },
          { key: "project", title: texts.account.project, render: (_, token) => token.project ?? NOTHING },
          { key: "expires", title: texts.account.expires, render: (_, token) => expires(token) },
          { key: "used", title: texts.account.lastUsed, render: (_, token) => <Moment at={token.last_used_at} none={<span className="quiet">{texts.common.never}</span>} /> },
          { key: "actions", title: "", align: "right", render: (_, token) => <Revoke token={token} /> },
        ]}
      />
    </div>
  );
}

function Revoke({ token }: { token: Token }) {
  const texts = useTexts();
  const revoke = useAct({ act: () => ask<void>("DELETE", `api/tokens/${token.id}`), said: texts.account.tokenRevoked, stale: [KEY] });
  return (
    <Popconfirm title={texts.account.revokeTokenAsk(token.title)} okText={texts.account.revokeToken} cancelText={texts.common.cancel} onConfirm={() => revoke.mutate(undefined)}>
      <Button type="text" size="small" danger loading={revoke.isPending} aria-label={`${texts.account.revokeToken} ${token.title}`}>{texts.account.revokeToken}</Button>
    </Popconfirm>
  );
}
