// What the server answers about people, projects and the platform, by the names of its OpenAPI document.

import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export interface Page<T> {
  items: T[];
  total: number;
}

export type Role = Schemas["Role"];
export type Session = Schemas["SessionState"];
export type Me = Schemas["Me"];
export type Person = Schemas["PersonItem"];
export type OpenSession = Schemas["MySession"];
export type Scope = Schemas["Scope"];
export type Token = Schemas["TokenItem"];
export type NewToken = Schemas["MadeToken"];
export type Project = Schemas["ProjectItem"];
export type Member = Schemas["MemberItem"];
export type Action = Schemas["Action"];
export type Effect = Schemas["Effect"];
export type Policy = Schemas["PolicyItem"];
export type PolicyList = Schemas["PolicyList"];
export type Rights = Schemas["RightsAnswer"];
export type AuditRecord = Schemas["AuditItem"];
export type Verification = Schemas["VerificationAnswer"];
export type PlatformSettings = Schemas["Settings"];
export type SavedView = Schemas["ViewItem"];

/** A choice of the browser; the account knows `""` for what the system says. */
export type ThemeChoice = "light" | "dark" | "system";

export interface Amounts {
  cpu?: string;
  memory?: string;
  gpu?: string;
}

/** The texts that people write, as `onedata_assets/domain/security/project_settings.py` reads them. */
export interface ProjectSettings {
  mounts?: string;
  node_selector?: string;
  resource_group?: string;
  cluster?: string;
  proxy_address?: string;
  priority?: string;
  quotas?: Amounts & { member?: Amounts };
}

export type ProjectDetail = Omit<Schemas["ProjectPage"], "settings"> & {
  settings: ProjectSettings;
  /** What the settings mean, where the server says so. */
  parsed?: Record<string, unknown> | null;
};
