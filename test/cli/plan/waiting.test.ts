import { expect, it } from "vitest";
import type { Result } from "../../../cli/plan/unknowns.ts";
import { waitingActions } from "../../../cli/plan/waiting.ts";

const result = (kind: string, id: string, outputs: Result["outputs"]): Result => ({
  kind,
  resource: id,
  id,
  outputs,
});
const texts = (...results: Result[]) => waitingActions(results, []).map(({ text }) => text);

it("explains what each user waits for", () => {
  expect(
    texts(
      result("Member", "a@example.com", { status: "invited", email: "A@example.com" }),
      result("Member", "b@example.com", { status: "expired" }),
      result("Member", "user_c", { status: "awaited" }),
      result("WorkspaceMember", "wrkspc_1/d@example.com", { status: "pending", waitingFor: "notInvited" }),
      result("WorkspaceMember", "wrkspc_1/e@example.com", { status: "pending" }),
      result("Member", "f@example.com", { status: "active" }),
    ),
  ).toEqual([
    "a@example.com: has not accepted the invitation yet",
    "b@example.com: the invitation has expired",
    "user_c: not in the organization, and `invite` is `never`",
    "d@example.com: neither in the organization nor invited",
    "e@example.com: has not accepted the invitation yet",
  ]);
});

it("names the role of a pending invitation and the declared one", () => {
  const outputs = { status: "invited", inviteRole: "user", role: "developer" };
  const [action] = waitingActions([result("Member", "a@example.com", outputs)], []);
  expect(action).toMatchObject({
    role: "developer",
    invitedRole: "user",
    text: "a@example.com: has not accepted the invitation yet, invited as user; the first `up` after acceptance changes the role to developer",
  });
  const active = { ...outputs, status: "active" };
  expect(waitingActions([result("Member", "a@example.com", active)], [])).toEqual([]);
});

it("says why a membership stays pending after the invitation was accepted", () => {
  const outputs = { status: "pending", waitingFor: "emailChanged" };
  expect(texts(result("WorkspaceMember", "wrkspc_1/d@example.com", outputs))).toEqual([
    "d@example.com: accepted the invitation, and probably has another email address now",
  ]);
});

it("includes the pending entries of a list of members", () => {
  const people = [
    { email: "a@example.com", status: "pending", waitingFor: "acceptance" },
    { email: "b@example.com", status: "active" },
    { userId: "user_c", status: "pending", waitingFor: "notInvited" },
  ];
  expect(texts(result("WorkspaceMembers", "wrkspc_1", { memberStatuses: people }))).toEqual([
    "a@example.com: has not accepted the invitation yet",
    "user_c: neither in the organization nor invited",
  ]);
});

it("lists each user once, with the reason of the Member, and no user whom the run invites", () => {
  const membership = result("WorkspaceMember", "wrkspc_1/a@example.com", {
    status: "pending",
    waitingFor: "acceptance",
  });
  const member = result("Member", "a@example.com", { status: "expired" });
  expect(texts(membership, member)).toEqual(["a@example.com: the invitation has expired"]);
  expect(texts(member, membership)).toEqual(["a@example.com: the invitation has expired"]);
  const user = { email: "a@example.com" };
  const invites = { type: "invites", kind: "Member", resource: "a", user, text: "a" } as const;
  expect(waitingActions([membership, member], [invites])).toEqual([]);
});
