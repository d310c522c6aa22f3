import { expect, test } from "vitest";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import { resolveFilters } from "../../../cli/report/filters.ts";
import { type QueryOptions, queryOf, type ReportName } from "../../../cli/report/query.ts";
import { busyWorkdir } from "./reports.ts";

async function resolver() {
  const { io, emulator } = await busyWorkdir();
  const resolve = (options: QueryOptions, report: ReportName = "cost") =>
    resolveFilters(
      sessionFor(io, () => undefined),
      queryOf(report, options),
    );
  return { resolve, emulator };
}

test("names and email addresses are resolved to IDs, and IDs and models are used without a request", async () => {
  const { resolve, emulator } = await resolver();
  expect(
    await resolve({
      workspace: [" Team 1 ", "Default"],
      apiKey: ["ci key", "key 0.1"].slice(1),
      user: ["BO@example.com"],
    }),
  ).toEqual({
    models: undefined,
    workspaceIds: ["wrkspc_01busy1", "wrkspc_01default"],
    apiKeys: ["apikey_01busy0n1"],
    users: ["user_01bo"],
  });
  emulator.clearRequests();
  const ids = { workspace: ["wrkspc_x", "wrkspc_x"], apiKey: ["apikey_x"], user: ["user_x"], model: ["m"] };
  expect(await resolve(ids)).toEqual({
    models: ["m"],
    workspaceIds: ["wrkspc_x"],
    apiKeys: ["apikey_x"],
    users: ["user_x"],
  });
  expect(emulator.requests).toEqual([]);
});

test("the Claude Code report is filtered by name, including names of objects that no longer exist", async () => {
  const { resolve } = await resolver();
  const given = { user: ["user_01bo", "Left@example.com"], apiKey: ["apikey_01robot", "old key"] };
  expect(await resolve(given, "claude-code")).toMatchObject({
    users: ["bo@example.com", "left@example.com"],
    apiKeys: ["robot", "old key"],
  });
  await expect(resolve({ user: ["user_gone"] }, "claude-code")).rejects.toThrow(
    'cannot report the Claude Code usage: the organization has no user "user_gone". The Claude Code report has no IDs: pass the name or email address to `--user`.',
  );
});

test("an unknown name is rejected with a suggestion, and an ambiguous one with the IDs", async () => {
  const { resolve, emulator } = await resolver();
  await expect(resolve({ workspace: ["Taem 1"] })).rejects.toThrow(
    'cannot report the cost: the organization has no workspace "Taem 1". Did you mean "Team 1"? Pass its name or ID to `--workspace`.',
  );
  const { id } = emulator.organization().console.createWorkspace({ name: "Team 1" });
  await expect(resolve({ workspace: ["Team 1"] })).rejects.toThrow(
    /2 objects have the name "Team 1"\. Pass one of their IDs to `--workspace`: .*wrkspc_/,
  );
  expect(await resolve({ workspace: [id] })).toMatchObject({ workspaceIds: [id] });
});

test("an email address with a confusing character is named, instead of one that looks the same", async () => {
  const { resolve } = await resolver();
  await expect(resolve({ user: ["b\u043e@example.com"] })).rejects.toThrow(
    "The email address must not contain U+043E (character 2), which looks like `o`. Type the email address again. Pass its name or ID to `--user`.",
  );
});
