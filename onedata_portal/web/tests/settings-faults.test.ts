// What the server refuses of a project's settings stands beside its field, in the reader's language.

import { expect, test } from "vitest";
import { fieldErrors } from "@/pages/project/settings";

test("a fault stands at its field, however deep, in the language of the reader", () => {
  const faults = [
    { field: "mounts", en: "no path", zh: "缺少路径" },
    { field: "quotas.member.gpu", en: "no number", zh: "不是数字" },
  ];
  expect(fieldErrors(faults, "zh")).toEqual([
    { name: ["mounts"], errors: ["缺少路径"] },
    { name: ["quotas", "member", "gpu"], errors: ["不是数字"] },
  ]);
  expect(fieldErrors(faults, "en")[0]?.errors).toEqual(["no path"]);
});
