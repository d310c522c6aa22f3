import { describe, expect, test } from "vitest";
import { serviceAccount as ServiceAccount } from "../../../../provider/resources/serviceAccount/plan.ts";
import {
  create,
  failures,
  lostAfterWrite,
  organizationWithServiceAccount,
  paths,
  rejection,
  tokenEnv,
} from "../../harness/index.ts";

const declared = { name: "ci-bot", description: "Runs in CI", organizationRole: "developer" };

describe("create of a service account", () => {
  test("sends the declared fields and records what the API returns", async () => {
    const { process, writes, notices, state } = await organizationWithServiceAccount();
    const { id, outputs } = await create(process(), ServiceAccount, declared);
    expect(writes()).toEqual([
      'POST /service_accounts {"name":"ci-bot","description":"Runs in CI","organization_role":"developer"}',
    ]);
    expect(id).toBe(state().service_accounts.at(-1)?.id);
    expect(outputs).toMatchObject({ ...declared, status: "active", adopted: false });
    expect(outputs["createdAt"]).toMatch(/^\d{4}-/);
    expect(notices).toEqual([]);
  });

  test("leaves out what is not declared", async () => {
    const { process, writes } = await organizationWithServiceAccount();
    const { outputs } = await create(process(), ServiceAccount, { name: "plain" });
    expect(writes()).toEqual(['POST /service_accounts {"name":"plain"}']);
    expect(outputs).toMatchObject({ description: "", organizationRole: "developer", __managed: ["name"] });
  });

  test("refuses a name that is in use, with the ID and what to do, and writes nothing", async () => {
    const { process, writes, account, console } = await organizationWithServiceAccount();
    expect((await rejection(create(process(), ServiceAccount, { name: "deploy" }))).message).toBe(
      `cannot create service account "deploy": the organization has a service account of that name, ${account}. If you renamed or moved this resource, add the resource option \`aliases\`. If an interrupted run of this stack created it, run \`npx pulumi-anthropic recover --stack dev --yes\` and then \`up\` again. To adopt it, add the resource option \`import: "${account}"\`.`,
    );
    expect(writes()).toEqual([]);
    // The API does not say which of the archived ones has the name.
    console.archiveServiceAccount("deploy");
    expect((await rejection(create(process(), ServiceAccount, { name: "deploy" }))).message).toBe(
      `cannot create service account "deploy": an archived service account has that name (${account}), and the API does not free it. Set another \`name\`.`,
    );
  });

  test("uses the name of an archived account again if the API allows it", async () => {
    const { process, console, emulator, accounts } = await organizationWithServiceAccount();
    emulator.assumptions.archivedServiceAccountName = "allow";
    console.archiveServiceAccount("deploy");
    await create(process(), ServiceAccount, { name: "deploy" });
    expect(accounts()).toEqual(["deploy active", "deploy archived"]);
    expect((await rejection(create(process(), ServiceAccount, { name: "deploy" }))).message).toContain(
      "the organization has a service account of that name",
    );
  });

  test("names the account that a stale list did not show", async () => {
    const { process, emulator, console } = await organizationWithServiceAccount();
    const session = process();
    await session.cache.serviceAccounts.all(0);
    const { id } = console.createServiceAccount({ name: "late" });
    const error = await rejection(create(session, ServiceAccount, { name: "late" }));
    expect(error.message).toContain(`the organization has a service account of that name, ${id}.`);
    expect(emulator.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test.each(lostAfterWrite)("finds the account when $name", async ({ fault }) => {
    const { process, emulator, accounts, notices } = await organizationWithServiceAccount();
    emulator.faults.add({ ...fault, method: "POST", path: paths.serviceAccounts });
    const { id, outputs } = await create(process(), ServiceAccount, declared);
    expect(accounts()).toEqual(["ci-bot active", "deploy active"]);
    expect(outputs).toMatchObject({ ...declared, adopted: true });
    expect(notices.join("\n")).toContain(
      `The service account "ci-bot" (${id}) was found after the response to its create was lost.`,
    );
  });

  test("does not take an older account of the name for its own after a lost response", async () => {
    const { process, emulator, console } = await organizationWithServiceAccount();
    const session = process();
    // The list of the process is older than the account.
    await session.cache.serviceAccounts.all(0);
    const { id } = console.createServiceAccount({ name: "ci-bot", description: "Runs in CI" });
    emulator.clock.advance({ hours: 1 });
    emulator.faults.add({ kind: "status", status: 500, method: "POST", path: paths.serviceAccounts });
    await expect(create(session, ServiceAccount, declared)).rejects.toThrow(
      `the organization has a service account of that name, ${id}.`,
    );
  });

  test("accepts the role admin from an interactive login, and explains the rejection of a workload", async () => {
    const { process, emulator, accounts } = await organizationWithServiceAccount();
    const args = { name: "root", organizationRole: "admin" };
    const workload = process({}, tokenEnv(emulator, "oauth"));
    const { message } = await rejection(create(workload, ServiceAccount, args));
    expect(message).toMatch(
      /^cannot create service account "root": the API rejected it \(403 .*\)\. The role `admin` is restricted: a token from federation cannot set this role, only one from an interactive login\. Run `pulumi up` once with /,
    );
    expect((await create(process(), ServiceAccount, args)).outputs["organizationRole"]).toBe("admin");
    expect(accounts()).toContain("root active");
  });
});

describe("check of a service account", () => {
  test.each([
    [{ name: "CI" }, "`name`: must consist of lowercase letters, digits and hyphens."],
    [{ name: "" }, "`name`: must not be empty."],
    [{ name: "x".repeat(256) }, "`name`: must have at most 255 characters."],
    [{}, "`name` is required."],
    [{ name: "a", description: "x".repeat(2001) }, "`description`: must have at most 2000 characters."],
    [{ name: "a", organizationRole: "Admin" }, "`organizationRole`: must be `developer` or `admin`."],
    [{ name: "a", workspaces: [] }, "`workspaces` is not a property of ServiceAccount."],
  ])("rejects %j", async (args, reason) => {
    const { process } = await organizationWithServiceAccount();
    const [failure = ""] = failures(process(), ServiceAccount, args);
    expect(failure).toContain(reason.replace(/\.$/, ""));
  });

  test("rejects the role admin for a credential from federation, unless it is unchanged or imported", async () => {
    const { process, emulator } = await organizationWithServiceAccount();
    const federated = {
      ANTHROPIC_ADMIN_KEY: undefined,
      ANTHROPIC_AUTH_TOKEN: undefined,
      ANTHROPIC_FEDERATION_RULE_ID: "fdrl_01Main",
      ANTHROPIC_ORGANIZATION_ID: emulator.organization().id,
      ANTHROPIC_SERVICE_ACCOUNT_ID: "svac_01Deployer",
      ANTHROPIC_IDENTITY_TOKEN: "a.b.c",
    };
    const args = { name: "root", organizationRole: "admin" };
    const reason =
      "`organizationRole` cannot be `admin`: a token from federation cannot set this role, only one from an interactive login. Run `pulumi up` once with a token from `ant auth login --scope org:admin`, or set the role in the Console and omit `organizationRole`.";
    expect(failures(process({}, federated), ServiceAccount, args)).toEqual([reason]);
    expect(
      failures(process({}, federated), ServiceAccount, args, { ...args, organizationRole: "developer" }),
    ).toEqual([reason]);
    expect(failures(process({}, federated), ServiceAccount, args, args)).toEqual([]);
    expect(failures(process({}, federated), ServiceAccount, { ...args, adopt: "svac_01" })).toEqual([]);
    expect(failures(process(), ServiceAccount, args)).toEqual([]);
    expect(emulator.requests).toEqual([]);
  });

  test("rejects two resources with the same name", async () => {
    const { process } = await organizationWithServiceAccount();
    const session = process();
    const two = (origin: string) => failures(session, ServiceAccount, { name: "same", __origin: origin });
    expect(two("acme/dev::one")).toEqual([]);
    expect(two("acme/dev::two")).toEqual([
      "ServiceAccount same is already declared by another resource of this program, `one`. Remove one of the two resources; the object is not changed.",
    ]);
  });
});
