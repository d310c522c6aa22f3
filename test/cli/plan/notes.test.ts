import { expect, it } from "vitest";
import type { Action } from "../../../cli/plan/actions.ts";
import { notesOf } from "../../../cli/plan/notes.ts";
import type { Notice } from "../../../provider/kernel/notices.ts";

const notice = (code: Notice["code"]): Notice => ({ code, severity: "info", text: code, resource: "x" });
const update: Action = { type: "updates", kind: "Workspace", resource: "x", text: "it" };

it("leaves out the notices that an action of the plan contains", () => {
  const notices = (["invitationSent", "adopted", "updatePending", "keysRetained"] as const).map(notice);
  expect(notesOf(notices, [update])).toEqual(["x: keysRetained"]);
  expect(notesOf(notices, [])).toEqual(["x: updatePending", "x: keysRetained"]);
});
