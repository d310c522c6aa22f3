import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { readOrganization } from "../../../cli/organization/readOrganization.ts";
import { snapshotOf } from "../../../cli/organization/snapshot.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { copyOf, workspaceNameIn } from "../../../cli/plan/copy.ts";
import { hasMembers } from "../../../cli/snapshot/takeSnapshot.ts";
import type { Seed } from "../../../emulator/index.ts";
import { workdirOf } from "../workdir.ts";

async function copied(seed: Seed, assumed: { externalKeys?: string[]; userProfiles?: string[] } = {}) {
  const { io, emulator } = await workdirOf({ seed });
  const lists = { users: true, invites: true, apiKeys: true, membersOf: hasMembers };
  const session = sessionFor(io, () => undefined);
  const organization = await readOrganization(io, session, lists, () => undefined);
  emulator.clearRequests();
  const copy = await copyOf(snapshotOf(organization).snapshot, () => undefined, io.env, {
    assumed: { externalKeys: new Set(assumed.externalKeys), userProfiles: new Set(assumed.userProfiles) },
    recorded: [],
    unread: [],
  });
  onTestFinished(() => copy.stop());
  return { copy, emulator };
}

const post = (copy: Awaited<ReturnType<typeof copied>>["copy"], path: string, body: object) =>
  copy.session.client.request({
    method: "POST",
    path: `/v1/organizations/${path}`,
    body,
    schema: z.unknown(),
    doing: "write",
  });

it("writes to the copy only, and returns each write once", async () => {
  const { copy, emulator } = await copied({ version: 1 });
  await post(copy, "workspaces", { name: "Lab" });
  await post(copy, "workspaces", { nonsense: true }).catch(() => undefined);
  const { writes, before, after } = copy.takeEffects();
  expect(writes).toEqual([{ method: "POST", path: ["workspaces"], body: { name: "Lab" } }]);
  expect([before.workspaces.length, after.workspaces.length]).toEqual([0, 1]);
  expect(copy.takeEffects().writes).toEqual([]);
  expect(emulator.requests).toEqual([]);
});

it("names new objects, and none that the organization already has", async () => {
  const { copy } = await copied({ version: 1, workspaces: [{ id: "wrkspc_old", name: "Old" }] });
  await post(copy, "workspaces", { name: "Lab" });
  await post(copy, "invites", { email: "ann@example.com", role: "user" });
  const { workspaces, invites } = copy.takeEffects().after;
  const created = workspaces.find(({ name }) => name === "Lab")?.id ?? "";
  expect(copy.newObjectName(created)).toBe('the new workspace "Lab"');
  expect(copy.newObjectName(invites[0]?.id ?? "")).toBe("a new invitation");
  expect(copy.newObjectName("wrkspc_old")).toBeUndefined();
  expect(copy.namesNewObject(`import: "${created}"`)).toBe(true);
  expect(["wrkspc_old", 'import: "wrkspc_..."', "none"].some(copy.namesNewObject)).toBe(false);
  expect(copy.workspaceName("wrkspc_old")).toBe('"Old"');
});

it("names a workspace with its ID when another active one has the same name, and an unknown one by its ID", async () => {
  const { copy } = await copied({
    version: 1,
    workspaces: [
      { id: "wrkspc_1", name: "Lab" },
      { id: "wrkspc_2", name: "Lab" },
    ],
  });
  const { after } = copy.takeEffects();
  expect(workspaceNameIn(after, "wrkspc_1")).toBe('"Lab" (wrkspc_1)');
  expect(workspaceNameIn(after, "wrkspc_none")).toBe("wrkspc_none");
});

it("counts against the limits without refusing", async () => {
  const { copy } = await copied({ version: 1 });
  copy.session.limits.spend("archives", "archive", 100);
  copy.session.limits.spend("invitations", "invite");
  expect(copy.session.limits.spent).toEqual({ archives: 100, removals: 0, invitations: 1 });
});
