import { describe, expect, it } from "vitest";
import { optionalStacks, rejectOtherStacks } from "../../../cli/states/optionalStacks.ts";
import { withPulumi, withStack } from "../whoami/setup.ts";
import { newWorkdir, stateOf } from "../workdir.ts";

describe("optionalStacks", () => {
  it("reads the states that the options choose", async () => {
    const { io, write } = await newWorkdir();
    await write("Pulumi.yaml", "name: acme\n");
    await write("state.json", stateOf());
    const { states, missing } = await optionalStacks(io, { state: ["state.json"] });
    expect({ labels: states.map(({ label }) => label), missing }).toEqual({
      labels: ["state.json"],
      missing: undefined,
    });
    await expect(optionalStacks(io, { state: ["other.json"] })).rejects.toThrow("cannot read the state file");
  });

  it("reads no state, and returns the reason, without a project or when `pulumi` fails", async () => {
    const { io, write } = await newWorkdir();
    const none = await optionalStacks(io, {});
    expect(none.states).toEqual([]);
    expect(none.config("anthropic:organizationId")).toBeUndefined();
    expect(none.missing).toMatch(/^No state was read: there is no Pulumi project here\. .* Pass --stack/);
    await write("Pulumi.yaml", "name: acme\n");
    const broken = await withPulumi(io, "echo 'error: not logged in' >&2; exit 1");
    expect((await optionalStacks(broken, {})).missing).toMatch(/not logged in/);
    await expect(optionalStacks(broken, { stack: ["dev"] })).rejects.toThrow("not logged in");
  });

  it("rejects a write when the state and the settings of a stack may exist, but cannot be read", async () => {
    const { io, write } = await newWorkdir();
    expect((await optionalStacks(io, {}, "write")).missing).toContain("there is no Pulumi project here.");
    await write("Pulumi.yaml", "name: acme\n");
    const unselected = await withPulumi(io, "echo '[]'");
    expect((await optionalStacks(unselected, {}, "write")).missing).toContain("No stack is selected here.");
    const broken = await withPulumi(io, "echo 'error: not logged in' >&2; exit 1");
    await expect(optionalStacks(broken, {}, "write")).rejects.toThrow(
      "cannot run `pulumi stack ls --json`: not logged in. Nothing was changed, because the stack may have settings for writes, such as `anthropic:organizationId` and `anthropic:auditLog`. Correct it, or pass a folder without a Pulumi project to `--cwd` to use no stack.",
    );
    // Pulumi accepts every form of YAML.
    await write("Pulumi.yaml", "{ runtime: nodejs, name: acme }\n");
    await expect(optionalStacks(broken, {}, "write")).rejects.toThrow("not logged in. Nothing was changed,");
    const missing = { ...io, env: { ...io.env, PATH: io.cwd } };
    await expect(optionalStacks(missing, {}, "write")).rejects.toThrow("cannot find `pulumi` on the PATH.");
  });
});

describe("the settings of a chosen stack", () => {
  it("a write is rejected when the settings of its stack cannot be read outside of a project", async () => {
    const { io } = await newWorkdir();
    const silent = await withPulumi(io, "echo '[]'");
    for (const choice of [
      { stack: ["dev"] },
      { allStacks: true },
      { stack: ["dev"], state: ["state.json"] },
    ]) {
      await expect(optionalStacks(silent, choice, "write")).rejects.toThrow(
        "cannot read the settings of the stack: there is no Pulumi project here. Nothing was changed.",
      );
    }
  });

  it("do not apply to a write with state files only, which the command reports", async () => {
    const { io, write, progress } = await newWorkdir();
    await write("state.json", stateOf());
    await optionalStacks(io, { state: ["state.json"] });
    expect(progress).toEqual([]);
    await optionalStacks(io, { state: ["state.json"] }, "write");
    expect(progress).toEqual([
      "Only state files are read, so no stack settings apply, such as `anthropic:organizationId` and `anthropic:auditLog`.",
    ]);
  });
});

it("reports that the states of other stacks were not read", async () => {
  const workdir = await newWorkdir();
  await workdir.write("state.json", stateOf());
  const io = await withStack(workdir, {}, {}, `*"stack export"*) /bin/cat state.json ;;`);
  expect((await optionalStacks(io, {}, "write")).others).toBe(
    "Only the state of dev was read. A resource of another stack may declare the objects. Pass --all-stacks to read all states.",
  );
  expect((await optionalStacks(io, { allStacks: true }, "write")).others).toBeUndefined();
});

it("settings that are secrets apply, and a write is rejected if they cannot be decrypted", async () => {
  const workdir = await newWorkdir({ ANTHROPIC_ADMIN_KEY: "sk-ant-admin01-x" });
  await workdir.write("state.json", stateOf());
  const secrets = { "anthropic:organizationId": { secret: true }, "acme:password": { secret: true } };
  const cases = `*"stack export"*) /bin/cat state.json ;;`;
  const id = "11111111-1111-1111-1111-111111111111";
  const open = await withStack(workdir, secrets, { "anthropic:organizationId": id }, cases);
  expect((await optionalStacks(open, {}, "write")).config("anthropic:organizationId")).toBe(id);
  const locked = await withStack(workdir, secrets, {}, cases);
  await expect(optionalStacks(locked, {}, "write")).rejects.toThrow(
    "cannot run `pulumi config get anthropic:organizationId --stack dev`: passphrase must be set. Nothing was changed,",
  );
});

it("a credential of another organization than that of the states is rejected", async () => {
  const { io, write } = await newWorkdir();
  const outputs = { __organization: "11111111-1111-1111-1111-111111111111" };
  await write("state.json", stateOf([{ kind: "ApiKey", name: "it", id: "apikey_01", outputs }]));
  const { states } = await optionalStacks(io, { state: ["state.json"] });
  const other = "0b5ad6ab-6a0f-4b5e-9a51-2f6d6c1f3a10";
  expect(() => rejectOtherStacks(other, states)).toThrow(
    `The credential belongs to organization ${other}, but the stacks manage ${outputs.__organization}. Nothing was changed.`,
  );
  expect(() => rejectOtherStacks(other, [])).not.toThrow();
});
