import { describe, expect, it } from "vitest";
import { declare } from "../../../cli/import/declarations.ts";
import type { Selection } from "../../../cli/import/selection.ts";
import { building } from "./building.ts";

const seed = {
  users: [{ email: "root@example.com", role: "admin" as const }, { email: "ann@example.com" }],
  workspaces: [
    { name: "Research", id: "wrkspc_1" },
    { name: "labs", id: "wrkspc_2" },
  ],
  members: [
    { workspace_id: "wrkspc_1", user_id: "ann@example.com", workspace_role: "workspace_user" as const },
  ],
};

async function sections(changes: Partial<Selection> = {}) {
  const { session, organization, selection, leftOut } = await building(seed, changes);
  const state = { label: "dev", project: "acme", stack: "dev", resources: [], pending: 0 };
  const target = {
    label: "dev",
    project: "acme",
    stack: "dev",
    state,
    config: () => undefined,
    secretSettings: new Set<string>(),
  };
  const declared = await declare(session, organization, selection, target, leftOut);
  return declared.map(({ title, declarations }) => [title, declarations.map(({ name }) => name)]);
}

describe("declare", () => {
  it("writes a section for the users and for each workspace with its memberships, sorted by name", async () => {
    expect(await sections()).toEqual([
      ["Users", ["ann"]],
      ['Workspace "labs" (wrkspc_2)', ["labs"]],
      ['Workspace "Research" (wrkspc_1)', ["research", "ann-research"]],
    ]);
  });

  it("writes a section for the memberships of a workspace that is not declared", async () => {
    expect(await sections({ kinds: new Set(["memberships"]) })).toEqual([
      ['Within workspace "Research" (wrkspc_1)', ["ann-research"]],
    ]);
  });

  it("rejects a selected workspace that the organization does not have", async () => {
    await expect(sections({ workspaces: ["Labs"] })).rejects.toThrow(
      /^cannot import workspace "Labs": the organization has none of this name\. /,
    );
  });
});
