import { describe, expect, test } from "vitest";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { serviceAccount as ServiceAccount } from "../../../../provider/resources/serviceAccount/plan.ts";
import { federate } from "../../../emulator/identityToken.ts";
import {
  create,
  destroy,
  drift,
  organizationWithServiceAccount,
  paths,
  preview,
  refresh,
  refreshed,
  rejection,
  up,
  writeFaults,
} from "../../harness/index.ts";

const declared = { name: "ci", description: "Runs in CI" };

async function start(args: Properties = declared) {
  const context = await organizationWithServiceAccount();
  return { ...context, resource: await context.existing(ServiceAccount, args) };
}

describe("update of a service account", () => {
  test("sends only what changed, and the empty description", async () => {
    const { process, writes, resource, state } = await start();
    const path = `POST /service_accounts/${resource.id}`;
    const next = await up(process(), resource, {
      name: "ci",
      description: "",
      organizationRole: "developer",
    });
    expect(writes()).toEqual([`${path} {"description":""}`]);
    expect(next.outputs).toMatchObject({ description: "", organizationRole: "developer" });
    await up(process(), next, { name: "ci", description: "", organizationRole: "admin" });
    expect(writes()).toEqual([`${path} {"organization_role":"admin"}`]);
    expect(state().service_accounts.at(-1)).toMatchObject({ description: "", organization_role: "admin" });
  });

  test("leaves alone what is no longer declared", async () => {
    const { process, writes, resource } = await start();
    const next = await up(process(), resource, { name: "ci", onDelete: "retain" });
    expect(next.outputs).toMatchObject({ description: "Runs in CI", onDelete: "retain" });
    expect(writes()).toEqual([]);
  });

  test.each(writeFaults)("changes the description once when $name", async ({ fault }) => {
    const { process, emulator, resource, state } = await start();
    emulator.faults.add({ ...fault, method: "POST", path: paths.serviceAccount });
    const session = process();
    const args = { ...declared, description: "New" };
    const next = await up(session, resource, args).catch(() => up(process(), resource, args));
    expect(next.outputs["description"]).toBe("New");
    expect(state().service_accounts.at(-1)?.description).toBe("New");
  });

  test("waits until a new account can be found", async () => {
    const { process, emulator, resource } = await start();
    emulator.faults.add({
      kind: "status",
      status: 404,
      method: "POST",
      path: paths.serviceAccount,
      times: 3,
    });
    const next = await up(process(), resource, { ...declared, description: "New" });
    expect(next.outputs["description"]).toBe("New");
  });

  test("gives up after about 30 seconds", async () => {
    const { process, emulator, resource } = await start();
    emulator.faults.add({
      kind: "status",
      status: 404,
      method: "POST",
      path: paths.serviceAccount,
      times: 99,
    });
    const error = await rejection(up(process(), resource, { ...declared, description: "New" }));
    expect(error.message).toMatch(
      /^cannot update service account "ci" \(svac_\w+\): the API rejected it \(404 /,
    );
    expect(emulator.requests.filter(({ method }) => method === "POST")).toHaveLength(7);
  });

  test("fails with one sentence once the account was archived outside of Pulumi", async () => {
    const { process, console, resource, writes, notices } = await start();
    console.archiveServiceAccount("ci");
    const archived = await refreshed(process(), resource);
    expect(archived.outputs).toMatchObject({ status: "archived", archivedAt: expect.stringMatching(/^\d/) });
    const reason = `update service account "ci" (${resource.id}): it was archived outside of Pulumi, and archiving a service account is final. Remove it from the program, or set \`onArchived: "recreate"\` to create a new one.`;
    expect(await preview(process(), archived, declared)).toMatchObject({ action: "update" });
    expect(notices).toEqual([`it: \`up\` will refuse to ${reason}`]);
    expect((await rejection(up(process(), archived, declared))).message).toBe(`cannot ${reason}`);
    const again = { ...declared, onArchived: "recreate" };
    expect(await preview(process(), archived, again)).toMatchObject({
      action: "replace",
      deleteFirst: false,
    });
    // Delete has nothing to do.
    await destroy(process(), archived);
    expect(writes()).toEqual([]);
  });

  test("says so if the account was archived since the last refresh", async () => {
    const { process, console, resource } = await start();
    console.archiveServiceAccount("ci");
    const { message } = await rejection(up(process(), resource, { ...declared, description: "New" }));
    expect(message).toMatch(/it was archived outside of Pulumi, .* The API returned: .*archived/);
  });
});

describe("another name of a service account", () => {
  test("replaces a service account with another name, created first, and says that the old one is archived for good", async () => {
    const { process, resource, notices, writes, accounts } = await start();
    expect(await preview(process(), resource, { ...declared, name: "cd" })).toMatchObject({
      action: "replace",
      deleteFirst: false,
    });
    expect(notices).toEqual([
      `it: \`up\` creates a service account with another name and then archives service account "ci" (${resource.id}), which is final and ends its tokens and API keys.`,
    ]);
    const next = await up(process(), resource, { ...declared, name: "cd" });
    expect(next.id).not.toBe(resource.id);
    expect(writes()).toEqual([
      'POST /service_accounts {"name":"cd","description":"Runs in CI"}',
      `POST /service_accounts/${resource.id}/archive`,
    ]);
    expect(accounts()).toEqual(["cd active", "ci archived", "deploy active"]);
  });

  test("leaves an adopted one", async () => {
    const { process, account, existing, notices } = await start();
    const adopted = await existing(ServiceAccount, { name: "deploy", adopt: account });
    expect(adopted).toMatchObject({ id: account, outputs: { adopted: true, status: "active" } });
    await preview(process(), adopted, { name: "cd" });
    expect(notices).toEqual([
      `it: \`up\` creates a service account with another name and then leaves service account "deploy" (${account}) unchanged, since \`onDelete\` is "retain" or it was adopted.`,
    ]);
  });
});

describe("delete of a service account", () => {
  test("archives a service account that this stack created, and counts it", async () => {
    const { process, resource, notices, writes } = await start();
    const limited = process({ maxArchives: "0" });
    await expect(destroy(limited, resource)).rejects.toThrow(/cannot archive service account "ci" \(svac_/);
    expect(writes()).toEqual([]);
    await destroy(process(), resource);
    expect(writes()).toEqual([`POST /service_accounts/${resource.id}/archive`]);
    expect(notices).toEqual([`it: The service account "ci" (${resource.id}) was archived, which is final.`]);
    await destroy(process(), resource);
    expect(writes()).toEqual([]);
  });

  test("leaves an adopted one and one with `onDelete: retain`, without a request", async () => {
    const { process, account, existing, requests, notices } = await start();
    const adopted = await existing(ServiceAccount, { name: "deploy", adopt: account });
    await destroy(process(), adopted);
    expect(notices).toEqual([
      `it: The service account "deploy" (${account}) is left unchanged, since it is not certain that this stack created it (\`adopted\` is \`true\`).`,
    ]);
    const kept = await up(process(), adopted, { name: "deploy", onDelete: "archive" });
    requests();
    await destroy(process(), { ...kept, outputs: { ...kept.outputs, onDelete: "retain" } });
    expect(requests()).toEqual([]);
    await destroy(process(), kept);
    expect(requests()).toContain(`POST /service_accounts/${account}/archive`);
  });

  test.each(writeFaults)("archives once when $name", async ({ fault }) => {
    const { process, emulator, resource, accounts } = await start();
    emulator.faults.add({ ...fault, method: "POST", path: paths.archiveServiceAccount });
    await destroy(process(), resource).catch(() => destroy(process(), resource));
    expect(accounts()).toEqual(["ci archived", "deploy active"]);
  });

  test("the delete of a service account is an error while the API does not return an account, which cannot be deleted", async () => {
    const { process, emulator, resource, accounts } = await start();
    const body = { data: [], next_page: null };
    emulator.faults.add({ kind: "status", status: 200, path: paths.serviceAccounts, body, times: 99 });
    emulator.faults.add({ kind: "status", status: 404, path: paths.serviceAccount, times: 99 });
    await expect(destroy(process(), resource)).rejects.toThrow(
      /^cannot archive service account "ci" \(svac_\w+\): the API does not return it, although it cannot be deleted\./,
    );
    const gone = await refreshed(process(), resource);
    expect(gone.outputs["status"]).toBe("removed");
    expect((await rejection(up(process(), gone, { ...declared, description: "x" }))).message).toMatch(
      /the API no longer returns it, although service accounts cannot be deleted/,
    );
    await destroy(process(), gone);
    expect(accounts()).toContain("ci active");
    emulator.faults.clear();
    await destroy(process(), { ...gone, outputs: { ...gone.outputs, onDelete: "retain" } });
    expect(accounts()).toContain("ci active");
    // The API returns it again, so it is archived like any other.
    await destroy(process(), gone);
    expect(accounts()).toContain("ci archived");
  });

  test("delete and update of a service account fail if the response is about another account", async () => {
    const { process, emulator, resource, state } = await start();
    const wire = state().service_accounts.find(({ id }) => id === resource.id);
    const body = { ...wire, id: "svac_01other", description: "new" };
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path: paths.serviceAccount, body });
    const args = { ...declared, description: "new" };
    await expect(up(process(), resource, args)).rejects.toThrow(
      "the response is service account svac_01other",
    );
  });

  test("fails if the response shows that nothing was archived", async () => {
    const { process, emulator, resource, state, accounts } = await start();
    const body = state().service_accounts.find(({ id }) => id === resource.id);
    const path = paths.archiveServiceAccount;
    emulator.faults.add({ kind: "status", status: 200, method: "POST", path, body });
    await expect(destroy(process(), resource)).rejects.toThrow("the response does not show it as archived");
    expect(accounts()).toContain("ci active");
  });

  test("names the federation rules that issue tokens for it", async () => {
    const { process, emulator, resource } = await start();
    federate(emulator, { service_account_id: resource.id });
    const rule = (id: string, name: string, archivedAt: string | null, accountId = resource.id) => ({
      type: "federation_rule",
      id,
      name,
      issuer_id: "fdis_1",
      match: { subject_prefix: "repo:acme/app:*" },
      target: { type: "service_account", service_account_id: accountId },
      oauth_scope: "workspace:developer",
      token_lifetime_seconds: 3600,
      applies_to_all_workspaces: true,
      workspace_ids: [],
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
      archived_at: archivedAt,
    });
    const rules = [
      rule("fdrl_1", "main", null),
      rule("fdrl_2", "release", null),
      rule("fdrl_3", "old", "2026-01-01T00:00:00Z"),
      rule("fdrl_4", "other", null, "svac_x"),
    ];
    const body = { data: rules, next_page: null };
    emulator.faults.add({ kind: "status", status: 400, path: paths.archiveServiceAccount });
    emulator.faults.add({ kind: "status", status: 200, path: "/v1/organizations/federation_rules", body });
    const { message } = await rejection(destroy(process(), resource));
    expect(message).toContain(
      ' These federation rules issue tokens for it: "main" (fdrl_1), "release" (fdrl_2). Archive the rules first, or give them another service account.',
    );
  });
});

describe("read of a service account", () => {
  test("shows changes made outside of Pulumi, and none without", async () => {
    const { process, console, resource } = await start();
    expect(await drift(process(), resource)).toBe("nothing");
    console.updateServiceAccount("ci", { description: "Changed" });
    expect(await drift(process(), resource)).toBe("update");
    const next = await refreshed(process(), resource);
    expect(next.outputs["description"]).toBe("Changed");
    console.updateServiceAccount("ci", { role: "admin" });
    // The role is not declared.
    expect(await drift(process(), next)).toBe("nothing");
  });

  test("reads a service account that is managed elsewhere by its ID", async () => {
    const { process, account } = await start();
    const read = await ServiceAccount.read(process(), ` ${account} `, {});
    expect(read).toMatchObject({ id: account, props: { name: "deploy", status: "active" } });
    await expect(ServiceAccount.read(process(), "svac_01other", {})).rejects.toThrow(
      "cannot read ServiceAccount svac_01other: the organization has no object with this ID.",
    );
    await expect(ServiceAccount.read(process(), "user_1", {})).rejects.toThrow(
      '"user_1" is not the ID of a ServiceAccount, which begins with `svac_`.',
    );
  });

  test("waits for an account that the API does not show yet", async () => {
    const { process, emulator, resource } = await start();
    const body = { data: [], next_page: null };
    emulator.faults.add({ kind: "status", status: 200, path: paths.serviceAccounts, body });
    emulator.faults.add({ kind: "status", status: 404, method: "GET", path: paths.serviceAccount, times: 2 });
    expect((await refresh(process(), resource))?.outputs["status"]).toBe("active");
  });
});

test("the resource option `import` compares the account with the declaration, and writes nothing", async () => {
  const { process, account, console, writes } = await start();
  const adopting = (args: Properties) =>
    rejection(create(process(), ServiceAccount, { ...args, adopt: account }));
  expect((await adopting({ name: "deploys" })).message).toMatch(
    /`name` is "deploy" in the organization, and "deploys" in the program/,
  );
  console.archiveServiceAccount("deploy");
  expect((await adopting({ name: "deploy" })).message).toMatch(/it is archived, which is final\./);
  expect(writes()).toEqual([]);
});
