import { expect, it } from "vitest";
import {
  declareAccountMemberships,
  declareServiceAccounts,
} from "../../../cli/import/declareServiceAccounts.ts";
import { NameMap, objectName } from "../../../provider/kernel/objectName.ts";
import { building } from "./building.ts";

const seed = {
  workspaces: [
    { name: "Research", id: "wrkspc_1" },
    { name: "Labs", id: "wrkspc_2" },
  ],
  service_accounts: [
    { id: "svac_1", name: "deploy", description: "Deploys", organization_role: "admin" as const },
    { id: "svac_2", name: "evals" },
    { id: "svac_3", name: "old", archived_at: "2026-01-01T00:00:00Z" },
  ],
  service_account_members: [
    { workspace_id: "Research", service_account_id: "deploy", workspace_role: "workspace_admin" as const },
    { workspace_id: "Default", service_account_id: "deploy", workspace_role: "workspace_developer" as const },
  ],
};

const workspaceOf = (program: Awaited<ReturnType<typeof building>>, name: string) => {
  const wire = program.organization.workspaces.find((each) => each.name === name);
  if (wire === undefined) throw new Error(`there is no ${name}`);
  return wire;
};

it("declares active accounts, which delete leaves unchanged, and memberships that refer to them", async () => {
  const program = await building(seed);
  expect(await declareServiceAccounts(program)).toMatchObject([
    {
      kind: "ServiceAccount",
      name: "deploy",
      id: "svac_1",
      args: { name: "deploy", description: "Deploys", organizationRole: "admin", onDelete: "retain" },
      outputs: { adopted: true, status: "active" },
    },
    { name: "evals", args: { name: "evals", organizationRole: "developer" } },
  ]);
  const memberships = await declareAccountMemberships(program, workspaceOf(program, "Research"));
  expect(memberships).toMatchObject([
    {
      kind: "WorkspaceServiceAccount",
      name: "deploy-research",
      id: "wrkspc_1/svac_1",
      args: { workspace: "wrkspc_1", serviceAccount: { plain: "svac_1" }, role: "workspace_admin" },
      inputs: { workspace: "wrkspc_1", serviceAccount: "svac_1", role: "workspace_admin" },
      outputs: { adopted: true, status: "active" },
    },
  ]);
  const inDefault = await declareAccountMemberships(program, workspaceOf(program, "Default"));
  expect(inDefault).toMatchObject([{ name: "deploy-default", args: { role: "workspace_developer" } }]);
  expect(program.leftOut.lines()).toEqual(["1 archived service account (archiving is final): old"]);
});

it("declares only the accounts of selected workspaces, and those that match", async () => {
  const inLabs = await building(seed, { workspaces: ["Labs"] });
  expect(await declareServiceAccounts(inLabs)).toEqual([]);
  const inResearch = await building(seed, { workspaces: ["Research"] });
  expect(await declareServiceAccounts(inResearch)).toMatchObject([{ name: "deploy" }]);
  const matching = await building(seed, { matches: (name) => name === "evals" });
  expect(await declareServiceAccounts(matching)).toMatchObject([{ name: "evals" }]);
});

it("skips what a stack manages", async () => {
  const managed = new NameMap<string>();
  managed.set(objectName("ServiceAccount", "svac_1"), "prod");
  managed.set(objectName("WorkspaceServiceAccount", "wrkspc_1/svac_1"), "prod");
  const program = await building(seed, { managed });
  expect(await declareServiceAccounts(program)).toMatchObject([{ name: "evals" }]);
  expect(await declareAccountMemberships(program, workspaceOf(program, "Research"))).toEqual([]);
  expect(program.leftOut.lines()).toEqual([
    "1 service account (already managed by prod)",
    "1 archived service account (archiving is final): old",
    "1 membership of a service account (already managed by prod)",
  ]);
});
