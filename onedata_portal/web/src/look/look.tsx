// Language and theme around all pages: the person's own where they are signed in.

import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useSession } from "@/api/session";
import type { Language } from "@/format";
import { ShadeContext, useShadeState } from "@/look/shade";
import { paint, themeOf } from "@/look/theme";
import { LanguageStateContext } from "@/shell/choices";
import { firstLanguage, keepLanguage, LanguageContext } from "@/texts/context";

export function Look({ children }: { children: ReactNode }) {
  const shade = useShadeState();
  const [language, setLanguage] = useState<Language>(firstLanguage);
  useOwnLanguage(setLanguage);
  useLayoutEffect(() => paint(shade.shade), [shade.shade]);
  useLayoutEffect(() => {
    keepLanguage(language);
    dayjs.locale(language === "zh" ? "zh-cn" : "en");
  }, [language]);
  const theme = useMemo(() => themeOf(shade.shade), [shade.shade]);
  const state = useMemo(() => ({ language, set: setLanguage }), [language]);
  return (
    <ShadeContext value={shade}>
      <LanguageStateContext value={state}>
        <LanguageContext value={language}>
          <ConfigProvider theme={theme} locale={language === "zh" ? zhCN : enUS} button={{ autoInsertSpace: false }}>
            <App message={{ maxCount: 3 }}>{children}</App>
          </ConfigProvider>
        </LanguageContext>
      </LanguageStateContext>
    </ShadeContext>
  );
}

/** Take the language of the account once, when its person has just become known. */
function useOwnLanguage(set: (language: Language) => void) {
  const person = useSession().data?.person;
  const known = useRef("");
  useEffect(() => {
    if (!person || known.current === person.name) return;
    known.current = person.name;
    if (person.language === "zh" || person.language === "en") set(person.language);
  }, [person, set]);
}
