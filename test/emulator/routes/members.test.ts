import { describe, expect, it } from "vitest";
import { column, emulate, errorOf, part, send } from "../setup.ts";

async function start() {
  const emulator = await emulate();
  const organization = emulator.organization();
  const actions = organization.console;
  const workspace = actions.createWorkspace({ name: "Robots" });
  const user = actions.addUser({ email: "ann@example.com" });
  const path = `/v1/organizations/workspaces/${workspace.id}/members`;
  const add = (user_id = user.id, workspace_role = "workspace_developer") =>
    send(emulator, `POST ${path}`, { body: { user_id, workspace_role } });
  const update = (user_id: string, workspace_role: string) =>
    send(emulator, `POST ${path}/${user_id}`, { body: { workspace_role } });
  const read = (user_id = user.id) => send(emulator, `GET ${path}/${user_id}`);
  const remove = (user_id = user.id) => send(emulator, `DELETE ${path}/${user_id}`);
  const list = async () => column(await send(emulator, `GET ${path}`), "workspace_role");
  return { emulator, organization, actions, workspace, user, path, add, update, read, remove, list };
}

const given = (role: string) => ({ status: 200, body: { workspace_role: role } });

it("a workspace member can have one of four roles, and never workspace_billing", async () => {
  const { add, update, user, remove } = await start();
  for (const role of [
    "workspace_user",
    "workspace_restricted_developer",
    "workspace_developer",
    "workspace_admin",
  ]) {
    expect(await add(user.id, role)).toMatchObject(given(role));
    expect(await update(user.id, role)).toMatchObject(given(role));
    expect((await remove()).status).toBe(200);
  }
  for (const role of ["workspace_billing", "developer", ""])
    expect((await add(user.id, role)).status).toBe(400);
  await add();
  expect((await update(user.id, "workspace_billing")).status).toBe(400);
});

it("a workspace member is rejected or updated when it is added again", async () => {
  const { emulator, add, user, list } = await start();
  await add();
  expect((await add()).status).toBe(400);
  emulator.assumptions.addExistingMember = 409;
  expect(errorOf(await add())).toMatchObject({ status: 409, type: "conflict_error" });
  emulator.assumptions.addExistingMember = "upsert";
  expect(await add(user.id, "workspace_admin")).toMatchObject(given("workspace_admin"));
  expect(await list()).toEqual(["workspace_admin"]);
});

it("a workspace member must be a user of the organization", async () => {
  const { emulator, add } = await start();
  expect((await add("user_01nobody")).status).toBe(404);
  emulator.assumptions.addUnknownUser = 400;
  expect((await add("user_01nobody")).status).toBe(400);
  expect((await add("ann@example.com")).status).toBe(400);
});

it("a workspace member cannot be read, changed or removed if it does not exist", async () => {
  const { emulator, read, update, remove, user } = await start();
  expect((await read()).status).toBe(404);
  const rejected = async () => [await update(user.id, "workspace_user"), await remove()].map(errorOf);
  for (const one of await rejected()) {
    expect(one).toMatchObject({ status: 400, message: "The specified user is not in the Workspace" });
  }
  emulator.assumptions.nonMember = 404;
  for (const one of await rejected()) expect(one.status).toBe(404);
  expect((await remove("user_01nobody")).status).toBe(404);
});

describe("an inherited role", () => {
  it("an inherited role of an admin cannot be added, changed or removed in a workspace", async () => {
    const { emulator, organization, add, update, remove, list } = await start();
    const admin = organization.state().users.find((user) => user.role === "admin")?.id ?? "";
    const all = async () =>
      [await add(admin), await update(admin, "workspace_user"), await remove(admin)].map(
        ({ status }) => status,
      );
    expect(await all()).toEqual([400, 400, 400]);
    emulator.assumptions.inheritedMember = 403;
    expect(await all()).toEqual([403, 403, 403]);
    emulator.assumptions.inheritedMember = "ignore";
    expect(await all()).toEqual([200, 200, 200]);
    expect(await list()).toEqual([]);
  });

  it("an inherited role is not found or is returned, depending on the assumption", async () => {
    const { emulator, organization, actions, read, user } = await start();
    const admin = organization.state().users.find((one) => one.role === "admin")?.id ?? "";
    expect((await read(admin)).status).toBe(404);
    emulator.assumptions.implicitMemberGet = "inherited";
    expect(await read(admin)).toMatchObject(given("workspace_admin"));
    expect((await read()).status).toBe(404);
    actions.setUserRole(user.id, "billing");
    expect(await read()).toMatchObject(given("workspace_billing"));
  });

  it("an inherited role of a billing member can be raised to workspace admin and lowered again", async () => {
    const { actions, user, add, update, remove, list } = await start();
    actions.setUserRole(user.id, "billing");
    expect((await add(user.id, "workspace_developer")).status).toBe(400);
    expect(await add(user.id, "workspace_admin")).toMatchObject(given("workspace_admin"));
    expect(await list()).toEqual(["workspace_admin"]);
    expect((await remove()).status).toBe(400);
    expect(await update(user.id, "workspace_billing")).toMatchObject(given("workspace_billing"));
    expect(await list()).toEqual([]);
    expect(await update(user.id, "workspace_admin")).toMatchObject(given("workspace_admin"));
    expect(await list()).toEqual(["workspace_admin"]);
  });

  it("does not affect explicit memberships", async () => {
    const { actions, user, add, list } = await start();
    await add();
    actions.setUserRole(user.id, "admin");
    expect(await list()).toEqual(["workspace_developer"]);
    actions.setUserRole(user.id, "user");
    expect(await list()).toEqual(["workspace_developer"]);
  });
});

describe("the workspace of a member", () => {
  it("rejects every request if it is archived, depending on the assumption", async () => {
    const { emulator, actions, workspace, user, path, add, update, read, remove } = await start();
    await add();
    actions.archiveWorkspace(workspace.id);
    const all = async () => [
      (await add()).status,
      (await send(emulator, `GET ${path}`)).status,
      (await read()).status,
      (await update(user.id, "workspace_user")).status,
      (await remove()).status,
    ];
    expect(await all()).toEqual([400, 400, 400, 400, 400]);
    emulator.assumptions.archivedWorkspaceMembers = 404;
    expect(await all()).toEqual([404, 404, 404, 404, 404]);
    emulator.assumptions.archivedWorkspaceMembers = "allow";
    expect(await all()).toEqual([400, 200, 200, 200, 200]);
  });

  it("the workspace of a member has an empty list and rejects changes if it is the default one", async () => {
    const { emulator, organization, user } = await start();
    const path = `/v1/organizations/workspaces/${organization.state().default_workspace.id}/members`;
    expect((await send(emulator, `GET ${path}`)).body).toEqual({
      data: [],
      has_more: false,
      first_id: null,
      last_id: null,
    });
    const body = { user_id: user.id, workspace_role: "workspace_user" };
    expect((await send(emulator, `POST ${path}`, { body })).status).toBe(400);
    expect((await send(emulator, `GET ${path}/${user.id}`)).status).toBe(400);
    expect((await send(emulator, `DELETE ${path}/${user.id}`)).status).toBe(400);
  });

  it("the workspace of a member gets status 404 if it does not exist", async () => {
    const { emulator } = await start();
    expect((await send(emulator, "GET /v1/organizations/workspaces/wrkspc_01x/members")).status).toBe(404);
  });

  it("the workspace of a member has no members who were removed from the organization", async () => {
    const { actions, add, list, user } = await start();
    await add();
    actions.removeUser(user.id);
    expect(await list()).toEqual([]);
  });
});

describe("an assumption about stale data", () => {
  it("staleMemberReads delays the GET of a member, but not the list", async () => {
    const { emulator, add, update, read, remove, list, user } = await start();
    emulator.assumptions.staleMemberReads = 30;
    const role = async () => {
      const response = await read();
      return response.status === 200 ? part(response.body, "workspace_role") : response.status;
    };
    await add();
    expect([await role(), await list()]).toEqual([404, ["workspace_developer"]]);
    emulator.clock.advance({ seconds: 31 });
    expect(await role()).toBe("workspace_developer");
    await update(user.id, "workspace_admin");
    emulator.clock.advance({ seconds: 10 });
    await update(user.id, "workspace_user");
    expect([await role(), await list()]).toEqual(["workspace_developer", ["workspace_user"]]);
    emulator.clock.advance({ seconds: 25 });
    expect(await role()).toBe("workspace_admin");
    emulator.clock.advance({ seconds: 10 });
    expect(await role()).toBe("workspace_user");
    await remove();
    expect([await role(), await list()]).toEqual(["workspace_user", []]);
  });

  it("unsettledMembers rejects changes of a member that was just written", async () => {
    const { emulator, add, update, remove, user } = await start();
    emulator.assumptions.unsettledMembers = 5;
    await add();
    const tooEarly = { status: 400, message: "The specified user is not in the Workspace" };
    expect(errorOf(await update(user.id, "workspace_admin"))).toMatchObject(tooEarly);
    expect(errorOf(await remove())).toMatchObject(tooEarly);
    emulator.clock.advance({ seconds: 6 });
    expect((await update(user.id, "workspace_admin")).status).toBe(200);
    expect(errorOf(await remove())).toMatchObject(tooEarly);
    emulator.clock.advance({ seconds: 6 });
    expect((await remove()).status).toBe(200);
  });

  it("staleLists delays only lists", async () => {
    const { emulator, add, list } = await start();
    emulator.clock.advance({ minutes: 1 });
    emulator.assumptions.staleLists = 20;
    await add();
    await send(emulator, "POST /v1/organizations/workspaces", { body: { name: "New" } });
    const names = async () => column(await send(emulator, "GET /v1/organizations/workspaces"), "name");
    expect([await list(), await names()]).toEqual([[], ["Robots"]]);
    emulator.clock.advance({ seconds: 21 });
    expect([await list(), await names()]).toEqual([["workspace_developer"], ["New", "Robots"]]);
  });
});
