import { expect, test } from "vitest";
import { withStackKey } from "../../../cli/states/stackKey.ts";
import { readStacks } from "../../../cli/states/stacks.ts";
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
  const read = await withStackKey(prints, secretKey("prod"));
  expect([read(setting), read("anthropic:invite")]).toEqual(["key of prod", "never"]);
  // The option for colors follows if no stack is named.
  expect((await withStackKey(prints, secretKey()))(setting)).toMatch(/^key of --color/);
  expect(progress).toEqual([]);
});

test.each([
  { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-x" },
  { ANTHROPIC_ADMIN_KEY: "invalid" },
  { ANTHROPIC_AUTH_TOKEN: "sk-ant-oat01-x" },
])("does not decrypt the key if the environment has the credential %o", async (env) => {
  const { io, progress, file } = await newWorkdir();
  const failing = await withPulumi({ ...io, env }, "echo called >> called; exit 1");
  expect((await withStackKey(failing, secretKey("dev")))(setting)).toBe(undefined);
  await expect(file("called")).rejects.toThrow("ENOENT");
  expect(progress).toEqual([]);
});

test("does not decrypt the key if the stack names a variable", async () => {
  const { io, progress } = await newWorkdir();
  const config = (key: string) => (key === "anthropic:adminKeyVariable" ? "ANTHROPIC_OTHER" : undefined);
  const failing = await withPulumi(io, "exit 1");
  expect((await withStackKey(failing, { ...secretKey("dev"), config }))(setting)).toBe(undefined);
  expect(progress).toEqual([]);
});

test("reports why the key cannot be decrypted, and leaves it out", async () => {
  const { io, progress } = await newWorkdir();
  const locked = await withPulumi(io, "echo 'error: incorrect passphrase' >&2; exit 255");
  expect((await withStackKey(locked, secretKey("dev")))(setting)).toBe(undefined);
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
  await expect(withStackKey(io, plain)).rejects.toThrow("is in the stack's configuration in plain text");
  const withCredential = { ...io, env: { ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-x" } };
  expect((await withStackKey(withCredential, plain))(setting)).toBe(undefined);
});

test("runs no command for a stack without a key", async () => {
  const { io } = await newWorkdir();
  const config = () => undefined;
  const without = { label: "dev", config, secretSettings: new Set(["acme:password"]) };
  expect(await withStackKey({ ...io, env: {} }, without)).toBe(config);
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
