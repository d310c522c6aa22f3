import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { type EmulatorOptions, type Fault, startEmulator } from "../../../emulator/index.ts";
import { kept } from "../../../provider/kernel/managed.ts";
import { pointer } from "../../../provider/kernel/pointer.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { refusal as row } from "../../../provider/refusals.ts";
import { Workspace } from "../../../provider/resources/workspace.ts";
import {
  workspaceMember as WorkspaceMember,
  WorkspaceMember as WorkspaceMemberClass,
} from "../../../provider/resources/workspaceMember.ts";
import { known, optionsSeen, program } from "../program.ts";
import {
  create,
  createHalf,
  destroy,
  failures,
  type Held,
  listOf,
  onlyAdmins,
  onlyDefault,
  organization,
  preview,
  refresh,
  refreshed,
  refusal,
  up,
} from "../session.ts";

const alice = "alice@example.com";
const people = "/v1/organizations/users";
const collection = "/v1/organizations/workspaces/*/members";
const one = "/v1/organizations/workspaces/*/members/*";

/** An organization with a workspace and a developer, and a stack that knows it. */
async function office(options: EmulatorOptions = {}) {
  const made = await organization({ pace: 0.01, ...options });
  const { emulator, byHand, process } = made;
  const workspace = byHand.createWorkspace({ name: "Research" }).id;
  const user = byHand.addUser({ email: "Alice@Example.com", role: "developer" });
  const declared = { workspace, email: alice, role: "workspace_developer" };
  return {
    ...made,
    workspace,
    user,
    declared,
    /** A membership that an earlier run of the stack gave. */
    async given(args: Properties = declared): Promise<Held> {
      const held = await create(process(), WorkspaceMember, args);
      made.requests();
      return held;
    },
    /** Who has which explicit role in which workspace. */
    roles: () =>
      emulator
        .organization()
        .state()
        .members.map(
          ({ user_id, workspace_role }) => `${user_id === user.id ? "alice" : user_id} ${workspace_role}`,
        ),
    posts: () => emulator.requests.filter(({ method }) => method === "POST"),
  };
}

const lostAfter: [string, Partial<Fault> & Pick<Fault, "kind">][] = [
  ["done, and then came a broken connection", { kind: "loseResponse" }],
  ["done, and then came a 500", { kind: "statusAfter", status: 500 }],
  ["done, and then came a proxy's page with 200", { kind: "htmlAfter" }],
  ["done, and then came half of the answer", { kind: "cutJson" }],
];
const lostBefore: [string, Partial<Fault> & Pick<Fault, "kind">][] = [
  ["not done, and there came a broken connection", { kind: "refuse" }],
  ["not done, and there came a 500", { kind: "status", status: 500 }],
  ["not done, and there came a proxy's page with 502", { kind: "html" }],
  ["not done, and there came a proxy's page with 200", { kind: "html", status: 200 }],
];

describe("what a program may say of a membership", () => {
  const reasons = async (args: Properties, olds: Properties = {}) => {
    const { process } = await office();
    return failures(process({}, { ANTHROPIC_ADMIN_KEY: undefined }), WorkspaceMember, args, olds);
  };
  const whole = { workspace: "wrkspc_1", email: alice, role: "workspace_user" };

  test("is put into normal form: an address in small letters, without spaces", async () => {
    const { process } = await office();
    const { inputs } = WorkspaceMember.check(
      process(),
      {},
      { ...whole, workspace: " wrkspc_1", email: " Alice@EXAMPLE.com " },
    );
    expect(inputs).toEqual(whole);
  });

  test.each<[Properties, string]>([
    [{ email: alice, role: "workspace_user" }, "`workspace` is required."],
    [{ workspace: "wrkspc_1", email: alice }, "`role` is required."],
    [
      { ...whole, workspace: "Research" },
      "`workspace`: must be an id that begins with `wrkspc_`. A name is not enough, since several workspaces may have it: give the Workspace itself, or its id, which `getWorkspace` finds by name.",
    ],
    [{ ...whole, workspace: "user_1" }, "`workspace`: must be an id that begins with `wrkspc_`."],
    [{ ...whole, email: "alice" }, "`email`: must be an email address such as `alice@example.com`."],
    [{ ...whole, email: "a@b.c, d@e.f" }, "`email`: must be an email address such as `alice@example.com`."],
    [
      { workspace: "wrkspc_1", userId: alice, role: "workspace_user" },
      "`userId`: must be an id that begins with `user_`.",
    ],
    [
      { ...whole, role: "developer" },
      "`role`: must be `workspace_user`, `workspace_restricted_developer`, `workspace_developer` or `workspace_admin`. Did you mean `workspace_developer`?",
    ],
    [
      { ...whole, role: "owner" },
      "`role`: must be `workspace_user`, `workspace_restricted_developer`, `workspace_developer` or `workspace_admin`.",
    ],
    [{ ...whole, role: "billing" }, `\`role\`: ${row("giveWorkspaceBilling")}`],
    [{ ...whole, role: "workspace_billing" }, `\`role\`: ${row("giveWorkspaceBilling")}`],
    [{ workspace: "wrkspc_1", role: "workspace_user" }, "Name the person by `email` or by `userId`."],
    [{ ...whole, userId: "user_1" }, "Name the person by `email` or by `userId`, not by both."],
    [
      { ...whole, adopt: "wrkspc_1" },
      "\"wrkspc_1\" is not the id of a WorkspaceMember, which is the workspace's id, a slash, and the person's address or id: `wrkspc_.../alice@example.com`.",
    ],
    [
      { ...whole, adopt: "wrkspc_1/bob@example.com" },
      "The resource option `import` names wrkspc_1/bob@example.com, but the resource declares wrkspc_1/alice@example.com. Remove `import`, or correct the declaration.",
    ],
  ])("%j is refused in words", async (args, reason) => {
    expect(await reasons(args)).toEqual([reason]);
  });

  test("may be a person who is not known yet", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(await reasons({ ...whole, email: unknown })).toEqual([]);
    expect(await reasons({ ...whole, workspace: unknown })).toEqual([]);
    expect(await reasons({ ...whole, email: undefined, userId: unknown })).toEqual([]);
  });

  test("has an id with the address or with the person's id", () => {
    expect(WorkspaceMember.parseId(" wrkspc_1/Alice@Example.com ")).toBe("wrkspc_1/alice@example.com");
    expect(WorkspaceMember.parseId("wrkspc_1/user_1")).toBe("wrkspc_1/user_1");
    for (const id of [
      "",
      "wrkspc_1/",
      "/user_1",
      "wrkspc_1/user_1/x",
      "user_1/wrkspc_1",
      "wrkspc_1/invite_1",
      "wrkspc_1/user_",
    ]) {
      expect(() => WorkspaceMember.parseId(id)).toThrow(/is not the id of a WorkspaceMember/);
    }
  });
});

describe("giving a membership", () => {
  test("asks for it once, and keeps who the person is", async () => {
    const { process, declared, workspace, user, writes, roles, emulator } = await office();
    const held = await create(process(), WorkspaceMember, declared);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members {"user_id":"${user.id}","workspace_role":"workspace_developer"}`,
    ]);
    expect(held.id).toBe(`${workspace}/${alice}`);
    expect(held.outputs).toEqual({
      workspace,
      email: alice,
      userId: user.id,
      role: "workspace_developer",
      status: "active",
      adopted: false,
      __managed: ["workspace", "email", "role"],
      __organization: emulator.organization().id,
      __origin: "acme/dev::it",
      __provider: pointer("WorkspaceMember"),
      __schema: 1,
    });
    expect(roles()).toEqual(["alice workspace_developer"]);
    expect((await preview(process(), held, declared)).does).toBe("nothing");
    expect((await preview(process(), held, { ...declared, email: "ALICE@example.com " })).does).toBe(
      "nothing",
    );
  });

  test("takes the person by id", async () => {
    const { process, workspace, user, roles } = await office();
    const held = await create(process(), WorkspaceMember, {
      workspace,
      userId: user.id,
      role: "workspace_user",
    });
    expect(held.id).toBe(`${workspace}/${user.id}`);
    expect(held.outputs).toMatchObject({
      email: alice,
      userId: user.id,
      __managed: ["workspace", "userId", "role"],
    });
    expect(roles()).toEqual(["alice workspace_user"]);
  });

  test("matches an address exactly, though the API's filter does not", async () => {
    const { process, byHand, declared, roles } = await office();
    const other = byHand.addUser({ email: "alice+x@example.com", role: "developer" });
    const held = await create(process(), WorkspaceMember, { ...declared, email: "alice+x@example.com" });
    expect(held.outputs["userId"]).toBe(other.id);
    const nobody = await create(process(), WorkspaceMember, { ...declared, email: "alice+y@example.com" });
    expect(nobody.outputs).toMatchObject({ status: "pending", waitingFor: "nobody" });
    expect(roles()).toEqual([`${other.id} workspace_developer`]);
  });

  test("shares its lists: a hundred of them ask for each once", async () => {
    const { process, byHand, workspace, requests } = await office();
    const session = process();
    const emails = Array.from({ length: 30 }, (_, n) => `person${n}@example.com`);
    for (const email of emails) byHand.addUser({ email, role: "user" });
    await Promise.all(
      emails.map((email) => create(session, WorkspaceMember, { workspace, email, role: "workspace_user" })),
    );
    expect(requests().filter((line) => line.startsWith("GET"))).toEqual([
      "GET /workspaces",
      "GET /users",
      `GET /workspaces/${workspace}/members`,
    ]);
  });

  test("waits for a person who is not there yet, without a write", async () => {
    const { process, byHand, emulator, declared, writes } = await office();
    const stands = async (email: string) =>
      (await create(process(), WorkspaceMember, { ...declared, email })).outputs;
    byHand.invite("invited@example.com", "user");
    byHand.invite("old@example.com", "user");
    expect(await stands("nobody@example.com")).toMatchObject({ status: "pending", waitingFor: "nobody" });
    expect(await stands("invited@example.com")).toMatchObject({
      status: "pending",
      waitingFor: "acceptance",
    });
    emulator.clock.advance({ days: 22 });
    expect(await stands("old@example.com")).toMatchObject({ status: "pending", waitingFor: "expired" });
    expect(writes()).toEqual([]);
    const byId = await create(process(), WorkspaceMember, {
      workspace: declared.workspace,
      userId: "user_01JwQvzr7rXLA5AGx3HKfFUJ",
      role: "workspace_user",
    });
    expect(byId.outputs).toMatchObject({ status: "pending", waitingFor: "nobody" });
  });

  test.each<["admin" | "billing", string, string, string[]]>([
    ["admin", "workspace_user", "implicit", []],
    ["admin", "workspace_admin", "implicit", []],
    ["billing", "workspace_developer", "implicit", []],
    ["billing", "workspace_admin", "active", ["alice workspace_admin"]],
  ])("to somebody who is %s, as %s, is %s", async (role, wanted, status, there) => {
    const { process, byHand, declared, roles } = await office();
    byHand.setUserRole(alice, role);
    const held = await create(process(), WorkspaceMember, { ...declared, role: wanted });
    expect(held.outputs).toMatchObject({ status, role: wanted });
    expect(roles()).toEqual(there);
    expect((await preview(process(), held, { ...declared, role: wanted })).does).toBe("nothing");
  });

  test("takes over what is exactly as declared", async () => {
    const { process, byHand, declared, workspace, writes } = await office();
    byHand.addMember(workspace, alice, "workspace_developer");
    const held = await create(process(), WorkspaceMember, declared);
    expect(held.outputs).toMatchObject({ status: "active", adopted: true });
    expect(writes()).toEqual([]);
  });

  test("refuses another role that the person has there, with what to do: aliases first, then `import`", async () => {
    const { process, byHand, declared, workspace, user, writes } = await office();
    byHand.addMember(workspace, alice, "workspace_admin");
    expect(await refusal(create(process(), WorkspaceMember, declared))).toBe(
      `Did not give ${alice} the role workspace_developer in workspace ${workspace}: they have the role workspace_admin there already. ` +
        "If this stack knows the membership under another name or place, tell Pulumi with the resource option `aliases`. " +
        `If the program is to take it over, declare that role with the resource option \`import: "${workspace}/${user.id}"\`, and change it afterwards.`,
    );
    expect(writes()).toEqual([]);
  });

  test("looks again before it refuses", async () => {
    const { process, byHand, declared, workspace, roles } = await office();
    byHand.addMember(workspace, alice, "workspace_admin");
    const session = process();
    await session.live.members(workspace, 0);
    byHand.removeMember(workspace, alice);
    await create(session, WorkspaceMember, declared);
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("takes over what somebody has just made as declared", async () => {
    const { process, byHand, declared, workspace, writes } = await office();
    byHand.addMember(workspace, alice, "workspace_admin");
    const session = process();
    await session.live.members(workspace, 0);
    byHand.setMemberRole(workspace, alice, "workspace_developer");
    const held = await create(session, WorkspaceMember, declared);
    expect(held.outputs).toMatchObject({ status: "active", adopted: true });
    expect(writes()).toEqual([]);
  });

  test("is refused in the default workspace, in an archived one and in one that is not there", async () => {
    const { process, byHand, emulator, declared, workspace, writes } = await office();
    const doing = (id: string) => `Did not give ${alice} the role workspace_developer in workspace ${id}: `;
    const { id } = emulator.organization().state().default_workspace;
    expect(await refusal(create(process(), WorkspaceMember, { ...declared, workspace: id }))).toBe(
      doing(id) + row("defaultWorkspaceMembers"),
    );
    byHand.archiveWorkspace(workspace);
    expect(await refusal(create(process(), WorkspaceMember, declared))).toBe(
      `${doing(workspace)}the workspace is archived, which is final. Name another workspace.`,
    );
    const missing = "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ";
    expect(await refusal(create(process(), WorkspaceMember, { ...declared, workspace: missing }))).toBe(
      `${doing(missing)}the organization has no such workspace. Name another workspace.`,
    );
    expect(writes()).toEqual([]);
  });

  test.each([...lostAfter, ...lostBefore])("happens once when it was %s", async (_, fault) => {
    const { process, emulator, declared, roles } = await office();
    emulator.faults.add({ method: "POST", path: collection, ...fault });
    const held = await create(process(), WorkspaceMember, declared);
    expect(held.outputs).toMatchObject({ status: "active", role: "workspace_developer" });
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("that never gets through fails with what is known, and the next run gives it", async () => {
    const { process, emulator, declared, roles } = await office();
    emulator.faults.add({ kind: "status", status: 500, method: "POST", path: collection, times: 10 });
    expect(await refusal(create(process(), WorkspaceMember, declared))).toMatch(
      /^Could not give alice@example\.com the role workspace_developer in workspace wrkspc_\w+: the API failed .*It is not known whether it was done/,
    );
    emulator.faults.clear();
    await create(process(), WorkspaceMember, declared);
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("tells of the write, and not of a look that failed after it", async () => {
    const { process, emulator, declared } = await office();
    emulator.faults.add({ kind: "status", status: 500, method: "POST", path: collection, times: 10 });
    emulator.faults.add({
      kind: "status",
      status: 503,
      method: "GET",
      path: collection,
      after: 1,
      times: 100,
    });
    expect(await refusal(create(process(), WorkspaceMember, declared))).toMatch(
      /^Could not give alice@example\.com/,
    );
  });

  test("is sent again when the API asks to slow down", async () => {
    const { process, emulator, declared, roles, posts } = await office();
    emulator.faults.add({ kind: "rateLimit", method: "POST", path: collection, retryAfter: 0.05 });
    await create(process(), WorkspaceMember, declared);
    expect(posts().map(({ status }) => status)).toEqual([429, 200]);
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("is looked for when the answer has a shape that nobody knows", async () => {
    const { process, emulator, declared, roles, posts } = await office();
    emulator.faults.add({
      kind: "statusAfter",
      status: 200,
      method: "POST",
      path: collection,
      body: { ok: true },
    });
    await create(process(), WorkspaceMember, declared);
    expect(roles()).toEqual(["alice workspace_developer"]);
    expect(posts()).toHaveLength(1);
  });

  test.each([400, 409, "upsert"] as const)(
    "to a member whom a list does not show yet is settled when the API answers %s",
    async (addExistingMember) => {
      const { process, byHand, emulator, declared, workspace, roles } = await office({
        assumptions: { addExistingMember },
      });
      byHand.addMember(workspace, alice, "workspace_developer");
      const lagging = {
        kind: "status" as const,
        status: 200,
        method: "GET",
        path: collection,
        body: { data: [], has_more: false },
      };
      emulator.faults.add(lagging);
      const held = await create(process(), WorkspaceMember, declared);
      expect(held.outputs).toMatchObject({ status: "active", adopted: addExistingMember !== "upsert" });
      expect(roles()).toEqual(["alice workspace_developer"]);
    },
  );

  test("with another role to a member whom a list does not show yet is refused", async () => {
    for (const addExistingMember of [400, 409] as const) {
      const { process, byHand, emulator, declared, workspace, roles } = await office({
        assumptions: { addExistingMember },
      });
      byHand.addMember(workspace, alice, "workspace_admin");
      emulator.faults.add({
        kind: "status",
        status: 200,
        method: "GET",
        path: collection,
        body: { data: [], has_more: false },
      });
      expect(await refusal(create(process(), WorkspaceMember, declared))).toContain(
        "they have the role workspace_admin there already",
      );
      expect(roles()).toEqual(["alice workspace_admin"]);
    }
  });

  test.each([404, 400] as const)(
    "to somebody who has just left waits for them, when the API answers %s",
    async (addUnknownUser) => {
      const { process, byHand, declared, roles } = await office({ assumptions: { addUnknownUser } });
      const session = process();
      await session.live.users(0);
      byHand.removeUser(alice);
      const held = await create(session, WorkspaceMember, declared);
      expect(held.outputs).toMatchObject({ status: "pending", waitingFor: "nobody" });
      expect(roles()).toEqual([]);
    },
  );

  test.each([400, 403] as const)(
    "to somebody who has just become admin needs nothing, when the API answers %s",
    async (inheritedMember) => {
      const { process, byHand, declared, roles } = await office({ assumptions: { inheritedMember } });
      const session = process();
      await session.live.users(0);
      byHand.setUserRole(alice, "admin");
      const held = await create(session, WorkspaceMember, declared);
      expect(held.outputs).toMatchObject({ status: "implicit", role: "workspace_developer" });
      expect(roles()).toEqual([]);
    },
  );

  test("to somebody who has just become admin is finished by the next run, when the API only says yes", async () => {
    const { process, byHand, declared } = await office({ assumptions: { inheritedMember: "ignore" } });
    const session = process();
    await session.live.users(0);
    byHand.setUserRole(alice, "admin");
    const half = await createHalf(session, WorkspaceMember, declared);
    expect(half.unfinished).toContain('`role` is "workspace_admin" instead of "workspace_developer"');
    const whole = await up(process(), half, declared);
    expect(whole.outputs).toMatchObject({ status: "implicit", role: "workspace_developer" });
    expect((await preview(process(), whole, declared)).does).toBe("nothing");
  });

  test.each([400, 404] as const)(
    "in a workspace that has just been archived fails with what the API says (%s)",
    async (archivedWorkspaceMembers) => {
      const { process, byHand, declared, workspace } = await office({
        assumptions: { archivedWorkspaceMembers },
      });
      const session = process();
      await session.live.workspaces(0);
      await session.live.members(workspace, 0);
      byHand.archiveWorkspace(workspace);
      expect(await refusal(create(session, WorkspaceMember, declared))).toMatch(
        new RegExp(
          `^Could not give ${alice} the role .*${archivedWorkspaceMembers} .*The Workspace is archived`,
        ),
      );
    },
  );

  test("beyond the workspace's limit fails with what to do", async () => {
    const { process, declared } = await office({
      seed: { version: 1, settings: { workspace_member_limit: 0 } },
    });
    expect(await refusal(create(process(), WorkspaceMember, declared))).toContain(
      "workspace_member_limit_exceeded",
    );
  });

  test.each<[string, string, string]>([
    ["the workspaces", "/v1/organizations/workspaces", "list the workspaces"],
    ["the people", people, "list the organization's people"],
    ["the members", collection, "list the members of workspace"],
  ])("writes nothing while %s cannot be read whole", async (_, path, what) => {
    for (const fault of [
      { kind: "status", status: 500, times: 10 },
      { kind: "html", status: 200, times: 10 },
      { kind: "cutJson", times: 10 },
      { kind: "status", status: 200, body: { data: [{}], has_more: false } },
    ] as const) {
      const { process, emulator, declared, posts } = await office();
      emulator.faults.add({ method: "GET", path, ...fault });
      expect(await refusal(create(process(), WorkspaceMember, declared))).toContain(`Could not ${what}`);
      expect(posts()).toEqual([]);
    }
  });
});

describe("taking a membership over by `import`", () => {
  test("takes every form of the id and writes nothing", async () => {
    const { process, byHand, declared, workspace, user, writes } = await office();
    byHand.addMember(workspace, alice, "workspace_developer");
    for (const adopt of [
      `${workspace}/${alice}`,
      `${workspace}/${user.id}`,
      `${workspace}/Alice@Example.com`,
    ]) {
      const held = await create(process(), WorkspaceMember, { ...declared, adopt });
      expect(held.id).toBe(`${workspace}/${alice}`);
      expect(held.outputs).toMatchObject({ status: "active", adopted: true });
      expect((await preview(process(), held, { ...declared, adopt })).does).toBe("nothing");
      expect((await preview(process(), held, declared)).does).toBe("nothing");
    }
    expect(writes()).toEqual([]);
  });

  test("refuses what differs, who is not there, and what is archived", async () => {
    const { process, byHand, declared, workspace, user, writes } = await office();
    const adopt = `${workspace}/${user.id}`;
    const take = (args: Properties = {}) =>
      refusal(create(process(), WorkspaceMember, { ...declared, adopt, ...args }));
    expect(await take()).toBe(
      `Could not take over WorkspaceMember ${adopt}: the organization has none with this id. Correct the resource option \`import\`, or remove it to have the object made.`,
    );
    byHand.addMember(workspace, alice, "workspace_admin");
    expect(await take()).toContain(
      '`role` is "workspace_admin" there, and "workspace_developer" in the program',
    );
    expect(await take({ email: "bob@example.com", adopt })).toContain(
      `\`email\` is "${alice}" there, and "bob@example.com" in the program`,
    );
    byHand.invite("bob@example.com", "user");
    expect(await take({ email: "bob@example.com", adopt: `${workspace}/bob@example.com` })).toBe(
      `Could not take over WorkspaceMember ${workspace}/bob@example.com: the person is not in the organization. Remove \`import\`.`,
    );
    byHand.archiveWorkspace(workspace);
    expect(await take()).toBe(
      `Could not take over WorkspaceMember ${adopt}: the workspace is archived, which is final.`,
    );
    expect(writes()).toEqual([]);
  });

  test("takes a billing member who was raised", async () => {
    const { process, byHand, declared, workspace } = await office();
    byHand.setUserRole(alice, "billing");
    byHand.addMember(workspace, alice, "workspace_admin");
    const adopt = `${workspace}/${alice}`;
    const held = await create(process(), WorkspaceMember, { ...declared, role: "workspace_admin", adopt });
    expect(held.outputs).toMatchObject({ status: "active", role: "workspace_admin" });
  });
});

describe("reading a membership", () => {
  test("finds nothing to change when nothing was changed, by three shared lists", async () => {
    const { given, process, workspace, requests } = await office();
    const held = await given();
    expect(await refreshed(process(), held)).toEqual(held);
    expect(requests()).toEqual(["GET /workspaces", "GET /users", `GET /workspaces/${workspace}/members`]);
  });

  test("never asks for a single membership, since the API answers that from an old copy", async () => {
    const { given, process, byHand, workspace, emulator } = await office({
      assumptions: { staleMemberReads: 60 },
    });
    const held = await given();
    byHand.setMemberRole(workspace, alice, "workspace_user");
    const drifted = await refreshed(process(), held);
    expect(drifted.inputs["role"]).toBe("workspace_user");
    expect(emulator.requests.filter(({ path }) => path.includes("/members/"))).toEqual([]);
  });

  test("shows another role as drift", async () => {
    const { given, process, byHand, workspace, declared, writes, roles } = await office();
    const held = await given();
    byHand.setMemberRole(workspace, alice, "workspace_admin");
    const drifted = await refreshed(process(), held);
    expect(drifted.inputs["role"]).toBe("workspace_admin");
    expect((await preview(process(), drifted, declared)).does).toBe("update");
    await up(process(), drifted, declared);
    expect(roles()).toEqual(["alice workspace_developer"]);
    expect(writes()).toHaveLength(1);
  });

  test("of one that somebody ended by hand is gone, and is given again", async () => {
    const { given, process, byHand, workspace, declared, roles } = await office();
    const held = await given();
    byHand.removeMember(workspace, alice);
    expect(await refresh(process(), held)).toBeUndefined();
    await create(process(), WorkspaceMember, declared);
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("of a person who has left waits for them, and finds them when they are back as somebody else", async () => {
    const { given, process, byHand, declared } = await office();
    const held = await given();
    byHand.removeUser(alice);
    const waiting = await refreshed(process(), held);
    expect(waiting.outputs).toMatchObject({
      status: "pending",
      waitingFor: "nobody",
      role: "workspace_developer",
    });
    expect(waiting.outputs).not.toHaveProperty("userId");
    expect((await preview(process(), waiting, declared)).does).toBe("nothing");
    const back = byHand.addUser({ email: alice, role: "user" });
    const real = await up(process(), waiting, declared);
    expect(real.outputs).toMatchObject({ status: "active", userId: back.id });
  });

  test("shows that the person's address changed, whose update says what to write", async () => {
    const { given, process, byHand, declared, user, writes } = await office();
    const held = await given();
    byHand.setUserEmail(alice, "alice.smith@example.com");
    const drifted = await refreshed(process(), held);
    expect(drifted.id).toBe(held.id);
    expect(drifted.inputs["email"]).toBe("alice.smith@example.com");
    expect((await preview(process(), drifted, declared)).does).toBe("update");
    expect(await refusal(up(process(), drifted, declared))).toContain(
      `the email changed. ${alice} is alice.smith@example.com now (${user.id}). Write that address in the program; nothing else changes.`,
    );
    const written = await up(process(), drifted, { ...declared, email: "Alice.Smith@example.com" });
    expect(written.outputs).toMatchObject({ email: "alice.smith@example.com", userId: user.id });
    expect(written.id).toBe(held.id);
    expect(writes()).toEqual([]);
    await destroy(process(), written);
    expect(writes()).toHaveLength(1);
  });

  test("of a workspace that was archived by hand stays, and its update says so", async () => {
    for (const archivedWorkspaceMembers of [400, 404, "allow"] as const) {
      const { given, process, byHand, workspace, declared, writes, said } = await office({
        assumptions: { archivedWorkspaceMembers },
      });
      const held = await given();
      byHand.archiveWorkspace(workspace);
      const archived = await refreshed(process(), held);
      expect(archived.outputs).toMatchObject({ status: "archived" });
      expect((await preview(process(), archived, declared)).does).toBe("update");
      expect(said).toEqual([expect.stringContaining("`up` will refuse to update the membership of alice@")]);
      expect(await refusal(up(process(), archived, declared))).toBe(
        `Did not update the membership of ${alice} in workspace ${workspace}: the workspace is archived, which is final. Take the membership out of the program, or declare it for another workspace.`,
      );
      await destroy(process(), archived);
      expect(writes()).toEqual([]);
    }
  });

  test("of somebody who was made admin is no drift", async () => {
    for (const implicitMemberGet of [404, "inherited"] as const) {
      const { given, process, byHand, declared } = await office({ assumptions: { implicitMemberGet } });
      const held = await given();
      byHand.setUserRole(alice, "admin");
      const implicit = await refreshed(process(), held);
      expect(implicit.inputs).toEqual(held.inputs);
      expect(implicit.outputs).toMatchObject({ status: "implicit", role: "workspace_developer" });
      expect((await preview(process(), implicit, declared)).does).toBe("nothing");
    }
  });

  test("trusts the membership itself over a list without it", async () => {
    const { given, process, byHand, emulator, workspace, user, requests } = await office();
    const held = await given();
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: collection, body: listOf() });
    expect(await refreshed(process(), held)).toEqual(held);
    expect(requests().at(-1)).toBe(`GET /workspaces/${workspace}/members/${user.id}`);
    byHand.removeMember(workspace, alice);
    expect(await refresh(process(), held)).toBeUndefined();
  });

  test("does not take what an organization role gives for a membership that the list misses", async () => {
    for (const role of ["admin", "billing"] as const) {
      const { given, process, byHand, emulator, workspace } = await office({
        assumptions: { implicitMemberGet: "inherited" },
      });
      byHand.setUserRole(alice, role === "admin" ? "user" : "billing");
      const held = await given({ workspace, email: alice, role: "workspace_admin" });
      byHand.removeMember(workspace, alice);
      if (role === "admin") byHand.setUserRole(alice, "admin");
      emulator.faults.add({ kind: "status", status: 200, method: "GET", path: collection, body: listOf() });
      const seen = await refresh(process(), held);
      expect(seen?.outputs["status"]).toBe("implicit");
    }
  });

  test("right after it was given in the same process waits for the list to know", async () => {
    const { process, emulator, workspace, declared } = await office();
    const session = process();
    for (const list of [session.live.workspaces(0), session.live.users(0)]) await list;
    emulator.assumptions.staleLists = 0.05;
    const held = await create(session, WorkspaceMember, declared);
    const members = await session.live.members(workspace, session.live.now());
    expect(members.map(({ workspace_role: role }) => role)).toEqual(["workspace_developer"]);
    expect(await refreshed(session, held)).toEqual(held);
  });

  test.each<[string, string]>([
    ["the workspaces", "/v1/organizations/workspaces"],
    ["the people", people],
    ["the members", collection],
  ])("never takes it for gone while %s cannot be read whole", async (_, path) => {
    for (const fault of [
      { kind: "status", status: 401 },
      { kind: "status", status: 403 },
      { kind: "status", status: 404 },
      { kind: "status", status: 500, times: 10 },
      { kind: "refuse", times: 10 },
      { kind: "html", status: 404, times: 10 },
      { kind: "cutJson", times: 10 },
      { kind: "status", status: 200, body: { data: [], has_more: true } },
    ] as const) {
      const { given, process, emulator } = await office();
      const held = await given();
      emulator.faults.add({ method: "GET", path, ...fault });
      expect(await refusal(refresh(process(), held))).toMatch(/^Could not list the /);
    }
  });

  test("confirms by a GET that a person or a workspace is not there", async () => {
    const { given, process, emulator, workspace, user, requests } = await office();
    const held = await given();
    const shown = (path: string, body: object) =>
      emulator.faults.add({ kind: "status", status: 200, path, body });
    shown("/v1/organizations/workspaces", onlyDefault(emulator));
    shown(people, onlyAdmins(emulator));
    expect(await refreshed(process(), held)).toEqual(held);
    expect(requests()).toEqual([
      "GET /workspaces",
      `GET /workspaces/${workspace}`,
      "GET /users",
      `GET /users/${user.id}`,
      `GET /workspaces/${workspace}/members`,
    ]);
  });

  test("with the key of another organization concludes nothing", async () => {
    const { given, process } = await office();
    const held = await given();
    const elsewhere = await startEmulator({
      adminKey: "sk-ant-admin01-elsewhere",
      requestsPerMinute: "unlimited",
    });
    try {
      const session = process(
        {},
        { ANTHROPIC_ADMIN_BASE_URL: elsewhere.url, ANTHROPIC_ADMIN_KEY: elsewhere.adminKey },
      );
      await expect(refresh(session, held)).rejects.toThrow(/^The key in use is of organization /);
      await expect(destroy(session, held)).rejects.toThrow(/^The key in use is of organization /);
    } finally {
      await elsewhere.stop();
    }
  });

  test("of one that is managed elsewhere takes both forms of the id, and fails when there is none", async () => {
    const { process, byHand, workspace, user } = await office();
    byHand.addMember(workspace, alice, "workspace_user");
    for (const id of [`${workspace}/Alice@example.com`, `${workspace}/${user.id}`]) {
      const { props } = await WorkspaceMember.read(process(), id, {});
      expect(props).toMatchObject({
        email: alice,
        userId: user.id,
        role: "workspace_user",
        status: "active",
        __managed: [],
      });
    }
    for (const id of [
      `${workspace}/bob@example.com`,
      "wrkspc_01JwQvzr7rXLA5AGx3HKfFUJ/user_1",
      `${workspace}/user_01JwQvzr7rXLA5AGx3HKfFUJ`,
    ]) {
      await expect(WorkspaceMember.read(process(), id, {})).rejects.toThrow(
        `Could not read WorkspaceMember ${id}: the organization has none with this id. Correct the id.`,
      );
    }
  });

  test("of an admin's that is managed elsewhere tells the role that they inherit", async () => {
    const { process, byHand, workspace } = await office();
    for (const [role, inherited] of [
      ["admin", "workspace_admin"],
      ["billing", "workspace_billing"],
    ] as const) {
      byHand.setUserRole(alice, role);
      const { props } = await WorkspaceMember.read(process(), `${workspace}/${alice}`, {});
      expect(props).toMatchObject({ status: "implicit", role: inherited });
    }
  });
});

describe("changing a membership", () => {
  test("gives another role in place", async () => {
    const { given, process, declared, workspace, user, writes, roles } = await office();
    const held = await given();
    const args = { ...declared, role: "workspace_admin" };
    expect((await preview(process(), held, args)).does).toBe("update");
    const changed = await up(process(), held, args);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
    expect(changed.outputs).toMatchObject({ role: "workspace_admin", status: "active", adopted: false });
    expect(roles()).toEqual(["alice workspace_admin"]);
  });

  test.each([...lostAfter, ...lostBefore])("of the role is done when it was %s", async (_, fault) => {
    const { given, process, emulator, declared, roles } = await office();
    const held = await given();
    emulator.faults.add({ method: "POST", path: one, times: 2, ...fault });
    const changed = await up(process(), held, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin" });
    expect(roles()).toEqual(["alice workspace_admin"]);
  });

  test("of the role counts as done when it is so, whatever the answer was", async () => {
    const { given, process, emulator, declared } = await office();
    const held = await given();
    emulator.faults.add({ kind: "statusAfter", status: 500, method: "POST", path: one, times: 10 });
    const changed = await up(process(), held, { ...declared, role: "workspace_admin" });
    expect(changed.outputs).toMatchObject({ role: "workspace_admin" });
  });

  test("of the role that never gets through fails", async () => {
    const { given, process, emulator, declared, roles } = await office();
    const held = await given();
    emulator.faults.add({ kind: "status", status: 500, method: "POST", path: one, times: 10 });
    expect(await refusal(up(process(), held, { ...declared, role: "workspace_admin" }))).toMatch(
      /^Could not give alice@example\.com the role workspace_admin .*It is not known whether it was done/,
    );
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("waits until the API knows a membership that was given just now", async () => {
    const { process, declared, roles } = await office({ assumptions: { unsettledMembers: 0.06 } });
    const session = process();
    const held = await create(session, WorkspaceMember, declared);
    await up(session, held, { ...declared, role: "workspace_admin" });
    expect(roles()).toEqual(["alice workspace_admin"]);
  });

  test("waits only a few times for what another run gave", async () => {
    const { given, process, emulator, declared } = await office();
    const held = await given();
    emulator.assumptions.unsettledMembers = 1000;
    expect(await refusal(up(process(), held, { ...declared, role: "workspace_admin" }))).toContain(
      "The specified user is not in the Workspace",
    );
    expect(emulator.requests.filter(({ method }) => method === "POST")).toHaveLength(4);
  });

  test("is another membership, the old one given up afterwards, for another workspace or person", async () => {
    const { given, process, byHand, declared, workspace, user, writes, roles } = await office();
    const held = await given();
    const other = byHand.createWorkspace({ name: "Other" }).id;
    const bob = byHand.addUser({ email: "bob@example.com", role: "user" });
    for (const args of [
      { ...declared, workspace: other },
      { ...declared, email: "bob@example.com" },
      { ...declared, email: "nobody@example.com" },
      { workspace, userId: bob.id, role: declared.role },
    ]) {
      const { does, deleteFirst } = await preview(process(), held, args);
      expect([does, deleteFirst]).toEqual(["replace", false]);
    }
    await up(process(), held, { ...declared, email: "bob@example.com" });
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members {"user_id":"${bob.id}","workspace_role":"workspace_developer"}`,
      `DELETE /workspaces/${workspace}/members/${user.id}`,
    ]);
    expect(roles()).toEqual([`${bob.id} workspace_developer`]);
  });

  test("is a replacement while it is not known for whom it will be", async () => {
    const { given, process, declared } = await office();
    const held = await given();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect((await preview(process(), held, { ...declared, workspace: unknown })).does).toBe("replace");
    expect((await preview(process(), held, { ...declared, email: unknown })).does).toBe("replace");
  });

  test("from the address to the id of the same person, and back, is a record in place", async () => {
    const { given, process, declared, workspace, user, writes } = await office();
    const held = await given();
    const byId = { workspace, userId: user.id, role: declared.role };
    expect((await preview(process(), held, byId)).does).toBe("update");
    const recorded = await up(process(), held, byId);
    expect(recorded.id).toBe(held.id);
    expect(recorded.outputs).toMatchObject({
      email: alice,
      userId: user.id,
      __managed: ["workspace", "userId", "role"],
    });
    expect((await preview(process(), recorded, byId)).does).toBe("nothing");
    const back = await up(process(), recorded, declared);
    expect(back.outputs).toEqual(held.outputs);
    expect(writes()).toEqual([]);
    expect(await refreshed(process(), recorded)).toEqual(recorded);
  });

  test("to an address that the same person has now is a record in place, also unseen", async () => {
    const { given, process, byHand, declared, writes } = await office();
    const held = await given();
    byHand.setUserEmail(alice, "alice.smith@example.com");
    const args = { ...declared, email: "alice.smith@example.com" };
    expect((await preview(process(), held, args)).does).toBe("update");
    const recorded = await up(process(), held, args);
    expect(recorded.id).toBe(held.id);
    expect(recorded.outputs["email"]).toBe("alice.smith@example.com");
    expect(writes()).toEqual([]);
  });

  test("completes what waited, in the first run after the acceptance", async () => {
    const { process, byHand, declared, roles, requests } = await office();
    byHand.invite("bob@example.com", "user");
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    requests();
    expect((await preview(process(), waiting, args)).does).toBe("nothing");
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
    expect(await refreshed(process(), waiting)).toEqual(waiting);
    const bob = byHand.acceptInvite("bob@example.com");
    expect((await preview(process(), waiting, args)).does).toBe("update");
    const real = await up(process(), waiting, args);
    expect(real.outputs).toMatchObject({ status: "active", userId: bob.id });
    expect(real.outputs).not.toHaveProperty("waitingFor");
    expect(roles()).toEqual([`${bob.id} workspace_developer`]);
    requests();
    expect((await preview(process(), real, args)).does).toBe("nothing");
    expect(requests()).toEqual([]);
  });

  test("records for what it waits now", async () => {
    const { process, byHand, emulator, declared } = await office();
    const args = { ...declared, email: "bob@example.com" };
    let held = await create(process(), WorkspaceMember, args);
    byHand.invite("bob@example.com", "user");
    held = await up(process(), held, args);
    expect(held.outputs["waitingFor"]).toBe("acceptance");
    emulator.clock.advance({ days: 22 });
    held = await up(process(), held, args);
    expect(held.outputs["waitingFor"]).toBe("expired");
    expect((await preview(process(), held, args)).does).toBe("nothing");
  });

  test("of the role while waiting is recorded, and given after the acceptance", async () => {
    const { process, byHand, declared, roles, writes } = await office();
    byHand.invite("bob@example.com", "user");
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    const raised = await up(process(), waiting, { ...args, role: "workspace_admin" });
    expect(raised.outputs).toMatchObject({ status: "pending", role: "workspace_admin" });
    expect(writes()).toEqual([]);
    const bob = byHand.acceptInvite("bob@example.com");
    await up(process(), raised, { ...args, role: "workspace_admin" });
    expect(roles()).toEqual([`${bob.id} workspace_admin`]);
  });

  test("can be previewed without a key while it waits", async () => {
    const { process, declared, said } = await office();
    const args = { ...declared, email: "bob@example.com" };
    const waiting = await create(process(), WorkspaceMember, args);
    const keyless = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect((await preview(keyless, waiting, args)).does).toBe("nothing");
    expect(said).toEqual(["People who have not joined yet were not looked up: there is no key."]);
  });
});

describe("ending a membership", () => {
  test("takes the person out, also when the membership was taken over", async () => {
    for (const adopted of [false, true]) {
      const { given, process, byHand, workspace, user, writes, roles } = await office();
      if (adopted) byHand.addMember(workspace, alice, "workspace_developer");
      const held = await given();
      expect(held.outputs["adopted"]).toBe(adopted);
      await destroy(process(), held);
      expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${user.id}`]);
      expect(roles()).toEqual([]);
    }
  });

  test("is done already when membership, person or workspace is not there any more", async () => {
    const { given, process, byHand, workspace, user, writes } = await office();
    const held = await given();
    byHand.removeMember(workspace, alice);
    await destroy(process(), held);
    // The list without the membership proves nothing, so the DELETE is sent; the API responds that there is none.
    expect(writes()).toEqual([`DELETE /workspaces/${workspace}/members/${user.id}`]);
    byHand.removeUser(alice);
    await destroy(process(), held);
    byHand.archiveWorkspace(workspace);
    await destroy(process(), held);
    expect(writes()).toEqual([]);
  });

  test.each([400, 404] as const)(
    "is done however late the list is, when the API answers %s",
    async (nonMember) => {
      const { given, process, emulator, roles } = await office({
        assumptions: { nonMember, staleLists: 3600 },
      });
      emulator.clock.advance({ hours: 2 });
      const held = await given();
      expect(roles()).toEqual(["alice workspace_developer"]);
      await destroy(process(), held);
      expect(roles()).toEqual([]);
      await destroy(process(), held);
    },
  );

  test("that the list misses once is done, and is asked for alone when nothing was there", async () => {
    const { given, process, emulator, roles, requests, workspace, user } = await office();
    const held = await given();
    const missed = { kind: "status", status: 200, method: "GET", path: collection, body: listOf() } as const;
    emulator.faults.add(missed);
    await destroy(process(), held);
    expect(roles()).toEqual([]);
    requests();
    emulator.faults.add(missed);
    await destroy(process(), held);
    expect(requests()).toEqual([
      "GET /me",
      "GET /workspaces",
      "GET /users",
      `GET /workspaces/${workspace}/members`,
      `DELETE /workspaces/${workspace}/members/${user.id}`,
      `GET /workspaces/${workspace}/members`,
      `GET /workspaces/${workspace}/members/${user.id}`,
    ]);
  });

  test.each([
    ["refused once without a reason, while lists miss it, is sent again", 400, 1],
    ["refused all the time, while lists miss it, is not taken for done", 403, 9],
    ["that fails all the time, while lists miss it, is not taken for done", 500, 99],
  ] as const)("%s", async (_, status, times) => {
    const { given, process, emulator, roles } = await office();
    const held = await given();
    const missed = { kind: "status", status: 200, method: "GET", path: collection, body: listOf() } as const;
    emulator.faults.add({ ...missed, times: 99 });
    emulator.faults.add({ kind: "status", status, method: "DELETE", path: one, times });
    const ended = await destroy(process(), held).then(
      () => true,
      () => false,
    );
    expect([ended, roles()]).toEqual(times === 1 ? [true, []] : [false, ["alice workspace_developer"]]);
  });

  test("that an interrupted run gave is ended, though the state waits for the person and a list misses them", async () => {
    const { process, byHand, emulator, workspace, roles } = await office();
    const args = { workspace, email: "bob@example.com", role: "workspace_user" };
    const held = await create(process(), WorkspaceMember, args);
    expect(held.outputs["status"]).toBe("pending");
    byHand.addUser({ email: "bob@example.com", role: "developer" });
    await up(process(), held, args);
    expect(roles()).toHaveLength(1);
    emulator.faults.add({ kind: "status", status: 200, path: people, body: onlyAdmins(emulator) });
    await destroy(process(), held);
    expect(roles()).toEqual([]);
  });

  test("is not that of another person who has the former address of somebody who left", async () => {
    const { given, process, byHand, declared, workspace, user, roles, writes } = await office();
    const first = await given();
    byHand.setUserEmail(user.id, "alice.b@example.com");
    const renamed = { ...declared, email: "alice.b@example.com" };
    const held = await up(process(), await refreshed(process(), first), renamed);
    byHand.removeUser(user.id);
    const other = byHand.addUser({ email: alice, role: "developer" });
    byHand.addMember(workspace, other.id, "workspace_admin");
    await destroy(process(), held);
    expect(writes()).toEqual([]);
    expect(roles()).toEqual([`${other.id} workspace_admin`]);
  });

  test.each([400, 404] as const)(
    "is done when the workspace has just been archived and its members answer %s",
    async (archivedWorkspaceMembers) => {
      for (const shown of [true, false]) {
        const { given, process, byHand, emulator, workspace } = await office({
          assumptions: { archivedWorkspaceMembers },
        });
        const held = await given();
        const { members, workspaces } = emulator.organization().state();
        byHand.archiveWorkspace(workspace);
        const late = (path: string, body: object) =>
          emulator.faults.add({ kind: "status", status: 200, method: "GET", path, body });
        late("/v1/organizations/workspaces", onlyDefault(emulator, ...workspaces));
        late(collection, shown ? listOf(...members) : listOf());
        await destroy(process(), held);
      }
    },
  );

  test.each<[string, (there: Awaited<ReturnType<typeof office>>) => void]>([
    ["the person", ({ byHand }) => byHand.removeUser(alice)],
    ["the workspace", ({ byHand, workspace }) => byHand.archiveWorkspace(workspace)],
  ])("looks freshly for %s", async (_, happens) => {
    const there = await office();
    const { given, process, workspace, writes, requests } = there;
    const held = await given();
    const session = process();
    const { live } = session;
    for (const list of [live.workspaces(0), live.users(0), live.members(workspace, 0)]) await list;
    requests();
    happens(there);
    await destroy(session, held);
    expect(writes()).toEqual([]);
  });

  test("asks for nothing more once the workspace is archived or the person has left", async () => {
    const { given, process, byHand, workspace, user, requests } = await office();
    const held = await given();
    const session = process();
    for (const list of [session.live.workspaces(0), session.live.users(0)]) await list;
    requests();
    byHand.removeUser(alice);
    await destroy(session, held);
    expect(requests()).toEqual(["GET /workspaces", "GET /users", `GET /users/${user.id}`, "GET /invites"]);
    byHand.archiveWorkspace(workspace);
    await destroy(session, held);
    expect(requests()).toEqual(["GET /workspaces"]);
  });

  test("of somebody who waits needs no write", async () => {
    const { process, declared, writes } = await office();
    const waiting = await create(process(), WorkspaceMember, { ...declared, email: "bob@example.com" });
    await destroy(process(), waiting);
    expect(writes()).toEqual([]);
  });

  test("puts a raised billing member back to what they inherit", async () => {
    const { given, process, byHand, declared, workspace, user, writes, roles } = await office();
    byHand.setUserRole(alice, "billing");
    const held = await given({ ...declared, role: "workspace_admin" });
    await destroy(process(), held);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_billing"}`,
    ]);
    expect(roles()).toEqual([]);
  });

  test.each([400, 403, "ignore"] as const)(
    "of somebody who was made admin leaves them, and says so (%s)",
    async (inheritedMember) => {
      const { given, process, byHand, workspace, user, writes, said } = await office({
        assumptions: { inheritedMember },
      });
      const held = await given();
      byHand.setUserRole(alice, "admin");
      await destroy(process(), held);
      expect(writes()).toEqual([]);
      expect(said).toEqual([
        `it: Did not take ${alice} (${user.id}) out of workspace ${workspace}: as \`admin\` of the organization they have every workspace, and the API lets nobody change that.`,
      ]);
    },
  );

  test.each([...lostAfter, ...lostBefore])("is done when it was %s", async (_, fault) => {
    for (const nonMember of [400, 404] as const) {
      const { given, process, emulator, roles } = await office({ assumptions: { nonMember } });
      const held = await given();
      emulator.faults.add({ method: "DELETE", path: one, ...fault });
      await destroy(process(), held);
      expect(roles()).toEqual([]);
    }
  });

  test("counts as done when they are out, whatever the answer was", async () => {
    const { given, process, emulator, roles } = await office();
    const held = await given();
    emulator.faults.add({ kind: "statusAfter", status: 500, method: "DELETE", path: one, times: 10 });
    await destroy(process(), held);
    expect(roles()).toEqual([]);
  });

  test("fails when they are still in", async () => {
    const { given, process, emulator, roles } = await office();
    const held = await given();
    emulator.faults.add({ kind: "status", status: 403, method: "DELETE", path: one });
    expect(await refusal(destroy(process(), held))).toMatch(
      /^Could not take alice@example\.com \(user_\w+\) out of workspace wrkspc_\w+: the API refused it \(403/,
    );
    expect(roles()).toEqual(["alice workspace_developer"]);
  });

  test("is refused after 25 removals in one run, with the variable that raises it", async () => {
    const { given, process, byHand, workspace } = await office();
    byHand.addUser({ email: "bob@example.com", role: "user" });
    const first = await given();
    const second = await given({ workspace, email: "bob@example.com", role: "workspace_user" });
    const session = process({ maxRemovals: "1" });
    await destroy(session, first);
    expect(await refusal(destroy(session, second))).toMatch(
      /^Did not take bob@example\.com \(user_\w+\) out of workspace wrkspc_\w+: this run has taken away 1 people and memberships so far, .*ANTHROPIC_MAX_REMOVALS=10/,
    );
  });

  test("writes nothing while another resource of the program declares the same person there", async () => {
    const { given, process, workspace, user, declared, writes, said } = await office();
    const held = await given();
    for (const args of [declared, { workspace, userId: user.id, role: "workspace_developer" }]) {
      const session = process();
      const taken = await create(session, WorkspaceMember, args);
      expect(taken.outputs["adopted"]).toBe(true);
      await destroy(session, held);
    }
    expect(writes()).toEqual([]);
    expect(said.join()).toContain(
      `WorkspaceMember ${held.id} is declared by another resource of this program now`,
    );
  });

  test("before its replacement leaves the place to it, with the role that is declared there", async () => {
    const { given, process, declared, workspace, user, writes, roles } = await office();
    const held = await given();
    const session = process();
    const args = { ...declared, role: "workspace_admin" };
    // As in a forced replacement: checked anew, the old one deleted first, then created.
    expect(failures(session, WorkspaceMember, args)).toEqual([]);
    await destroy(session, held);
    await create(session, WorkspaceMember, args);
    expect(writes()).toEqual([
      `POST /workspaces/${workspace}/members/${user.id} {"workspace_role":"workspace_admin"}`,
    ]);
    expect(roles()).toEqual(["alice workspace_admin"]);
  });
});

describe("the class", () => {
  async function registered(
    make: (options: pulumi.CustomResourceOptions) => pulumi.CustomResource,
    outputs: Parameters<typeof program>[0] = {},
  ) {
    const { registrations } = await program(outputs);
    const { seen, transformations } = optionsSeen();
    const made = make({ transformations });
    await known(made.urn);
    const registration = registrations.find(({ type }) => type.endsWith(":WorkspaceMember"));
    const [options] = seen;
    const parent = options?.deletedWith;
    return { registration, options, endedBy: parent === undefined ? undefined : await known(parent.urn) };
  }
  const person = { email: alice, role: "workspace_user" } as const;

  test("takes a Workspace or its id, and replaces the old one when all are declared", async () => {
    const byId = await registered(
      (options) => new WorkspaceMemberClass("m", { ...person, workspace: "wrkspc_1" }, options),
    );
    expect(byId.registration?.inputs).toMatchObject({ ...person, workspace: "wrkspc_1" });
    expect(byId.options).not.toHaveProperty("deleteBeforeReplace");
    expect(byId.options).not.toHaveProperty("deletedWith");
    const byResource = await registered(
      (options) =>
        new WorkspaceMemberClass(
          "m",
          { ...person, workspace: new Workspace("lab", { name: "Lab" }) },
          options,
        ),
    );
    expect(byResource.registration?.inputs).toMatchObject({ ...person, workspace: "lab_id" });
  });

  test("lets a program say otherwise", async () => {
    const { options } = await registered(
      (given) =>
        new WorkspaceMemberClass(
          "m",
          { ...person, workspace: "wrkspc_1" },
          { ...given, deleteBeforeReplace: true },
        ),
    );
    expect(options).toMatchObject({ deleteBeforeReplace: true });
  });

  test.each<
    [
      string,
      ConstructorParameters<typeof Workspace>[1],
      pulumi.CustomResourceOptions,
      boolean | undefined,
      boolean,
    ]
  >([
    ["made here", { name: "Lab" }, {}, false, true],
    ["taken over", { name: "Lab" }, { import: "wrkspc_1" }, true, false],
    ["taken over, whose `import` has gone since", { name: "Lab" }, {}, true, false],
    [
      "taken over, and archived all the same",
      { name: "Lab", onDelete: "archive" },
      { import: "wrkspc_1" },
      true,
      true,
    ],
    ["made here, and retained", { name: "Lab", onDelete: "retain" }, {}, false, false],
    ["of which nobody knows who made it", { name: "Lab" }, {}, undefined, false],
  ])("is ended by the archiving of a workspace that was %s", async (_, args, options, adopted, ended) => {
    const { endedBy } = await registered(
      (given) =>
        new WorkspaceMemberClass("m", { ...person, workspace: new Workspace("lab", args, options) }, given),
      { lab: { adopted } },
    );
    if (ended) expect(endedBy).toMatch(/::lab$/);
    else expect(endedBy).toBe("");
  });

  test("is ended one by one where Pulumi itself leaves the workspace, or only reads it", async () => {
    for (const lab of [
      () => new Workspace("lab", { name: "Lab" }, { retainOnDelete: true }),
      () => Workspace.get("lab", "wrkspc_1"),
    ]) {
      const { options } = await registered(
        (given) => new WorkspaceMemberClass("m", { ...person, workspace: lab() }, given),
      );
      expect(options).not.toHaveProperty("deletedWith");
    }
  });

  test("only reads by `get`", async () => {
    const { registration } = await registered((options) =>
      WorkspaceMemberClass.get("m", `wrkspc_1/${alice}`, options),
    );
    expect(registration).toMatchObject({
      id: `wrkspc_1/${alice}`,
      inputs: { __origin: "acme/dev::m", __provider: pointer("WorkspaceMember") },
    });
    expect(pulumi.runtime.isDryRun()).toBe(false);
  });
});

describe("memberships in a list by number", () => {
  test("that move to another place and get another role at once are given it", async () => {
    const { process, byHand, workspace, roles, declared } = await office();
    const bob = byHand.addUser({ email: "bob@example.com" });
    const eve = byHand.addUser({ email: "eve@example.com" });
    const numbered = (index: number, email: string, role: string) => ({
      workspace,
      email,
      role,
      [kept.origin]: `acme/dev::place-${index}`,
    });
    const first = process();
    const before = [
      await create(first, WorkspaceMember, numbered(0, alice, "workspace_admin")),
      await create(first, WorkspaceMember, numbered(1, bob.email, "workspace_user")),
    ];
    const run = process();
    const [one, other] = before;
    if (one === undefined || other === undefined) throw new Error();
    const [fromNow, toNow] = [
      numbered(0, eve.email, "workspace_user"),
      numbered(1, alice, "workspace_developer"),
    ];
    expect((await preview(run, one, fromNow)).does).toBe("replace");
    await create(run, WorkspaceMember, fromNow);
    expect((await preview(run, other, toNow)).does).toBe("replace");
    await create(run, WorkspaceMember, toNow);
    await destroy(run, other);
    await destroy(run, one);
    expect(roles().sort()).toEqual(["alice workspace_developer", `${eve.id} workspace_user`].sort());
    // Nobody gives this place up.
    expect(
      await refusal(create(process(), WorkspaceMember, { ...declared, role: "workspace_admin" })),
    ).toContain("they have the role workspace_developer there already");
  });
});
