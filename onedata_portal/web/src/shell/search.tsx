// Search over pages, assets, projects and people, by keyboard.

import { useQuery } from "@tanstack/react-query";
import { SearchOutlined } from "@/look/icons";
import { Input, Modal } from "antd";
import { useDeferredValue, useState, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import { ask } from "@/api/client";
import { useMe } from "@/api/session";
import type { Page } from "@/api/types";
import type { AssetItem } from "@/api/dagster";
import { accountPlace, systemsFor } from "@/shell/places";
import { useTexts } from "@/texts/context";

interface Found {
  to: string;
  title: string;
  kind: string;
  outside?: boolean | undefined;
}

const SHOWN = 8;
const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function useFound(typed: string): Found[] {
  const texts = useTexts();
  const person = useMe();
  const assets = useQuery({
    queryKey: ["search", "assets", typed],
    queryFn: ({ signal }) => ask<Page<AssetItem>>("GET", "api/assets", { query: { search: typed, limit: SHOWN }, signal }),
    enabled: typed.length > 0,
    placeholderData: (before) => before,
  });
  const wanted = typed.toLowerCase();
  const fits = (title: string) => title.toLowerCase().includes(wanted);
  const places = [...systemsFor(person, texts).flatMap((system) => system.places), accountPlace(texts)];
  const found: Found[] = places
    .filter((place) => fits(place.title))
    .map((place) => ({ to: place.to, title: place.title, kind: texts.shell.searchPages, outside: place.outside }));
  if (!typed) return found;
  if (RUN_ID.test(typed)) found.unshift({ to: `/runs/${typed}`, title: typed, kind: texts.shell.searchRuns });
  for (const asset of assets.data?.items ?? []) found.push({ to: `/assets/${asset.address}`, title: asset.name, kind: texts.shell.searchAssets });
  for (const project of person.projects) {
    if (fits(project.title) || fits(project.name)) {
      found.push({ to: `/projects/${project.name}`, title: project.title || project.name, kind: texts.shell.searchProjects });
    }
  }
  return found;
}

export function SearchDialog({ close }: { close: () => void }) {
  const texts = useTexts();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = useFound(useDeferredValue(typed.trim()));
  const go = useNavigate();
  const open = (one: Found | undefined) => {
    if (!one) return;
    close();
    if (one.outside) window.location.assign(new URL(one.to, document.baseURI));
    else void go(one.to);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setAt((now) => (now + step + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter") open(found[at]);
  };
  return (
    <Modal open title={null} footer={null} closable={false} onCancel={close} width={560} style={{ top: 72 }} className="search-dialog" aria-label={texts.common.search}>
      <Input
        autoFocus
        size="large"
        variant="borderless"
        prefix={<SearchOutlined aria-hidden />}
        value={typed}
        placeholder={texts.shell.search}
        aria-label={texts.shell.search}
        role="combobox"
        aria-expanded
        aria-controls="found"
        aria-activedescendant={found[at] ? `found-${at}` : undefined}
        onKeyDown={onKey}
        onChange={(event) => (setTyped(event.target.value), setAt(0))}
      />
      <ul id="found" role="listbox" aria-label={texts.common.search} className="found">
        {found.map((one, row) => (
          <li
            key={`${one.kind} ${one.to}`}
            id={`found-${row}`}
            role="option"
            aria-selected={row === at}
            onMouseMove={() => setAt(row)}
            onClick={() => open(one)}
          >
            <span className="found-title">{one.title}</span>
            <span className="quiet">{one.kind}</span>
          </li>
        ))}
      </ul>
      <p className="found-hint" role="status">{found.length ? texts.shell.searchHint : texts.shell.searchNone}</p>
    </Modal>
  );
}
