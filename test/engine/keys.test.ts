import { expect, test } from "vitest";
import { runCommandIn } from "./command.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

const email = "lucia.romero@example.com";

test("`user` and `keys rotate` name the resources of a stack, and `up --refresh` would activate the old key again", async () => {
  const emulator = await emulated({ seed: "sample", warn: () => undefined });
  const { console: admin, state } = emulator.organization();
  const { id: old } = admin.createApiKey({ name: "checkout", workspaceId: "Research", createdBy: email });
  const program = (apiKeyId: string) => `
    const lucia = new anthropic.Member("lucia", { email: "${email}", role: "developer" });
    new anthropic.WorkspaceMember("lucia-research", {
      workspace: anthropic.getWorkspaceOutput({ name: "Research" }).id,
      email: lucia.email,
      role: "workspace_admin",
    });
    new anthropic.ApiKey("checkout-key", { apiKeyId: "${apiKeyId}", status: "active" });`;
  const stack = await newStack({ emulator, program: program(old) });
  await stack.up();

  const user = await runCommandIn(stack, emulator, ["user", email, "--stack", "dev", "--json", "-"]);
  const report = JSON.parse(user.out);
  const declared = (type: string, resource: string) => [{ stack: "dev", type, resource }];
  expect(report.declaredBy).toEqual(declared("Member", "lucia"));
  expect(report.workspaces).toMatchObject([
    { name: "Research", declaredBy: declared("WorkspaceMember", "lucia-research") },
  ]);
  const key = report.keys.find(({ id }: { id: string }) => id === old);
  expect(key.declaredBy).toEqual(declared("ApiKey", "checkout-key"));

  const { id: replacement } = admin.createApiKey({ name: "checkout-2026-01-01", workspaceId: "Research" });
  admin.useApiKey(replacement);
  writesOf(emulator);
  const rotate = ["keys", "rotate", old, "--stack", "dev", "--timeout", "0s", "--yes"];
  const rotated = await runCommandIn(stack, emulator, rotate);
  expect({ code: rotated.code, writes: writesOf(emulator) }).toEqual({
    code: 0,
    writes: [`POST /api_keys/${old} {"status":"inactive"}`],
  });
  expect(rotated.out).toContain(
    `The resource "checkout-key" of stack dev declares "checkout" (${old}), and \`pulumi up --refresh\` reactivates it`,
  );
  expect(rotated.out).toContain(`Set \`apiKeyId: "${replacement}"\` in the program, and run \`pulumi up\`.`);

  await stack.preview(["--refresh", "--expect-no-changes"], { fails: true });
  await stack.program(program(replacement));
  await stack.up(["--refresh"]);
  expect(state().api_keys.find(({ id }) => id === old)?.status).toBe("inactive");
  await stack.preview(["--refresh", "--expect-no-changes"]);
});
