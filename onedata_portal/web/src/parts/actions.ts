// What follows a change: a message for the person, and lists that are read again.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { saidBy } from "@/parts/states";
import { useLanguage } from "@/texts/context";

interface Acting<Given, Answer> {
  act: (given: Given) => Promise<Answer>;
  said?: string | ((answer: Answer) => string);
  stale?: readonly (readonly unknown[])[];
  after?: (answer: Answer, given: Given) => void;
  /** Take the error in hand (a form shows it at its field); return whether it is dealt with. */
  failed?: (error: unknown) => boolean;
}

/** Return a mutation that tells the person how it went. */
export function useAct<Given, Answer = unknown>({ act, said, stale = [], after, failed }: Acting<Given, Answer>) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const language = useLanguage();
  return useMutation({
    mutationFn: act,
    onSuccess: async (answer: Answer, given: Given) => {
      if (said) void message.success(typeof said === "function" ? said(answer) : said);
      after?.(answer, given);
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error: unknown) => {
      if (!failed?.(error)) void message.error(saidBy(error, language), 6);
    },
  });
}
