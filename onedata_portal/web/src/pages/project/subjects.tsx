// Whom a policy means: everyone, a role, a department or a person.

import type { Member } from "@/api/types";
import { ROLES } from "@/parts/role";
import { useTexts } from "@/texts/context";

/** Return the choices of everyone, each role and each member. */
export function useSubjects(members: readonly Member[]) {
  const texts = useTexts();
  return [
    { value: "everyone", label: texts.rights.everyone },
    ...ROLES.map((role) => ({ value: `role:${role}`, label: texts.role[role] })),
    ...members.map((member) => ({ value: `person:${member.name}`, label: member.display_name || member.name })),
  ];
}

/** Return what names a subject to the reader. */
export function useSubjectName(members: readonly Member[]): (subject: string) => string {
  const texts = useTexts();
  const named = new Map(useSubjects(members).map((one) => [one.value, one.label]));
  return (subject) => named.get(subject) ?? subject.replace(/^department:/, `${texts.people.organisation} `).replace(/^person:/, "");
}
