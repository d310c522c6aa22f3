import { expect, it } from "vitest";
import {
  findDefaultWorkspace,
  readOrganization,
  rejectOtherOrganization,
} from "../../../cli/organization/readOrganization.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { hasMembers } from "../../../cli/snapshot/takeSnapshot.ts";
import { workdirOf } from "../workdir.ts";

const all = { users: true, invites: true, apiKeys: true, membersOf: hasMembers };
const none = { users: false, invites: false, apiKeys: false, membersOf: () => false };

it("reads each requested list once, and prints progress", async () => {
  const { io, emulator, progress } = await workdirOf({ seed: "sample" });
  const organization = await readOrganization(
    io,
    sessionFor(io, () => undefined),
    all,
    () => undefined,
  );
  const state = emulator.organization().state();
  expect(organization.id).toBe(emulator.organization().id);
  expect(organization.users.map(({ id }) => id).sort()).toEqual(state.users.map(({ id }) => id).sort());
  expect([...organization.members.values()].flat()).toHaveLength(state.members.length);
  expect(new Set(emulator.requests.map(({ path }) => path)).size).toBe(emulator.requests.length);
  const active = state.workspaces.filter((workspace) => workspace.archived_at === null).length;
  expect(progress).toEqual([
    "Reading the workspaces ...",
    `Reading the users, the invitations and the API keys of organization ${organization.id} ...`,
    `Reading the members of workspaces: 0 of ${active} ...`,
    `Reading the members of workspaces: ${active} of ${active} ...`,
  ]);
});

it("reads only the workspaces when no other list is requested", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample" });
  const session = sessionFor(io, () => undefined);
  const { users, members } = await readOrganization(io, session, none, () => undefined);
  expect([users, [...members]]).toEqual([[], []]);
  expect(emulator.requests.map(({ path }) => path)).toEqual(["/v1/organizations/workspaces"]);
});

it("reads no other list when the organization is rejected", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample" });
  const session = sessionFor(io, () => undefined);
  const rejected = readOrganization(io, session, all, (id) => {
    rejectOtherOrganization(id, new Set(["other"]), "the stack manages", "Use another key.");
  });
  await expect(rejected).rejects.toThrow(
    `The credential belongs to organization ${emulator.organization().id}, but the stack manages other. Use another key.`,
  );
  expect(emulator.requests.map(({ path }) => path)).toEqual(["/v1/organizations/workspaces"]);
});

it("accepts every organization when none is expected", () => {
  rejectOtherOrganization("a", new Set(), "the stack manages", "");
  rejectOtherOrganization("a", new Set(["a", "b"]), "the stack manages", "");
});

it("finds the default workspace among others of its name", async () => {
  const { io, emulator } = await workdirOf({});
  const { console: inConsole } = emulator.organization();
  inConsole.createWorkspace({ name: "Other" });
  const session = sessionFor(io, () => undefined);
  const { workspaces } = await readOrganization(io, session, none, () => undefined);
  const original = findDefaultWorkspace(workspaces);
  expect(original?.id).toBe(emulator.organization().state().default_workspace.id);
  if (original === undefined) return;
  const newer = { ...original, id: "wrkspc_newer", created_at: "2999-01-01T00:00:00Z" };
  const archived = { ...original, id: "wrkspc_old", created_at: "2000-01-01T00:00:00Z", archived_at: "2001" };
  expect(findDefaultWorkspace([newer, archived, ...workspaces])?.id).toBe(original.id);
});
