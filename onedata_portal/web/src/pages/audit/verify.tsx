// Whether somebody has changed the log.

import { SafetyCertificateOutlined } from "@/look/icons";
import { App, Button } from "antd";
import { ask } from "@/api/client";
import type { Verification } from "@/api/types";
import { formatNumber } from "@/format";
import { useAct } from "@/parts/actions";
import { useLanguage, useTexts } from "@/texts/context";

export function VerifyButton() {
  const texts = useTexts();
  const language = useLanguage();
  const { modal } = App.useApp();
  const verify = useAct({
    act: () => ask<Verification>("GET", "api/audit/verification"),
    after: (found: Verification) => {
      const title = texts.audit.verify;
      if (found.intact) void modal.success({ title, content: texts.audit.intact(formatNumber(found.records, language)) });
      else void modal.error({ title, content: texts.audit.broken(formatNumber(found.first_broken ?? 0, language)) });
    },
  });
  return <Button icon={<SafetyCertificateOutlined />} loading={verify.isPending} onClick={() => verify.mutate(undefined)}>{texts.audit.verify}</Button>;
}
