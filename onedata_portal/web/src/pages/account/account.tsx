// What a person sees and changes about themselves.

import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { useMe } from "@/api/session";
import { ProfilePanel } from "@/pages/account/profile";
import { SessionsPanel } from "@/pages/account/sessions";
import { TokensPanel } from "@/pages/account/tokens";
import { ChangePassword } from "@/pages/signin/change-password";
import { PageFrame, Panel } from "@/parts/page";
import { useTexts } from "@/texts/context";

export default function AccountPage() {
  const texts = useTexts();
  const isLocal = useMe().source === "local";
  const [params, setParams] = useSearchParams();
  return (
    <PageFrame title={texts.account.title}>
      <Tabs
        activeKey={params.get("tab") ?? "profile"}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={[
          { key: "profile", label: texts.account.profile, children: <ProfilePanel /> },
          { key: "password", label: texts.account.password, children: <Panel className="narrow">{isLocal ? <ChangePassword /> : <p>{texts.account.external}</p>}</Panel> },
          { key: "sessions", label: texts.account.sessions, children: <SessionsPanel /> },
          { key: "tokens", label: texts.account.tokens, children: <TokensPanel /> },
        ]}
      />
    </PageFrame>
  );
}
