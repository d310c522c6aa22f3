import { describe, expect, test, vi } from "vitest";
import {
  getOrganization,
  getOrganizationOutput,
  getUsers,
  getWorkspaces,
  Provider,
  Workspace,
  withEnvVars,
} from "../../../provider/index.ts";
import { inlineRun } from "../inline.ts";
import { known } from "../program.ts";
import { failure, later, reader, settled } from "./reader.ts";

describe("a function", () => {
  test("uses the key and the settings of the stack", async () => {
    const { emulator, requests } = await reader({
      adminKey: "sk-ant-admin01-secret",
      config: { adminKey: "sk-ant-admin01-secret" },
      env: { ANTHROPIC_ADMIN_KEY: undefined, PULUMI_CONFIG_SECRET_KEYS: '["anthropic:adminKey"]' },
    });
    expect(await getOrganization()).toMatchObject({ id: emulator.organization().id });
    expect(requests()).toEqual(["GET /me"]);
  });

  test("fails with the name of an invalid setting", async () => {
    await reader({ config: { requestsPerMinute: "many" } });
    expect(await failure(getUsers())).toContain("anthropic:requestsPerMinute");
  });
});

describe("a function with a Provider", () => {
  const adminKey = "sk-ant-admin01-second";

  async function two() {
    const { emulator, ...rest } = await reader({
      organizations: [{ adminKey }],
      env: { ANTHROPIC_SECOND_KEY: adminKey },
      config: { maxArchives: "1" },
    });
    const second = emulator.organization(adminKey);
    const args = { organizationId: second.id, adminKeyVariable: "ANTHROPIC_SECOND_KEY" };
    return { emulator, second, args, ...rest };
  }

  test("uses the arguments of the Provider instead of the stack's configuration", async () => {
    const { emulator, second, args } = await two();
    const provider = new Provider("second", args);
    expect((await getOrganization({ provider })).id).toBe(second.id);
    expect((await settled(getOrganizationOutput({ provider }))) as object).toMatchObject({ id: second.id });
    expect((await getOrganization()).id).toBe(emulator.organization().id);
  });

  test("shares lists with other Providers of the same organization", async () => {
    const { args, requests } = await two();
    await getWorkspaces({}, { provider: new Provider("one", args) });
    await getWorkspaces({}, { provider: new Provider("two", { ...args }) });
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("waits for outputs among the Provider's arguments in its output form only", async () => {
    const { second, args } = await two();
    const id = later<string>();
    const provider = new Provider("second", { ...args, organizationId: id.output, requestsPerMinute: 50 });
    expect(await failure(getOrganization({ provider }))).toContain("Use getOrganizationOutput");
    const read = getOrganizationOutput({ provider });
    id.resolve(second.id);
    expect(await settled(read)).toMatchObject({ id: second.id });
  });

  test("sends no request to a loopback address that a Provider sets", async () => {
    const { emulator, args, requests } = await two();
    vi.stubEnv("ANTHROPIC_ADMIN_BASE_URL", undefined);
    const provider = new Provider("second", { ...args, baseUrl: emulator.url });
    expect(await failure(getOrganization({ provider }))).toContain(
      "127.0.0.1 is not an Anthropic host, and stack configuration cannot send the key elsewhere.",
    );
    expect(requests()).toEqual([]);
  });

  test("sends no request when the name of the key variable does not contain ANTHROPIC", async () => {
    const { args, requests } = await two();
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", adminKey);
    const provider = new Provider("second", { ...args, adminKeyVariable: "AWS_SECRET_ACCESS_KEY" });
    expect(await failure(getOrganization({ provider }))).toContain(
      "`adminKeyVariable` cannot be AWS_SECRET_ACCESS_KEY",
    );
    expect(requests()).toEqual([]);
  });

  test("fails when the key belongs to another organization than the Provider's", async () => {
    const { emulator, args } = await two();
    const provider = new Provider("second", { ...args, organizationId: emulator.organization().id });
    expect(await failure(getUsers({}, { provider }))).toContain("The credential belongs to organization");
  });
});

describe("a function in an application that runs several programs", () => {
  test("reads the organization again in each run", async () => {
    const { console: consoleActions, requests } = await reader();
    const seen: number[] = [];
    const program = async () => {
      seen.push((await getWorkspaces()).length);
      await getWorkspaces();
    };
    await inlineRun(program);
    consoleActions.createWorkspace({ name: "Lab" });
    await inlineRun(program);
    expect(seen).toEqual([0, 1]);
    expect(requests()).toEqual(["GET /workspaces", "GET /workspaces"]);
  });

  test("a function works in a run after one whose credential was rejected", async () => {
    const { emulator } = await reader();
    const seen: string[] = [];
    const program = async () => {
      const message = await getUsers().then(
        () => "read",
        (error: Error) => error.message,
      );
      seen.push(message);
    };
    vi.stubEnv("ANTHROPIC_ADMIN_KEY", "sk-ant-admin01-revoked");
    await inlineRun(program);
    vi.stubEnv("ANTHROPIC_ADMIN_KEY", emulator.adminKey);
    await inlineRun(program);
    expect(seen).toEqual([expect.stringContaining("401"), "read"]);
  });

  test("uses the variables of its own run, also when runs overlap", async () => {
    const adminKey = "sk-ant-admin01-second";
    const { emulator } = await reader({ organizations: [{ adminKey }] });
    const seen: string[] = [];
    const program = async () => {
      seen.push((await getOrganization()).id);
    };
    const first = withEnvVars({ ANTHROPIC_ADMIN_KEY: emulator.adminKey }, program);
    const second = withEnvVars({ ANTHROPIC_ADMIN_KEY: adminKey }, program);
    await Promise.all([inlineRun(first, { stack: "first" }), inlineRun(second, { stack: "second" })]);
    const { id } = emulator.organization();
    expect(seen.slice(0, 2).toSorted()).toEqual([id, emulator.organization(adminKey).id].toSorted());
    // Outside of a program as well.
    await second();
    await first();
    expect(seen.slice(2)).toEqual([emulator.organization(adminKey).id, id]);
  });

  test("passes the organization that it reads to the resources of its run", async () => {
    const { emulator } = await reader();
    const { id } = emulator.organization();
    const registrations = await inlineRun(async () => {
      new Workspace("before", { name: "Before" });
      void getUsers();
      new Workspace("after", { name: "After" });
      Workspace.get("read", "wrkspc_1");
    });
    const told = registrations.map(({ name, inputs }) => [name, inputs["__readByProgram"]]);
    // The one that was registered after the read waits for its end.
    expect(told).toEqual(
      expect.arrayContaining([
        ["before", undefined],
        ["after", id],
        ["read", undefined],
      ]),
    );
    const [next] = await inlineRun(async () => void new Workspace("next", { name: "Next" }));
    expect(next?.inputs).not.toHaveProperty("__readByProgram");
  });

  test("does not pass on the organization of a Provider", async () => {
    const { emulator } = await reader();
    const args = { organizationId: emulator.organization().id, adminKeyVariable: "ANTHROPIC_ADMIN_KEY" };
    const [, lab] = await inlineRun(async () => {
      await getUsers({}, { provider: new Provider("second", args) });
      new Workspace("lab", { name: "Lab" });
    });
    expect(lab?.inputs).not.toHaveProperty("__readByProgram");
  });

  const foreign = "aaaaaaaa-2222-3333-4444-555555555555";
  const error = (id: string) =>
    `The functions of this program read organization ${id}, but its resources belong to organization ${foreign}. ` +
    "An inline program does not see the `envVars` of its workspace. Pass them to the program with `withEnvVars`.";

  test("fails if a resource of its run belongs to another organization", async () => {
    const { emulator } = await reader();
    let message = "";
    await inlineRun(
      async () => {
        const lab = new Workspace("lab", { name: "Lab" });
        await known(lab.urn);
        await known(Reflect.get(lab, "__organization"));
        message = await failure(getUsers());
      },
      { outputs: { lab: { __organization: foreign } } },
    );
    expect(message).toBe(error(emulator.organization().id));
  });

  test("ignores the organization of a resource that has a Provider", async () => {
    await reader();
    let found = 0;
    await inlineRun(
      async () => {
        const args = { organizationId: foreign, adminKeyVariable: "ANTHROPIC_SECOND_KEY" };
        const lab = new Workspace("lab", { name: "Lab" }, { provider: new Provider("second", args) });
        await known(lab.urn);
        found = (await getUsers()).length;
      },
      { outputs: { lab: { __organization: foreign } } },
    );
    expect(found).toBe(1);
  });

  test("names `withEnvVars` when an inline program has no key", async () => {
    await reader({ env: { ANTHROPIC_ADMIN_KEY: undefined } });
    let message = "";
    await inlineRun(async () => {
      message = await failure(getUsers());
    });
    expect(message).toMatch(
      /^There is no key for the Admin API\. .* pass them to the program with `withEnvVars`\.$/,
    );
    expect(await failure(getUsers())).not.toContain("withEnvVars");
  });

  test("ignores the audit log, whose folder is not that of the application", async () => {
    await reader();
    const seen: number[] = [];
    const config = { "anthropic:auditLog": "/nowhere/audit.jsonl" };
    await inlineRun(async () => seen.push((await getUsers()).length), { config });
    expect(seen).toEqual([1]);
  });
});

describe("a function outside of a program", () => {
  test("reads lists again after a minute", async () => {
    const { requests } = await reader();
    const clock = vi.spyOn(performance, "now");
    try {
      // More than a minute after the calls of other tests.
      const start = performance.now() + 61_000;
      clock.mockReturnValue(start);
      await getUsers();
      clock.mockReturnValue(start + 50_000);
      await getUsers();
      expect(requests()).toHaveLength(1);
      clock.mockReturnValue(start + 70_000);
      await getUsers();
      expect(requests()).toHaveLength(1);
    } finally {
      clock.mockRestore();
    }
  });

  test("does not fail because an earlier call failed", async () => {
    const { emulator } = await reader();
    vi.stubEnv("ANTHROPIC_ADMIN_KEY", "sk-ant-admin01-revoked");
    expect(await failure(getUsers())).toContain("401");
    vi.stubEnv("ANTHROPIC_ADMIN_KEY", emulator.adminKey);
    expect(await getUsers()).toHaveLength(1);
  });
});
