import { describe, expect, test } from "vitest";
import {
  getApiKeys,
  getInvites,
  getRateLimits,
  getUser,
  getUsers,
  getWorkspace,
  getWorkspaceMembers,
  getWorkspaces,
} from "../../../provider/index.ts";
import { failure, reader } from "./reader.ts";

describe("arguments of functions that look objects up", () => {
  test("arguments of lookups are rejected before any request, with the nearest value or name", async () => {
    const { requests } = await reader();
    // A program in JavaScript, or one with casts, passes anything.
    const any = (args: object): never => args as never;
    for (const [call, message] of [
      [
        getUsers({ roles: ["Developer"] }),
        "cannot call getUsers: `roles[0]` must be `admin`, `billing`, `claude_code_user`, `developer`, `managed`, `membership_admin`, `owner`, `primary_owner` or `user`. Did you mean `developer`?",
      ],
      [
        getUsers(any({ role: ["user"] })),
        "cannot call getUsers: `role` is not an argument of this function. Did you mean `roles`?",
      ],
      [getUsers(any({ roles: "user" })), "cannot call getUsers: `roles` must be an array of roles."],
      [
        getUser({ email: "alice@example.com\u200b" }),
        "cannot call getUser: `email` must not contain U+200B (character 18), which is invisible or looks like a space. Type the email address again.",
      ],
      [
        getInvites({ email: "\u0430lice@example.com" }),
        "cannot call getInvites: `email` must not contain U+0430 (character 1), which looks like `a`. Type the email address again.",
      ],
      [
        getInvites(any({ statuses: ["Pending"] })),
        "cannot call getInvites: `statuses[0]` must be `pending`, `accepted` or `expired`. Did you mean `pending`?",
      ],
      [
        getApiKeys(any({ status: "activ" })),
        "cannot call getApiKeys: `status` must be `active`, `inactive`, `archived` or `expired`. Did you mean `active`?",
      ],
      [
        getApiKeys({ workspaceId: "Research" }),
        "cannot call getApiKeys: `workspaceId` must be an ID that begins with `wrkspc_`. This is a name, which several workspaces can have: use the Workspace resource, or the ID that `getWorkspace` returns for the name.",
      ],
      [
        getWorkspaces(any({ includeArchive: true })),
        "cannot call getWorkspaces: `includeArchive` is not an argument of this function. Did you mean `includeArchived`?",
      ],
      [getWorkspace({ name: " " }), "cannot call getWorkspace: `name` must not be empty."],
      [
        getWorkspaceMembers({ workspaceId: "user_01" }),
        "cannot call getWorkspaceMembers: `workspaceId` must be an ID that begins with `wrkspc_`.",
      ],
      [
        getRateLimits(any({ groupType: "Batch" })),
        "cannot call getRateLimits: `groupType` must be `model_group`, `batch`, `files`, `skills`, `token_count` or `web_search`. Did you mean `batch`?",
      ],
    ] as const) {
      expect(await failure(call)).toBe(message);
    }
    expect(requests()).toEqual([]);
  });

  test("accept a role that the API has added", async () => {
    await reader();
    expect(await getUsers({ roles: ["auditor"] })).toEqual([]);
    expect(await getInvites({ roles: ["auditor"] })).toEqual([]);
  });
});
