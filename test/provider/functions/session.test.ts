import { describe, expect, test, vi } from "vitest";
import {
  getOrganization,
  getOrganizationOutput,
  getUsers,
  getWorkspaces,
  Provider,
} from "../../../provider/index.ts";
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
