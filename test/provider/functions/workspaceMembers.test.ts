import { expect, test } from "vitest";
import { getWorkspaceMembers, getWorkspaceMembersOutput } from "../../../provider/index.ts";
import { failure, reader, settled } from "./reader.ts";

test("getWorkspaceMembers lists the explicit members with their email addresses", async () => {
  const { console: consoleActions, requests } = await reader();
  const { id: workspaceId } = consoleActions.createWorkspace({ name: "Research" });
  const { id: other } = consoleActions.createWorkspace({ name: "Other" });
  const { id: userId } = consoleActions.addUser({ email: "Alice@example.com" });
  consoleActions.addMember(workspaceId, userId, "workspace_developer");
  const members = [{ workspaceId, userId, email: "alice@example.com", role: "workspace_developer" }];
  expect(await getWorkspaceMembers({ workspaceId })).toEqual(members);
  expect(await settled(getWorkspaceMembersOutput({ workspaceId }))).toEqual(members);
  expect(await getWorkspaceMembers({ workspaceId: other })).toEqual([]);
  expect(requests().toSorted()).toEqual([
    "GET /users",
    ...[`GET /workspaces/${workspaceId}/members`, `GET /workspaces/${other}/members`].toSorted(),
  ]);
});

test("getWorkspaceMembers rejects an invalid ID before any request, and fails for an unknown workspace", async () => {
  const { requests } = await reader();
  expect(await failure(getWorkspaceMembers({ workspaceId: "Research" }))).toContain(
    "`workspaceId` must be an ID that begins with `wrkspc_`",
  );
  expect(requests()).toEqual([]);
  expect(await failure(getWorkspaceMembers({ workspaceId: "wrkspc_01a" }))).toMatch(
    /^cannot list the members of workspace wrkspc_01a: .*404.*Check the ID/,
  );
});
