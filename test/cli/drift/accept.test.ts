import { describe, expect, it } from "vitest";
import { accept, withAcceptedValues } from "../../../cli/drift/accept.ts";
import type { Finding } from "../../../cli/drift/finding.ts";
import type { Rule } from "../../../cli/drift/ignore.ts";
import { newWorkdir } from "../workdir.ts";
import { findingWith } from "./findings.ts";
import { managedOrganization, rows } from "./managedOrganization.ts";

const now = new Date("2026-11-22T12:00:00Z");
const changed = findingWith();
const key: Finding = {
  category: "unmanaged",
  kind: "ApiKey",
  id: "apikey_1",
  name: "ci-deploy",
  declarations: [],
  differences: [{ property: "status", actual: "active" }],
  detail: "created 2026-11-01",
};

describe("accept", { timeout: 30_000 }, () => {
  it("keeps rules that were written while the organization was read", async () => {
    const { io, write, file } = await newWorkdir();
    const mine = { version: 1, rules: [{ kind: "Member", reason: "mine" }] };
    await write("drift.ignore.json", mine);
    expect(await accept(io, undefined, [changed, key], now)).toMatchObject({ count: 1 });
    const { rules } = JSON.parse(await file("drift.ignore.json"));
    expect(rules.map(({ reason }: Rule) => reason)).toEqual(["mine", "existed on 2026-11-22"]);
  });

  it("adds a rule for each unmanaged object, so that only new ones are reported", async () => {
    const managed = await managedOrganization("sample");
    const { console: admin } = managed.emulator.organization();
    const added = admin.createWorkspace({ name: "Shadow" });
    expect(rows(await managed.drift(), ["pending"])).toEqual([`unmanaged Workspace ${added.id}`]);
    const accepted = await managed.drift({ accept: true });
    expect(accepted.drift).toBe(false);
    expect(accepted.notes).toContainEqual(
      "1 ignore rule was added to drift.ignore.json. Review and commit the file.",
    );
    const { rules } = JSON.parse(await managed.file("drift.ignore.json"));
    expect(rules.at(-1)).toEqual({
      category: "unmanaged",
      kind: "Workspace",
      id: added.id,
      name: "Shadow",
      reason: expect.stringMatching(/^existed on \d{4}-\d\d-\d\d$/),
    });
    const newer = admin.createWorkspace({ name: "Shadow" });
    expect(rows(await managed.drift(), ["pending"])).toEqual([`unmanaged Workspace ${newer.id}`]);
  });

  it("does not ignore a user or key whose role or status changed since", async () => {
    const managed = await managedOrganization("sample");
    const { console: admin } = managed.emulator.organization();
    admin.addUser({ email: "scim@example.com", role: "user" });
    const added = admin.createApiKey({ name: "theirs", status: "inactive" });
    await managed.drift({ accept: true });
    expect(rows(await managed.drift(), ["pending"])).toEqual([]);
    admin.setUserRole("scim@example.com", "admin");
    admin.setApiKeyStatus(added.id, "active");
    expect(rows(await managed.drift(), ["pending"])).toEqual([
      `unmanaged ApiKey ${added.id}`,
      "unmanaged Member scim@example.com",
    ]);
  });

  it("replaces the rules of the same category, kind and ID, so that only the current value is accepted", async () => {
    const { io, write, file } = await newWorkdir();
    const entry = { category: "unmanaged", kind: "ApiKey", id: "apikey_1", reason: "old" };
    const other = { ...entry, kind: "Workspace" };
    const rules = [{ ...entry, actual: "inactive" }, other, { ...entry, actual: "expired" }];
    await write("drift.ignore.json", { version: 1, rules });
    const another: Finding = { ...key, id: "apikey_2" };
    expect(await accept(io, undefined, [key], now)).toEqual({
      count: 1,
      note: "1 ignore rule was replaced in drift.ignore.json. Review and commit the file.",
    });
    const current = { ...entry, name: "ci-deploy", actual: "active", reason: "existed on 2026-11-22" };
    expect(JSON.parse(await file("drift.ignore.json")).rules).toEqual([current, other]);
    expect((await accept(io, undefined, [key, another], now)).note).toBe(
      "1 ignore rule was added to drift.ignore.json, and 1 ignore rule was replaced in drift.ignore.json. Review and commit the file.",
    );
  });
});

describe("withAcceptedValues", () => {
  const rule: Finding = {
    ...key,
    kind: "FederationRule",
    id: "fdrl_1",
    name: "deploy",
    differences: [
      { property: "oauthScope", actual: "org:admin" },
      { property: "match", actual: { audience: "a", claims: { repository: "acme/app" } } },
      { property: "workspaces", actual: ["wrkspc_1"] },
    ],
  };
  const entry = { category: "unmanaged", kind: "FederationRule", id: "fdrl_1", reason: "x" } as const;

  it("names the accepted and the actual value of each property that changed", () => {
    const match = { audience: "a", claims: { repository: "acme/infra" } };
    const actual = { oauthScope: "org:admin", match, workspaces: ["wrkspc_1"] };
    expect(withAcceptedValues(rule, [{ ...entry, actual }])).toEqual({
      ...rule,
      differences: [rule.differences[0], { ...rule.differences[1], accepted: match }, rule.differences[2]],
      detail:
        "changed since it was accepted (match.claims.repository: accepted acme/infra, actual acme/app); created 2026-11-01",
    });
  });

  it("names a property that took the place of another one", () => {
    const actual = { oauthScope: "org:admin", appliesToAllWorkspaces: true };
    const { differences } = withAcceptedValues({ ...rule, differences: rule.differences.toSpliced(1, 1) }, [
      { ...entry, actual },
    ]);
    expect(differences).toEqual([
      { property: "oauthScope", actual: "org:admin" },
      { property: "workspaces", accepted: null, actual: ["wrkspc_1"] },
      { property: "appliesToAllWorkspaces", accepted: true },
    ]);
  });

  it("names the status and the name of an object", () => {
    const theirs: Rule = { ...entry, kind: "ApiKey", id: "apikey_1", name: "old", actual: "inactive" };
    expect(withAcceptedValues(key, [theirs]).detail).toBe(
      "changed since it was accepted (name: accepted old, actual ci-deploy; status: accepted inactive, actual active); created 2026-11-01",
    );
  });

  it("changes no finding that a rule does not name, or whose values are as accepted", () => {
    const pattern: Rule = { ...entry, id: "fdrl_*", actual: { oauthScope: "other" } };
    const partial: Rule = { ...entry, actual: { oauthScope: "org:admin" } };
    for (const one of [pattern, partial, { ...entry, kind: "ApiKey" }]) {
      expect(withAcceptedValues(rule, [one])).toBe(rule);
    }
  });
});
