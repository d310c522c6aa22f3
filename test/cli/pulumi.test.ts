import path from "node:path";
import { expect, it } from "vitest";
import { mustBeNewEnough, pulumi } from "../../cli/pulumi.ts";
import { script } from "../tools/pulumi/machine.ts";
import { newWorkdir } from "./workdir.ts";

/** A working directory with a PATH on which `pulumi` is the only command, and runs this script. */
async function withPulumi(text?: string) {
  const { io } = await newWorkdir();
  const bin = path.join(io.cwd, "bin");
  if (text !== undefined) await script(path.join(bin, "pulumi"), text);
  return { ...io, env: { PATH: bin } };
}

it("accepts the oldest version whose import files contain states, and newer ones", async () => {
  await mustBeNewEnough(await withPulumi("echo v3.254.0"));
  await mustBeNewEnough(await withPulumi("echo v4.0.0"));
});

it("rejects an older version, and explains how to update it", async () => {
  await expect(mustBeNewEnough(await withPulumi("echo v3.253.9"))).rejects.toThrow(
    "The `pulumi` on the PATH is v3.253.9, and import files need 3.254.0 or newer. Nothing was read or written. Update it: https://www.pulumi.com/docs/install/",
  );
});

it("explains that the Pulumi CLI is missing", async () => {
  await expect(mustBeNewEnough(await withPulumi())).rejects.toThrow(
    "cannot find `pulumi` on the PATH. Nothing was read or written. Install Pulumi 3.254.0 or newer",
  );
});

it("passes the error of Pulumi on, and names a locked stack", async () => {
  const refusing = await withPulumi("echo 'error: no stack named nope found' >&2; exit 6");
  await expect(pulumi(refusing, ["stack", "export", "--stack", "nope"])).rejects.toThrow(
    "cannot run `pulumi stack export --stack nope`: no stack named nope found.",
  );
  const locked = await withPulumi(
    "echo 'error: the stack is currently locked by 1 lock(s). Either wait' >&2; echo '  file:///x: created by ann@ci-7 (pid 9) at noon' >&2; exit 255",
  );
  await expect(pulumi(locked, ["state", "remove", "--stack", "dev", "urn:a"])).rejects.toThrow(
    "The stack dev is locked: another operation runs on it (created by ann@ci-7 (pid 9) at noon). Nothing was changed. Wait for it to end. If it is no longer running, `pulumi cancel --stack dev` removes the lock.",
  );
});

it("kills a command that does not end in time", async () => {
  const slow = await withPulumi("exec /bin/sleep 60");
  await expect(pulumi(slow, ["version"], 200)).rejects.toThrow(
    "cannot run `pulumi version`: it did not end within 0.2 seconds.",
  );
});
