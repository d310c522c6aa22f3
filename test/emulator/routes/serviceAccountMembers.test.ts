import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "../setup.ts";

const accounts = "/v1/organizations/service_accounts";
const inLab = "/v1/organizations/workspaces/wrkspc_lab/service_accounts";
const inDefault = "/v1/organizations/workspaces/wrkspc_default/service_accounts";

async function start() {
  const emulator = await emulate({
    seed: {
      version: 1,
      default_workspace: { id: "wrkspc_default" },
      workspaces: [
        { id: "wrkspc_lab", name: "Lab" },
        { id: "wrkspc_two", name: "Two" },
        { id: "wrkspc_old", name: "Old", archived_at: "2026-01-01T00:00:00Z" },
      ],
      service_accounts: [
        { id: "svac_ci", name: "ci" },
        { id: "svac_gone", name: "gone", archived_at: "2026-01-01T00:00:00Z" },
      ],
      service_account_members: [
        { workspace_id: "Old", service_account_id: "ci", workspace_role: "workspace_user" },
        { workspace_id: "wrkspc_lab", service_account_id: "gone", workspace_role: "workspace_user" },
      ],
    },
  });
  emulator.organization().credentials.add({ secret: "sk-ant-oat01-a", kind: "oauth" });
  const call = (what: string, body?: unknown) =>
    send(emulator, what, {
      headers: { "x-api-key": null, authorization: "Bearer sk-ant-oat01-a" },
      ...(body === undefined ? {} : { body }),
    });
  return { emulator, call };
}

const developer = { workspace_role: "workspace_developer" };
const ci = { service_account_id: "svac_ci" };
const lab = { workspace_id: "wrkspc_lab" };
const explicit = { type: "service_account_workspace_member", implicit: false, created_by_actor_id: null };

describe("memberships of service accounts", () => {
  it("memberships of service accounts are set from both sides, where a role replaces the earlier one, and removed any number of times", async () => {
    const { call } = await start();
    const added = { ...explicit, ...ci, ...lab, ...developer };
    expect((await call(`POST ${inLab}`, { ...ci, ...developer })).body).toEqual(added);
    const admin = { workspace_role: "workspace_admin" };
    expect((await call(`POST ${accounts}/svac_ci/workspaces`, { ...lab, ...admin })).body).toEqual({
      ...added,
      ...admin,
    });
    expect((await call(`POST ${inLab}/svac_ci`, developer)).body).toEqual(added);
    expect((await call(`GET ${inLab}/svac_ci`)).body).toEqual(added);
    expect((await call(`GET ${inLab}`)).body).toEqual({ data: [added], next_page: null });
    const removed = { type: "service_account_workspace_member_deleted", ...ci, ...lab };
    expect((await call(`DELETE ${inLab}/svac_ci`)).body).toEqual(removed);
    expect((await call(`DELETE ${accounts}/svac_ci/workspaces/wrkspc_lab`)).body).toEqual(removed);
    expect((await call(`GET ${inLab}/svac_ci`)).status).toBe(404);
    expect((await call(`POST ${inLab}/svac_ci`, developer)).status).toBe(404);
  });

  it("begin with the implicit one of the default workspace, in addition to the page", async () => {
    const { call } = await start();
    await call(`POST ${inLab}`, { ...ci, ...developer });
    const list = `GET ${accounts}/svac_ci/workspaces`;
    const first = await call(`${list}?limit=1`);
    expect(column(first, "workspace_id")).toEqual(["wrkspc_default", "wrkspc_lab"]);
    expect(column(first, "implicit")).toEqual([true, false]);
    const next = await call(`${list}?limit=1&page=${String(part(first.body, "next_page"))}`);
    expect(column(next, "workspace_id")).toEqual(["wrkspc_old"]);
    expect((await call(`GET ${inDefault}/svac_ci`)).body).toMatchObject({
      implicit: true,
      workspace_role: "workspace_user",
    });
    expect((await call(`GET ${inDefault}`)).body).toEqual({ data: [], next_page: null });
  });

  it("memberships of service accounts can be explicit in the default workspace, and fall back to the implicit one", async () => {
    const { call } = await start();
    expect((await call(`POST ${inDefault}/svac_ci`, developer)).status).toBe(404);
    await call(`POST ${inDefault}`, { ...ci, ...developer });
    expect((await call(`GET ${inDefault}/svac_ci`)).body).toMatchObject({ implicit: false, ...developer });
    expect(column(await call(`GET ${accounts}/svac_ci/workspaces`), "implicit")).toEqual([false, false]);
    await call(`DELETE ${inDefault}/svac_ci`);
    expect((await call(`GET ${inDefault}/svac_ci`)).body).toMatchObject({ implicit: true });
  });

  it("memberships of service accounts of an archived account cannot be read or changed, and are not listed", async () => {
    const { emulator, call } = await start();
    const gone = { service_account_id: "svac_gone", ...developer };
    expect(errorOf(await call(`POST ${inLab}`, gone))).toMatchObject({
      status: 400,
      message: "The service account is archived",
    });
    emulator.assumptions.archivedServiceAccountMember = 404;
    expect((await call(`POST ${inLab}`, gone)).status).toBe(404);
    expect((await call(`GET ${inLab}/svac_gone`)).status).toBe(404);
    expect((await call(`GET ${inLab}`)).body).toEqual({ data: [], next_page: null });
    expect((await call(`GET ${accounts}/svac_gone/workspaces`)).body).toEqual({ data: [], next_page: null });
  });

  it.each([
    ["POST", { ...ci, ...developer }, ""],
    ["GET", undefined, ""],
    ["GET", undefined, "/svac_ci"],
    ["POST", developer, "/svac_ci"],
    ["DELETE", undefined, "/svac_ci"],
  ])(
    "memberships of service accounts of an archived workspace: %s is rejected (%j%s)",
    async (method, body, rest) => {
      const { call } = await start();
      const path = inLab.replace("wrkspc_lab", "wrkspc_old");
      expect(errorOf(await call(`${method} ${path}${rest}`, body))).toMatchObject({
        status: 400,
        message: "The Workspace is archived",
      });
    },
  );

  it("reject the role workspace_billing, and unknown accounts and workspaces", async () => {
    const { call } = await start();
    expect((await call(`POST ${inLab}`, { ...ci, workspace_role: "workspace_billing" })).status).toBe(400);
    expect((await call(`POST ${inLab}`, { service_account_id: "svac_none", ...developer })).status).toBe(404);
    expect((await call(`POST ${inLab.replace("lab", "none")}`, { ...ci, ...developer })).status).toBe(404);
    expect((await call(`GET ${accounts}/svac_none/workspaces`)).status).toBe(404);
  });

  it("appear after a moment with `staleServiceAccounts`", async () => {
    const { emulator, call } = await start();
    emulator.assumptions.staleServiceAccounts = 5;
    await call(`POST ${inLab}`, { ...ci, ...developer });
    expect((await call(`GET ${inLab}/svac_ci`)).status).toBe(404);
    expect((await call(`GET ${inLab}`)).body).toMatchObject({ data: [] });
    emulator.clock.advance({ seconds: 6 });
    expect((await call(`GET ${inLab}/svac_ci`)).body).toMatchObject(developer);
    expect((await call(`GET ${inLab}`)).body).toMatchObject({ data: [developer] });
  });

  it("memberships of service accounts are part of the organization's state, from which another emulator starts", async () => {
    const { emulator, call } = await start();
    await call(`POST ${inLab}`, { ...ci, ...developer });
    const state = emulator.organization().state();
    expect(state.service_account_members).toHaveLength(3);
    const other = await emulate({ seed: state });
    expect(other.organization().state()).toEqual(state);
  });
});
