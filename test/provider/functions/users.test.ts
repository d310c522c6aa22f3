import { describe, expect, test } from "vitest";
import { getUser, getUserOutput, getUsers, getUsersOutput } from "../../../provider/index.ts";
import { onlyAdmins, paths } from "../harness/index.ts";
import { failure, reader, settled } from "./reader.ts";

describe("getUsers", () => {
  test("lists all users, with email addresses in lower case", async () => {
    const { emulator } = await reader({ seed: "sample" });
    const users = await getUsers();
    const { users: all } = emulator.organization().state();
    expect(users.map(({ email }) => email).toSorted()).toEqual(
      all.map(({ email }) => email.toLowerCase()).toSorted(),
    );
    const [first] = all;
    expect(users.find(({ id }) => id === first?.id)).toEqual({
      id: first?.id,
      email: first?.email,
      name: first?.name,
      role: first?.role,
      addedAt: first?.added_at,
    });
    expect(await settled(getUsersOutput())).toEqual(users);
  });

  test("filters by roles, and returns no user for an empty list of roles", async () => {
    const { console: consoleActions } = await reader();
    consoleActions.addUser({ email: "dora@example.com", role: "developer" });
    consoleActions.addUser({ email: "bill@example.com", role: "billing" });
    consoleActions.addUser({ email: "uma@example.com" });
    const emails = async (roles: string[]) =>
      (await getUsers({ roles })).map(({ email }) => email).toSorted();
    expect(await emails(["developer", "billing"])).toEqual(["bill@example.com", "dora@example.com"]);
    expect(await emails([])).toEqual([]);
  });
});

describe("getUser", () => {
  test("finds a user by the exact email address, regardless of case", async () => {
    const { console: consoleActions, requests } = await reader();
    consoleActions.addUser({ email: "alice+test@example.com" });
    const alice = consoleActions.addUser({ email: "Alice@Example.com", name: "Alice" });
    expect(await getUser({ email: " ALICE@example.com" })).toEqual({
      id: alice.id,
      email: "alice@example.com",
      name: "Alice",
      role: "user",
      addedAt: alice.added_at,
    });
    expect(await settled(getUserOutput({ email: "alice+test@example.com" }))).not.toMatchObject({
      id: alice.id,
    });
    expect(requests()).toEqual(["GET /users"]);
  });

  test("requests a fresh list of users before it fails for an unknown user", async () => {
    const { console: consoleActions, requests } = await reader();
    await getUsers();
    const { id } = consoleActions.addUser({ email: "alice@example.com" });
    expect((await getUser({ email: "alice@example.com" })).id).toBe(id);
    expect(requests()).toEqual(["GET /users", "GET /users"]);
  });

  test("fails for an invited user and suggests getInvites", async () => {
    const { console: consoleActions } = await reader();
    consoleActions.invite("alice@example.com", "user");
    expect(await failure(getUser({ email: "Alice@example.com" }))).toBe(
      "cannot look up user alice@example.com: the organization has no user with this email address. Correct the address, or use getInvites if the user was invited and has not accepted.",
    );
  });

  test("rejects an invalid email address before any request", async () => {
    const { requests } = await reader();
    expect(await failure(getUser({ email: "alice" }))).toContain("`email` must be an email address");
    expect(requests()).toEqual([]);
  });

  test("fails if several users have the address in different letter case, as getWorkspace does for a name", async () => {
    const { console: consoleActions, emulator, requests } = await reader();
    const one = consoleActions.addUser({ email: "Alice@example.com" });
    const two = { ...one, id: "user_01another", email: "alice@example.com" };
    const body = onlyAdmins(emulator, one, two);
    emulator.faults.add({ kind: "status", status: 200, method: "GET", path: paths.users, body, times: 2 });
    expect(await failure(getUser({ email: "alice@example.com" }))).toBe(
      `cannot look up user alice@example.com: 2 users have this email address (Alice@example.com is ${one.id}, alice@example.com is ${two.id}). Use the ID of the user instead, or change one of the addresses.`,
    );
    expect(requests()).toEqual(["GET /users", "GET /users"]);
  });
});
