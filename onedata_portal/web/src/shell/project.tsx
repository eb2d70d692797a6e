// Which project the person looks at: one of theirs, or all of them.

import { createContext, useContext, useState } from "react";

const STORED = "onedata.project";

export interface ProjectState {
  /** Empty for all projects. */
  project: string;
  choose: (project: string) => void;
}

export const ProjectContext = createContext<ProjectState>({ project: "", choose: () => undefined });

export const useProject = (): ProjectState => useContext(ProjectContext);

/** Return the choice of this browser; a project that the person has left no more counts. */
export function useProjectState(known: readonly string[], isAdmin: boolean): ProjectState {
  const [chosen, setChosen] = useState(() => localStorage.getItem(STORED) ?? "");
  return {
    project: isAdmin || known.includes(chosen) ? chosen : "",
    choose: (project) => {
      localStorage.setItem(STORED, project);
      setChosen(project);
    },
  };
}
