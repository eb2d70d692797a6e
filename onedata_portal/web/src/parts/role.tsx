// Roles in words.

import type { Role } from "@/api/types";
import { Chip, NOTHING } from "@/parts/values";
import { useTexts } from "@/texts/context";

export const ROLES: readonly Role[] = ["creator", "ops", "dev", "viewer"];

export function RoleName({ role }: { role: Role | null | undefined }) {
  const texts = useTexts();
  return role ? <Chip tone={role === "creator" ? "busy" : "quiet"}>{texts.role[role]}</Chip> : NOTHING;
}

/** Options of a role, each with what it may do. */
export function useRoleOptions() {
  const texts = useTexts();
  return ROLES.map((role) => ({ value: role, label: texts.role[role], title: texts.roleMeans[role] }));
}
