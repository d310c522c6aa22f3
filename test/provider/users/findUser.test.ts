import { describe, expect, test } from "vitest";
import type { EmulatorOptions } from "../../../emulator/index.ts";
import { operation } from "../../../provider/kernel/operation.ts";
import { readSettings, type Settings } from "../../../provider/settings/config.ts";
import { Email, normalEmail, rejectForeignDomain } from "../../../provider/users/email.ts";
import { findUser, waitingFor, withEmail } from "../../../provider/users/findUser.ts";
import type { UserIdentity } from "../../../provider/users/names.ts";
import { isAdministrator, isImplicit, OrganizationRoleInput } from "../../../provider/users/roles.ts";
import { alice, organization, refusal } from "../harness/index.ts";

async function start(options: EmulatorOptions = {}) {
  const context = await organization(options);
  // The admin must not have joined when an invitation is sent.
  context.emulator.clock.advance({ minutes: 1 });
  const find = async (person: UserIdentity, session = context.process()) => {
    const now = operation(session, {});
    const standing = await findUser(now, person, now.began);
    return [
      standing.is,
      "user" in standing ? standing.user.id : "invite" in standing ? standing.invite.id : "",
    ];
  };
  return { ...context, find };
}

describe("address of a user", () => {
  test("normalizes addresses to lower case without surrounding spaces", () => {
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

  test("restricts addresses to the listed domains, without their subdomains", () => {
    const settings = (emailDomains: string): Settings =>
      readSettings((key) => (key === "anthropic:emailDomains" ? emailDomains : undefined), {});
    expect(rejectForeignDomain(alice, settings(""))).toEqual([]);
    expect(rejectForeignDomain(undefined, settings("example.org"))).toEqual([]);
    expect(rejectForeignDomain(alice, settings("example.org, example.com"))).toEqual([]);
    expect(rejectForeignDomain(alice, settings('["Example.com"]'))).toEqual([]);
    for (const email of [alice, "alice@mail.example.org", "alice@notexample.org"]) {
      const [failure] = rejectForeignDomain(email, settings("example.org"));
      expect(failure).toMatchObject({ property: "email" });
      expect(failure?.reason).toContain(`${email} is not in a domain`);
    }
  });
});

test("accepts the four roles that the API can assign, and rejects admin with a reason", () => {
  for (const role of ["user", "developer", "billing", "claude_code_user"]) {
    expect(OrganizationRoleInput.parse(role)).toBe(role);
  }
  expect(OrganizationRoleInput.safeParse("admin").error?.issues[0]?.message).toContain("Console");
  expect(OrganizationRoleInput.safeParse("owner").error?.issues[0]?.message).toBe(
    "must be `user`, `developer`, `billing` or `claude_code_user`",
  );
  expect(OrganizationRoleInput.safeParse("workspace_developer").error?.issues[0]?.message).toBe(
    "must be `user`, `developer`, `billing` or `claude_code_user`. To set a role in a workspace, declare a WorkspaceMember.",
  );
});

describe("looking for a user", () => {
  test("finds a user by ID regardless of the address, and confirms that a user is missing", async () => {
    const { console, find, requests } = await start();
    const user = console.addUser({ email: alice });
    console.setUserEmail(alice, "alice.smith@example.com");
    const other = console.addUser({ email: alice });
    expect(await find({ userId: user.id, email: alice })).toEqual(["member", user.id]);
    expect(requests()).toEqual(["GET /users"]);
    console.removeUser(user.id);
    expect(await find({ userId: user.id })).toEqual(["notInvited", ""]);
    expect(requests()).toEqual(["GET /users", `GET /users/${user.id}`]);
    expect(await find({ userId: user.id, email: " ALICE@example.com" })).toEqual(["member", other.id]);
  });

  test("trusts the GET of a user over a stale list", async () => {
    const { console, find } = await start({ assumptions: { staleLists: 3600 } });
    const user = console.addUser({ email: alice });
    expect(await find({ userId: user.id })).toEqual(["member", user.id]);
  });

  test("matches the exact address, first of users and then of invitations", async () => {
    const { console, find, requests } = await start();
    console.addUser({ email: "alice+news@example.com" });
    console.invite("a.lice@example.com", "user");
    expect(await find({ email: alice })).toEqual(["notInvited", ""]);
    const invite = console.invite("Alice@Example.com", "user");
    expect(await find({ email: alice })).toEqual(["invited", invite.id]);
    const user = console.acceptInvite(invite.id);
    requests();
    expect(await find({ email: alice })).toEqual(["member", user.id]);
    expect(requests()).toEqual(["GET /users"]);
  });

  test("chooses the pending invitation, or the newest one if none is pending", async () => {
    const { console, find, emulator } = await start();
    const first = console.invite(alice, "user");
    emulator.clock.advance({ days: 22 });
    expect(await find({ email: alice })).toEqual(["expired", first.id]);
    const second = console.invite(alice, "developer");
    expect(await find({ email: alice })).toEqual(["invited", second.id]);
    emulator.clock.advance({ days: 22 });
    expect(await find({ email: alice })).toEqual(["expired", second.id]);
    console.invite(alice, "user");
    console.acceptInvite(alice);
    console.removeUser(alice);
    expect(await find({ email: alice })).toEqual(["notInvited", ""]);
  });

  test("finds users who accept between the two list requests, with one additional list for all of them", async () => {
    const { console, find, process, requests } = await start();
    const session = process();
    for (const name of ["one", "two", "gone"]) console.invite(`${name}@example.com`, "user");
    await session.cache.users(-Infinity);
    const arrived = ["one", "two"].map((name) => console.acceptInvite(`${name}@example.com`).id);
    console.acceptInvite("gone@example.com");
    console.removeUser("gone@example.com");
    requests();
    const look = async (name: string) => {
      const standing = await findUser(operation(session, {}), { email: `${name}@example.com` }, -Infinity);
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

  test("does not mistake a user who has just accepted an invitation for the user with the known ID", async () => {
    const { process, console } = await start();
    const session = process();
    console.invite("one@example.com", "user");
    await session.cache.users(-Infinity);
    console.acceptInvite("one@example.com");
    const known = { email: "one@example.com", userId: "user_01gone" };
    expect(await findUser(operation(session, {}), known, -Infinity)).toEqual({ is: "notInvited" });
  });

  test("fails when a list cannot be read", async () => {
    const { find, emulator } = await start();
    for (const path of ["/v1/organizations/users", "/v1/organizations/invites"]) {
      emulator.faults.add({ kind: "status", status: 403, method: "GET", path });
      expect(await refusal(find({ email: alice }))).toContain("cannot list");
    }
    emulator.faults.add({ kind: "html", status: 404, method: "GET", path: /users\/user_/, times: 9 });
    expect(await refusal(find({ userId: "user_01x" }))).toContain("cannot look up the user user_01x");
  });
});

test("determines why a membership is pending from the standing of the user", async () => {
  const { console, emulator, process } = await start();
  const standing = (email: string) => {
    const now = operation(process(), {});
    return findUser(now, { email }, now.began);
  };
  console.invite(alice, "user");
  expect(waitingFor(await standing(alice))).toBe("acceptance");
  emulator.clock.advance({ days: 22 });
  expect(waitingFor(await standing(alice))).toBe("expired");
  expect(waitingFor(await standing("bob@example.com"))).toBe("notInvited");
});

test("identifies the organization roles with access to every workspace", async () => {
  const { console, process } = await start();
  const session = process();
  console.addUser({ email: alice });
  const users = await session.cache.users(-Infinity);
  const user = withEmail(users, alice);
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
});
