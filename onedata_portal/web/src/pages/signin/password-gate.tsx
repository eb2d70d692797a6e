// A first or reset password must be changed before anything else.

import { Alert, Button } from "antd";
import { useSignOut } from "@/api/session";
import { ChangePassword } from "@/pages/signin/change-password";
import { EntryFrame } from "@/pages/signin/frame";
import { useTexts } from "@/texts/context";

export function PasswordGate() {
  const texts = useTexts();
  const signOut = useSignOut();
  return (
    <EntryFrame title={texts.password.mustTitle}>
      <h1 className="entry-title">{texts.password.mustTitle}</h1>
      <Alert className="entry-said" type="info" showIcon title={texts.password.mustHint} />
      <ChangePassword block />
      <Button type="link" block onClick={() => signOut.mutate()}>{texts.shell.signOut}</Button>
    </EntryFrame>
  );
}
