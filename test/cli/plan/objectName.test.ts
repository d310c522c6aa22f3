import { expect, it } from "vitest";
import { objectName } from "../../../cli/plan/objectName.ts";

it.each([
  ["Workspace", "wrkspc_1", { name: "Lab" }, '"Lab" (wrkspc_1)'],
  ["Workspace", "wrkspc_1", {}, "wrkspc_1"],
  ["ApiKey", "apikey_1", { name: "ci" }, '"ci" (apikey_1)'],
  ["Member", "user_1", { email: "ann@example.com" }, "ann@example.com"],
  ["Member", "user_1", {}, "user_1"],
  ["Invite", "invite_1", {}, "invite_1"],
  ["WorkspaceMember", "wrkspc_1/user_1", {}, "user_1 in wrkspc_1"],
  [
    "WorkspaceMember",
    "x",
    { workspace: "wrkspc_2", email: "ann@example.com" },
    "ann@example.com in wrkspc_2",
  ],
  ["WorkspaceMembers", "wrkspc_1", {}, "wrkspc_1"],
  ["WorkspaceRateLimit", "wrkspc_1/rlg_1", { model: "claude-opus-5" }, "claude-opus-5 in wrkspc_1"],
  ["WorkspaceRateLimit", "wrkspc_1/rlg_1", {}, "rlg_1 in wrkspc_1"],
  ["ExternalKey", "ekey_1", { displayName: "Main" }, '"Main" (ekey_1)'],
  ["ExternalKey", "ekey_1", {}, "ekey_1"],
  ["ComplianceSettings", "0", {}, "the Compliance Settings"],
  ["SpendLimit", "spl_1", { scope: "organization" }, "monthly spend limit of the organization"],
  ["SpendLimit", "spl_1", { scope: "workspace", workspace: "wrkspc_1" }, "monthly spend limit of wrkspc_1"],
  [
    "SpendLimit",
    "ann@example.com/weekly",
    { scope: "user", email: "ann@example.com", period: "weekly" },
    "weekly spend limit of ann@example.com",
  ],
])("names a %s with the ID %s and the outputs %j", (kind, id, outputs, name) => {
  expect(objectName(kind, id, outputs, undefined)).toBe(name);
});
