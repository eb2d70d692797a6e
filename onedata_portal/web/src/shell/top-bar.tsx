// The bar at the top: menu button, project, search, language, theme and the person.

import {
  BgColorsOutlined,
  GlobalOutlined,
  LogoutOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  SearchOutlined,
  UserOutlined,
} from "@/look/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Dropdown, Select, type MenuProps } from "antd";
import { Link, useNavigate } from "react-router";
import { ask } from "@/api/client";
import { useMe, useSession, useSignOut } from "@/api/session";
import type { Page, Project, ThemeChoice } from "@/api/types";
import { useShade } from "@/look/shade";
import { useChosenLanguage } from "@/shell/choices";
import { useProject } from "@/shell/project";
import { useTexts } from "@/texts/context";

interface TopBarProps {
  folded: boolean;
  onFold: () => void;
  onSearch: () => void;
}

export function TopBar({ folded, onFold, onSearch }: TopBarProps) {
  const texts = useTexts();
  const product = useSession().data?.product.name ?? "OneData";
  const fold = folded ? texts.shell.unfoldMenu : texts.shell.foldMenu;
  return (
    <header className="top-bar">
      <Button type="text" className="top-fold" icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />} aria-label={fold} onClick={onFold} />
      <Link to="/" className="brand" aria-label={product}>
        <img src="favicon.svg" alt="" width={22} height={22} />
        <span className="brand-name">{product}</span>
      </Link>
      <ProjectSwitch />
      <button type="button" className="top-search" onClick={onSearch} aria-label={texts.shell.search} aria-keyshortcuts="Control+K">
        <SearchOutlined aria-hidden />
        <span className="top-search-text">{texts.shell.search}</span>
        <kbd aria-hidden data-keys="Ctrl K" />
      </button>
      <div className="top-right">
        <LanguageButton />
        <ThemeButton />
        <PersonMenu />
      </div>
    </header>
  );
}

function ProjectSwitch() {
  const texts = useTexts();
  const person = useMe();
  const { project, choose } = useProject();
  const all = useQuery({
    queryKey: ["projects", "choice"],
    queryFn: () => ask<Page<Project>>("GET", "api/projects"),
    enabled: person.is_admin,
  });
  const options = (all.data?.items ?? person.projects).map((one) => ({ value: one.name, label: one.title || one.name }));
  return (
    <Select
      className="project-switch"
      variant="filled"
      aria-label={texts.shell.project}
      value={project}
      onChange={choose}
      popupMatchSelectWidth={false}
      showSearch={options.length > 8 ? { optionFilterProp: "label" } : false}
      options={[{ value: "", label: texts.shell.allProjects }, ...options]}
    />
  );
}

export function LanguageButton() {
  const texts = useTexts();
  const { language, choose } = useChosenLanguage();
  const other = language === "zh" ? "en" : "zh";
  return (
    <Button type="text" icon={<GlobalOutlined />} title={texts.shell.toLanguage} onClick={() => choose(other)}>
      <span lang={other}>{other === "en" ? "English" : "中文"}</span>
    </Button>
  );
}

export function ThemeButton() {
  const texts = useTexts();
  const { choice, choose } = useShade();
  const items = [
    { key: "light", label: texts.shell.themeLight },
    { key: "dark", label: texts.shell.themeDark },
    { key: "system", label: texts.shell.themeSystem },
  ];
  const menu: MenuProps = { items, selectable: true, selectedKeys: [choice], onClick: ({ key }) => choose(key as ThemeChoice) };
  return (
    <Dropdown trigger={["click"]} menu={menu}>
      <Button type="text" icon={<BgColorsOutlined />} aria-label={texts.shell.theme} aria-haspopup="menu" />
    </Dropdown>
  );
}

function PersonMenu() {
  const texts = useTexts();
  const person = useMe();
  const go = useNavigate();
  const signOut = useSignOut();
  const shown = person.display_name || person.name;
  const items: MenuProps["items"] = [
    { key: "who", type: "group", label: person.is_admin ? `${person.name} · ${texts.role.administrator}` : person.name },
    { key: "account", icon: <UserOutlined />, label: texts.menu.account },
    { type: "divider" },
    { key: "out", icon: <LogoutOutlined />, label: texts.shell.signOut },
  ];
  const onClick: MenuProps["onClick"] = ({ key }) => (key === "out" ? signOut.mutate() : void go("/account"));
  return (
    <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items, onClick }}>
      <Button type="text" className="person" aria-label={texts.shell.person(shown)} aria-haspopup="menu">
        <span className="person-mark" aria-hidden data-mark={[...shown][0]?.toUpperCase()} />
        <span className="person-name">{shown}</span>
      </Button>
    </Dropdown>
  );
}
