import { expect, it } from "vitest";
import { readOrganization } from "../../../cli/organization/readOrganization.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { workdirOf } from "../workdir.ts";

async function withLimits(settings: object) {
  const workdir = await workdirOf({
    seed: { version: 1, settings, spend_limits: [{ scope: { type: "organization" }, amount: "500" }] },
  });
  const read = (required: boolean) =>
    readOrganization(
      workdir.io,
      sessionFor(workdir.io, () => undefined),
      {
        users: false,
        invites: false,
        apiKeys: false,
        membersOf: () => false,
        spendLimits: { required },
      },
      () => undefined,
    );
  return { ...workdir, read };
}

it("reads all spend limits with one request", async () => {
  const { read, emulator } = await withLimits({ spend_limits_early_access: true });
  expect((await read(true)).spendLimits).toMatchObject([{ amount: "500", scope: { type: "organization" } }]);
  expect(emulator.requests).toHaveLength(1 + 1);
});

it("leaves spend limits out without early access, with one request and a note, unless they are required", async () => {
  const { read, emulator, progress } = await withLimits({});
  expect((await read(false)).spendLimits).toBeUndefined();
  expect(emulator.requests).toHaveLength(1 + 1);
  expect(progress.at(-1)).toBe(
    "Spend limits are left out: this organization has no access to the Spend Limits API, which is in early access.",
  );
  await expect(read(true)).rejects.toThrow("early access");
});

it.each([403, 404])("leaves spend limits out if the API responds with %s", async (status) => {
  const { read, emulator } = await withLimits({ spend_limits_early_access: true });
  emulator.faults.add({ kind: "status", status, path: "/v1/organizations/spend_limits" });
  expect((await read(false)).spendLimits).toBeUndefined();
});

it("fails if the list of spend limits is broken", async () => {
  const { read, emulator } = await withLimits({ spend_limits_early_access: true });
  emulator.faults.add({ kind: "html", status: 200, path: "/v1/organizations/spend_limits", times: 9 });
  await expect(read(false)).rejects.toThrow("cannot list the spend limits");
});
