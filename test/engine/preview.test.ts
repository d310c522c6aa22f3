import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { count, diagnostics, emulated, requestsOf } from "./emulated.ts";
import { newStack } from "./stack.ts";

/** A server that counts connections, for previews that must not send a request. */
async function tripwire(): Promise<{ url: string; touched: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, touched: () => connections };
}

test("a preview needs neither a key nor the network, even with unknown values", async () => {
  const emulator = await emulated();
  emulator.organization().console.addUser({ email: "alice@example.com" });
  const { url, touched } = await tripwire();
  const declaring = (name: string, more = "") => `
    const research = new anthropic.Workspace("research", { name: "${name}" });
    const alice = new anthropic.WorkspaceMember("alice",
      { workspace: research, email: "alice@example.com", role: "workspace_user" });
    ${more}`;
  const unknowns = `
    const late = new anthropic.Workspace("late", { name: research.createdAt, tags: { made: research.createdAt } });
    new anthropic.WorkspaceMember("later", { workspace: late, userId: alice.userId, role: late.name });`;
  const stack = await newStack({ emulator, program: declaring("Research", unknowns) });
  const watched = { ANTHROPIC_ADMIN_BASE_URL: url };
  expect((await stack.preview([], { env: watched })).output).toContain("+ 5 to create");
  await stack.program(declaring("Research"));
  await stack.up();
  await stack.program(declaring("Labs", unknowns));
  const env = { ...watched, ANTHROPIC_ADMIN_KEY: undefined };
  const { output } = await stack.preview(["--diff"], { env });
  expect(output).toMatch(/~ name: "Research" => "Labs"/);
  expect(output).toContain("+ 2 to create");
  expect(touched()).toBe(0);
  expect(diagnostics((await stack.up([], { fails: true, env })).output)).toContain(
    "There is no key for the Admin API. Set the environment variable ANTHROPIC_ADMIN_KEY",
  );
});

test("preview refuses invalid settings, addresses and keys with one error each", async () => {
  const emulator = await emulated();
  const program = ["A", "B", "C"]
    .map((name) => `new anthropic.Workspace("${name}", { name: "${name}" });`)
    .join("\n");
  const secret = "sk-ant-api03-not-for-administration-0000000";
  const cases: [{ config?: Record<string, string>; env?: Record<string, string> }, string][] = [
    [
      { config: { "anthropic:maxArchives": "abc" } },
      'error: The settings of stack test/dev are invalid: anthropic:maxArchives must be an integer of at least 0, not "abc".',
    ],
    [
      { env: { ANTHROPIC_ADMIN_KEY: secret } },
      "The key in ANTHROPIC_ADMIN_KEY is an ordinary API key (sk-ant-api03-...)",
    ],
    [
      { env: { ANTHROPIC_ADMIN_BASE_URL: "http://example.com" } },
      "it would send the key to example.com unencrypted. Use https. Only localhost can be used with http.",
    ],
    [
      { config: { "anthropic:adminKey": secret } },
      "`anthropic:adminKey` is in the stack's configuration in plain text. Remove it (pulumi config rm anthropic:adminKey), revoke that key",
    ],
  ];
  for (const [options, message] of cases) {
    const stack = await newStack({ emulator, program, ...options });
    const { output } = await stack.preview([], { fails: true });
    expect(count(diagnostics(output), message)).toBe(1);
    expect(output).not.toContain(secret);
    expect(output).not.toMatch(/\n +at /);
  }
  expect(requestsOf(emulator)).toEqual([]);
});

test("a JavaScript program gets an error for each invalid property", async () => {
  const emulator = await emulated();
  const stack = await newStack({ emulator });
  const failures = async (program: string) => {
    await stack.program(program);
    const message = diagnostics((await stack.preview([], { fails: true })).output);
    expect(message).not.toMatch(/\n +at /);
    return message.split("\n").flatMap((line) => line.split(" has a problem: ").slice(1));
  };
  expect(
    await failures(`new anthropic.Workspace("research", {
      nmae: "Research", displayColor: "red", tags: ["a"], forceDestroy: "yes", onDelete: 5, externalKeyId: "key_1",
      dataResidency: { allowedInferenceGeos: ["mars"], defaultGeo: "us", workspaceGeo: 1 }, allowDuplicateName: null,
    });`),
  ).toEqual([
    "`name` is required.",
    "`displayColor`: must be a color such as `#6C5BB9`.",
    "`tags`: must be an object with string values.",
    "`dataResidency.workspaceGeo`: must be `us`, the only location where data is stored. `dataResidency.allowedInferenceGeos`: must be `unrestricted` or an array of `global` and `us`. `dataResidency`: has no property `defaultGeo`.",
    "`externalKeyId`: must be an ID that begins with `ekey_`.",
    "`forceDestroy`: must be `true` or `false`.",
    "`onDelete`: must be `archive` or `retain`.",
    expect.stringContaining(
      "`nmae` is not a property of Workspace. Did you mean `name`? Its properties are `name`, `displayColor`",
    ),
  ]);
  expect(
    await failures(
      'new anthropic.WorkspaceMember("alice", { workspace: "Research", email: "alice", role: "admin" });',
    ),
  ).toEqual([
    "`workspace`: must be an ID that begins with `wrkspc_`. This is a name, which several workspaces can have: use the Workspace resource, or the ID that `getWorkspace` returns for the name.",
    "`email`: must be an email address such as `alice@example.com`.",
    "`role`: must be `workspace_user`, `workspace_restricted_developer`, `workspace_developer` or `workspace_admin`. Did you mean `workspace_admin`?",
  ]);
  expect(
    await failures(
      'new anthropic.WorkspaceMember("alice", { workspace: "wrkspc_01", role: "workspace_user" });',
    ),
  ).toEqual(["Set `email` or `userId`."]);
  expect(requestsOf(emulator)).toEqual([]);
});

test("a state that a newer version wrote is refused before any request", async () => {
  const emulator = await emulated();
  const program = 'new anthropic.Workspace("research", { name: "Research" });';
  const stack = await newStack({ emulator, program });
  await stack.up();
  const file = path.join(stack.directory, "state", ".pulumi", "stacks", "test", "dev.json");
  await writeFile(file, (await readFile(file, "utf8")).replace(/"__schema": ?1/, '"__schema":2'));
  emulator.clearRequests();
  const { id } = await stack.resource("research");
  const newer = `The state of Workspace ${id} was written by a newer pulumi-anthropic (state format 2; `;
  for (const command of [stack.up, stack.refresh, stack.destroy]) {
    const message = diagnostics((await command([], { fails: true })).output);
    expect(count(message, newer)).toBe(1);
    expect(message).toContain("Install the version of pulumi-anthropic that wrote it, or a newer one.");
  }
  expect(requestsOf(emulator)).toEqual([]);
});
