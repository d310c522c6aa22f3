import { expect, it } from "vitest";
import { knownInputs, type Result, withPlaceholders } from "../../../cli/plan/unknowns.ts";
import { unknown } from "../../../provider/kernel/unknown.ts";
import { stepOf } from "./steps.ts";

const results = new Map<string, Result>([
  ["urn:a", { kind: "Workspace", resource: "a", id: "wrkspc_a", outputs: {} }],
  ["urn:b", { kind: "Workspace", resource: "b", id: "wrkspc_b", outputs: {} }],
  ["urn:ci", { kind: "FederationIssuer", resource: "ci", id: "fdis_ci", outputs: {} }],
  ["urn:lab", { kind: "RbacGroup", resource: "lab", id: "rbac_group_lab", outputs: {} }],
  ["urn:key", { kind: "ExternalKey", resource: "key", id: "ekey_1", outputs: {} }],
  ["urn:ann", { kind: "Member", resource: "ann", id: "ann@example.com", outputs: { userId: "user_ann" } }],
]);

function known(inputs: Record<string, unknown>, propertyDependencies: Record<string, string[]>) {
  return knownInputs(stepOf("WorkspaceMember", "create", { new: { inputs, propertyDependencies } }), results);
}

it("takes a workspace and a user ID from the only resource that they depend on", () => {
  const inputs = { workspace: unknown, userId: unknown, role: "workspace_user" };
  expect(known(inputs, { workspace: ["urn:a", "urn:ann"], userId: ["urn:ann"] })).toEqual({
    workspace: "wrkspc_a",
    userId: "user_ann",
    role: "workspace_user",
  });
  expect(known({ externalKeyId: unknown }, { externalKeyId: ["urn:key"] })).toEqual({
    externalKeyId: "ekey_1",
  });
  expect(known({ members: [{ userId: unknown, role: "x" }] }, { members: ["urn:ann"] })).toEqual({
    members: [{ userId: "user_ann", role: "x" }],
  });
});

it("takes the issuer and the workspaces of a rule, and the group of a list, from the resources they depend on", () => {
  expect(known({ issuer: unknown }, { issuer: ["urn:ci"] })).toEqual({ issuer: "fdis_ci" });
  expect(known({ group: unknown }, { group: ["urn:lab"] })).toEqual({ group: "rbac_group_lab" });
  const workspaces = { workspaces: ["urn:a", "urn:b"] };
  expect(known({ workspaces: [unknown, unknown] }, workspaces)).toEqual({
    workspaces: ["wrkspc_a", "wrkspc_b"],
  });
  expect(known({ workspaces: ["wrkspc_a", unknown] }, workspaces)).toEqual({
    workspaces: ["wrkspc_a", "wrkspc_b"],
  });
  expect(known({ workspaces: [unknown] }, workspaces)).toEqual({ workspaces: [unknown] });
});

it("leaves an input unknown when its value is not certain", () => {
  expect(known({ workspace: unknown }, { workspace: ["urn:a", "urn:b"] })).toEqual({ workspace: unknown });
  expect(known({ workspace: unknown }, { workspace: ["urn:other"] })).toEqual({ workspace: unknown });
  expect(known({ name: unknown }, { name: ["urn:a"] })).toEqual({ name: unknown });
});

it("replaces unknown values by placeholders, and names their inputs", () => {
  const step = stepOf("Workspace", "create", { new: {} });
  expect(withPlaceholders({ name: "A", tags: { team: unknown }, list: [unknown] }, step)).toEqual({
    inputs: {
      name: "A",
      tags: { team: "(known only during `up`: x.team)" },
      list: ["(known only during `up`: x.list)"],
    },
    unresolved: ["`tags`", "`list`"],
  });
});

it("makes secrets of a new resource unique, and keeps those of an existing one", () => {
  const inputs = { name: "[secret]" };
  const created = withPlaceholders(inputs, stepOf("Workspace", "create", { new: { inputs } }));
  expect(created).toEqual({ inputs: { name: "[secret] (x.name)" }, unresolved: ["`name`"] });
  const updated = withPlaceholders(inputs, stepOf("Workspace", "update", { old: {}, new: { inputs } }));
  expect(updated).toEqual({ inputs, unresolved: ["`name`"] });
});
