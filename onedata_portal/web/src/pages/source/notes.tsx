// What the scan of a source noted: of a table, and of what makes no table.

import { Alert } from "antd";
import { useSourceTable, type SourceProblem, type SourceTable, type SourceTableDetail } from "@/api/sources";
import { formatNumber } from "@/format";
import { Facts, Panel } from "@/parts/page";
import { useLanguage, useTexts } from "@/texts/context";

const OPEN = 5;

type Noted = Pick<SourceTableDetail, "notes" | "read_as">;

/** What is noted of a table and how it is read; nothing where nothing is. */
export function ScanNotes({ table }: { table: Noted }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  return (
    <>
      {table.notes.length === 0 ? null : (
        <Panel title={texts.noted}>
          <ul className="plain-list">
            {table.notes.map((note) => <li key={note.en}>{note[language]}</li>)}
          </ul>
        </Panel>
      )}
      {table.read_as.length === 0 ? null : (
        <Panel title={texts.readAs}>
          <Facts items={table.read_as.map((one) => [one.label[language], <span className="mono">{one.value[language]}</span>] as const)} />
        </Panel>
      )}
    </>
  );
}

/** The same of a table that its asset names; nothing while that is asked, or where it is not seen. */
export function NotesOf({ source, table }: { source: string; table: string }) {
  const found = useSourceTable(source, table).data;
  return found ? <ScanNotes table={found} /> : null;
}

/** The first note of a table in a list of tables, and how many there are. */
export function FirstNote({ table }: { table: Pick<SourceTable, "notes"> }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  const [first] = table.notes;
  if (!first) return null;
  const all = table.notes.map((note) => note[language]).join("\n");
  return (
    <div className="cell-sub" title={all}>
      {texts.notes(table.notes.length)}{first[language]}
    </div>
  );
}

/** What of a source could not be read and therefore makes no table. */
export function SourceProblems({ problems }: { problems: readonly SourceProblem[] }) {
  const texts = useTexts().sources;
  const language = useLanguage();
  if (problems.length === 0) return null;
  const list = (
    <ul className="plain-list">
      {problems.map((one) => (
        <li key={`${one.name} ${one.text.en}`}><span className="mono">{one.name}</span> {one.text[language]}</li>
      ))}
    </ul>
  );
  const title = texts.unreadable(formatNumber(problems.length, language));
  return (
    <div className="notices">
      {problems.length <= OPEN ? (
        <Alert type="warning" showIcon title={title} description={list} />
      ) : (
        <Alert type="warning" showIcon title={<details><summary>{title}</summary>{list}</details>} />
      )}
    </div>
  );
}
