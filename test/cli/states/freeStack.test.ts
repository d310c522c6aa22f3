import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { interrupted, mustBeFree, mustBeSettled } from "../../../cli/states/freeStack.ts";
import { parseState } from "../../../cli/states/stackState.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { newWorkdir, stateOf } from "../workdir.ts";

/** A stack `dev` of the project `acme` on a file backend, with a `pulumi` that answers as for this stack. */
async function stackWith({ updateInProgress = false, pending = 0 } = {}) {
  const { io, write } = await newWorkdir();
  const empty = stateOf() as { deployment: object };
  const state = {
    ...empty,
    deployment: { ...empty.deployment, pending_operations: Array.from({ length: pending }, () => ({})) },
  };
  await write("state.json", state);
  await write("listed.json", [{ name: "dev", current: true, updateInProgress }]);
  await write("whoami.json", { url: `file://${io.cwd}` });
  const bin = path.join(io.cwd, "bin");
  await script(
    path.join(bin, "pulumi"),
    `case "$1" in
      whoami) /bin/cat whoami.json ;;
      stack) if [ "$2" = ls ]; then /bin/cat listed.json; else /bin/cat state.json; fi ;;
    esac`,
  );
  const target = {
    label: "dev",
    project: "acme",
    stack: "dev",
    state: parseState(JSON.stringify(state), "dev"),
    config: () => undefined,
    secretSettings: new Set<string>(),
  };
  const lock = async (content: unknown) => {
    const folder = path.join(".pulumi", "locks", "organization", "acme", "dev");
    await mkdir(path.join(io.cwd, folder), { recursive: true });
    await write(path.join(folder, "lock.json"), content);
  };
  return { io: { ...io, env: { PATH: bin } }, target, lock };
}

it("accepts a stack that is neither locked nor interrupted", async () => {
  const { io, target } = await stackWith();
  await mustBeFree(io, target);
  await mustBeSettled(io, undefined);
});

it("rejects a stack with pending operations", async () => {
  const { io, target } = await stackWith({ pending: 2 });
  const message = `A run of the stack dev was interrupted: 2 operations are pending. Run \`npx pulumi-anthropic recover -C ${io.cwd} --stack dev\` to find the outcome. Nothing was changed.`;
  await expect(mustBeFree(io, target)).rejects.toThrow(message);
  await expect(mustBeSettled(io, undefined)).rejects.toThrow(message);
});

it("names a stack of another project as `--stack` takes it, and the folder for a state from a file", async () => {
  const { io, target } = await stackWith({ pending: 2 });
  const { state } = target;
  expect(
    interrupted(
      { ...io, cwd: process.cwd() },
      { ...state, label: "acme/dev", reference: "organization/acme/dev" },
    ),
  ).toBe(
    "A run of the stack acme/dev was interrupted: 2 operations are pending. Run `npx pulumi-anthropic recover --stack organization/acme/dev` to find the outcome.",
  );
  expect(interrupted({ ...io, cwd: path.resolve("docs") }, { ...state, label: "dev.json", pending: 1 })).toBe(
    "A run of the stack dev.json was interrupted: 1 operation is pending. Run `npx pulumi-anthropic recover --stack dev` in the folder of its program to find the outcome.",
  );
});

it("rejects a stack that the backend lists as being updated", async () => {
  const { io, target } = await stackWith({ updateInProgress: true });
  await expect(mustBeFree(io, target)).rejects.toThrow(
    "The stack dev is locked: another operation runs on it.",
  );
});

it("rejects a stack with a lock file, and names its holder", async () => {
  const { io, target, lock } = await stackWith();
  await lock({ username: "ann", hostname: "ci-7", pid: 9, timestamp: "2026-11-22T01:00:00Z" });
  await expect(mustBeFree(io, target)).rejects.toThrow(
    "The stack dev is locked: another operation runs on it (created by ann@ci-7 (pid 9) at 2026-11-22T01:00:00Z).",
  );
  await lock("not JSON");
  await expect(mustBeFree(io, target)).rejects.toThrow(
    "The stack dev is locked: another operation runs on it.",
  );
});
