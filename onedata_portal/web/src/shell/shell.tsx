// The frame around every page of a signed-in person.

import { Drawer } from "antd";
import { Suspense, useEffect, useRef, useState } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { useSession } from "@/api/session";
import { PasswordGate } from "@/pages/signin/password-gate";
import { Loaded, Loading } from "@/parts/states";
import { MainMenu } from "@/shell/menu";
import { ProjectContext, useProjectState } from "@/shell/project";
import { SearchDialog } from "@/shell/search";
import { TopBar } from "@/shell/top-bar";
import { useRoom } from "@/table/columns";
import { useTexts } from "@/texts/context";

const FOLDED = "onedata.menu";

/** Show the pages to who is signed in, and the sign-in page to others. */
export function Shell() {
  const session = useSession();
  const { pathname, search } = useLocation();
  return (
    <Loaded query={session}>
      {(data) => {
        if (!data.signed_in || !data.person) {
          return <Navigate replace to={`/signin?next=${encodeURIComponent(pathname + search)}`} />;
        }
        return data.person.must_change_password ? <PasswordGate /> : <Frame />;
      }}
    </Loaded>
  );
}

function Frame() {
  const texts = useTexts();
  const person = useSession().data?.person;
  const project = useProjectState(person?.projects.map((one) => one.name) ?? [], person?.is_admin ?? false);
  const isPhone = useRoom() === "phone";
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED) === "folded");
  const [drawer, setDrawer] = useState(false);
  const [searching, setSearching] = useState(false);
  useSearchKey(() => setSearching(true));
  const main = useRef<HTMLElement>(null);
  const fold = () => {
    if (isPhone) return setDrawer(true);
    localStorage.setItem(FOLDED, folded ? "" : "folded");
    setFolded(!folded);
  };
  return (
    <ProjectContext value={project}>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>{texts.shell.skip}</a>
      <div className="frame">
        <TopBar folded={isPhone || folded} onFold={fold} onSearch={() => setSearching(true)} />
        {isPhone ? (
          <Drawer open={drawer} onClose={() => setDrawer(false)} placement="left" size={248} title={texts.menu.label} styles={{ body: { padding: 0 } }}>
            <MainMenu onGo={() => setDrawer(false)} />
          </Drawer>
        ) : (
          <aside className={folded ? "side side-folded" : "side"}>
            <MainMenu folded={folded} />
          </aside>
        )}
        <main ref={main} id="main" tabIndex={-1} className="main">
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {searching ? <SearchDialog close={() => setSearching(false)} /> : null}
    </ProjectContext>
  );
}

function useSearchKey(open: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });
}
