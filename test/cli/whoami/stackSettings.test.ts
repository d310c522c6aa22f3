import { expect, it } from "vitest";
import { stackSettings } from "../../../cli/whoami/stackSettings.ts";
import { newWorkdir } from "../workdir.ts";
import { withPulumi, withStack } from "./setup.ts";

const organizationId = "12345678-1234-5678-1234-567812345678";

it("reads the settings of the selected stack, and decrypts those of this package only", async () => {
  const config = {
    "anthropic:organizationId": { value: organizationId, secret: false },
    "anthropic:adminKey": { secret: true },
    "acme:password": { secret: true },
  };
  const io = await withStack(await newWorkdir(), config, { "anthropic:adminKey": "decrypted" });
  const { stack, read, plainKey, problems } = await stackSettings(io, undefined);
  expect({ stack, plainKey, problems }).toEqual({ stack: "dev", plainKey: false, problems: [] });
  expect(read("anthropic:organizationId")).toBe(organizationId);
  expect(read("anthropic:adminKey")).toBe("decrypted");
  expect(read("acme:password")).toBe(undefined);
});

it("reads the other settings of the stack when a secret cannot be decrypted", async () => {
  const config = {
    "anthropic:organizationId": { value: organizationId },
    "anthropic:adminKey": { secret: true },
  };
  const io = await withStack(await newWorkdir(), config);
  const { read, problems } = await stackSettings(io, "dev");
  expect(read("anthropic:organizationId")).toBe(organizationId);
  expect(read("anthropic:adminKey")).toBe(undefined);
  expect(problems).toEqual([
    "cannot run `pulumi config get anthropic:adminKey --stack dev`: passphrase must be set.",
  ]);
});

it("detects an Admin API key in plain text", async () => {
  const io = await withStack(await newWorkdir(), { "anthropic:adminKey": { value: "k", secret: false } });
  expect((await stackSettings(io, undefined)).plainKey).toBe(true);
});

it("explains that a named stack does not exist", async () => {
  const io = await withStack(await newWorkdir(), {});
  const { stack, problems } = await stackSettings(io, "nope");
  expect(stack).toBe(undefined);
  expect(problems).toEqual(["cannot run `pulumi config --json --stack nope`: no stack named nope found."]);
});

it("reports without a project and a selected stack, and does not run `pulumi` without a project", async () => {
  const { io, write } = await newWorkdir();
  const failing = await withPulumi(io, "exit 1");
  expect(await stackSettings(failing, undefined)).toMatchObject({ stack: undefined, problems: [] });
  expect((await stackSettings(failing, "dev")).problems).toEqual([
    `cannot read the settings of the stack dev: there is no Pulumi project in ${io.cwd}. Name its folder with -C.`,
  ]);
  await write("Pulumi.yaml", "name: acme\n");
  const empty = await withPulumi(io, `echo '[{"name":"dev","current":false}]'`);
  expect(await stackSettings(empty, undefined)).toMatchObject({ stack: undefined, problems: [] });
});

it("explains that `pulumi` is missing or not logged in", async () => {
  const { io, write } = await newWorkdir();
  await write("Pulumi.yaml", "name: acme\n");
  const missing = await stackSettings({ ...io, env: { PATH: io.cwd } }, undefined);
  expect(missing.problems.join()).toContain("cannot find `pulumi` on the PATH.");
  const loggedOut = await withPulumi(io, "echo 'error: PULUMI_ACCESS_TOKEN must be set' >&2; exit 255");
  expect((await stackSettings(loggedOut, undefined)).problems).toEqual([
    "cannot run `pulumi stack ls --json`: PULUMI_ACCESS_TOKEN must be set.",
  ]);
});
