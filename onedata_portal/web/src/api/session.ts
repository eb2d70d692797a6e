// Who is signed in, and what they change about themselves.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, ask } from "@/api/client";
import type { components } from "@/api/schema";
import type { Me, Session } from "@/api/types";

export const SESSION = ["session"] as const;

/** Return the session; the server answers it also to who is not signed in. */
export const useSession = () =>
  useQuery({ queryKey: SESSION, queryFn: ({ signal }) => ask<Session>("GET", "api/session", { signal }), staleTime: 60_000 });

/** Return the person who is signed in. Pages inside the shell have one. */
export function useMe(): Me {
  const person = useSession().data?.person;
  if (!person) throw new ApiError(401, "sign_in_first", { en: "Sign in first.", zh: "请先登录。" });
  return person;
}

export interface Credentials {
  name: string;
  password: string;
  provider: string;
}

export interface Registration {
  name: string;
  password: string;
  display_name: string;
  email: string;
}

/** Sign in, register or sign out; what was read for another person is forgotten. */
export function useSignIn() {
  const client = useQueryClient();
  const enter = (session: Session) => {
    // Not `clear`: what shows the session is to hear of the new one.
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION[0] });
    client.setQueryData(SESSION, session);
  };
  return {
    signIn: useMutation({
      mutationFn: (body: Credentials) => ask<Session>("POST", "api/session", { body }),
      onSuccess: enter,
    }),
    register: useMutation({
      mutationFn: (body: Registration) => ask<Session>("POST", "api/registration", { body }),
      onSuccess: enter,
    }),
  };
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => ask<void>("DELETE", "api/session"),
    // Loading the page forgets what was read. To forget it sooner would show pages without a person for a moment.
    onSuccess: () => window.location.assign(new URL("signin?said=signed_out", document.baseURI)),
  });
}

export type Profile = components["schemas"]["MyChanges"];

/** Change name, e-mail, language or theme of the person. */
export function useChangeMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Profile) => ask<unknown>("PUT", "api/me", { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: SESSION }),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { old: string; new: string; end_keys: boolean }) => ask<unknown>("PUT", "api/me/password", { body }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: SESSION }), client.invalidateQueries({ queryKey: ["tokens"] })]),
  });
}
