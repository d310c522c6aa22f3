import { describe, expect, test } from "vitest";
import type { Resource } from "../../../provider/kernel/resource.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { invite as Invite } from "../../../provider/resources/invite/plan.ts";
import { member as Member } from "../../../provider/resources/member/plan.ts";
import { spendLimit as SpendLimit } from "../../../provider/resources/spendLimit/plan.ts";
import { workspaceMember as WorkspaceMember } from "../../../provider/resources/workspaceMember/plan.ts";
import { workspaceMembers as WorkspaceMembers } from "../../../provider/resources/workspaceMembers/plan.ts";
import { confusingEmail, emailProblem, normalEmail } from "../../../provider/users/email.ts";
import { alice, create, failures, onlyAdmins, organization, paths, refusal } from "../harness/index.ts";

describe("emailProblem", () => {
  test("rejects an invisible character, and names it and its position", () => {
    expect(emailProblem("alice@example.com\u200b")).toBe(
      "must not contain U+200B (character 18), which is invisible or looks like a space. Type the email address again",
    );
    for (const character of "\u200b\u200d\u2060\u2068\u202e\u00ad\u034f\u3164\u00a0\ufe0f\u0000\t") {
      expect(emailProblem(`al${character}ice@example.com`)).toMatch(
        /^must not contain U\+.* \(character 3\)/,
      );
      expect(emailProblem(`alice@exa${character}mple.com`)).toMatch(
        /^must not contain U\+.* \(character 10\)/,
      );
    }
  });

  test("rejects a character that looks like an ASCII one next to ASCII letters", () => {
    expect(emailProblem("\u0430lice@example.com")).toBe(
      "must not contain U+0430 (character 1), which looks like `a`. Type the email address again",
    );
    expect(emailProblem("alice@ex\u0430mple.com")).toContain("U+0430 (character 9)");
    expect(emailProblem("\uff41\uff4c@example.com")).toContain("U+FF41 (character 1), which looks like `a`");
  });

  test("accepts addresses in other scripts", () => {
    for (const email of [
      "оса@пример.рф",
      "müller@bücher.example",
      "用户@例子.公司",
      "олег.smith@example.com",
    ])
      expect([email, emailProblem(email)]).toEqual([email, undefined]);
  });

  test("describes the form of a text that is not an address", () => {
    for (const text of ["alice", "a b@example.com", "alice@example"])
      expect(emailProblem(text)).toBe("must be an email address such as `alice@example.com`");
    expect(confusingEmail("alice")).toBeUndefined();
  });

  test("compares addresses in Unicode's composed form", () => {
    expect(normalEmail("Mu\u0308ller@example.com")).toBe("m\u00fcller@example.com");
  });
});

test("every resource type rejects an email address with an invisible character, and sends no request", async () => {
  const { process, emulator } = await organization();
  const bad = "alice@example.com\u200b";
  const member = { email: bad, role: "workspace_user" };
  const cases: [Resource, Properties, string][] = [
    [Member, { email: bad }, "email"],
    [Invite, { email: bad, role: "user" }, "email"],
    [WorkspaceMember, { workspace: "wrkspc_01", ...member }, "email"],
    [WorkspaceMembers, { workspace: "wrkspc_01", members: [member] }, "members.0.email"],
    [WorkspaceMembers, { workspace: "wrkspc_01", members: [], except: [bad] }, "except.0"],
    [SpendLimit, { scope: "user", email: bad, amount: "5" }, "email"],
  ];
  for (const [resource, args, path] of cases) {
    expect(failures(process(), resource, args)).toEqual([
      `\`${path}\`: must not contain U+200B (character 18), which is invisible or looks like a space. Type the email address again.`,
    ]);
  }
  expect(emulator.requests).toEqual([]);
});

test("two users with one address in different letter case are never confused", async () => {
  const { process, console: consoleActions, emulator, writes } = await organization();
  const one = consoleActions.addUser({ email: "Alice@example.com" });
  const two = { ...one, id: "user_01another", email: alice };
  const both = onlyAdmins(emulator, one, two);
  emulator.faults.add({
    kind: "status",
    status: 200,
    method: "GET",
    path: paths.users,
    body: both,
    times: 99,
  });
  expect(await refusal(create(process(), Member, { email: alice, role: "developer" }))).toBe(
    `cannot find user ${alice}: 2 users have this email address (Alice@example.com is ${one.id}, ${alice} is ${two.id}). Use the ID of the user instead, or change one of the addresses.`,
  );
  expect(await refusal(create(process(), Invite, { email: alice, role: "user" }))).toContain(
    "they are in the organization already",
  );
  expect(writes()).toEqual([]);
  const { outputs } = await create(process(), Member, { userId: one.id, role: "developer" });
  expect(outputs).toMatchObject({ userId: one.id, role: "developer" });
});
