import { describe, expect, test } from "vitest";
import { kept } from "../../../../provider/kernel/managed.ts";
import { workspaceMember as WorkspaceMember } from "../../../../provider/resources/workspaceMember/plan.ts";
import { create, drift, failures, organization, preview, refreshed, refusal, up } from "../../session.ts";

const alice = "alice@example.com";

/** A membership that an earlier run declared for somebody with this role in the organization. */
async function office(role: "user" | "developer" | "billing" | "admin" = "developer") {
  const made = await organization({ pace: 0.02 });
  const people = made.emulator.organization().console;
  const workspace = people.createWorkspace({ name: "Research" }).id;
  const user = people.addUser({ email: alice, role });
  const declared = { workspace, email: alice, role: "workspace_developer" };
  const held = await create(made.process(), WorkspaceMember, declared);
  made.requests();
  const roles = () =>
    made.emulator
      .organization()
      .state()
      .members.map((member) => member.workspace_role);
  return { ...made, people, workspace, user, declared, held, roles };
}

describe("a membership that an organization role gives already", () => {
  test("becomes real in the first `up` after the demotion, without a refresh", async () => {
    for (const role of ["admin", "billing"] as const) {
      const { process, people, held, declared, roles, writes, requests } = await office(role);
      expect(held.outputs).toMatchObject({ status: "implicit" });
      expect((await preview(process(), held, declared)).does).toBe("nothing");
      expect(requests()).toEqual(["GET /users"]);
      expect(roles()).toEqual([]);
      people.setUserRole(alice, "developer");
      expect((await preview(process(), held, declared)).does).toBe("update");
      const real = await up(process(), held, declared);
      expect(real.outputs).toMatchObject({ status: "active", role: "workspace_developer", adopted: false });
      expect((await preview(process(), real, declared)).does).toBe("nothing");
      expect(roles()).toEqual(["workspace_developer"]);
      expect(writes()).toHaveLength(1);
    }
  });

  test("gets its role back when the demotion brings an older one to light", async () => {
    const { process, people, held, declared, workspace, user, writes } = await office();
    people.setUserRole(alice, "admin");
    const implicit = await refreshed(process(), held);
    expect(implicit.outputs).toMatchObject({ status: "implicit", role: "workspace_developer" });
    const changed = { ...declared, role: "workspace_admin" };
    const recorded = await up(process(), implicit, changed);
    expect(recorded.outputs).toMatchObject({ status: "implicit", role: "workspace_admin" });
    expect(writes()).toEqual([]);
    people.setUserRole(alice, "developer");
    expect((await up(process(), recorded, changed)).outputs).toMatchObject({ status: "active" });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
  });

  test("is looked up by the person, whatever their address is now", async () => {
    const { process, people, held, declared } = await office("admin");
    people.setUserEmail(alice, "alice.smith@example.com");
    expect((await preview(process(), held, declared)).does).toBe("nothing");
    people.setUserRole("alice.smith@example.com", "user");
    expect((await preview(process(), held, declared)).does).toBe("update");
  });

  test("can be previewed without a key", async () => {
    const { process, held, declared, requests } = await office("admin");
    expect((await preview(process({}, { ANTHROPIC_ADMIN_KEY: undefined }), held, declared)).does).toBe(
      "nothing",
    );
    expect(requests()).toEqual([]);
  });
});

describe("a change of role in a workspace", () => {
  test("gives the membership again, when somebody ended it by hand and the state has not seen that", async () => {
    const { process, people, held, declared, workspace, user, writes } = await office();
    people.removeMember(workspace, alice);
    const changed = await up(process(), held, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ status: "active", role: "workspace_admin" });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members {"user_id":"${user.id}","workspace_role":"workspace_admin"}`,
    ]);
  });

  test("is nothing to write, when somebody made it by hand", async () => {
    const { process, people, held, declared, workspace, writes } = await office();
    people.setMemberRole(workspace, alice, "workspace_admin");
    const changed = await up(process(), held, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ status: "active", role: "workspace_admin", adopted: false });
    expect(writes()).toEqual([]);
  });

  test("follows the person whose address changed unseen", async () => {
    const { process, people, held, declared, workspace, user, writes } = await office();
    people.setUserEmail(alice, "alice.smith@example.com");
    const changed = await up(process(), held, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ status: "active", userId: user.id });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
  });
});

test("two memberships for one place are refused, also when one names the person by id", async () => {
  const { process, held, declared, user } = await office();
  const { email: _, ...place } = declared;
  const session = process();
  const two = { [kept.origin]: "acme/dev::two" };
  expect((await preview(session, held, declared)).does).toBe("nothing");
  expect(failures(session, WorkspaceMember, { ...declared, ...two })).toEqual([
    `WorkspaceMember ${held.id} is declared by another resource of this program already, \`it\`. Two that declare the same undo each other: remove one of them. Nothing is deleted as long as the other is there.`,
  ]);
  expect(failures(session, WorkspaceMember, { ...place, userId: user.id, ...two })).toHaveLength(1);
  expect(failures(session, WorkspaceMember, { ...declared, workspace: "wrkspc_other", ...two })).toEqual([]);
});

describe("a membership that waits for its person", () => {
  test("gets the declared role, when somebody gave another one by hand meanwhile", async () => {
    const made = await organization({ pace: 0.02 });
    const people = made.emulator.organization().console;
    const workspace = people.createWorkspace({ name: "Research" }).id;
    const declared = { workspace, email: alice, role: "workspace_developer" };
    people.invite(alice, "user");
    const pending = await create(made.process(), WorkspaceMember, declared);
    expect(pending.outputs).toMatchObject({ status: "pending", waitingFor: "acceptance" });
    people.acceptInvite(alice);
    people.addMember(workspace, alice, "workspace_user");
    expect((await up(made.process(), pending, declared)).outputs).toMatchObject({
      status: "active",
      role: "workspace_developer",
    });
    const message = await refusal(
      create(made.process(), WorkspaceMember, { ...declared, role: "workspace_admin" }),
    );
    expect(message).toContain("they have the role workspace_developer there already");
  });

  test("is no drift, also when they have accepted: the first `up` after a refresh completes it", async () => {
    const made = await organization({ pace: 0.02 });
    const people = made.emulator.organization().console;
    const workspace = people.createWorkspace({ name: "Research" }).id;
    const declared = { workspace, email: alice, role: "workspace_developer" };
    people.invite(alice, "user");
    const pending = await create(made.process(), WorkspaceMember, declared);
    expect(await drift(made.process(), pending)).toBe("nothing");
    people.acceptInvite(alice);
    expect(await drift(made.process(), pending)).toBe("nothing");
    const seen = await refreshed(made.process(), pending);
    expect(seen.inputs).toEqual(pending.inputs);
    expect(seen.outputs).toMatchObject({ status: "pending", waitingFor: "acceptance" });
    expect((await preview(made.process(), seen, declared)).does).toBe("update");
    const real = await up(made.process(), seen, declared);
    expect(real.outputs).toMatchObject({ status: "active" });
    expect(real.outputs).not.toHaveProperty("waitingFor");

    // Who has had it, and was taken out by hand, is drift.
    people.removeMember(workspace, alice);
    expect(await drift(made.process(), real)).toBe("delete");
  });
});
