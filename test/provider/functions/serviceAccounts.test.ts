import { expect, test, vi } from "vitest";
import { getServiceAccounts, getServiceAccountsOutput } from "../../../provider/index.ts";
import { tokenEnv } from "../harness/index.ts";
import { reader, settled } from "./reader.ts";

/** A program with an OAuth token. */
async function withToken() {
  const program = await reader();
  for (const [name, value] of Object.entries(tokenEnv(program.emulator, "oauth"))) vi.stubEnv(name, value);
  return program;
}

test("getServiceAccounts filters by name and includes archived ones on request, with one list", async () => {
  const { console: consoleActions, requests } = await withToken();
  const account = consoleActions.createServiceAccount({
    name: "deploy",
    description: "Deploys",
    role: "admin",
  });
  consoleActions.createServiceAccount({ name: "evals" });
  consoleActions.createServiceAccount({ name: "old" });
  consoleActions.archiveServiceAccount("old");
  const names = async (args: Parameters<typeof getServiceAccounts>[0] = {}) =>
    (await getServiceAccounts(args)).map(({ name }) => name).toSorted();
  expect(await names()).toEqual(["deploy", "evals"]);
  expect(await names({ includeArchived: true })).toEqual(["deploy", "evals", "old"]);
  expect(await names({ name: "old" })).toEqual([]);
  expect(await settled(getServiceAccountsOutput({ name: "deploy" }))).toEqual([
    {
      id: account.id,
      name: "deploy",
      description: "Deploys",
      organizationRole: "admin",
      createdAt: account.created_at,
      archivedAt: undefined,
      workspaces: undefined,
    },
  ]);
  const [old] = await getServiceAccounts({ name: "old", includeArchived: true });
  expect(old?.archivedAt).toMatch(/^\d{4}-/);
  expect(requests()).toEqual(["GET /service_accounts"]);
});

test("getServiceAccounts lists the workspaces of each account with as few lists as possible", async () => {
  const { console: consoleActions, requests } = await withToken();
  consoleActions.createServiceAccount({ name: "deploy" });
  const research = consoleActions.createWorkspace({ name: "Research" }).id;
  consoleActions.createWorkspace({ name: "Labs" });
  consoleActions.archiveWorkspace(consoleActions.createWorkspace({ name: "Old" }).id);
  consoleActions.setServiceAccountMember(research, "deploy", "workspace_admin");
  const workspaces = async (name: string) =>
    (await getServiceAccounts({ name, includeWorkspaces: true }))[0]?.workspaces;
  expect(await workspaces("deploy")).toEqual([{ workspaceId: research, role: "workspace_admin" }]);
  const shortened = () => requests().map((line) => line.replace(/(wrkspc|svac)_\w+/, "ID"));
  expect(shortened()).toEqual([
    "GET /service_accounts",
    "GET /workspaces",
    "GET /service_accounts/ID/workspaces",
  ]);
});

test("getServiceAccounts lists the accounts of each workspace if there are fewer workspaces", async () => {
  const { console: consoleActions, requests } = await withToken();
  const research = consoleActions.createWorkspace({ name: "Research" }).id;
  for (const name of ["a", "b", "c"]) consoleActions.createServiceAccount({ name });
  consoleActions.setServiceAccountMember(research, "a", "workspace_user");
  const all = await getServiceAccounts({ includeWorkspaces: true });
  expect(Object.fromEntries(all.map(({ name, workspaces: of }) => [name, of]))).toEqual({
    a: [{ workspaceId: research, role: "workspace_user" }],
    b: [],
    c: [],
  });
  // The workspace and the default one.
  const lists = requests().filter((line) => /^GET \/workspaces\/wrkspc_\w+\/service_accounts$/.test(line));
  expect(lists).toHaveLength(2);
});

test("getServiceAccounts rejects an Admin API key before any request, and unknown arguments", async () => {
  const { emulator } = await reader();
  await expect(getServiceAccounts()).rejects.toThrow(
    "cannot list the service accounts: the API requires an OAuth token with the scope `org:admin`, but the credential from ANTHROPIC_ADMIN_KEY is an Admin API key. Unset ANTHROPIC_ADMIN_KEY and use federation",
  );
  // @ts-expect-error: not an argument.
  await expect(getServiceAccounts({ archived: true })).rejects.toThrow("archived");
  expect(emulator.requests).toEqual([]);
});
