import { describe, expect, test } from "vitest";
import { OrganizationCache } from "../../../../provider/api/organizationCache.ts";
import { organizationWithServiceAccount, paths } from "../../harness/index.ts";

const { anyAge } = OrganizationCache;

describe("ServiceAccountLists", () => {
  test("reads pages of 100 accounts, including archived ones, once", async () => {
    const { process, console, emulator } = await organizationWithServiceAccount();
    for (let index = 0; index < 120; index += 1) console.createServiceAccount({ name: `a${index}` });
    console.archiveServiceAccount("a0");
    const { serviceAccounts } = process().cache;
    const lists = await Promise.all([serviceAccounts.all(anyAge), serviceAccounts.all(anyAge)]);
    expect(lists.map((list) => list.length)).toEqual([121, 121]);
    expect(emulator.requests.map(({ method }) => method)).toEqual(["GET", "GET"]);
  });

  test("leaves implicit memberships out, in lists of a workspace and of an account", async () => {
    const { process, console, workspace, defaultWorkspace, account } = await organizationWithServiceAccount();
    console.setServiceAccountMember(workspace, account, "workspace_user");
    const { serviceAccounts } = process().cache;
    expect(await serviceAccounts.members(defaultWorkspace, anyAge)).toEqual([]);
    expect(await serviceAccounts.workspacesOf(account)).toMatchObject([{ workspace_id: workspace }]);
    expect(await serviceAccounts.confirmMember(defaultWorkspace, account)).toMatchObject({ implicit: true });
  });

  test("requests a list again that contradicts a membership of this process", async () => {
    const { process, emulator, workspace, account } = await organizationWithServiceAccount();
    const { cache } = process();
    const empty = { data: [], next_page: null };
    const path = `/v1/organizations/workspaces/${workspace}/service_accounts`;
    emulator.organization().console.setServiceAccountMember(workspace, account, "workspace_user");
    const [member] = await cache.serviceAccounts.members(workspace, anyAge);
    if (member === undefined) throw new Error("there is no member");
    cache.serviceAccounts.storeMember(member);
    emulator.faults.add({ kind: "status", status: 200, path, body: empty, times: 2 });
    expect(await cache.serviceAccounts.members(workspace, cache.now())).toHaveLength(1);
    expect(cache.serviceAccounts.recently(workspace, account)).toBe("added");
    cache.serviceAccounts.dropMember(workspace, account);
    expect(cache.serviceAccounts.recently(workspace, account)).toBe("removed");
  });

  test("rejects responses about other objects", async () => {
    const { process, emulator, console, workspace, account } = await organizationWithServiceAccount();
    const other = console.createServiceAccount({ name: "other" });
    const { serviceAccounts } = process().cache;
    emulator.faults.add({ kind: "status", status: 200, path: paths.serviceAccount, body: other });
    await expect(serviceAccounts.confirm(account)).rejects.toThrow(/the response is about svac_/);
    console.setServiceAccountMember(workspace, other.id, "workspace_user");
    const [entry] = emulator.organization().state().service_account_members;
    const page = { data: [entry], next_page: null };
    const path = "/v1/organizations/service_accounts/*/workspaces";
    emulator.faults.add({ kind: "status", status: 200, path, body: page });
    await expect(serviceAccounts.workspacesOf(account)).rejects.toThrow(/the list has an entry of svac_/);
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: paths.workspaceServiceAccount,
      body: { ...entry },
    });
    await expect(serviceAccounts.confirmMember(workspace, account)).rejects.toThrow(
      /the response is about svac_/,
    );
    expect(await serviceAccounts.confirm("svac_01other")).toBeUndefined();
    expect(await serviceAccounts.confirmMember(workspace, account)).toBeUndefined();
  });
});
