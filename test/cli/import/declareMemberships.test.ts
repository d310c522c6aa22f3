import { describe, expect, it } from "vitest";
import { declareMemberships } from "../../../cli/import/declareMemberships.ts";
import type { Selection } from "../../../cli/import/selection.ts";
import { NameMap, objectName } from "../../../provider/kernel/objectName.ts";
import { building } from "./building.ts";

const seed = {
  users: [
    { email: "root@example.com", role: "admin" as const },
    { email: "ann@example.com" },
    { email: "bob@example.com" },
  ],
  workspaces: [{ name: "Research", id: "wrkspc_1" }],
  members: [
    { workspace_id: "wrkspc_1", user_id: "root@example.com", workspace_role: "workspace_admin" as const },
    { workspace_id: "wrkspc_1", user_id: "bob@example.com", workspace_role: "workspace_user" as const },
    { workspace_id: "wrkspc_1", user_id: "ann@example.com", workspace_role: "workspace_developer" as const },
  ],
};

async function declared(changes: Partial<Selection> = {}) {
  const program = await building(seed, changes);
  const research = program.organization.workspaces.find(({ id }) => id === "wrkspc_1");
  if (research === undefined) throw new Error("the seed has no workspace");
  const declarations = await declareMemberships(program, research);
  return { declarations, leftOut: program.leftOut.lines() };
}

describe("declareMemberships", () => {
  it("declares each membership, except those that the organization role gives", async () => {
    const { declarations, leftOut } = await declared();
    expect(declarations.map(({ name, args }) => [name, args])).toEqual([
      ["ann-research", { workspace: "wrkspc_1", email: "ann@example.com", role: "workspace_developer" }],
      ["bob-research", { workspace: "wrkspc_1", email: "bob@example.com", role: "workspace_user" }],
    ]);
    expect(leftOut).toEqual([
      "1 membership (the organization role of the user gives the access): root@example.com in Research",
    ]);
  });

  it("declares one list, which excepts a member whom another resource declares", async () => {
    const managed = new NameMap<string>();
    managed.set(objectName("WorkspaceMember", "wrkspc_1/bob@example.com", "email"), "prod");
    const { declarations } = await declared({ style: "list", managed });
    expect(declarations.map(({ kind, args }) => [kind, args])).toEqual([
      [
        "WorkspaceMembers",
        {
          workspace: "wrkspc_1",
          members: [{ email: "ann@example.com", role: "workspace_developer" }],
          except: ["bob@example.com"],
        },
      ],
    ]);
  });

  it("declares nothing in a workspace whose list a stack manages", async () => {
    const managed = new NameMap<string>();
    managed.set(objectName("WorkspaceMembers", "wrkspc_1"), "prod");
    const { declarations, leftOut } = await declared({ managed });
    expect(declarations).toEqual([]);
    expect(leftOut).toEqual(["1 list of members (already managed by prod)"]);
  });
});
