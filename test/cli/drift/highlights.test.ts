import { expect, it } from "vitest";
import { Highlights, userKey } from "../../../cli/drift/highlights.ts";
import { Redactor } from "../../../cli/output/redact.ts";
import { contextOf } from "./contexts.ts";
import { findingWith } from "./findings.ts";

it("a highlight has the most urgent category and the sentences of all findings", () => {
  const highlights = new Highlights(undefined);
  highlights.add("a", findingWith({ category: "since", detail: "role changed" }));
  highlights.add("a", findingWith({ category: "changed", detail: "role differs" }));
  highlights.add("a", findingWith({ category: "pending", detail: "invited" }));
  expect(highlights.get("a")).toEqual({
    category: "changed",
    details: ["since: role changed", "changed: role differs", "pending: invited"],
  });
  expect(highlights.get("b")).toBe(undefined);
});

it("a redacted highlight has the user's ID instead of the email", () => {
  const highlights = new Highlights(new Redactor({ ids: [["ann@example.com", "user_1"]] }));
  highlights.add("a", findingWith({ category: "removed", detail: "of ann@example.com" }));
  expect(highlights.get("a")?.details).toEqual(["removed: of user_1"]);
});

it("the key of a user is the user's ID in the organization, otherwise the email, otherwise the ID in the finding", () => {
  const context = contextOf({ user_1: { email: "ann@example.com", role: "user" } }, {});
  expect(userKey(context, { email: "ann@example.com" })).toBe("user_1");
  expect(userKey(context, { email: "gone@example.com", userId: "user_2" })).toBe("gone@example.com");
  expect(userKey(context, { userId: "user_2" })).toBe("user_2");
});
