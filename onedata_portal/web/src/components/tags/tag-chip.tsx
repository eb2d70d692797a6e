// One tag as a chip that tells where it comes from and why, and lets a person refuse or take it back.

import { Button, Popover } from "antd";
import { Link } from "react-router";
import type { TagItem } from "@/api/tags";
import { formatShare } from "@/format";
import { assetPath } from "@/parts/dagster";
import { SENSITIVITY_TONES } from "@/parts/sensitivity";
import { Chip, Moment, type Tone } from "@/parts/values";
import { useLanguage, useTexts } from "@/texts/context";

export interface TagActs {
  refuse?: (() => void) | undefined;
  end?: (() => void) | undefined;
}

/** Return what a tag is called: a term by its title. */
export function useTagName() {
  const language = useLanguage();
  return (tag: Pick<TagItem, "tag" | "title">) => tag.title?.[language] ?? tag.tag;
}

const toneOf = ({ tag, title }: TagItem): Tone =>
  (tag.startsWith("pii:") ? SENSITIVITY_TONES[tag.slice(4)] : null) ?? (title ? "busy" : "quiet");

export function TagChip({ tag, acts }: { tag: TagItem; acts: TagActs }) {
  const texts = useTexts().tags;
  const name = useTagName()(tag);
  return (
    <Popover trigger="click" content={<Reasons tag={tag} acts={acts} />}>
      <button type="button" className="chip-button" aria-label={texts.details(name)}>
        <Chip tone={toneOf(tag)}>{name}</Chip>
      </button>
    </Popover>
  );
}

function Reasons({ tag, acts }: { tag: TagItem; acts: TagActs }) {
  const texts = useTexts().tags;
  const language = useLanguage();
  return (
    <div className="tag-reasons">
      <p>
        <strong>{texts.by[tag.by]}</strong>
        {tag.who && tag.by === "person" ? ` · ${tag.who}` : null}
        {tag.confidence < 1 && tag.confidence > 0 ? ` · ${texts.sure(formatShare(tag.confidence, language))}` : null}
        {tag.at ? <> · <Moment at={tag.at} /></> : null}
      </p>
      {tag.why.map((reason, at) => <p key={at}>{reason[language]}</p>)}
      {tag.origin ? (
        <p><Link to={`${assetPath(tag.origin.asset)}?tab=metadata`}>{tag.origin.asset.name}.{tag.origin.column}</Link></p>
      ) : null}
      <span className="row">
        {acts.refuse ? <Button size="small" onClick={acts.refuse}>{texts.refuse}</Button> : null}
        {acts.end ? <Button size="small" onClick={acts.end}>{texts.end}</Button> : null}
      </span>
    </div>
  );
}
