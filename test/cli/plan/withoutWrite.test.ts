import { expect, it } from "vitest";
import type { Copy } from "../../../cli/plan/copy.ts";
import { actionWithoutWrite, deleteWithoutWrite } from "../../../cli/plan/withoutWrite.ts";
import type { Notice } from "../../../provider/kernel/notices.ts";
import { stepOf } from "./steps.ts";

const copy = { workspaceName: () => '"Lab"' } as unknown as Copy;
const email = "ann@example.com";

function summary(step: ReturnType<typeof stepOf>, outputs: Record<string, unknown>): string {
  const kind = step.kind.kind;
  const id = kind === "WorkspaceMember" ? `wrkspc_1/${email}` : email;
  const { type, text } = actionWithoutWrite(
    step,
    { kind, resource: "x", id, outputs: { email, ...outputs } },
    copy,
  );
  return `${type} ${text}`;
}

it("a new resource whose object exists is an adoption", () => {
  expect(summary(stepOf("Member", "create"), { status: "active" })).toBe(`adopts Member ${email}`);
  expect(summary(stepOf("Member", "replace"), { status: "active" })).toBe(`adopts Member ${email}`);
  const invited = { status: "invited", adopted: true };
  expect(summary(stepOf("Member", "create"), invited)).toBe(`adopts Member ${email}`);
});

it("names the role of an adopted invitation and the declared one, and what happens after acceptance", () => {
  const invited = { status: "invited", adopted: true, inviteRole: "user", role: "developer" };
  const then = "the first `up` after acceptance changes the role to developer";
  expect(summary(stepOf("Member", "create"), invited)).toBe(
    `adopts Member ${email}, invited as user; ${then}`,
  );
  const old = { outputs: { ...invited, role: "user" } };
  expect(summary(stepOf("Member", "update", { old }), invited)).toBe(
    `recordsState Member ${email}: waiting for the user to join, invited as user; ${then}`,
  );
  const same = { ...invited, inviteRole: "developer" };
  expect(summary(stepOf("Member", "create"), same)).toBe(`adopts Member ${email}`);
});

it("a membership that waits, or that the organization role gives, only updates the state", () => {
  expect(summary(stepOf("WorkspaceMember", "create"), { status: "pending" })).toBe(
    `recordsState WorkspaceMember ${email} in "Lab": waiting for the user to join`,
  );
  expect(summary(stepOf("WorkspaceMember", "create"), { status: "implicit" })).toBe(
    `recordsState ${email} in "Lab": the role in the organization already gives this access`,
  );
});

it("an update without a write only updates the state, and reports the change of the status", () => {
  const old = { outputs: { status: "invited" } };
  expect(summary(stepOf("Member", "update", { old }), { status: "active" })).toBe(
    `recordsState Member ${email}: invited before, active now`,
  );
  expect(summary(stepOf("Member", "update", { old }), { status: "invited" })).toBe(
    `recordsState Member ${email}: waiting for the user to join`,
  );
});

it("an update of a resource with secret inputs is unknown", () => {
  const step = stepOf("Member", "update", {
    old: {},
    new: { inputs: { role: "[secret]" } },
    secretInputs: ["email", "__provider"],
  });
  expect(summary(step, { status: "active" })).toBe(
    `unknown ${email}: \`email\` and \`role\` may change; the preview does not show secrets`,
  );
});

it("a delete without a write moves the ownership, retains the object or updates the state", () => {
  const notice = (code: Notice["code"], text: string): Notice => ({
    code,
    severity: "info",
    text,
    resource: "x",
  });
  const summarized = (...notices: Notice[]) => {
    const { type, text } = deleteWithoutWrite({ kind: "Member", resource: "x" }, "Member ann", notices);
    return `${type} ${text}`;
  };
  expect(summarized(notice("ownershipMoved", "It is declared by y."))).toBe("movesOwnership Member ann");
  expect(summarized(notice("retained", "It stays."), notice("keysRetained", "Keys stay."))).toBe(
    "retains It stays. Keys stay.",
  );
  expect(summarized()).toBe("recordsState Member ann: nothing to remove");
});
