// A CSV file: chosen, looked at with the lines that are refused, then kept.

import { DownloadOutlined, InboxOutlined } from "@/look/icons";
import { Alert, Button, Checkbox, Modal, Table, Upload } from "antd";
import { useState } from "react";
import { ask } from "@/api/client";
import { STALE, type FileAnswer } from "@/api/documents";
import { formatNumber } from "@/format";
import { base64Of, save } from "@/pages/documents/files";
import { ProjectChoice, useFirstProject } from "@/pages/documents/project-choice";
import { useAct } from "@/parts/actions";
import { useSaid } from "@/parts/states";
import { Chip } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

interface Props {
  title: string;
  /** `api/metrics` or `api/registers`. */
  path: string;
  close: () => void;
}

interface Chosen {
  name: string;
  content: string;
}

export function ImportDialog({ title, path, close }: Props) {
  const texts = useTexts();
  const [file, setFile] = useState<Chosen | null>(null);
  const [project, setProject] = useState(useFirstProject());
  const [partly, setPartly] = useState(false);
  const send = (content: string, apply: boolean) =>
    ask<FileAnswer>("POST", `${path}/imports`, { query: { project }, body: { content, apply, partly } });
  const look = useAct({ act: (chosen: Chosen) => send(chosen.content, false), failed: () => true });
  const keep = useAct({
    act: (chosen: Chosen) => send(chosen.content, true),
    said: (answer) => texts.documents.imported(String(answer.created.length + answer.changed.length)),
    stale: STALE,
    after: close,
    failed: () => true,
  });
  const answer = look.data;
  const error = keep.error ?? look.error;
  const said = useSaid(error);
  const count = (answer?.created.length ?? 0) + (answer?.changed.length ?? 0);
  const choose = async (chosen: File) => {
    const next = { name: chosen.name, content: await base64Of(chosen) };
    setFile(next);
    keep.reset();
    look.mutate(next);
  };
  return (
    <Modal
      open
      title={title}
      width={680}
      onCancel={close}
      cancelText={texts.common.cancel}
      okText={texts.documents.importNow(String(count))}
      okButtonProps={{ disabled: !file || !count || (Boolean(answer?.refusals.length) && !partly) }}
      confirmLoading={keep.isPending}
      onOk={() => file && keep.mutate(file)}
    >
      <div className="import">
        <div className="row">
          <label className="quiet" htmlFor="import-project">{texts.documents.project}</label>
          <ProjectChoice id="import-project" value={project} onChange={setProject} />
          <Button type="link" icon={<DownloadOutlined />} onClick={() => void save(`${path}/file`, true)}>{texts.documents.template}</Button>
        </div>
        <Upload.Dragger accept=".csv,.txt" showUploadList={false} beforeUpload={(chosen) => { void choose(chosen); return false; }}>
          <p className="import-icon" aria-hidden><InboxOutlined /></p>
          <p>{file ? file.name : texts.documents.drop}</p>
          <p className="quiet">{texts.documents.dropHint}</p>
        </Upload.Dragger>
        {error ? <Alert type="error" showIcon title={said} role="alert" /> : null}
        {answer && !error ? <Preview answer={answer} /> : null}
        {answer?.refusals.length && count ? (
          <Checkbox checked={partly} onChange={(event) => setPartly(event.target.checked)}>{texts.documents.partly}</Checkbox>
        ) : null}
      </div>
    </Modal>
  );
}

function Preview({ answer }: { answer: FileAnswer }) {
  const texts = useTexts().documents;
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  return (
    <>
      <p className="chips" role="status">
        <Chip tone="good">{texts.created(number(answer.created.length))}</Chip>
        <Chip tone="busy">{texts.changed(number(answer.changed.length))}</Chip>
        <Chip>{texts.unchanged(number(answer.unchanged))}</Chip>
        <Chip tone={answer.refusals.length ? "bad" : "quiet"}>{texts.refused(number(answer.refusals.length))}</Chip>
        <Chip>{answer.encoding}</Chip>
      </p>
      {answer.refusals.length ? (
        <div className="table-scroll import-refusals" role="region" tabIndex={0} aria-label={texts.refusals}>
          <Table
            size="small"
            rowKey={(one) => `${one.line}-${one.reason.en}`}
            pagination={false}
            dataSource={answer.refusals}
            columns={[
              { key: "line", title: texts.line, render: (_, one) => <span className="number">{one.line}</span> },
              { key: "column", title: texts.column, render: (_, one) => <span className="mono">{one.column || "–"}</span> },
              { key: "reason", title: texts.reason, render: (_, one) => <span className="wrap">{one.reason[language]}</span> },
            ]}
          />
        </div>
      ) : null}
    </>
  );
}
