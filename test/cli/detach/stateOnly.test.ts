import { expect, it } from "vitest";
import { isOnlyInState } from "../../../cli/detach/stateOnly.ts";
import type { StackResource } from "../../../cli/states/stackState.ts";
import { kindNamed } from "../../../provider/registry.ts";

function resource(name: string, outputs: Record<string, unknown>): StackResource {
  const kind = kindNamed(name);
  if (kind === undefined) throw new Error(`there is no ${name}`);
  return { urn: "", name: "x", kind, id: "", inputs: {}, outputs, secrets: [], unreadable: [], ignored: [] };
}

const entry = (status: string) => ({ email: "alice@example.com", role: "workspace_user", status });

it.each([
  ["Member", { status: "awaited" }],
  ["Member", { status: "expired" }],
  ["WorkspaceMember", { status: "pending" }],
  ["SpendLimit", { status: "pending" }],
  ["WorkspaceMembers", { memberStatuses: [entry("active"), entry("pending")] }],
])("finds that the organization does not show a %s with %j", (kind, outputs) => {
  expect(isOnlyInState(resource(kind, outputs))).toBe(true);
});

it.each([
  ["Member", { status: "active" }],
  ["Member", { status: "invited" }],
  ["WorkspaceMember", { status: "active" }],
  ["SpendLimit", { status: "active" }],
  ["WorkspaceMembers", { memberStatuses: [entry("active")] }],
  ["WorkspaceMembers", {}],
  ["Invite", { status: "pending" }],
  ["Workspace", { status: "active" }],
])("finds that the organization shows a %s with %j", (kind, outputs) => {
  expect(isOnlyInState(resource(kind, outputs))).toBe(false);
});
