import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import { alice, create, destroy, organization, preview, refusal, rejection } from "../../harness/index.ts";

describe("Member read", () => {
  test("reads an unmanaged user by address or ID in every form", async () => {
    const { process, console, writes } = await organization();
    const user = console.addUser({ email: alice, role: "billing" });
    for (const id of [" ALICE@Example.com", user.id]) {
      const read = await Member.read(process(), id, {});
      expect(read.id).toBe(id === user.id ? id : alice);
      expect(read.props).toMatchObject({ email: alice, userId: user.id, role: "billing", status: "active" });
      expect(read.inputs).toEqual({});
    }
    console.invite("bob@example.com", "developer");
    const bob = await Member.read(process(), "bob@example.com", {});
    expect(bob.props).toMatchObject({ status: "invited", inviteRole: "developer" });
    expect(writes()).toEqual([]);
  });

  test("fails to read a missing user and rejects malformed IDs", async () => {
    const { process } = await organization();
    for (const id of ["bob@example.com", "user_01nobody"]) {
      expect(await refusal(Member.read(process(), id, {}))).toContain(
        `cannot read Member ${id}: the organization`,
      );
    }
    const wrong = await rejection(Member.read(process(), "wrkspc_01x", {}));
    expect(wrong.message).toBe(
      '"wrkspc_01x" is not the ID of a Member, which is the email address or the ID `user_...` of the user.',
    );
  });
});

describe("Members in a list", () => {
  test("changes the roles of users who move to another index of a list at the same time", async () => {
    const { process, console, emulator, invitationsSent } = await organization();
    console.addUser({ email: "ann@example.com", role: "developer" });
    console.addUser({ email: "bob@example.com" });
    const [ann, bob, eve] = ["ann", "bob", "eve"].map((name) => ({ email: `${name}@example.com` }));
    const numbered = (index: number, person: Properties | undefined, role: string) => ({
      ...person,
      role,
      [kernelKeys.origin]: `acme/dev::person-${index}`,
    });
    const first = process();
    const before = [
      await create(first, Member, numbered(0, ann, "developer")),
      await create(first, Member, numbered(1, bob, "user")),
      await create(first, Member, numbered(2, eve, "user")),
    ];
    const run = process();
    const after = [];
    for (const [index, [person, role]] of (
      [
        [bob, "developer"],
        [eve, "user"],
        [ann, "user"],
      ] as const
    ).entries()) {
      const [held, args] = [before[index], numbered(index, person, role)];
      if (held === undefined) throw new Error();
      expect((await preview(run, held, args)).action).toBe("replace");
      after.push(await create(run, Member, args));
    }
    for (const held of before.reverse()) await destroy(run, held);
    const { users } = emulator.organization().state();
    const roleOf = (email: string) => users?.find((user) => user.email === email)?.role;
    expect([roleOf("ann@example.com"), roleOf("bob@example.com")]).toEqual(["user", "developer"]);
    expect(after.map(({ outputs }) => outputs["status"])).toEqual(["active", "invited", "active"]);
    expect(invitationsSent()).toEqual(["eve@example.com"]);
  });

  test("rejects an existing user with another role when ownership does not move from another resource", async () => {
    const { process, console } = await organization();
    console.addUser({ email: "ann@example.com", role: "developer" });
    expect(await refusal(create(process(), Member, { email: "ann@example.com", role: "user" }))).toContain(
      "they are in the organization already, as developer",
    );
  });
});
