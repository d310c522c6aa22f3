import { describe, expect, test } from "vitest";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { importOrganization } from "../../../cli/import/importOrganization.ts";
import type { Io } from "../../../cli/output/io.ts";
import { planUp } from "../../../cli/plan/planUp.ts";
import { recoverStack } from "../../../cli/recover/recoverStack.ts";
import { decryptedSettings } from "../../../cli/states/decryptedSettings.ts";
import { readStacks } from "../../../cli/states/stacks.ts";
import { reportUser } from "../../../cli/user/reportUser.ts";
import { SmallEngine } from "../plan/engine.ts";
import { options as planOptions, seed, workdirWith, workspace } from "../plan/previewed.ts";
import { withPulumi, withStack } from "../whoami/setup.ts";
import { newWorkdir, stateOf } from "../workdir.ts";

const setting = "anthropic:adminKey";
const secretKey = (label?: string) => ({
  label,
  config: (key: string) => (key === "anthropic:invite" ? "never" : undefined),
  secretSettings: new Set([setting]),
});

test("decrypts the key of the stack if the environment has no credential", async () => {
  const { io, progress } = await newWorkdir();
  const prints = await withPulumi(io, '[ "$3" = anthropic:adminKey ] && echo "key of $5"');
  const read = await decryptedSettings(prints, secretKey("prod"));
  expect([read(setting), read("anthropic:invite")]).toEqual(["key of prod", "never"]);
  // The option for colors follows if no stack is named.
  expect((await decryptedSettings(prints, secretKey()))(setting)).toMatch(/^key of --color/);
  expect(progress).toEqual([]);
});

test.each([
  { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-x" },
  { ANTHROPIC_ADMIN_KEY: "invalid" },
  { ANTHROPIC_AUTH_TOKEN: "sk-ant-oat01-x" },
])("does not decrypt the key if the environment has the credential %o", async (env) => {
  const { io, progress, file } = await newWorkdir();
  const failing = await withPulumi({ ...io, env }, "echo called >> called; exit 1");
  expect((await decryptedSettings(failing, secretKey("dev")))(setting)).toBe(undefined);
  await expect(file("called")).rejects.toThrow("ENOENT");
  expect(progress).toEqual([]);
});

test("does not decrypt the key if the stack names a variable", async () => {
  const { io, progress } = await newWorkdir();
  const config = (key: string) => (key === "anthropic:adminKeyVariable" ? "ANTHROPIC_OTHER" : undefined);
  const failing = await withPulumi(io, "exit 1");
  expect((await decryptedSettings(failing, { ...secretKey("dev"), config }))(setting)).toBe(undefined);
  expect(progress).toEqual([]);
});

test("reports why the key cannot be decrypted, and leaves it out", async () => {
  const { io, progress } = await newWorkdir();
  const locked = await withPulumi(io, "echo 'error: incorrect passphrase' >&2; exit 255");
  expect((await decryptedSettings(locked, secretKey("dev")))(setting)).toBe(undefined);
  expect(progress).toEqual([
    "cannot run `pulumi config get anthropic:adminKey --stack dev`: incorrect passphrase. The key in `anthropic:adminKey` is not used.",
  ]);
});

test("rejects a key in plain text, unless the environment has a credential", async () => {
  const { io } = await newWorkdir();
  const plain = {
    label: "dev",
    config: (key: string) => (key === setting ? "sk-ant-admin01-plain" : undefined),
    secretSettings: new Set<string>(),
  };
  await expect(decryptedSettings(io, plain)).rejects.toThrow("is in the stack's configuration in plain text");
  const withCredential = { ...io, env: { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-x" } };
  expect((await decryptedSettings(withCredential, plain))(setting)).toBe(undefined);
});

test("runs no command for a stack without a key", async () => {
  const { io } = await newWorkdir();
  const config = () => undefined;
  const without = { label: "dev", config, secretSettings: new Set(["acme:password"]) };
  expect(await decryptedSettings({ ...io, env: {} }, without)).toBe(config);
});

test("readStacks returns which settings of the target are secret", async () => {
  const workdir = await newWorkdir();
  await workdir.write("state.json", stateOf());
  const config = { [setting]: { secret: true }, "anthropic:invite": { value: "never", secret: false } };
  const io = await withStack(workdir, config, {}, '*"stack export"*) /bin/cat state.json ;;');
  const { target } = await readStacks(io, {});
  expect(target.config("anthropic:invite")).toBe("never");
  expect([...target.secretSettings]).toEqual([setting]);
});

describe("a setting that is a secret", () => {
  const other = "11111111-1111-1111-1111-111111111111";
  const type = "pulumi-nodejs:dynamic/anthropic:Workspace";
  const urn = `urn:pulumi:dev::acme::${type}::w`;
  const inputs = { name: "W", __origin: "acme/dev::w" };
  const pending = { type: "creating", resource: { urn, type, inputs } };
  const stack = { resources: [{ urn: "urn:pulumi:dev::acme::pulumi:pulumi:Stack::acme-dev", type: "x" }] };
  const deployment = { manifest: { time: "2026-11-29T10:00:00Z" }, ...stack };
  const interrupted = { version: 3, deployment: { ...deployment, pending_operations: [pending] } };
  const files = { program: "organization.ts", importFile: "import.json" };
  test.each<[command: string, run: (io: Io) => Promise<unknown>, state?: unknown]>([
    ["drift", (io) => reportDrift(io, { expiringWithin: 5 })],
    ["import", (io) => importOrganization(io, { style: "each", ...files })],
    ["plan", (io) => planUp(io, { ...planOptions, preview: undefined })],
    ["recover", (io) => recoverStack(io, {}), interrupted],
    ["user", (io) => reportUser(io, "ann@example.com", { stack: ["dev"], lookBack: 0 })],
  ])("a secret `%s` is decrypted, and the stack is rejected if that fails", async (_, run, state) => {
    const engine = await SmallEngine.over({ seed });
    const secrets = { "anthropic:organizationId": "[secret]" };
    const workdir = await workdirWith(engine, [workspace("w")], secrets);
    await workdir.write("state.json", state ?? { version: 3, deployment });
    const config = { "anthropic:organizationId": { secret: true } };
    const cases = `
      *"stack export"*) /bin/cat state.json ;;
      preview*) /bin/cat preview.json ;;
      whoami*) echo '{"url":"https://api.pulumi.com"}' ;;`;
    const open = await withStack(workdir, config, { "anthropic:organizationId": other }, cases);
    await expect(run(open)).rejects.toThrow(other);
    expect(engine.emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    const locked = await withStack(workdir, config, {}, cases);
    await expect(run(locked)).rejects.toThrow(/config get anthropic:organizationId.*passphrase must be set/);
  });
});
