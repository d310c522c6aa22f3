import { describe, expect, it } from "vitest";
import { decrypted } from "../states/stored.ts";
import { contextOf } from "./contexts.ts";

const users = { user_1: { email: "Ann@example.com", role: "user" } };

describe("DriftContext", () => {
  it("finds a user by ID first, otherwise by email", () => {
    const context = contextOf(users, {});
    expect(context.userOf({ userId: "user_1", email: "other@example.com" })?.id).toBe("user_1");
    expect(context.userOf({ email: "ann@example.com" })?.id).toBe("user_1");
    expect(context.userOf({ userId: "user_2" })).toBe(undefined);
  });

  it("the name of a workspace is its ID if the organization lacks it, and hidden if a stack keeps it secret", () => {
    const inputs = { name: decrypted("Codename") };
    const secret = { kind: "Workspace", name: "w", id: "wrkspc_2", inputs, outputs: inputs };
    const workspaces = { wrkspc_1: { name: "Research" }, wrkspc_2: { name: "Codename" } };
    const context = contextOf({}, workspaces, [secret]);
    expect(["wrkspc_1", "wrkspc_2", "wrkspc_3"].map((id) => context.workspace(id).name)).toEqual([
      "Research",
      "[secret]",
      "wrkspc_3",
    ]);
  });

  it("hides the name of an RBAC group that a stack keeps secret", () => {
    const inputs = { name: decrypted("Codename") };
    const secret = { kind: "RbacGroup", name: "g", id: "rbac_group_2", inputs, outputs: inputs };
    const groups = { rbac_group_1: { name: "Lab" }, rbac_group_2: { name: "Codename" } };
    const context = contextOf({}, {}, [secret], groups);
    expect(["rbac_group_1", "rbac_group_2", "rbac_group_3"].map((id) => context.group(id).name)).toEqual([
      "Lab",
      "[secret]",
      "rbac_group_3",
    ]);
  });
});
