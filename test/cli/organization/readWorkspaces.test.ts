import { expect, it } from "vitest";
import { readOrganization } from "../../../cli/organization/readOrganization.ts";
import { snapshotOf } from "../../../cli/organization/snapshot.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { expected, unreadOf } from "../../../cli/organization/unread.ts";
import { hasMembers } from "../../../cli/snapshot/takeSnapshot.ts";
import type { OrganizationRole } from "../../../emulator/index.ts";
import { tokenEnv } from "../../provider/harness/index.ts";
import { workdirOf } from "../workdir.ts";

/** A Claude Enterprise organization whose only user has this role. `read` reads all of it. */
async function enterprise(role: OrganizationRole = "primary_owner") {
  const workdir = await workdirOf({
    seed: {
      version: 1,
      settings: { organization_type: "claude_enterprise" },
      users: [{ email: "owner@example.com", role }],
    },
  });
  const all = { users: true, invites: true, apiKeys: true, membersOf: hasMembers, rateLimitsOf: hasMembers };
  const read = (env = workdir.io.env) =>
    readOrganization(
      workdir.io,
      sessionFor({ ...workdir.io, env }, () => undefined),
      all,
      () => undefined,
    );
  return { ...workdir, read };
}

it("requests no workspaces and no keys with a key of a Claude Enterprise organization", async () => {
  const { read, emulator } = await enterprise();
  const organization = await read();
  expect(organization).toMatchObject({ isEnterprise: true, workspaces: [], apiKeys: [] });
  expect(organization.users).toHaveLength(1);
  expect(emulator.requests.map(({ path }) => path)).toEqual([
    "/v1/organizations/me",
    "/v1/organizations/users",
    "/v1/organizations/invites",
  ]);
  expect(expected(organization.unread)).toEqual([]);
  for (const kind of ["Workspace", "WorkspaceMembers", "ApiKey", "WorkspaceRateLimit"]) {
    expect(unreadOf(organization.unread, kind), kind).toMatchObject({
      because: "type",
      reason: "the credential from ANTHROPIC_ADMIN_KEY is a key of a Claude Enterprise organization",
    });
  }
  expect(snapshotOf(organization).snapshot.settings).toEqual({ organization_type: "claude_enterprise" });
});

it.each([403, 400, 404] as const)(
  "recognizes a Claude Enterprise organization by its users (%d)",
  async (status) => {
    const { read, emulator, io } = await enterprise();
    emulator.assumptions.enterpriseConsoleEndpoint = status;
    const organization = await read({ ...io.env, ...tokenEnv(emulator) });
    expect(organization).toMatchObject({ isEnterprise: true, workspaces: [] });
    expect(unreadOf(organization.unread, "Workspace")?.reason).toMatch(
      new RegExp(
        `^the API responded ${status} .*, and users of the organization have roles of Claude Enterprise$`,
      ),
    );
  },
);

it("fails if a rejected list of workspaces may be that of a Console organization", async () => {
  const { read, emulator, io } = await enterprise("admin");
  await expect(read({ ...io.env, ...tokenEnv(emulator) })).rejects.toThrow("cannot list the workspaces");
});

it("fails if the list of workspaces is broken", async () => {
  const { read, emulator, io } = await enterprise();
  emulator.faults.add({ kind: "html", status: 200, path: "/v1/organizations/workspaces", times: 9 });
  await expect(read({ ...io.env, ...tokenEnv(emulator) })).rejects.toThrow("cannot list the workspaces");
});
