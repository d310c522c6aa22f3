import { describe, expect, test } from "vitest";
import { getUser, getUserOutput, getUsers, getUsersOutput } from "../../../provider/index.ts";
import { failure, reader, settled } from "./reader.ts";

describe("getUsers", () => {
  test("lists everybody, with addresses in lower case", async () => {
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

  test("lists those of some roles only, and nobody for none", async () => {
    const { console: people } = await reader();
    people.addUser({ email: "dora@example.com", role: "developer" });
    people.addUser({ email: "bill@example.com", role: "billing" });
    people.addUser({ email: "uma@example.com" });
    const emails = async (roles: string[]) =>
      (await getUsers({ roles })).map(({ email }) => email).toSorted();
    expect(await emails(["developer", "billing"])).toEqual(["bill@example.com", "dora@example.com"]);
    expect(await emails([])).toEqual([]);
  });
});

describe("getUser", () => {
  test("finds a person by the exact address, whatever its letter case", async () => {
    const { console: people, requests } = await reader();
    people.addUser({ email: "alice+test@example.com" });
    const alice = people.addUser({ email: "Alice@Example.com", name: "Alice" });
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

  test("looks again before it says that somebody is not there", async () => {
    const { console: people, requests } = await reader();
    await getUsers();
    const { id } = people.addUser({ email: "alice@example.com" });
    expect((await getUser({ email: "alice@example.com" })).id).toBe(id);
    expect(requests()).toEqual(["GET /users", "GET /users"]);
  });

  test("fails for somebody who is only invited, with a word about that", async () => {
    const { console: people } = await reader();
    people.invite("alice@example.com", "user");
    expect(await failure(getUser({ email: "Alice@example.com" }))).toBe(
      "cannot find alice@example.com: nobody in the organization has this address. If they were invited and have not accepted, getInvites has the invitation; else correct the address.",
    );
  });

  test("refuses what is no address before any request", async () => {
    const { requests } = await reader();
    expect(await failure(getUser({ email: "alice" }))).toContain("`email` must be an email address");
    expect(requests()).toEqual([]);
  });
});
