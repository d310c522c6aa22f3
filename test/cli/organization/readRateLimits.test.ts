import { expect, it } from "vitest";
import { readOrganization } from "../../../cli/organization/readOrganization.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { hasMembers } from "../../../cli/snapshot/takeSnapshot.ts";
import { workdirOf } from "../workdir.ts";

async function withLimits() {
  const workdir = await workdirOf({ seed: "sample" });
  const { console: admin, state } = workdir.emulator.organization();
  admin.setWorkspaceRateLimits("Research", "batch", { requests_per_minute: 5 });
  const read = () =>
    readOrganization(
      workdir.io,
      sessionFor(workdir.io, () => undefined),
      { users: false, invites: false, apiKeys: false, membersOf: () => false, rateLimitsOf: hasMembers },
      () => undefined,
    );
  return { ...workdir, state, read };
}

it("reads the limits of the organization and of the selected workspaces, with one request each", async () => {
  const { read, emulator, progress, state } = await withLimits();
  const { rateLimits } = await read();
  expect(rateLimits?.organization.map(({ id }) => id)).toEqual(state().rate_limits.map(({ id }) => id));
  const research = state().workspaces.find(({ name }) => name === "Research")?.id ?? "";
  expect(rateLimits?.overrides.size).toBe(5);
  expect([...(rateLimits?.overrides.get(research) ?? [])]).toMatchObject([
    { group: { type: "batch" }, limits: [{ value: 5 }] },
  ]);
  expect(emulator.requests).toHaveLength(1 + 1 + 5);
  expect(progress.at(-1)).toBe("Reading the rate limits of workspaces: 5 of 5 ...");
});

it("fails if the rate limits of a workspace cannot be read", async () => {
  const { read, emulator } = await withLimits();
  emulator.faults.add({ kind: "status", status: 403, path: /\/workspaces\/.*\/rate_limits/ });
  await expect(read()).rejects.toThrow("cannot list the rate limits of workspace");
});
