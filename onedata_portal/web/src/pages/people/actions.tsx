// What administrators do to an account from the list.

import { MoreOutlined } from "@/look/icons";
import { App, Button, Dropdown, type MenuProps } from "antd";
import { ask, filled } from "@/api/client";
import { useMe } from "@/api/session";
import type { Person } from "@/api/types";
import { useAct } from "@/parts/actions";
import { useTexts } from "@/texts/context";

export function PersonActions({ person, edit }: { person: Person; edit: () => void }) {
  const texts = useTexts();
  const me = useMe();
  const { modal } = App.useApp();
  const change = useAct({
    act: (is_active: boolean) => ask<Person>("PATCH", filled("api/people/{name}", { name: person.name }), { body: { is_active } }),
    said: texts.common.saved,
    stale: [["people"]],
  });
  const unlock = useAct({
    act: () => ask<unknown>("POST", filled("api/people/{name}/unlock", { name: person.name })),
    said: texts.people.unlocked,
    stale: [["people"]],
  });
  const deactivate = () =>
    modal.confirm({
      title: texts.people.deactivate,
      content: texts.people.deactivateAsk(person.display_name || person.name),
      okText: texts.people.deactivate,
      cancelText: texts.common.cancel,
      okButtonProps: { danger: true },
      onOk: () => change.mutateAsync(false).catch(() => undefined),
    });
  const items: MenuProps["items"] = [
    { key: "edit", label: texts.common.edit, onClick: edit },
    ...(person.locked_until ? [{ key: "unlock", label: texts.people.unlock, onClick: () => unlock.mutate(undefined) }] : []),
    ...(person.name === me.name
      ? []
      : [
          person.is_active === false
            ? { key: "on", label: texts.people.activate, onClick: () => change.mutate(true) }
            : { key: "off", danger: true, label: texts.people.deactivate, onClick: () => void deactivate() },
        ]),
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }} placement="bottomRight">
      <Button type="text" size="small" icon={<MoreOutlined />} aria-label={`${texts.table.actions}: ${person.name}`} aria-haspopup="menu" />
    </Dropdown>
  );
}
