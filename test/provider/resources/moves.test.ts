import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { kinds } from "../../../provider/registry.ts";
import {
  alice,
  bob,
  create,
  destroy,
  developer,
  failures,
  organization,
  organizationWithUsers,
  preview,
  rejection,
  up,
} from "../harness/index.ts";

const { Member, WorkspaceMember, WorkspaceMembers } = kinds;

const renamed = "alice.b@example.com";

/** The arguments of the resource of this name. */
function named(name: string, args: Properties): Properties {
  return { [kernelKeys.origin]: `acme/dev::${name}`, ...args };
}

/** A workspace whose member alice is declared by ID, and a list that declares bob only. */
async function singleAndList() {
  const context = await organizationWithUsers();
  const { workspace, id } = context;
  const role = "workspace_developer";
  const single = await create(
    context.process(),
    WorkspaceMember,
    named("single", { workspace, userId: id(alice), role }),
  );
  const list = await create(
    context.process(),
    WorkspaceMembers,
    named("list", { workspace, members: [developer(bob)], except: [id(alice)] }),
  );
  context.writes();
  return { ...context, single, list };
}

test("a membership that moves to a list stays when the list names the user by an email that the old resource does not know", async () => {
  const { console, process, memberships, workspace, single, list } = await singleAndList();
  console.setUserEmail(alice, renamed);
  const session = process();
  await up(session, list, named("list", { workspace, members: [developer(renamed), developer(bob)] }));
  await destroy(session, single);
  expect(memberships()).toEqual(["alice.b workspace_developer", "bob workspace_developer"]);
});

test("a membership that moves to a list stays when the list was updated by an earlier run that was interrupted", async () => {
  const { console, process, memberships, workspace, single, list } = await singleAndList();
  console.setUserEmail(alice, renamed);
  const args = named("list", { workspace, members: [developer(renamed), developer(bob)] });
  const updated = await up(process(), list, args);
  const session = process();
  expect((await preview(session, updated, args)).action).toBe("nothing");
  await destroy(session, single);
  expect(memberships()).toEqual(["alice.b workspace_developer", "bob workspace_developer"]);
});

test("a membership that moves to a list ends when the program drops it from the list again", async () => {
  const { id, process, memberships, workspace, single, list } = await singleAndList();
  const args = named("list", { workspace, members: [developer(alice), developer(bob)] });
  const updated = await up(process(), list, args);
  const session = process();
  await up(session, updated, named("list", { workspace, members: [developer(bob)], except: [id(alice)] }));
  await destroy(session, single);
  expect(memberships()).toEqual(["bob workspace_developer"]);
});

test("a membership that moves to a list stays when the list has the name of the old resource", async () => {
  const { console, process, memberships, workspace, single, list } = await singleAndList();
  console.setUserEmail(alice, renamed);
  const args = named("single", { workspace, members: [developer(renamed), developer(bob)] });
  const updated = await up(process(), list, args);
  const session = process();
  expect((await preview(session, updated, args)).action).toBe("nothing");
  await destroy(session, single);
  expect(memberships()).toEqual(["alice.b workspace_developer", "bob workspace_developer"]);
});

test("a membership that moves from a list stays when the user was renamed after an interrupted run", async () => {
  const { console, process, memberships, workspace } = await organizationWithUsers();
  const list = await create(
    process(),
    WorkspaceMembers,
    named("list", { workspace, members: [developer(alice)] }),
  );
  const args = named("single", { workspace, ...developer(alice) });
  const single = await create(process(), WorkspaceMember, args);
  console.setUserEmail(alice, renamed);
  const session = process();
  expect((await preview(session, single, args)).action).toBe("nothing");
  await destroy(session, list);
  expect(memberships()).toEqual(["alice.b workspace_developer"]);
});

test("a membership that moves from a list stays when the list excepts the user by an email that changed", async () => {
  const { console, process, memberships, workspace } = await organizationWithUsers();
  const list = await create(
    process(),
    WorkspaceMembers,
    named("list", { workspace, members: [developer(alice), developer(bob)] }),
  );
  const args = named("single", { workspace, ...developer(alice) });
  const single = await create(process(), WorkspaceMember, args);
  console.setUserEmail(alice, renamed);
  const session = process();
  expect((await preview(session, single, args)).action).toBe("nothing");
  await up(session, list, named("list", { workspace, members: [developer(bob)], except: [alice] }));
  expect(memberships()).toEqual(["alice.b workspace_developer", "bob workspace_developer"]);
});

describe("a user who moves between Members", () => {
  test("keeps their role when the resource that keeps them learns their ID in an update", async () => {
    const { console, process, state } = await organization();
    const invited = await create(process(), Member, named("one", { email: alice, role: "developer" }));
    const user = console.acceptInvite(alice, "Alice");
    console.setUserEmail(alice, renamed);
    const other = await create(process(), Member, named("two", { userId: user.id, role: "developer" }));
    console.setUserEmail(renamed, alice);
    expect(other.outputs).toMatchObject({ email: renamed });
    const session = process();
    const one = await up(session, invited, named("one", { email: alice, role: "developer" }));
    expect(one.outputs).toMatchObject({ status: "active", userId: user.id });
    await destroy(session, other);
    expect(state().users.find(({ id }) => id === user.id)?.role).toBe("developer");
  });

  test("changes role between resources of a loop although their email changed", async () => {
    const { console, process, state } = await organization();
    for (const email of [alice, bob]) console.addUser({ email, role: "user" });
    const first = await create(process(), Member, named("0", { email: alice, role: "developer" }));
    console.setUserEmail(alice, renamed);
    const session = process();
    const args = named("0", { email: bob, role: "developer" });
    expect((await preview(session, first, args)).action).toBe("replace");
    await create(session, Member, named("1", { email: renamed, role: "billing" }));
    await create(session, Member, args);
    await destroy(session, first);
    expect(state().users.map(({ email, role }) => `${email} ${role}`)).toEqual(
      expect.arrayContaining([`${renamed} billing`, `${bob} developer`]),
    );
  });

  test("a user who moves between Members cannot be declared by email and by ID", async () => {
    const { console, process } = await organization();
    const user = console.addUser({ email: alice, role: "developer" });
    const one = await create(process(), Member, named("one", { email: alice, role: "developer" }));
    const session = process();
    expect((await preview(session, one, named("one", { email: alice, role: "developer" }))).action).toBe(
      "nothing",
    );
    expect(failures(session, Member, named("two", { userId: user.id, role: "developer" }))).toEqual([
      expect.stringContaining("is already declared by another resource of this program, `one`"),
    ]);
    const reverse = process();
    expect(failures(reverse, Member, named("two", { userId: user.id, role: "developer" }))).toEqual([]);
    const error = await rejection(preview(reverse, one, named("one", { email: alice, role: "developer" })));
    expect(error.message).toContain("is already declared by another resource of this program, `two`");
  });
});

test("a forced replacement writes nothing", async () => {
  const { console, process, writes, workspace, id } = await organizationWithUsers();
  console.addMember(workspace, alice, "workspace_developer");
  const cases = [
    [Member, { email: bob, role: "developer" }],
    [Member, { userId: id(alice), role: "developer" }],
    [WorkspaceMember, { workspace, userId: id(alice), role: "workspace_developer" }],
  ] as const;
  for (const [definition, args] of cases) {
    const before = await create(process(), definition, args);
    writes();
    const session = process();
    await preview(session, before, args);
    await create(session, definition, args);
    await destroy(session, before);
    expect(writes()).toEqual([]);
  }
});
