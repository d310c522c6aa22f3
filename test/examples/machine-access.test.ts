import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { tokenEnv } from "../provider/harness/index.ts";
import { stackOf } from "./example.ts";

test("the example gives pipelines roles in workspaces, and destroys everything in the right order", async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  const { state } = emulator.organization();
  const stack = await stackOf("examples/machine-access", emulator, { env: tokenEnv(emulator, "oauth") });
  await stack.up();
  const { service_accounts: accounts, service_account_members: members, workspaces } = state();
  const name = (id: string) => [...accounts, ...workspaces].find((each) => each.id === id)?.name;
  const roles = members.map((each) =>
    [name(each.service_account_id), name(each.workspace_id), each.workspace_role].join(" "),
  );
  expect(roles.toSorted()).toEqual([
    "ci-deploy Production workspace_restricted_developer",
    "ci-deploy Staging workspace_developer",
    "ci-evals Staging workspace_developer",
  ]);
  emulator.clearRequests();
  await stack.destroy();
  expect(state().service_accounts.every(({ archived_at: at }) => at !== null)).toBe(true);
  // Archiving the workspaces ends the memberships.
  expect(emulator.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
});
