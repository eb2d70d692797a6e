// Name, e-mail, language and theme of the person.

import { Button, Form, Input, Segmented } from "antd";
import { useMe, useChangeMe, type Profile } from "@/api/session";
import type { ThemeChoice } from "@/api/types";
import { useShade } from "@/look/shade";
import { Facts, Panel } from "@/parts/page";
import { RoleName } from "@/parts/role";
import { Failed } from "@/parts/states";
import { NOTHING } from "@/parts/values";
import { useChosenLanguage } from "@/shell/choices";
import { useTexts } from "@/texts/context";

export function ProfilePanel() {
  const texts = useTexts();
  const me = useMe();
  const change = useChangeMe();
  const projects = me.projects.map((project) => [project.title || project.name, <RoleName role={project.role} />] as const);
  return (
    <div className="grid grid-2">
      <Panel title={texts.account.profile}>
        <Facts items={[[texts.people.name, <span className="mono">{me.name}</span>], [texts.people.organisation, me.organisation || NOTHING]]} />
        <Form<Profile> layout="vertical" style={{ marginTop: 16 }} initialValues={{ display_name: me.display_name, email: me.email }} onFinish={(fields) => change.mutate(fields)}>
          <Form.Item name="display_name" label={texts.people.displayName}>
            <Input autoComplete="name" />
          </Form.Item>
          <Form.Item name="email" label={texts.people.email} rules={[{ type: "email", message: texts.register.emailWrong }]}>
            <Input type="email" autoComplete="email" />
          </Form.Item>
          <div className="row">
            <Button type="primary" htmlType="submit" loading={change.isPending}>{texts.common.save}</Button>
            {change.isSuccess ? <span role="status" className="quiet">{texts.common.saved}</span> : null}
          </div>
          {change.error ? <Failed error={change.error} /> : null}
        </Form>
      </Panel>
      <Panel title={texts.account.theme}>
        <Choices />
        <h3 className="sub-title">{texts.people.projects}</h3>
        {projects.length ? <Facts items={projects} /> : <p className="quiet">{texts.home.noProjects}</p>}
      </Panel>
    </div>
  );
}

function Choices() {
  const texts = useTexts();
  const { language, choose } = useChosenLanguage();
  const shade = useShade();
  const change = useChangeMe();
  const themes = [
    { value: "light", label: texts.shell.themeLight },
    { value: "dark", label: texts.shell.themeDark },
    { value: "system", label: texts.shell.themeSystem },
  ];
  return (
    <div className="choices">
      <div>
        <div className="choice-name">{texts.account.language}</div>
        <Segmented aria-label={texts.account.language} value={language} onChange={choose} options={[{ value: "zh", label: "中文" }, { value: "en", label: "English" }]} />
      </div>
      <div>
        <div className="choice-name">{texts.account.theme}</div>
        <Segmented
          aria-label={texts.account.theme}
          value={shade.choice}
          options={themes}
          onChange={(theme) => {
            shade.choose(theme as ThemeChoice);
            change.mutate({ theme: theme === "system" ? "" : (theme as "light" | "dark") });
          }}
        />
      </div>
    </div>
  );
}
