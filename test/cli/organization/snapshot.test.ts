import { expect, it } from "vitest";
import { type Organization, readOrganization } from "../../../cli/organization/readOrganization.ts";
import { readSnapshot, seedOf, snapshotOf, snapshotText } from "../../../cli/organization/snapshot.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import type { Io } from "../../../cli/output/io.ts";
import { hasMembers } from "../../../cli/snapshot/takeSnapshot.ts";
import type { Seed } from "../../../emulator/index.ts";
import { uglySeed } from "../import/ugly.ts";
import { newWorkdir, workdirOf } from "../workdir.ts";

function organizationOf(io: Io): Promise<Organization> {
  const wanted = {
    users: true,
    invites: true,
    apiKeys: true,
    membersOf: hasMembers,
    rateLimitsOf: hasMembers,
    spendLimits: true,
    externalKeys: true,
    compliance: true,
  };
  return readOrganization(
    io,
    sessionFor(io, () => undefined),
    wanted,
    () => undefined,
  );
}

async function textOf(seed: Seed | "sample"): Promise<string> {
  const { io } = await workdirOf({ seed });
  return snapshotText(snapshotOf(await organizationOf(io)).snapshot);
}

it.each([
  ["that grew for years", uglySeed()],
  ["of the emulator", "sample" as const],
  ["that is empty", { version: 1 } satisfies Seed],
  [
    "with early access to spend limits",
    {
      version: 1,
      settings: { spend_limits_early_access: true },
      workspaces: [{ name: "Lab" }],
      spend_limits: [
        { scope: { type: "usage_tier" }, amount: "9" },
        { scope: { type: "workspace", workspace_id: "Lab" }, amount: "5" },
      ],
    } satisfies Seed,
  ],
  [
    "of Claude Enterprise with spend limits",
    {
      version: 1,
      settings: { organization_type: "claude_enterprise" },
      users: [{ email: "ann@example.com", role: "owner" }],
      spend_limits: [
        { scope: { type: "seat_tier", seat_tier: "premium" }, amount: "5" },
        { scope: { type: "user", user_id: "ann@example.com" }, amount: null, period: "daily" },
      ],
    } satisfies Seed,
  ],
  [
    "with external keys and the Compliance API",
    {
      version: 1,
      external_keys: [
        { display_name: "Main" },
        { provider_config: { type: "gcp", key_name: "projects/a/locations/us/keyRings/b/cryptoKeys/c" } },
        {
          provider_config: {
            type: "azure",
            key_name: "claude",
            tenant_id: "11111111-2222-3333-4444-555555555555",
            vault_uri: "https://acme.vault.azure.net",
          },
        },
      ],
      compliance_settings: { state: { type: "enabled" } },
    } satisfies Seed,
  ],
])("starts a copy of an organization %s, of which the snapshot is the same", async (_, seed) => {
  const text = await textOf(seed);
  expect(await textOf(JSON.parse(text))).toBe(text);
});

it("reads a written snapshot back unchanged", async () => {
  const { io, write } = await workdirOf({ seed: uglySeed() });
  const { snapshot, omitted } = snapshotOf(await organizationOf(io));
  await write("then.json", snapshotText(snapshot));
  expect(await readSnapshot(io, "then.json")).toEqual(snapshot);
  expect(seedOf(snapshot).members).toEqual(snapshot.members);
  expect(omitted).toBe(0);
});

it("does not depend on the order of lists and tags in responses", async () => {
  const { io } = await workdirOf({ seed: uglySeed() });
  const organization = await organizationOf(io);
  const turned: Organization = {
    ...organization,
    users: organization.users.toReversed(),
    invites: organization.invites.toReversed(),
    apiKeys: organization.apiKeys.toReversed(),
    members: new Map([...organization.members].toReversed().map(([id, list]) => [id, list.toReversed()])),
    workspaces: organization.workspaces.toReversed().map((workspace) => ({
      ...workspace,
      tags: Object.fromEntries(Object.entries(workspace.tags).toReversed()),
    })),
  };
  const text = snapshotText(snapshotOf(turned).snapshot);
  expect(text).toBe(snapshotText(snapshotOf(organization).snapshot));
  expect(text).not.toContain("partial_key_hint");
});

it("omits memberships and keys whose users or workspaces were added or removed during the reading", async () => {
  const { io } = await workdirOf({ seed: uglySeed() });
  const organization = await organizationOf(io);
  const without = {
    ...organization,
    users: organization.users.filter(({ email }) => email !== "alice@example.com"),
    workspaces: organization.workspaces.filter(({ id }) => id !== "wrkspc_ugly001"),
  };
  const { snapshot, omitted } = snapshotOf({ ...without });
  // Five memberships of the user, and the only key of the workspace.
  expect(omitted).toBe(6);
  expect(() => seedOf(snapshot)).not.toThrow();
});

it("a snapshot contains the rate limits of the organization and of workspaces, including groups that the emulator does not support", async () => {
  const { io, emulator, write } = await workdirOf({ seed: "sample" });
  const { console: admin, state } = emulator.organization();
  admin.setWorkspaceRateLimits("Research", "batch", { tokens_per_day: 5, requests_per_minute: 6 });
  const organization = await organizationOf(io);
  const { snapshot } = snapshotOf(organization);
  expect(snapshot.workspace_rate_limits).toMatchObject([
    {
      limits: [
        { type: "requests_per_minute", value: 6 },
        { type: "tokens_per_day", value: 5 },
      ],
    },
  ]);
  expect(seedOf(snapshot)).toMatchObject({ workspace_rate_limits: snapshot.workspace_rate_limits });
  expect(seedOf(snapshot).rate_limits).toHaveLength(state().rate_limits.length);
  const [first, ...others] = snapshot.rate_limits ?? [];
  if (first === undefined) throw new Error("There are no limits.");
  const unknown = { ...first, group: { type: "dreams", id: "dreams", display_name: null } };
  await write("then.json", snapshotText({ ...snapshot, rate_limits: [unknown, ...others] }));
  const read = await readSnapshot(io, "then.json");
  expect(read.rate_limits?.map(({ group }) => group.type)).toContain("dreams");
  expect(seedOf(read).rate_limits).toHaveLength(others.length);
});

it("explains why a file is not a snapshot", async () => {
  const { io, write } = await newWorkdir();
  const refusal = (file: string) => readSnapshot(io, file).catch((error: Error) => error.message);
  await write("half.json", '{"version": 1');
  await write("seed.json", { version: 1, users: [{ email: "a@example.com" }] });
  await write("newer.json", { version: 2 });
  expect(await refusal("nowhere.json")).toBe(
    "cannot read the snapshot nowhere.json: the file does not exist. Check the path.",
  );
  expect(await refusal("half.json")).toBe(
    "half.json is not a snapshot of an organization: it is not JSON. Write one with `pulumi-anthropic snapshot --output before.json`.",
  );
  expect(await refusal("seed.json")).toContain("`organization`: ");
  expect(await refusal("newer.json")).toContain("`version`: ");
});

it("accepts unknown roles in a snapshot, which the emulator rejects", async () => {
  const { io, write } = await workdirOf({ seed: "sample" });
  const organization = await organizationOf(io);
  const users = organization.users.map((user, index) => (index === 0 ? { ...user, role: "overseer" } : user));
  const { snapshot } = snapshotOf({ ...organization, users });
  await write("then.json", snapshotText(snapshot));
  expect((await readSnapshot(io, "then.json")).users.map(({ role }) => role)).toContain("overseer");
  expect(() => seedOf(snapshot)).toThrow(
    /^cannot emulate organization .*users\[\d+\].role: .*Install a newer version/,
  );
});
