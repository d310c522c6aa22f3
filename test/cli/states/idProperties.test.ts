import { expect, it } from "vitest";
import { propertiesInId } from "../../../cli/states/idProperties.ts";

it.each([
  ["Member", "ann@example.com", { email: "ann@example.com" }],
  ["Member", "user_01", { userId: "user_01" }],
  ["Member", "user_01@example.com", { email: "user_01@example.com" }],
  ["WorkspaceMember", "wrkspc_1/user_01", { workspace: "wrkspc_1", userId: "user_01" }],
  ["WorkspaceMember", "wrkspc_1/ann@example.com", { workspace: "wrkspc_1", email: "ann@example.com" }],
  ["WorkspaceMembers", "wrkspc_1", { workspace: "wrkspc_1" }],
  ["WorkspaceRateLimit", "wrkspc_1/rlg_1", { workspace: "wrkspc_1", groupId: "rlg_1" }],
  ["ApiKey", "apikey_1", { apiKeyId: "apikey_1" }],
  ["Workspace", "wrkspc_1", {}],
])("finds the identifying properties of a %s in the ID %s", (kind, id, properties) => {
  expect(propertiesInId(kind, id)).toEqual(properties);
});
