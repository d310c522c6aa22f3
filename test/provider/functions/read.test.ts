import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import {
  getOrganization,
  getOrganizationOutput,
  getUser,
  getUserOutput,
  getUsers,
  getUsersOutput,
  getWorkspaces,
  Provider,
} from "../../../provider/index.ts";
import { failure, later, reader, settled, unknown } from "./reader.ts";

const noKey = "There is no key for the Admin API.";

describe("a read", () => {
  test("and the reads beside it share one list a kind", async () => {
    const { requests } = await reader({ seed: "sample" });
    const [users, developers, again] = await Promise.all([
      getUsers(),
      getUsers({ roles: ["developer"] }),
      settled(getUsersOutput()),
    ]);
    expect(again).toEqual(users);
    expect(developers.length).toBeLessThan(users.length);
    await getUsers();
    expect(requests()).toEqual(["GET /users"]);
  });

  test("uses the key and the settings of the stack", async () => {
    const { emulator, requests } = await reader({
      adminKey: "sk-ant-admin01-secret",
      config: { adminKey: "sk-ant-admin01-secret" },
      env: { ANTHROPIC_ADMIN_KEY: undefined, PULUMI_CONFIG_SECRET_KEYS: '["anthropic:adminKey"]' },
    });
    expect(await getOrganization()).toMatchObject({ id: emulator.organization().id });
    expect(requests()).toEqual(["GET /me"]);
  });

  test("refuses a key in plain text", async () => {
    const adminKey = "sk-ant-admin01-plain";
    const { requests } = await reader({
      config: { adminKey },
      env: { ANTHROPIC_ADMIN_KEY: undefined, PULUMI_CONFIG_SECRET_KEYS: "[]" },
    });
    const message = await failure(getOrganization());
    expect(message).toContain("`anthropic:adminKey` stands in the stack's configuration as plain text");
    expect(message).not.toContain(adminKey);
    expect(requests()).toEqual([]);
  });

  test("tells what the API says as every operation does", async () => {
    const { emulator } = await reader();
    emulator.faults.add({ kind: "status", status: 403, message: "not for you" });
    expect(await failure(getUsers())).toMatch(
      /^Could not list the organization's people: the API refused it \(403 permission_error: not for you\)\. .* \[req_\w+\]$/,
    );
  });

  test("of another organization than the configured one fails", async () => {
    const organizationId = "12345678-1234-5678-1234-567812345678";
    const { emulator } = await reader({ config: { organizationId } });
    const message = await failure(getUsers());
    expect(message).toContain(`The key in use is of organization ${emulator.organization().id}`);
    expect(message).toContain(organizationId);
  });

  test("of settings that cannot be says which", async () => {
    await reader({ config: { requestsPerMinute: "many" } });
    expect(await failure(getUsers())).toContain("anthropic:requestsPerMinute");
  });

  test("with an output for an argument points at the function that waits", async () => {
    const { requests } = await reader();
    const email: unknown = pulumi.output("alice@example.com");
    expect(await failure(getUser({ email: email as string }))).toBe(
      "getUser was given an output, which has no value yet. Use getUserOutput, which waits for it.",
    );
    expect(requests()).toEqual([]);
  });
});

describe("a read as an output", () => {
  test("waits for its arguments, and for lists in them", async () => {
    const { console: people } = await reader();
    people.addUser({ email: "alice@example.com", role: "developer" });
    const email = later<string>();
    const user = getUserOutput({ email: email.output });
    const users = getUsersOutput({ roles: [pulumi.output("developer")] });
    email.resolve(" Alice@Example.com ");
    expect(await settled(user)).toMatchObject({ email: "alice@example.com" });
    expect(await settled(users)).toHaveLength(1);
  });

  test("sees what was made while it waited, although there is a list already", async () => {
    const { console: people, requests } = await reader();
    const before = await getUsers();
    const role = later<string>();
    const after = getUsersOutput({ roles: [role.output, "admin"] });
    people.addUser({ email: "alice@example.com", role: "developer" });
    role.resolve("developer");
    expect(await settled(after)).toHaveLength(before.length + 1);
    expect(requests()).toEqual(["GET /users", "GET /users"]);
  });

  test("waits for the resources that it is told to depend on", async () => {
    class Made extends pulumi.CustomResource {
      constructor(name: string, props: pulumi.Inputs) {
        super("test:index:Made", name, props);
      }
    }
    const { console: people } = await reader();
    const before = await getUsers();
    const wait = later<string>();
    const made = new Made("made", { wait: wait.output });
    const one = getUsersOutput({}, { dependsOn: made });
    const several = getUsersOutput({}, { dependsOn: [made] });
    people.addUser({ email: "alice@example.com" });
    wait.resolve("go");
    expect(await settled(one)).toHaveLength(before.length + 1);
    expect(await settled(several)).toHaveLength(before.length + 1);
  });

  test("is unknown while its arguments are, and asks nothing", async () => {
    const { requests } = await reader({ preview: true });
    expect(await settled(getUserOutput({ email: unknown<string>() }))).toBe("unknown");
    expect(requests()).toEqual([]);
  });

  test("in a preview without a key is unknown, which is said once", async () => {
    const { requests, said } = await reader({ preview: true, env: { ANTHROPIC_ADMIN_KEY: undefined } });
    expect(await settled(getUsersOutput())).toBe("unknown");
    expect(await settled(getOrganizationOutput().name)).toBe("unknown");
    expect(said).toEqual([
      "What the program reads from the organization is not known in this preview: there is no key.",
    ]);
    expect(requests()).toEqual([]);
  });

  test("is what goes on without a key: the plain read fails, in previews too", async () => {
    await reader({ preview: true, env: { ANTHROPIC_ADMIN_KEY: undefined } });
    expect(await failure(getUsers())).toContain(noKey);
    const { said } = await reader({ env: { ANTHROPIC_ADMIN_KEY: undefined } });
    expect(await failure(getUsers())).toContain(noKey);
    expect(said).toEqual([]);
  });
});

describe("a read of a Provider's organization", () => {
  const adminKey = "sk-ant-admin01-second";

  async function two() {
    const { emulator, ...rest } = await reader({
      organizations: [{ adminKey }],
      env: { SECOND_KEY: adminKey },
      config: { maxArchives: "1" },
    });
    const second = emulator.organization(adminKey);
    const args = { organizationId: second.id, adminKeyVariable: "SECOND_KEY", baseUrl: emulator.url };
    return { emulator, second, args, ...rest };
  }

  test("uses its arguments, and not the stack's configuration", async () => {
    const { emulator, second, args } = await two();
    const provider = new Provider("second", args);
    expect((await getOrganization({ provider })).id).toBe(second.id);
    expect((await settled(getOrganizationOutput({ provider }))) as object).toMatchObject({ id: second.id });
    expect((await getOrganization()).id).toBe(emulator.organization().id);
  });

  test("shares the lists of all Providers of that organization", async () => {
    const { args, requests } = await two();
    await getWorkspaces({}, { provider: new Provider("one", args) });
    await getWorkspaces({}, { provider: new Provider("two", { ...args }) });
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("waits for arguments that are outputs, which the plain read cannot", async () => {
    const { second, args } = await two();
    const id = later<string>();
    const provider = new Provider("second", { ...args, organizationId: id.output, requestsPerMinute: 50 });
    expect(await failure(getOrganization({ provider }))).toContain("Use getOrganizationOutput");
    const read = getOrganizationOutput({ provider });
    id.resolve(second.id);
    expect(await settled(read)).toMatchObject({ id: second.id });
  });

  test("fails when the variable holds the key of another one", async () => {
    const { emulator, args } = await two();
    const provider = new Provider("second", { ...args, organizationId: emulator.organization().id });
    expect(await failure(getUsers({}, { provider }))).toContain("The key in use is of organization");
  });
});
