// Sign-in: local accounts, LDAP, other sites, and registration where it is open.

import { Alert, Button, Divider, Segmented } from "antd";
import { useEffect, useState } from "react";
import { Navigate, useSearchParams } from "react-router";
import { address } from "@/api/client";
import { useSession } from "@/api/session";
import type { Session } from "@/api/types";
import { EntryFrame } from "@/pages/signin/frame";
import { PasswordForm } from "@/pages/signin/password-form";
import { RegisterForm } from "@/pages/signin/register-form";
import { insideOnly, isDagsters } from "@/pages/signin/next";
import { Failed, Loading } from "@/parts/states";
import { useLanguage, useTexts } from "@/texts/context";

export default function SignInPage() {
  const texts = useTexts();
  const session = useSession();
  const [params] = useSearchParams();
  const next = insideOnly(params.get("next"));
  if (session.data?.signed_in) return <Arrived next={next} />;
  return (
    <EntryFrame title={texts.signIn.title}>
      {session.data ? (
        <Ways session={session.data} next={next} said={params.get("said") ?? params.get("error")} />
      ) : session.error ? (
        <Failed error={session.error} retry={() => void session.refetch()} />
      ) : (
        <Loading rows={5} />
      )}
    </EntryFrame>
  );
}

/** Go to the page that was asked for; Dagster's are no pages of this app, so the browser loads them. */
function Arrived({ next }: { next: string }) {
  const elsewhere = isDagsters(next);
  useEffect(() => {
    if (elsewhere) window.location.replace(new URL(next.slice(1), document.baseURI));
  }, [elsewhere, next]);
  return elsewhere ? <Loading rows={5} /> : <Navigate replace to={next} />;
}

function Ways({ session, next, said }: { session: Session; next: string; said: string | null }) {
  const texts = useTexts();
  const [registering, setRegistering] = useState(false);
  const redirects = session.providers.filter((way) => way.start !== null);
  const typed = session.providers.filter((way) => way.start === null);
  if (registering) return <RegisterForm back={() => setRegistering(false)} />;
  return (
    <>
      <h1 className="entry-title">{texts.signIn.subtitle(session.product.name)}</h1>
      <Said said={said} />
      {session.providers.length === 0 ? <Alert type="warning" showIcon title={texts.signIn.noWay} /> : null}
      {typed.length ? <Typed ways={typed} /> : null}
      {typed.length && redirects.length ? <Divider plain>{texts.signIn.or}</Divider> : null}
      <Redirects ways={redirects} next={next} />
      {session.registration_open ? (
        <Button type="link" block onClick={() => setRegistering(true)}>{texts.signIn.toRegister}</Button>
      ) : null}
    </>
  );
}

function Said({ said }: { said: string | null }) {
  const texts = useTexts();
  if (!said) return null;
  if (said === "signed_out") return <Alert type="success" showIcon title={texts.signIn.signedOut} />;
  if (said === "expired") return <Alert type="info" showIcon title={texts.signIn.expired} />;
  if (said === "inactive" || said === "deactivated") return <Alert type="error" showIcon title={texts.signIn.inactive} />;
  return <Alert type="error" showIcon title={texts.signIn.providerFailed} />;
}

function Typed({ ways }: { ways: Session["providers"] }) {
  const language = useLanguage();
  const texts = useTexts();
  const [chosen, setChosen] = useState(ways[0]?.id ?? "local");
  return (
    <>
      {ways.length > 1 ? (
        <Segmented block className="entry-ways" aria-label={texts.signIn.way} value={chosen} onChange={setChosen} options={ways.map((way) => ({ value: way.id, label: way.title[language] }))} />
      ) : null}
      <PasswordForm provider={chosen} />
    </>
  );
}

function Redirects({ ways, next }: { ways: Session["providers"]; next: string }) {
  const language = useLanguage();
  const texts = useTexts();
  return (
    <div className="entry-redirects">
      {ways.map((way) => (
        <Button key={way.id} block href={address(way.start ?? "", { next })}>{texts.signIn.with(way.title[language])}</Button>
      ))}
    </div>
  );
}
