// What the server answers about people, projects and the platform.

import type { Language } from "@/format";

export type Both = Record<Language, string>;
export type Role = "creator" | "ops" | "dev" | "viewer";
export type ThemeChoice = "light" | "dark" | "system";

export interface Page<T> {
  items: T[];
  total: number;
}

export interface Membership {
  name: string;
  title: string;
  role: Role;
}

export interface Me {
  name: string;
  display_name: string;
  email: string;
  organisation: string;
  is_admin: boolean;
  language: string;
  theme: string;
  must_change_password: boolean;
  projects: Membership[];
}

export interface SignInWay {
  id: string;
  kind: string;
  title: Both;
  start: string | null;
}

export interface Session {
  signed_in: boolean;
  person?: Me | null;
  registration_open: boolean;
  providers: SignInWay[];
  product: { name: string; version: string };
}

export interface Person {
  name: string;
  display_name: string;
  email?: string | null;
  organisation?: string | null;
  is_active?: boolean | null;
  is_admin?: boolean | null;
  source?: string | null;
  last_seen_at?: string | null;
  created_at?: string | null;
  locked_until?: string | null;
  projects?: Membership[] | null;
}

export interface OpenSession {
  id: string | number;
  created_at: string;
  last_seen_at: string;
  address: string;
  agent: string;
  current: boolean;
}

export type Scope = "read" | "launch" | "manage";

export interface Token {
  id: number;
  title: string;
  scopes: Scope[];
  project?: string | null;
  expires_at: string;
  created_at: string;
  last_used_at?: string | null;
}

export interface NewToken extends Token {
  secret: string;
}

export interface Project {
  name: string;
  title: string;
  description: string;
  role?: Role | null;
  members: number;
  created_at: string;
}

export type Amounts = { cpu?: string; memory?: string; gpu?: string };

export interface ProjectSettings {
  mounts?: string;
  node_selector?: string;
  resource_group?: string;
  cluster?: string;
  proxy_address?: string;
  priority?: string;
  quotas?: Amounts & { member?: Amounts };
}

export interface ProjectDetail extends Project {
  settings: ProjectSettings;
  parsed: Record<string, unknown>;
  may: { manage: boolean };
}

export interface Member {
  name: string;
  display_name: string;
  role: Role;
  since: string;
}

export interface AuditRecord {
  sequence: number;
  at: string;
  actor: string;
  via: string;
  action: string;
  kind: string;
  object: string;
  project?: string | null;
  result: string;
  address: string;
  details: Record<string, unknown>;
  hash: string;
}

export interface Verification {
  intact: boolean;
  records: number;
  first_broken?: number | null;
}

export interface PlatformSettings {
  registration_open: boolean;
  session_hours: number;
  password_min_length: number;
  lockout_failures: number;
  lockout_minutes: number;
  external_url: string;
  product_name: string;
}

export interface SavedView {
  id: number;
  page: string;
  title: string;
  state: Record<string, unknown>;
  shared: boolean;
  mine?: boolean;
}
