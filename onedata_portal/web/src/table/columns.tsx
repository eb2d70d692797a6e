// Which columns of a table are shown: by the room there is, and by the person's choice.

import { Button, Checkbox, Popover } from "antd";
import { TableOutlined } from "@/look/icons";
import { useState, useSyncExternalStore, type ReactNode } from "react";
import { useTexts } from "@/texts/context";

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  align?: "right";
  width?: number;
  /** The server's name of this order, if it has one. */
  sort?: string;
  /** Shown from this width of the window on, unless the person chose. */
  from?: "phone" | "tablet" | "desktop" | "wide" | "chosen";
  /** Cannot be hidden. */
  fixed?: boolean;
}

const WIDTHS = { phone: 0, tablet: 640, desktop: 1000, wide: 1440, chosen: Infinity } as const;

const stored = (page: string) => `onedata.columns.${page}`;

function readChoice(page: string): string[] | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(stored(page)) ?? "null");
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : null;
  } catch {
    return null;
  }
}

function subscribe(tell: () => void): () => void {
  window.addEventListener("resize", tell);
  return () => window.removeEventListener("resize", tell);
}

/** Return the width of the window as the name of the widest step that it reaches. */
export function useRoom(): keyof typeof WIDTHS {
  const width = () => {
    const now = window.innerWidth;
    return now >= WIDTHS.wide ? "wide" : now >= WIDTHS.desktop ? "desktop" : now >= WIDTHS.tablet ? "tablet" : "phone";
  };
  return useSyncExternalStore(subscribe, width);
}

export interface Choice {
  shown: readonly string[];
  chosen: readonly string[] | null;
  choose: (keys: readonly string[] | null) => void;
}

export function useColumnChoice<Row>(page: string, columns: readonly Column<Row>[]): Choice {
  const room = useRoom();
  const [chosen, setChosen] = useState(() => readChoice(page));
  const fits = columns.filter((column) => WIDTHS[column.from ?? "phone"] <= WIDTHS[room]).map((column) => column.key);
  const fixed = columns.filter((column) => column.fixed).map((column) => column.key);
  return {
    shown: chosen ? columns.map((column) => column.key).filter((key) => chosen.includes(key) || fixed.includes(key)) : fits,
    chosen,
    choose: (keys) => {
      if (keys) localStorage.setItem(stored(page), JSON.stringify(keys));
      else localStorage.removeItem(stored(page));
      setChosen(keys ? [...keys] : null);
    },
  };
}

export function ColumnChoice<Row>({ columns, choice }: { columns: readonly Column<Row>[]; choice: Choice }) {
  const texts = useTexts();
  const content = (
    <div className="column-choice">
      <Checkbox.Group
        value={[...choice.shown]}
        onChange={(keys) => choice.choose(keys as string[])}
        options={columns.filter((column) => column.title).map((column) => ({ value: column.key, label: column.title, disabled: column.fixed ?? false }))}
      />
      <Button size="small" type="link" disabled={!choice.chosen} onClick={() => choice.choose(null)}>
        {texts.table.columnsReset}
      </Button>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" title={texts.table.columnsTitle} content={content}>
      <Button icon={<TableOutlined />} aria-label={texts.table.columns}>
        <span className="from-desktop">{texts.table.columns}</span>
      </Button>
    </Popover>
  );
}
