// Two versions of a list, chosen to be compared: the last two that were ticked, the older first.

import type { TableProps } from "antd";
import { useState } from "react";
import { useTexts } from "@/texts/context";

interface Numbered {
  number: number;
}

/** Return the two that are chosen, if two are, and the column of a table by which they are. */
export function useTwo<T extends Numbered>(first: readonly number[] = []): { old: number | undefined; now: number | undefined; rowSelection: NonNullable<TableProps<T>["rowSelection"]> } {
  const texts = useTexts().standards;
  const [chosen, setChosen] = useState<readonly number[]>(first);
  const [old, now] = [...chosen].sort((one, other) => one - other);
  const rowSelection = {
    selectedRowKeys: [...chosen],
    hideSelectAll: true,
    columnTitle: <span className="only-read">{texts.compare}</span>,
    onChange: (keys: readonly React.Key[]) => setChosen(keys.map(Number).slice(-2)),
    getCheckboxProps: (one: T) => ({ "aria-label": `${texts.version} ${one.number}` }),
  };
  return { old, now, rowSelection };
}
