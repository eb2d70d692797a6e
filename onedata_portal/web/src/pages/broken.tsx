// What is shown when a page cannot be drawn: after an update of the server, or by an error of its own.

import { Button, Result } from "antd";
import { ApiError } from "@/api/client";
import { Failed } from "@/parts/states";
import { useTexts } from "@/texts/context";

const LOAD_FAILED = /dynamically imported module|Importing a module|module script/i;

export function Broken({ error }: { error: unknown }) {
  const texts = useTexts();
  if (error instanceof ApiError) return <Failed error={error} retry={() => window.location.reload()} />;
  const updated = error instanceof Error && LOAD_FAILED.test(error.message);
  return (
    <Result
      status="warning"
      title={updated ? texts.states.updatedTitle : texts.states.brokenTitle}
      subTitle={updated ? texts.states.updatedHint : texts.states.brokenHint}
      extra={<Button type="primary" onClick={() => window.location.reload()}>{texts.common.reload}</Button>}
    />
  );
}
