import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../../emulator/index.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import { readSettings, type Settings } from "../../../provider/settings/config.ts";
import {
  Email,
  findPerson,
  foreignDomain,
  isAdministrator,
  isImplicit,
  normalEmail,
  OrganizationRoleInput,
  type Person,
  waitingFor,
  withAddress,
} from "../../../provider/users/people.ts";
import { alice, organization, refusal } from "../harness/index.ts";

async function office(options: EmulatorOptions = {}) {
  const made = await organization({ pace: 0.02, ...options });
  const people = made.emulator.organization().console;
  const find = async (person: Person, session = made.process()) => {
    const now = operation(session, {});
    const standing = await findPerson(now, person, now.began);
    return [
      standing.is,
      "user" in standing ? standing.user.id : "invite" in standing ? standing.invite.id : "",
    ];
  };
  return { ...made, people, find };
}

describe("address of a user", () => {
  test("compares addresses without surrounding spaces and in lower case", () => {
    expect(normalEmail(" Alice+News@Example.COM\n")).toBe("alice+news@example.com");
    expect(Email.parse("\tA.Lice@EXAMPLE.co.uk ")).toBe("a.lice@example.co.uk");
  });

  test.each([
    "",
    " ",
    "alice",
    "alice@",
    "@example.com",
    "alice@example",
    "a b@example.com",
    "a@b@example.com",
  ])("rejects %j as an address", (text) => expect(Email.safeParse(text).success).toBe(false));

  test.each([
    "Alice <alice@example.com>",
    "alice@example.com, bob@example.com",
    "alice@example.com/x",
    7,
    null,
  ])("rejects %j as an address", (text) => expect(Email.safeParse(text).success).toBe(false));

  test("restricts addresses to domains without their subdomains", () => {
    const settings = (emailDomains: string): Settings =>
      readSettings((key) => (key === "anthropic:emailDomains" ? emailDomains : undefined), {});
    expect(foreignDomain(alice, settings(""))).toEqual([]);
    expect(foreignDomain(undefined, settings("example.org"))).toEqual([]);
    expect(foreignDomain(alice, settings("example.org, example.com"))).toEqual([]);
    expect(foreignDomain(alice, settings('["Example.com"]'))).toEqual([]);
    for (const email of [alice, "alice@mail.example.org", "alice@notexample.org"]) {
      const [failure] = foreignDomain(email, settings("example.org"));
      expect(failure).toMatchObject({ property: "email" });
      expect(failure?.reason).toContain(`${email} is not of a domain`);
    }
  });
});

test("accepts the four roles that the API assigns, and rejects admin with a reason", () => {
  for (const role of ["user", "developer", "billing", "claude_code_user"]) {
    expect(OrganizationRoleInput.parse(role)).toBe(role);
  }
  expect(OrganizationRoleInput.safeParse("admin").error?.issues[0]?.message).toContain("Console");
  expect(OrganizationRoleInput.safeParse("owner").error?.issues[0]?.message).toBe(
    "must be `user`, `developer`, `billing` or `claude_code_user`",
  );
  expect(OrganizationRoleInput.safeParse("workspace_developer").error?.issues[0]?.message).toBe(
    "must be `user`, `developer`, `billing` or `claude_code_user`. Roles in a workspace are given by a WorkspaceMember.",
  );
});

describe("looking for a user", () => {
  test("finds a user by ID whatever the address is, and confirms an absence", async () => {
    const { people, find, requests } = await office();
    const user = people.addUser({ email: alice });
    people.setUserEmail(alice, "alice.smith@example.com");
    const other = people.addUser({ email: alice });
    expect(await find({ userId: user.id, email: alice })).toEqual(["member", user.id]);
    expect(requests()).toEqual(["GET /users"]);
    people.removeUser(user.id);
    expect(await find({ userId: user.id })).toEqual(["notInvited", ""]);
    expect(requests()).toEqual(["GET /users", `GET /users/${user.id}`]);
    expect(await find({ userId: user.id, email: " ALICE@example.com" })).toEqual(["member", other.id]);
  });

  test("trusts the GET of a user over a stale list", async () => {
    const { people, find } = await office({ assumptions: { staleLists: 3600 } });
    const user = people.addUser({ email: alice });
    expect(await find({ userId: user.id })).toEqual(["member", user.id]);
  });

  test("matches the exact address, of members before invitations", async () => {
    const { people, find, requests } = await office();
    people.addUser({ email: "alice+news@example.com" });
    people.invite("a.lice@example.com", "user");
    expect(await find({ email: alice })).toEqual(["notInvited", ""]);
    const invite = people.invite("Alice@Example.com", "user");
    expect(await find({ email: alice })).toEqual(["invited", invite.id]);
    const user = people.acceptInvite(invite.id);
    requests();
    expect(await find({ email: alice })).toEqual(["member", user.id]);
    expect(requests()).toEqual(["GET /users"]);
  });

  test("chooses the pending one of several invitations, or else the newest", async () => {
    const { people, find, emulator } = await office();
    const first = people.invite(alice, "user");
    emulator.clock.advance({ days: 22 });
    expect(await find({ email: alice })).toEqual(["expired", first.id]);
    const second = people.invite(alice, "developer");
    expect(await find({ email: alice })).toEqual(["invited", second.id]);
    emulator.clock.advance({ days: 22 });
    expect(await find({ email: alice })).toEqual(["expired", second.id]);
    people.invite(alice, "user");
    people.acceptInvite(alice);
    people.removeUser(alice);
    expect(await find({ email: alice })).toEqual(["notInvited", ""]);
  });

  test("finds a user who accepts between the two lists, with one more list for all", async () => {
    const { people, find, process, requests } = await office();
    const session = process();
    for (const name of ["one", "two", "gone"]) people.invite(`${name}@example.com`, "user");
    await session.cache.users(-Infinity);
    const arrived = ["one", "two"].map((name) => people.acceptInvite(`${name}@example.com`).id);
    people.acceptInvite("gone@example.com");
    people.removeUser("gone@example.com");
    requests();
    const look = async (name: string) => {
      const standing = await findPerson(operation(session, {}), { email: `${name}@example.com` }, -Infinity);
      return "user" in standing ? standing.user.id : standing.is;
    };
    expect([await look("one"), await look("two"), await look("gone"), await look("gone")]).toEqual([
      ...arrived,
      "notInvited",
      "notInvited",
    ]);
    expect(requests()).toEqual(["GET /invites", "GET /users"]);
    expect(await find({})).toEqual(["notInvited", ""]);
  });

  test("does not take a user who has just accepted an invitation for the user whose ID is known", async () => {
    const { process, people } = await office();
    const session = process();
    people.invite("one@example.com", "user");
    await session.cache.users(-Infinity);
    people.acceptInvite("one@example.com");
    const known = { email: "one@example.com", userId: "user_01gone" };
    expect(await findPerson(operation(session, {}), known, -Infinity)).toEqual({ is: "notInvited" });
  });

  test("fails when a list cannot be read", async () => {
    const { find, emulator } = await office();
    for (const path of ["/v1/organizations/users", "/v1/organizations/invites"]) {
      emulator.faults.add({ kind: "status", status: 403, method: "GET", path });
      expect(await refusal(find({ email: alice }))).toContain("cannot list");
    }
    emulator.faults.add({ kind: "html", status: 404, method: "GET", path: /users\/user_/, times: 9 });
    expect(await refusal(find({ userId: "user_01x" }))).toContain("cannot look up the user user_01x");
  });
});

test("derives what a membership waits for from the status of its user", async () => {
  const { people, emulator, process } = await office();
  const standing = (email: string) => {
    const now = operation(process(), {});
    return findPerson(now, { email }, now.began);
  };
  people.invite(alice, "user");
  expect(waitingFor(await standing(alice))).toBe("acceptance");
  emulator.clock.advance({ days: 22 });
  expect(waitingFor(await standing(alice))).toBe("expired");
  expect(waitingFor(await standing("bob@example.com"))).toBe("notInvited");
});

test("knows which organization roles have access to every workspace", async () => {
  const { people, process } = await office();
  const session = process();
  people.addUser({ email: alice });
  const users = await session.cache.users(-Infinity);
  const user = withAddress(users, alice);
  if (user === undefined) throw new Error("Alice is not there.");
  const of = (role: string) => ({ ...user, role });
  for (const role of ["admin", "owner", "primary_owner"]) {
    expect(isAdministrator(of(role))).toBe(true);
    expect(isImplicit(of(role), "workspace_admin")).toBe(true);
  }
  expect(isImplicit(of("billing"), "workspace_user")).toBe(true);
  expect(isImplicit(of("billing"), undefined)).toBe(true);
  expect(isImplicit(of("billing"), "workspace_admin")).toBe(false);
  for (const role of ["user", "developer", "claude_code_user", "managed", "never_heard_of_it"]) {
    expect(isAdministrator(of(role))).toBe(false);
    expect(isImplicit(of(role), "workspace_user")).toBe(false);
  }
  expect(withAddress(users, undefined)).toBe(undefined);
});
