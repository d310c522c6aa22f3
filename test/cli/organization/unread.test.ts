import { expect, it } from "vitest";
import { readOrganization } from "../../../cli/organization/readOrganization.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { readFamily, unreadLines, unreadOf } from "../../../cli/organization/unread.ts";
import { hasMembers } from "../../../cli/snapshot/takeSnapshot.ts";
import { tokenEnv } from "../../provider/harness/index.ts";
import { workdirOf } from "../workdir.ts";

const nothing = { users: false, invites: false, apiKeys: false, membersOf: () => false };

async function withSpendLimits(settings: object) {
  const workdir = await workdirOf({
    seed: { version: 1, settings, spend_limits: [{ scope: { type: "organization" }, amount: "500" }] },
  });
  const session = sessionFor(workdir.io, () => undefined);
  const wanted = { ...nothing, spendLimits: true, rateLimitsOf: hasMembers };
  return { ...workdir, read: () => readOrganization(workdir.io, session, wanted, () => undefined) };
}

it("reads a family with one request per page", async () => {
  const { read, emulator } = await withSpendLimits({ spend_limits_early_access: true });
  const { spendLimits, rateLimits, unread } = await read();
  expect(spendLimits).toMatchObject([{ amount: "500", scope: { type: "organization" } }]);
  expect(rateLimits?.organization.length).toBeGreaterThan(0);
  expect(unread).toEqual([]);
  expect(emulator.requests).toHaveLength(3);
});

it("says why the organization does not have a family", async () => {
  const { read, emulator } = await withSpendLimits({});
  const { spendLimits, unread } = await read();
  expect(spendLimits).toBeUndefined();
  const reason = "this organization has no access to the Spend Limits API, which is in early access";
  expect(unread).toEqual([
    { family: "spendLimits", objects: "spend limits", because: "organization", reason },
  ]);
  expect(unreadLines(unread)).toEqual([`Not read: spend limits, because ${reason}.`]);
  expect(emulator.requests).toHaveLength(3);
});

it.each([
  [403, "credential"],
  [404, "organization"],
] as const)("leaves a family out if the API responds with %s", async (status, because) => {
  const { read, emulator } = await withSpendLimits({ spend_limits_early_access: true });
  for (const family of ["spend_limits", "rate_limits"]) {
    emulator.faults.add({ kind: "status", status, path: `/v1/organizations/${family}` });
  }
  const organization = await read();
  expect(organization).toMatchObject({
    rateLimits: undefined,
    spendLimits: undefined,
    unread: [
      { family: "rateLimits", because },
      { family: "spendLimits", because },
    ],
  });
  expect(unreadOf(organization.unread, "SpendLimit")).toMatchObject({ because });
  expect(unreadOf(organization.unread, "Workspace")).toBeUndefined();
});

it("fails if a list is broken", async () => {
  const { read, emulator } = await withSpendLimits({ spend_limits_early_access: true });
  emulator.faults.add({ kind: "html", status: 200, path: "/v1/organizations/spend_limits", times: 9 });
  await expect(read()).rejects.toThrow("cannot list the spend limits");
});

it("requests nothing that needs an OAuth token with an Admin API key, and says what it takes", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample" });
  let reads = 0;
  const read = () => {
    reads += 1;
    return Promise.resolve([]);
  };
  const session = sessionFor(io, () => undefined);
  const result = await readFamily(session, "serviceAccounts", read);
  const reason = "the credential from ANTHROPIC_ADMIN_KEY is an Admin API key";
  const remedy =
    "Unset ANTHROPIC_ADMIN_KEY and use federation, or set ANTHROPIC_AUTH_TOKEN to a token from `ant auth login --scope org:admin`: see docs/authentication.md.";
  const unread = { family: "serviceAccounts", objects: "service accounts", because: "credential" };
  expect(result).toEqual({ unread: { ...unread, reason, remedy } });
  expect(reads).toBe(0);

  const withToken = { ...io, env: { ...io.env, ...tokenEnv(emulator) } };
  const token = sessionFor(withToken, () => undefined);
  expect(await readFamily(token, "serviceAccounts", read)).toEqual({ value: [] });
  expect(reads).toBe(1);
});

it("says in one line why several families were not read", () => {
  const unread = {
    because: "credential",
    reason: "it has no permission",
    remedy: "Use another one.",
  } as const;
  expect(
    unreadLines([
      { family: "rateLimits", objects: "rate limits", ...unread },
      { family: "spendLimits", objects: "spend limits", because: "organization", reason: "it is new" },
      { family: "serviceAccounts", objects: "service accounts", ...unread },
    ]),
  ).toEqual([
    "Not read: rate limits and service accounts, because it has no permission. Use another one.",
    "Not read: spend limits, because it is new.",
  ]);
});
