// A unified diff, readable: line numbers before and after, signs beside colours.

import { useMemo } from "react";
import { counted, diffLines, type DiffLine } from "@/parts/diff-lines";
import { Chip } from "@/parts/values";
import { useTexts } from "@/texts/context";

const SIGNS: Record<DiffLine["kind"], string> = { add: "+", del: "−", same: "", hunk: "⋯" };

export function Diff({ diff, label }: { diff: string; label: string }) {
  const lines = useMemo(() => diffLines(diff), [diff]);
  const isNew = lines.every((line) => line.kind === "add");
  return (
    <div className={isNew ? "diff diff-new" : "diff"} role="region" tabIndex={0} aria-label={label}>
      <table>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at} className={`diff-${line.kind}`}>
              <td className="diff-number" data-number={line.old ?? ""} />
              <td className="diff-number" data-number={line.now ?? ""} />
              <td className="diff-sign">{SIGNS[line.kind]}</td>
              <td className="diff-text">{line.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function DiffCount({ diff }: { diff: string }) {
  const texts = useTexts().kettlePlan;
  const { added, gone } = useMemo(() => counted(diffLines(diff)), [diff]);
  return (
    <span className="chips">
      {added ? <Chip tone="good">{texts.added(String(added))}</Chip> : null}
      {gone ? <Chip tone="bad">{texts.gone(String(gone))}</Chip> : null}
    </span>
  );
}
