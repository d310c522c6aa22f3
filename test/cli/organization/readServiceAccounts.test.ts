import { expect, it } from "vitest";
import { readOrganization } from "../../../cli/organization/readOrganization.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { hasMembers } from "../../../cli/snapshot/takeSnapshot.ts";
import { workdirOf } from "../workdir.ts";

async function read(counts: { accounts: number; workspaces: number }, token?: "oauth") {
  const workdir = await workdirOf({ seed: { version: 1 }, token });
  const { console: admin, state } = workdir.emulator.organization();
  for (let index = 0; index < counts.workspaces; index += 1) admin.createWorkspace({ name: `w${index}` });
  for (let index = 0; index < counts.accounts; index += 1) {
    admin.createServiceAccount({ name: `a${index}` });
    admin.setServiceAccountMember("w0", `a${index}`, "workspace_user");
  }
  admin.setServiceAccountMember(state().default_workspace.id, "a0", "workspace_admin");
  admin.archiveServiceAccount(admin.createServiceAccount({ name: "old" }).name);
  admin.archiveWorkspace(admin.createWorkspace({ name: "old" }).id);
  const session = sessionFor(workdir.io, () => undefined);
  const organization = await readOrganization(
    workdir.io,
    session,
    {
      users: false,
      invites: false,
      apiKeys: false,
      membersOf: () => false,
      serviceAccountsIn: hasMembers,
    },
    () => undefined,
  );
  const requests = workdir.emulator.requests.map(({ path }) =>
    path.replace("/v1/organizations", "").replace(/(wrkspc|svac)_\w+/, "ID"),
  );
  return { ...workdir, ...organization, session, requests };
}

const membershipsOf = ({ serviceAccounts }: Awaited<ReturnType<typeof read>>) =>
  serviceAccounts?.members.map(({ workspace_role: role }) => role).toSorted();

it("reads a list for each account if these are fewer, also that of the default workspace", async () => {
  const organization = await read({ accounts: 2, workspaces: 5 }, "oauth");
  expect(organization.requests).toEqual([
    "/workspaces",
    "/service_accounts",
    ...Array<string>(2).fill("/service_accounts/ID/workspaces"),
  ]);
  expect(organization.serviceAccounts?.accounts).toHaveLength(3);
  expect(membershipsOf(organization)).toEqual(["workspace_admin", "workspace_user", "workspace_user"]);
  // What a resource type looks up needs no further request.
  const { cache } = organization.session;
  for (const { workspace_id: id } of organization.serviceAccounts?.members ?? []) {
    expect((await cache.serviceAccounts.members(id, cache.now())).length).toBeGreaterThan(0);
  }
  expect(organization.emulator.requests).toHaveLength(organization.requests.length);
});

it("reads a list for each workspace otherwise", async () => {
  const organization = await read({ accounts: 4, workspaces: 2 }, "oauth");
  expect(organization.requests.slice(2)).toEqual(Array<string>(3).fill("/workspaces/ID/service_accounts"));
  expect(membershipsOf(organization)).toHaveLength(5);
  expect(organization.progress.at(-1)).toBe("Reading the workspaces of service accounts: 3 of 3 ...");
});

it("requests nothing with an Admin API key", async () => {
  const organization = await read({ accounts: 1, workspaces: 1 });
  expect(organization.requests).toEqual(["/workspaces"]);
  expect(organization).toMatchObject({
    serviceAccounts: undefined,
    unread: [{ family: "serviceAccounts", because: "credential" }],
  });
});
