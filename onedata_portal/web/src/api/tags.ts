// Tags, terms, owner and domain of a table and its columns, and the glossary.

import { useQuery } from "@tanstack/react-query";
import { ask, filled } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type TaggedTable = Schemas["TaggedTable"];
export type TaggedColumn = Schemas["TaggedColumn"];
export type TagItem = Schemas["TagItem"];
export type Refusal = Schemas["Refusal"];
export type SaidItem = Schemas["SaidItem"];
export type Suggestion = Schemas["SuggestionItem"];
export type Annotation = Schemas["AnnotationItem"];
export type NewAnnotation = Schemas["NewAnnotationItem"];
export type Term = Schemas["Term"];
export type TermItem = Schemas["TermItem"];
export type TermPage = Schemas["TermPage"];
export type TermDetail = Schemas["TermDetail"];
export type TermVersion = Schemas["TermVersionItem"];
export type TermsRead = Schemas["TermsRead"];

/** What is read again once something is said of a table. */
export const TAGGED = ["tagged"];
export const TERMS = ["terms"];

export const useTags = (asset: string) =>
  useQuery({ queryKey: [...TAGGED, "tags", asset], queryFn: ({ signal }) => ask<TaggedTable>("GET", "api/metadata/tags", { query: { asset }, signal }) });

export const useSuggestions = (asset: string) =>
  useQuery({ queryKey: [...TAGGED, "suggestions", asset], queryFn: ({ signal }) => ask<Schemas["SuggestionList"]>("GET", "api/metadata/suggestions", { query: { asset }, signal }) });

export const useAnnotations = (asset: string) =>
  useQuery({ queryKey: [...TAGGED, "history", asset], queryFn: ({ signal }) => ask<Schemas["AnnotationHistory"]>("GET", "api/metadata/annotations", { query: { asset }, signal }) });

export const addAnnotation = (body: NewAnnotation) => ask<Annotation>("POST", "api/metadata/annotations", { body });

export const endAnnotation = (number: number, why: string) => ask<Annotation>("POST", `api/metadata/annotations/${number}/end`, { body: { why } });

/** Ask for all terms in use, of which there are some thousand at most. */
export const useTerms = (enabled = true) =>
  useQuery({ queryKey: [...TERMS, "all"], queryFn: ({ signal }) => ask<TermPage>("GET", "api/glossary/terms", { query: { limit: 500 }, signal }), enabled });

/** Return where the page of a term stands. */
export const termLink = (name: string) => filled("/glossary/{name}", { name });

export const termPath = (name: string, rest = "") => filled(`api/glossary/terms/{name}${rest}`, { name });

export const useTerm = (name: string) =>
  useQuery({ queryKey: [...TERMS, "one", name], queryFn: ({ signal }) => ask<TermDetail>("GET", termPath(name), { signal }) });
