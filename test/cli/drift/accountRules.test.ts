import { expect, it } from "vitest";
import { highlightRule, rulesOf } from "../../../cli/drift/accountRules.ts";
import { DriftContext } from "../../../cli/drift/context.ts";
import { Highlights } from "../../../cli/drift/highlights.ts";
import type { Organization } from "../../../cli/organization/readOrganization.ts";
import { contextOf } from "./contexts.ts";
import { findingWith } from "./findings.ts";

const rule = (id: string, name: string, account: string, archived: string | null = null) => ({
  id,
  name,
  issuer_id: "fdis_1",
  oauth_scope: "org:admin",
  archived_at: archived,
  target: { service_account_id: account },
});
const federation = {
  issuers: [{ id: "fdis_1", name: "ci" }],
  rules: [
    rule("fdrl_2", "two", "svac_1"),
    rule("fdrl_1", "one", "svac_1"),
    rule("fdrl_3", "old", "svac_1", "2026-01-01T00:00:00Z"),
    rule("fdrl_4", "other", "svac_2"),
  ],
} as unknown as NonNullable<Organization["federation"]>;

/** A context with these rules. The stack keeps the names of the objects with the given IDs secret. */
function contextWith(secrets: Readonly<Record<string, string>> = {}): DriftContext {
  const hidden = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };
  const { organization, stacks, now } = contextOf(
    {},
    {},
    Object.entries(secrets).map(([id, kind]) => ({
      kind,
      name: id,
      id,
      inputs: { name: hidden },
      outputs: { name: hidden },
    })),
  );
  return new DriftContext({ ...organization, federation }, stacks, now);
}

it("lists the rules of a service account that are not archived, with the findings about them", () => {
  const highlights = new Highlights(undefined);
  highlightRule(highlights, findingWith({ kind: "FederationRule", id: "fdrl_2", detail: "changed" }));
  highlightRule(highlights, findingWith({ kind: "FederationIssuer", id: "fdrl_1" }));
  expect(rulesOf(contextWith(), "svac_1", highlights)).toEqual([
    { id: "fdrl_1", text: "one: tokens of ci, org:admin", highlight: undefined },
    {
      id: "fdrl_2",
      text: "two: tokens of ci, org:admin",
      highlight: { category: "changed", details: ["changed: changed"] },
    },
  ]);
});

it("does not show names that a stack keeps secret", () => {
  const context = contextWith({ fdis_1: "FederationIssuer", fdrl_4: "FederationRule" });
  const [found] = rulesOf(context, "svac_2", new Highlights(undefined));
  expect(found?.text).toBe("[secret]: tokens of [secret], org:admin");
});
