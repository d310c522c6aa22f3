import { describe, expect, test } from "vitest";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspaceServiceAccount as WorkspaceServiceAccount } from "../../../../provider/resources/workspaceServiceAccount/plan.ts";
import {
  create,
  destroy,
  drift,
  failures,
  lookupFailures,
  onlyDefault,
  organizationWithServiceAccount,
  paths,
  preview,
  refresh,
  refreshed,
  rejection,
  stateWith,
  up,
  writeFaults,
} from "../../harness/index.ts";

async function start(args: Properties = {}) {
  const context = await organizationWithServiceAccount();
  const declared = { ...context.declared, ...args };
  return { ...context, declared, resource: await context.existing(WorkspaceServiceAccount, declared) };
}

describe("create of a service account's membership", () => {
  test("adds a membership with one write, and its ID names both objects", async () => {
    const { process, declared, workspace, account, writes, accountMemberships } =
      await organizationWithServiceAccount();
    const { id, outputs } = await create(process(), WorkspaceServiceAccount, declared);
    expect(id).toBe(`${workspace}/${account}`);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/service_accounts {"service_account_id":"${account}","workspace_role":"workspace_developer"}`,
    ]);
    expect(outputs).toMatchObject({ ...declared, status: "active", adopted: false });
    expect(accountMemberships()).toEqual(["deploy workspace_developer Research"]);
  });

  test("adopts a membership with the declared role, and refuses another role, which the API would replace", async () => {
    const { process, console, declared, workspace, account, writes } = await organizationWithServiceAccount();
    console.setServiceAccountMember(workspace, account, "workspace_developer");
    const adopted = await create(process(), WorkspaceServiceAccount, declared);
    expect(adopted.outputs["adopted"]).toBe(true);
    const other = { ...declared, role: "workspace_admin" };
    const { message } = await rejection(create(process(), WorkspaceServiceAccount, other));
    expect(message).toBe(
      `cannot set the role of service account ${account} in workspace ${workspace} to workspace_admin: it has the role workspace_developer already. If you renamed or moved this resource, add the resource option \`aliases\`. To adopt the membership, declare that role with the resource option \`import: "${workspace}/${account}"\`, and change it afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  test("does not replace a role that a stale list does not show", async () => {
    const { process, console, declared, workspace, account, writes } = await organizationWithServiceAccount();
    const session = process();
    await session.cache.serviceAccounts.members(workspace, 0);
    console.setServiceAccountMember(workspace, account, "workspace_admin");
    await expect(create(session, WorkspaceServiceAccount, declared)).rejects.toThrow(
      "it has the role workspace_admin already",
    );
    expect(writes()).toEqual([]);
  });

  test("changes the role if the ownership moves from a resource of the stack", async () => {
    const { process, declared, resource, accountMemberships } = await start();
    const session = process({}, {}, undefined, stateWith(resource));
    // The program no longer declares the old resource, which the engine deletes at the end.
    const args = { ...declared, role: "workspace_admin", __origin: "acme/dev::renamed" };
    const moved = await create(session, WorkspaceServiceAccount, args);
    await destroy(session, resource);
    expect(accountMemberships()).toEqual(["deploy workspace_admin Research"]);
    expect(moved.outputs["role"]).toBe("workspace_admin");
  });

  test("the create of a service account's membership can make the implicit membership of the default workspace explicit", async () => {
    const { process, declared, defaultWorkspace, accountMemberships, notices } =
      await organizationWithServiceAccount();
    const args = { ...declared, workspace: defaultWorkspace, role: "workspace_user" };
    const { outputs } = await create(process(), WorkspaceServiceAccount, args);
    expect(outputs).toMatchObject({ status: "active", adopted: false });
    expect(accountMemberships()).toEqual(["deploy workspace_user Default"]);
    expect(notices).toEqual([]);
  });

  test.each(writeFaults)("adds a membership once when $name", async ({ fault }) => {
    const { process, emulator, declared, accountMemberships } = await organizationWithServiceAccount();
    emulator.faults.add({ ...fault, method: "POST", path: paths.workspaceServiceAccounts });
    const session = process();
    await create(session, WorkspaceServiceAccount, declared).catch(() =>
      create(process(), WorkspaceServiceAccount, declared),
    );
    expect(accountMemberships()).toEqual(["deploy workspace_developer Research"]);
  });

  test("waits for an account that was just created, in any request", async () => {
    const { process, emulator, declared, account, accountMemberships } = await organizationWithServiceAccount(
      {
        pace: 0.05,
      },
    );
    emulator.assumptions.staleServiceAccounts = 0.1;
    emulator.organization().console.createServiceAccount({ name: "new" });
    const id = emulator.organization().state().service_accounts.at(-1)?.id;
    expect(id).not.toBe(account);
    await create(process(), WorkspaceServiceAccount, { ...declared, serviceAccount: id });
    expect(accountMemberships()).toEqual(["new workspace_developer Research"]);
  });

  test("gives up on an account that no request finds", async () => {
    const { process, declared, writes } = await organizationWithServiceAccount();
    const args = { ...declared, serviceAccount: "svac_01other" };
    await expect(create(process(), WorkspaceServiceAccount, args)).rejects.toThrow(
      /^cannot set the role of service account svac_01other in workspace wrkspc_\w+ to workspace_developer: the organization has no service account svac_01other\. Use another service account\.$/,
    );
    expect(writes()).toEqual([]);
  });

  test("explains a rejection that came after the lookups", async () => {
    for (const ended of ["workspace", "account"] as const) {
      const { process, console, declared, workspace } = await organizationWithServiceAccount();
      const session = process();
      // The lists of this process are older than the archiving.
      await session.cache.workspaces(0);
      await session.cache.serviceAccounts.all(0);
      await session.cache.serviceAccounts.members(workspace, 0);
      if (ended === "account") console.archiveServiceAccount("deploy");
      else console.archiveWorkspace(workspace);
      const { message } = await rejection(create(session, WorkspaceServiceAccount, declared));
      expect(message).toContain(
        ended === "account"
          ? 'The service account "deploy" (svac_'
          : "The workspace is archived, which is final. Remove the membership from the program",
      );
    }
  });
});

describe("check of a service account's membership", () => {
  test.each([
    [{ role: "developer" }, "Did you mean `workspace_developer`?"],
    [{ role: "workspace_billing" }, "service accounts cannot have the role `workspace_billing`"],
    [{ serviceAccount: "deploy" }, "must be an ID that begins with `svac_`"],
    [{ workspace: "Research" }, "must be an ID that begins with `wrkspc_`"],
  ])("rejects %j", async (args, reason) => {
    const { process, declared } = await organizationWithServiceAccount();
    expect(failures(process(), WorkspaceServiceAccount, { ...declared, ...args })[0]).toContain(reason);
  });

  test("rejects unknown and archived references at preview, and accepts the default workspace", async () => {
    const { process, console, declared, defaultWorkspace, account } = await organizationWithServiceAccount();
    const looked = (args: Properties) =>
      lookupFailures(process(), WorkspaceServiceAccount, { ...declared, ...args });
    expect(await looked({})).toEqual([]);
    expect(await looked({ workspace: defaultWorkspace })).toEqual([]);
    expect(await looked({ workspace: "wrkspc_01other" })).toEqual([
      "cannot declare a service account of workspace wrkspc_01other: the organization has no workspace with this ID. Use another workspace.",
    ]);
    expect(await looked({ serviceAccount: "svac_01other" })).toEqual([
      "cannot declare a workspace of service account svac_01other: the organization has no service account svac_01other. Use another service account.",
    ]);
    console.archiveServiceAccount("deploy");
    expect(await looked({})).toEqual([
      `cannot declare a workspace of service account ${account}: service account "deploy" (${account}) is archived, which is final. Use another service account.`,
    ]);
    console.archiveWorkspace("Research");
    const [failure = ""] = await looked({});
    expect(failure).toContain("the workspace is archived, which is final. Use another workspace.");
  });

  test("rejects IDs of another form", async () => {
    for (const id of ["svac_1", "wrkspc_1/user_1", "wrkspc_1/svac_1/x", "svac_1/wrkspc_1"]) {
      expect(() => WorkspaceServiceAccount.parseId(id)).toThrow(
        "is not the ID of a WorkspaceServiceAccount, which is the ID of the workspace, a slash, and the ID of the service account: `wrkspc_.../svac_...`.",
      );
    }
    expect(WorkspaceServiceAccount.parseId(" wrkspc_1/svac_1 ")).toBe("wrkspc_1/svac_1");
  });
});

describe("update of a service account's membership", () => {
  test("changes the role in place, and replaces the resource for another workspace or account", async () => {
    const { process, console, declared, resource, accountMemberships } = await start();
    const next = await up(process(), resource, { ...declared, role: "workspace_user" });
    expect(accountMemberships()).toEqual(["deploy workspace_user Research"]);
    const other = console.createWorkspace({ name: "Labs" }).id;
    const args = { ...declared, role: "workspace_user", workspace: other };
    expect(await preview(process(), next, args)).toMatchObject({ action: "replace", deleteFirst: false });
    await up(process(), next, args);
    expect(accountMemberships()).toEqual(["deploy workspace_user Labs"]);
  });

  test.each(writeFaults)("changes the role when $name", async ({ fault }) => {
    const { process, emulator, declared, resource, accountMemberships } = await start();
    emulator.faults.add({ ...fault, method: "POST", path: paths.workspaceServiceAccounts });
    const args = { ...declared, role: "workspace_admin" };
    await up(process(), resource, args).catch(() => up(process(), resource, args));
    expect(accountMemberships()).toEqual(["deploy workspace_admin Research"]);
  });

  test.each(["workspace", "account"])(
    "fails to update a membership with one sentence once its %s is archived",
    async (ended) => {
      const { process, console, declared, resource, workspace, account, writes } = await start();
      if (ended === "account") console.archiveServiceAccount("deploy");
      else console.archiveWorkspace("Research");
      const archived = await refreshed(process(), resource);
      expect(archived.outputs).toMatchObject({ ...declared, status: "archived" });
      const { message } = await rejection(up(process(), archived, { ...declared, role: "workspace_user" }));
      expect(message).toBe(
        `cannot set the role of service account ${account} in workspace ${workspace} to workspace_user: the workspace or the service account is archived, which is final. Remove the membership from the program, or declare another workspace or service account.`,
      );
      await destroy(process(), archived);
      // Also if the state does not know yet.
      await destroy(process(), resource);
      expect(writes()).toEqual([]);
    },
  );
});

describe("read of a service account's membership", () => {
  test("shows another role and a removal, which `up` reverts", async () => {
    const { process, console, declared, resource, workspace, account, accountMemberships } = await start();
    expect(await drift(process(), resource)).toBe("nothing");
    console.setServiceAccountMember(workspace, account, "workspace_admin");
    expect(await drift(process(), resource)).toBe("update");
    const changed = await refreshed(process(), resource);
    await up(process(), changed, declared);
    expect(accountMemberships()).toEqual(["deploy workspace_developer Research"]);
    console.removeServiceAccountMember(workspace, account);
    expect(await refresh(process(), resource)).toBeUndefined();
  });

  test("the read of a service account's membership is not fooled by a stale list", async () => {
    const { process, emulator, resource, workspace } = await start();
    const path = `/v1/organizations/workspaces/${workspace}/service_accounts`;
    emulator.faults.add({ kind: "status", status: 200, path, body: { data: [], next_page: null } });
    expect(await drift(process(), resource)).toBe("nothing");
  });

  test("treats the implicit membership of the default workspace as neither drift nor a removal", async () => {
    const context = await organizationWithServiceAccount();
    const { process, console, defaultWorkspace, account, existing, accountMemberships } = context;
    const declared = { workspace: defaultWorkspace, serviceAccount: account, role: "workspace_user" };
    const user = await existing(WorkspaceServiceAccount, declared);
    console.removeServiceAccountMember(defaultWorkspace, account);
    expect(await drift(process(), user)).toBe("nothing");
    expect((await refreshed(process(), user)).outputs).toMatchObject({ ...declared, status: "implicit" });
    const admin = await existing(WorkspaceServiceAccount, { ...declared, role: "workspace_admin" });
    console.removeServiceAccountMember(defaultWorkspace, account);
    const reverted = await refreshed(process(), admin);
    expect(reverted.outputs).toMatchObject({ role: "workspace_user", status: "implicit" });
    await up(process(), reverted, { ...declared, role: "workspace_admin" });
    expect(accountMemberships()).toEqual(["deploy workspace_admin Default"]);
  });

  test("reads a membership that is managed elsewhere, and adopts no implicit one", async () => {
    const { process, defaultWorkspace, account, workspace, resource, declared } = await start();
    const read = (id: string) => WorkspaceServiceAccount.read(process(), id, {});
    expect(await read(resource.id)).toMatchObject({ props: declared });
    const implicit = `${defaultWorkspace}/${account}`;
    expect(await read(implicit)).toMatchObject({ props: { role: "workspace_user", status: "implicit" } });
    await expect(read(`${workspace}/svac_01other`)).rejects.toThrow(
      "the organization has no object with this ID",
    );
    const args = { ...declared, workspace: defaultWorkspace, role: "workspace_user", adopt: implicit };
    await expect(create(process(), WorkspaceServiceAccount, args)).rejects.toThrow(
      "it is the implicit membership of the default workspace",
    );
  });
});

describe("delete of a service account's membership", () => {
  test("removes a membership, also an adopted one, and counts it", async () => {
    const { process, resource, workspace, account, writes } = await start();
    await expect(destroy(process({ maxRemovals: "0" }), resource)).rejects.toThrow(
      `cannot remove service account ${account} from workspace ${workspace}`,
    );
    expect(writes()).toEqual([]);
    await destroy(process(), { ...resource, outputs: { ...resource.outputs, adopted: true } });
    expect(writes()).toEqual([`DELETE /workspaces/${workspace}/service_accounts/${account}`]);
  });

  test("the delete of a service account's membership is sent although a stale list does not show the membership", async () => {
    const { process, emulator, resource, workspace, accountMemberships } = await start();
    const path = `/v1/organizations/workspaces/${workspace}/service_accounts`;
    emulator.faults.add({ kind: "status", status: 200, path, body: { data: [], next_page: null } });
    await destroy(process(), resource);
    expect(accountMemberships()).toEqual([]);
  });

  test.each(["directly", "after a refresh"])(
    "removes a membership %s although the API does not return its workspace",
    async (when) => {
      const { process, resource, emulator, accountMemberships } = await start();
      const body = onlyDefault(emulator);
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.workspaces, body });
      emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.workspace });
      await destroy(process(), when === "directly" ? resource : await refreshed(process(), resource));
      expect(accountMemberships()).toEqual([]);
    },
  );

  test("counts removals that a broken list hides, after the first one", async () => {
    const { process, console, declared, existing, emulator, accountMemberships } = await start();
    const made = [];
    for (const name of ["one", "two", "three"]) {
      const { id } = console.createServiceAccount({ name });
      made.push(await existing(WorkspaceServiceAccount, { ...declared, serviceAccount: id }));
    }
    const [one, two, three] = made;
    if (one === undefined || two === undefined || three === undefined) throw new Error();
    const body = { data: [], next_page: null };
    const path = paths.workspaceServiceAccounts;
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body, times: 99 });
    const session = process({ maxRemovals: "2" });
    await destroy(session, one);
    await destroy(session, two);
    await expect(destroy(session, three)).rejects.toThrow("ANTHROPIC_MAX_REMOVALS");
    expect(accountMemberships()).toEqual([
      "deploy workspace_developer Research",
      "three workspace_developer Research",
    ]);
  });

  test.each([404, 500])(
    "a service account's membership is not taken for deleted because of a %i and a list that does not show the membership",
    async (status) => {
      const { process, resource, emulator, accountMemberships } = await start();
      emulator.faults.add({
        kind: "status",
        status,
        method: "DELETE",
        path: paths.workspaceServiceAccount,
        times: 99,
      });
      const body = { data: [], next_page: null };
      const path = paths.workspaceServiceAccounts;
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body, times: 99 });
      await expect(destroy(process(), resource)).rejects.toThrow(`(${status}`);
      expect(accountMemberships()).toEqual(["deploy workspace_developer Research"]);
      emulator.faults.clear();
      await destroy(process(), resource);
      expect(accountMemberships()).toEqual([]);
    },
  );

  test("the delete of a service account's membership is sent again after one 404", async () => {
    const { process, resource, emulator, accountMemberships } = await start();
    emulator.faults.add({
      kind: "status",
      status: 404,
      method: "DELETE",
      path: paths.workspaceServiceAccount,
    });
    await destroy(process(), resource);
    expect(accountMemberships()).toEqual([]);
  });

  test("delete and create of a service account's membership fail if the response is about another account", async () => {
    const { process, resource, declared, workspace, emulator, accountMemberships } = await start();
    const other = { workspace_id: workspace, service_account_id: "svac_01other" };
    const fault = { kind: "status", status: 200 } as const;
    const type = "service_account_workspace_member_deleted";
    emulator.faults.add({
      ...fault,
      method: "DELETE",
      path: paths.workspaceServiceAccount,
      body: { type, ...other },
    });
    await expect(destroy(process(), resource)).rejects.toThrow("about another workspace or service account");
    expect(accountMemberships()).toEqual(["deploy workspace_developer Research"]);
    const body = { ...other, type: "service_account_workspace_member", workspace_role: "workspace_admin" };
    emulator.faults.add({ ...fault, method: "POST", path: paths.workspaceServiceAccounts, body });
    const args = { ...declared, role: "workspace_admin" };
    await expect(up(process(), resource, args)).rejects.toThrow("about another workspace or service account");
    expect(accountMemberships()).toEqual(["deploy workspace_developer Research"]);
  });

  test.each(writeFaults)("removes a membership when $name", async ({ fault }) => {
    const { process, emulator, resource, accountMemberships } = await start();
    emulator.faults.add({ ...fault, method: "DELETE", path: paths.workspaceServiceAccount });
    await destroy(process(), resource).catch(() => destroy(process(), resource));
    expect(accountMemberships()).toEqual([]);
  });

  test("removes a membership of the default workspace that a refresh took for implicit", async () => {
    const { process, console, defaultWorkspace, account, existing, writes, accountMemberships } =
      await organizationWithServiceAccount();
    const declared = { workspace: defaultWorkspace, serviceAccount: account, role: "workspace_admin" };
    const resource = await existing(WorkspaceServiceAccount, declared);
    console.removeServiceAccountMember(defaultWorkspace, account);
    const reverted = await refreshed(process(), resource);
    writes();
    await destroy(process(), reverted);
    expect(writes()).toEqual([]);
    // The refresh may have read a list without the membership, which exists.
    console.setServiceAccountMember(defaultWorkspace, account, "workspace_admin");
    await destroy(process(), reverted);
    expect(accountMemberships()).toEqual([]);
  });

  test("says that the account keeps the implicit role in the default workspace", async () => {
    const { process, defaultWorkspace, account, existing, notices } = await organizationWithServiceAccount();
    const declared = { workspace: defaultWorkspace, serviceAccount: account, role: "workspace_admin" };
    await destroy(process(), await existing(WorkspaceServiceAccount, declared));
    expect(notices).toEqual([
      `it: Service account ${account} now has the implicit role \`workspace_user\` in the default workspace, which every service account has.`,
    ]);
  });
});

test("removes a membership whose workspace a refresh took for archived because of wrong responses", async () => {
  const { process, resource, emulator, workspace, accountMemberships } = await start();
  const notFound = { kind: "status", status: 404, method: "GET", times: 9 } as const;
  emulator.faults.add({
    kind: "status",
    status: 200,
    path: paths.workspaces,
    body: onlyDefault(emulator),
    times: 9,
  });
  emulator.faults.add({ ...notFound, path: `/v1/organizations/workspaces/${workspace}` });
  emulator.faults.add({ ...notFound, path: `/v1/organizations/workspaces/${workspace}/service_accounts` });
  const read = await refreshed(process(), resource);
  expect(read.outputs["status"]).toBe("archived");
  emulator.faults.clear();
  await destroy(process(), read);
  expect(accountMemberships()).toEqual([]);
});
