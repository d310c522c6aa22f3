import { expect, test } from "vitest";
import { getWorkspaceMembers, getWorkspaceMembersOutput } from "../../../provider/index.ts";
import { failure, reader, settled } from "./reader.ts";

test("getWorkspaceMembers lists those who were given a place, with their addresses", async () => {
  const { console: people, requests } = await reader();
  const { id: workspaceId } = people.createWorkspace({ name: "Research" });
  const { id: other } = people.createWorkspace({ name: "Other" });
  const { id: userId } = people.addUser({ email: "Alice@example.com" });
  people.addMember(workspaceId, userId, "workspace_developer");
  const members = [{ workspaceId, userId, email: "alice@example.com", role: "workspace_developer" }];
  expect(await getWorkspaceMembers({ workspaceId })).toEqual(members);
  expect(await settled(getWorkspaceMembersOutput({ workspaceId }))).toEqual(members);
  expect(await getWorkspaceMembers({ workspaceId: other })).toEqual([]);
  expect(requests().toSorted()).toEqual([
    "GET /users",
    ...[`GET /workspaces/${workspaceId}/members`, `GET /workspaces/${other}/members`].toSorted(),
  ]);
});

test("getWorkspaceMembers refuses what is no id, and tells that there is no such workspace", async () => {
  const { requests } = await reader();
  expect(await failure(getWorkspaceMembers({ workspaceId: "Research" }))).toContain(
    "`workspaceId` must be an id",
  );
  expect(requests()).toEqual([]);
  expect(await failure(getWorkspaceMembers({ workspaceId: "wrkspc_01a" }))).toMatch(
    /^cannot list the members of workspace wrkspc_01a: .*404.*Check the ID/,
  );
});
