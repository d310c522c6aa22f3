import { describe, expect, it } from "vitest";
import { declareInvitedUsers, declareUsers } from "../../../cli/import/declareUsers.ts";
import { NameMap, objectName } from "../../../provider/kernel/objectName.ts";
import { building } from "./building.ts";

const admin = { email: "root@example.com", role: "admin" } as const;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

describe("declareUsers", () => {
  it("names a user by the local part of the email, and by the whole email where that is not unique", async () => {
    const users = [admin, { email: "ann@example.com" }, { email: "ann@example.org" }, { email: "bob@a.com" }];
    const declared = await declareUsers(await building({ users }));
    expect(declared.map(({ name, args }) => [name, args["email"]])).toEqual([
      ["ann-example-com", "ann@example.com"],
      ["ann-example-org", "ann@example.org"],
      ["bob", "bob@a.com"],
    ]);
  });

  it("leaves out administrators and users whom a stack manages", async () => {
    const users = [admin, { email: "ann@example.com" }];
    const managed = new NameMap<string>();
    managed.set(objectName("Member", "ann@example.com", "email"), "prod");
    const program = await building({ users }, { managed });
    expect(await declareUsers(program)).toEqual([]);
    expect(program.leftOut.lines()).toEqual([
      "1 user (already managed by prod)",
      "1 user with the role `admin` (can be changed and removed only in the Console): root@example.com",
    ]);
  });

  it("leaves out users whose domain the stack does not allow, in one line", async () => {
    const users = [admin, { email: "ann@example.com" }, { email: "bob@a.com" }, { email: "cy@b.com" }];
    const program = await building({ users }, {}, { "anthropic:emailDomains": '["example.com"]' });
    expect((await declareUsers(program)).map(({ id }) => id)).toEqual(["ann@example.com"]);
    expect(program.leftOut.lines()).toContain(
      "2 users (`anthropic:emailDomains` does not allow the domain): bob@a.com, cy@b.com",
    );
  });
});

describe("declareInvitedUsers", () => {
  it("declares the pending invitation of an email, and leaves out expired ones and those of members", async () => {
    const users = [admin, { email: "ann@example.com" }];
    const invites = [
      { email: "new@example.com", role: "developer", invited_at: daysAgo(1) },
      { email: "new@example.com", role: "user", invited_at: daysAgo(50) },
      { email: "late@example.com", role: "user", invited_at: daysAgo(50) },
      { email: "ann@example.com", role: "user", invited_at: daysAgo(1) },
    ] as const;
    const program = await building({ users, invites: [...invites] });
    const declared = await declareInvitedUsers(program);
    expect(declared.map(({ args }) => args)).toEqual([{ email: "new@example.com", role: "developer" }]);
    expect(program.leftOut.lines()).toEqual([
      "1 expired invitation (cannot be renewed; to invite a user again, declare a `Member`): late@example.com",
    ]);
  });
});
