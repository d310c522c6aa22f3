import { expect, test } from "vitest";
import type { Emulator } from "../../../emulator/index.ts";
import { breaches } from "../../../tools/crashes/breaches.ts";
import { type Declared, nothingDeclared } from "../../../tools/crashes/declared.ts";
import { emulated } from "../../engine/emulated.ts";

const alice = "alice@example.com";
const guest = "guest@example.com";

/** An organization that matches its declaration. */
async function matching(): Promise<{ emulator: Emulator; declared: Declared; findBreaches: () => string[] }> {
  const emulator = await emulated();
  const { console } = emulator.organization();
  console.addUser({ email: alice, role: "developer" });
  console.createWorkspace({ name: "Lab", tags: { team: "ml" } });
  console.addMember("Lab", alice, "workspace_user");
  console.invite(guest, "user");
  const key = console.createApiKey({ name: "Key" });
  const declared = nothingDeclared([[alice, "developer"]]);
  declared.workspaces.set("lab", {
    name: "Lab",
    formerNames: [],
    team: "ml",
    asList: false,
    members: new Map([[alice, "workspace_user"]]),
  });
  declared.invites.set(guest, { kind: "Invite", role: "user" });
  declared.invitations.set(guest, 1);
  declared.keys.set(key.id, { name: "Key", status: "active" });
  const given = { users: [alice], keys: [key.id] };
  return { emulator, declared, findBreaches: () => breaches(emulator, declared, given, emulator.requests) };
}

test("an organization that matches its declaration has no breach", async () => {
  const { findBreaches } = await matching();
  expect(findBreaches()).toEqual([]);
});

test("a second workspace with the same name is a breach", async () => {
  const { emulator, findBreaches } = await matching();
  emulator.organization().console.createWorkspace({ name: "Lab", tags: { team: "ml" } });
  expect(findBreaches()).toEqual(['active workspaces: ["Lab ml","Lab ml"] instead of ["Lab ml"]']);
});

test("an archived workspace is a breach unless the program has removed it", async () => {
  const { emulator, declared, findBreaches } = await matching();
  emulator.organization().console.archiveWorkspace("Lab");
  expect(findBreaches()).toContain("Lab was archived");
  declared.workspaces.clear();
  declared.removedWorkspaces.add("Lab");
  expect(findBreaches()).toEqual([]);
});

test("an invitation that was sent twice is a breach", async () => {
  const { emulator, findBreaches } = await matching();
  const { console } = emulator.organization();
  console.deleteInvite(guest);
  console.invite(guest, "user");
  expect(findBreaches()).toEqual([`${guest} was invited 2 times instead of 1`]);
});

test("access that differs from the declaration is a breach", async () => {
  const { emulator, findBreaches } = await matching();
  const { console } = emulator.organization();
  console.setMemberRole("Lab", alice, "workspace_admin");
  console.setUserRole(alice, "user");
  console.deleteInvite(guest);
  expect(findBreaches().map((breach) => breach.split(":")[0])).toEqual([
    "memberships",
    "roles",
    "pending invitations",
  ]);
});

test("a removal of declared access is a breach even if the access was restored", async () => {
  const { emulator, findBreaches } = await matching();
  const { console, state } = emulator.organization();
  const [membership] = state().members;
  const path = `/v1/organizations/workspaces/${membership?.workspace_id}/members/${membership?.user_id}`;
  const response = await fetch(emulator.url + path, {
    method: "DELETE",
    headers: { authorization: `Bearer ${emulator.adminKey}`, "anthropic-version": "2026-10-21" },
  });
  expect(response.status).toBe(200);
  console.addMember("Lab", alice, "workspace_user");
  expect(findBreaches()).toEqual([`${alice} was removed from Lab`]);
});
