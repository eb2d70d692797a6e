// Terms that may fit columns, with why: a person takes one or says that it does not fit.

import { Button } from "antd";
import { addAnnotation, TAGGED, TERMS, useSuggestions, type Annotation, type NewAnnotation, type Suggestion } from "@/api/tags";
import { formatShare } from "@/format";
import { useAct } from "@/parts/actions";
import { Panel } from "@/parts/page";
import { Chip } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export function SuggestionsPanel({ asset }: { asset: string }) {
  const texts = useTexts();
  const query = useSuggestions(asset);
  const act = useAct<NewAnnotation, Annotation>({ act: addAnnotation, said: texts.common.saved, stale: [TAGGED, TERMS] });
  const items = query.data?.items ?? [];
  if (!items.length) return null;
  return (
    <Panel title={texts.tags.suggestions}>
      <ul className="plain-list">
        {items.map((one) => (
          <Suggested key={`${one.column} ${one.tag}`} item={one} isBusy={act.isPending} decide={(kind) => act.mutate({ asset, column: one.column, kind, value: one.tag, why: one.why[0]?.zh ?? "" })} />
        ))}
      </ul>
    </Panel>
  );
}

function Suggested({ item, isBusy, decide }: { item: Suggestion; isBusy: boolean; decide: (kind: "tag" | "refused") => void }) {
  const texts = useTexts().tags;
  const language = useLanguage();
  const title = item.title[language];
  return (
    <li className="suggestion">
      <span className="row">
        <span className="mono cell-main">{item.column}</span>
        <Chip tone="busy">{title}</Chip>
        <span className="quiet">{texts.sure(formatShare(item.confidence, language))}</span>
      </span>
      <span className="cell-sub">{item.why.map((reason) => reason[language]).join(" ")}</span>
      <span className="row">
        <Button size="small" type="primary" disabled={isBusy} aria-label={texts.acceptTerm(title, item.column)} onClick={() => decide("tag")}>{texts.accept}</Button>
        <Button size="small" disabled={isBusy} aria-label={texts.refuseTerm(title, item.column)} onClick={() => decide("refused")}>{texts.refuse}</Button>
      </span>
    </li>
  );
}
