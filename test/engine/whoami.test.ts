import { expect, test } from "vitest";
import { runCommandIn } from "./command.ts";
import { emulated } from "./emulated.ts";
import { newStack } from "./stack.ts";

test("whoami reads the settings of the stack, its encrypted key included, and accepts the installed versions", async () => {
  const emulator = await emulated({ warn: () => undefined });
  const { id } = emulator.organization();
  const stack = await newStack({
    emulator,
    passphrase: true,
    program: "",
    config: { "anthropic:organizationId": id },
  });
  await stack.run(["config", "set", "--secret", "anthropic:adminKey", emulator.adminKey]);
  const whoami = (env: Record<string, string>) =>
    runCommandIn(stack, emulator, ["whoami", "--stack", "dev", "--json", "-"], {
      ANTHROPIC_ADMIN_KEY: "",
      ...env,
    });

  const { code, out, err } = await whoami({});
  const { versions, ...report } = JSON.parse(out);
  expect({ code, ...report }).toMatchObject({
    code: 0,
    ok: true,
    credential: { source: "the secret configuration `anthropic:adminKey`", kind: "adminKey" },
    organization: { id, expected: id },
    stack: "dev",
    problems: [],
  });
  expect(versions).toMatchObject(
    ["Node.js", "pulumi", "@pulumi/pulumi", "pulumi-anthropic"].map((component) => ({
      component,
      fits: true,
    })),
  );
  expect(out + err).not.toContain(emulator.adminKey);

  const locked = await whoami({ PULUMI_CONFIG_PASSPHRASE: "wrong" });
  expect(locked.code).toBe(1);
  expect(JSON.parse(locked.out).problems).toEqual([
    expect.stringContaining("There is no key for the Admin API."),
    expect.stringMatching(
      /^cannot run `pulumi config get anthropic:adminKey --stack dev`: .*incorrect passphrase/,
    ),
  ]);
  const missing = await runCommandIn(stack, emulator, ["whoami", "--stack", "nope"]);
  expect(missing.code).toBe(1);
  expect(missing.out).toContain("no stack named 'nope' found");
});
