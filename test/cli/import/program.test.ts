import { expect, it } from "vitest";
import { type Declaration, Reference } from "../../../cli/import/declaration.ts";
import { programText } from "../../../cli/import/program.ts";

const declaration = (kind: Declaration["kind"], name: string, args: Declaration["args"]): Declaration => ({
  kind,
  name,
  id: name,
  args,
  options: undefined,
  inputs: {},
  outputs: {},
});

it("writes a constant for each resource that others refer to, with the short name for the workspace", () => {
  const member = declaration("Member", "research", { email: "a@b.c" });
  const workspace = declaration("Workspace", "research", { name: "Research" });
  const membership = declaration("WorkspaceMember", "both", {
    workspace: new Reference(workspace, undefined, "wrkspc_1"),
    email: new Reference(member, "email", "a@b.c"),
  });
  const text = programText("org-1", [
    { title: "Users", declarations: [member] },
    { title: "Workspace\n", declarations: [workspace, membership] },
  ]);
  expect(text).toBe(`// Organization org-1, as written by \`pulumi-anthropic import\`.
// Deleting a workspace archives it, which is final. \`protect\` rejects the deletion,
// and with \`onDelete\` a deletion without \`protect\` does not change the workspace.
// Deleting a membership removes it, also one that existed before.

import * as anthropic from "pulumi-anthropic";

// Users
const researchMember = new anthropic.Member("research", { email: "a@b.c" });

// Workspace
const research = new anthropic.Workspace("research", { name: "Research" });
new anthropic.WorkspaceMember("both", {
  workspace: research,
  email: researchMember.email,
});
`);
});

it("says what `onDelete` and `retainOnDelete` do if a resource other than a workspace has one of them", () => {
  const text = (one: Declaration) => programText("org-1", [{ title: "One", declarations: [one] }]);
  const comment =
    "// With `onDelete` or `retainOnDelete`, deleting a resource leaves its object unchanged.\n";
  const account = { name: "ci", onDelete: "retain" };
  expect(text(declaration("ServiceAccount", "ci", account))).toContain(comment);
  const limits = declaration("WorkspaceRateLimit", "opus", { limits: {} });
  expect(text({ ...limits, options: { retainOnDelete: true } })).toContain(comment);
  expect(text(declaration("Workspace", "research", account))).not.toContain(comment);
  const removes = "// Deleting a membership removes it, also one that existed before.\n";
  const rules =
    "// Without the membership of its service account, a federation rule gives no access to the workspace.\n";
  expect(text(declaration("WorkspaceServiceAccount", "ci", {}))).toContain(removes + rules);
  expect(text(declaration("WorkspaceMembers", "all", {}))).toContain(removes);
  expect(text(declaration("WorkspaceMembers", "all", {}))).not.toContain(rules);
  expect(text(limits)).not.toContain(removes);
  expect(text(limits)).not.toContain(comment);
});
