import { describe, expect, test } from "vitest";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import {
  alice,
  create,
  lookupFailures,
  organization,
  organizationWithInvitedMember,
  preview,
  refresh,
  up,
} from "../../harness/index.ts";

const then = (role: string) => `the first \`up\` after acceptance changes the role to ${role}.`;

describe("Member with another role than the pending invitation", () => {
  test.each([
    { name: "a lower one that is adopted", invited: "user", more: {} },
    { name: "any that `import` adopts", invited: "billing", more: { adopt: alice } },
  ] as const)("reports both roles at the create: $name", async ({ invited, more }) => {
    const { process, console, notices, writes } = await organization();
    const { id } = console.invite(alice, invited);
    const resource = await create(process(), Member, { email: alice, role: "developer", ...more });
    expect(resource.outputs).toMatchObject({ status: "invited", inviteRole: invited, adopted: true });
    expect(notices).toContain(
      `${alice} is invited as ${invited} (${id}), and the program declares developer: ${then("developer")}`,
    );
    expect(writes()).toEqual([]);
    const user = console.acceptInvite(alice);
    const args = { email: alice, role: "developer" };
    expect((await up(process(), resource, args)).outputs).toMatchObject({
      status: "active",
      role: "developer",
    });
    expect(writes()).toEqual([`POST /users/${user.id} {"role":"developer"}`]);
  });

  test("reports both roles in the preview of a new Member, and once in its `up`", async () => {
    const { process, console, notices, requests } = await organization();
    const { id } = console.invite(alice, "user");
    const declared = { email: alice, role: "developer" };
    const expected = `${alice} is invited as user (${id}), and the program declares developer: ${then("developer")}`;
    expect(await lookupFailures(process(), Member, declared)).toEqual([]);
    expect(notices).toEqual([expected]);
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
    const session = process();
    expect(await lookupFailures(session, Member, declared)).toEqual([]);
    await create(session, Member, declared);
    const shown = () => notices.filter((line) => line === expected);
    expect(shown()).toHaveLength(2);
    expect(requests().filter((line) => line === "GET /users" || line === "GET /invites")).toHaveLength(2);
    expect(await lookupFailures(process(), Member, { ...declared, adopt: alice })).toEqual([]);
    expect(shown()).toHaveLength(3);
    // Without a key, nothing is looked up.
    const withoutKey = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
    expect(await lookupFailures(withoutKey, Member, declared)).toEqual([]);
    expect(shown()).toHaveLength(3);
  });

  test("says that the role of an invited admin cannot be changed after acceptance", async () => {
    const { process, console, notices } = await organization();
    console.invite(alice, "admin");
    await create(process(), Member, { email: alice, role: "developer", adopt: alice });
    expect(notices.join()).toContain(
      "cannot change that role to developer, which is possible only in the Console.",
    );
  });

  test("reports nothing for the declared role, or without one", async () => {
    const { process, console, notices } = await organization();
    console.invite(alice, "developer");
    console.invite("bob@example.com", "billing");
    await create(process(), Member, { email: alice, role: "developer" });
    await create(process(), Member, { email: "bob@example.com" });
    expect(notices.join()).not.toContain("is invited as");
  });

  test("reports both roles in the preview and the `up` that change the role, once each, and not afterwards", async () => {
    const { process, resource, notices, requests } = await organizationWithInvitedMember();
    const inviteId = resource.outputs["inviteId"];
    const declared = { email: alice, role: "billing" };
    notices.length = 0;
    const expected = `${alice} is invited as developer (${inviteId}), and the program declares billing: ${then("billing")}`;
    await preview(process(), resource, declared);
    expect(notices).toEqual([expected]);
    requests();
    const changed = await up(process(), resource, declared);
    expect(notices).toEqual([expected, expected]);
    expect(requests()).toEqual(["GET /users", "GET /invites"]);
    await preview(process(), changed, declared);
    await refresh(process(), changed);
    expect(notices).toHaveLength(2);
  });
});
