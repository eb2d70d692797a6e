// Saved views: the filters and columns of a table under a name, for oneself or for everybody.

import { useQuery } from "@tanstack/react-query";
import { BookOutlined, DeleteOutlined } from "@/look/icons";
import { Button, Checkbox, Input, Popover } from "antd";
import { useState } from "react";
import { ask } from "@/api/client";
import type { Page, SavedView } from "@/api/types";
import { useAct } from "@/parts/actions";
import { Chip } from "@/parts/values";
import type { Choice } from "@/table/columns";
import type { Table } from "@/table/state";
import { useTexts } from "@/texts/context";

interface ViewsProps {
  page: string;
  table: Table;
  choice: Choice;
}

export function Views({ page, table, choice }: ViewsProps) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={texts.table.views}
      open={open}
      onOpenChange={setOpen}
      content={open ? <ViewList page={page} table={table} choice={choice} done={() => setOpen(false)} /> : null}
    >
      <Button icon={<BookOutlined />} aria-label={texts.table.views}>
        <span className="from-desktop">{texts.table.views}</span>
      </Button>
    </Popover>
  );
}

function ViewList({ page, table, choice, done }: ViewsProps & { done: () => void }) {
  const texts = useTexts();
  const key = ["views", page] as const;
  const views = useQuery({ queryKey: key, queryFn: () => ask<Page<SavedView>>("GET", "api/views", { query: { page } }) });
  const remove = useAct({ act: (id: number) => ask<void>("DELETE", `api/views/${id}`), said: texts.table.viewDeleted, stale: [key] });
  const show = (view: SavedView) => {
    if (typeof view.state["query"] === "string") table.open(view.state["query"]);
    const columns = view.state["columns"];
    choice.choose(Array.isArray(columns) ? columns.map(String) : null);
    done();
  };
  return (
    <div className="views">
      {views.data?.items.length ? (
        <ul>
          {views.data.items.map((view) => (
            <li key={view.id}>
              <Button type="text" block className="view-open" onClick={() => show(view)}>
                {view.title} {view.shared ? <Chip>{texts.table.viewSharedMark}</Chip> : null}
              </Button>
              {view.mine === false ? null : (
                <Button type="text" icon={<DeleteOutlined />} aria-label={texts.table.viewDelete(view.title)} onClick={() => remove.mutate(view.id)} />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{views.isPending ? texts.common.loading : texts.table.viewsNone}</p>
      )}
      <SaveView page={page} table={table} choice={choice} done={done} />
    </div>
  );
}

function SaveView({ page, table, choice, done }: ViewsProps & { done: () => void }) {
  const texts = useTexts();
  const [title, setTitle] = useState("");
  const [shared, setShared] = useState(false);
  const state = { query: table.query, columns: choice.chosen };
  const save = useAct({
    act: () => ask<SavedView>("POST", "api/views", { body: { page, title: title.trim(), state, shared } }),
    said: texts.common.saved,
    stale: [["views", page]],
    after: done,
  });
  return (
    <form
      className="view-save"
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim()) save.mutate(undefined);
      }}
    >
      <Input value={title} maxLength={80} placeholder={texts.table.viewName} aria-label={texts.table.viewName} onChange={(event) => setTitle(event.target.value)} />
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>{texts.table.viewShared}</Checkbox>
      <Button htmlType="submit" disabled={!title.trim()} loading={save.isPending}>{texts.table.viewSave}</Button>
    </form>
  );
}
