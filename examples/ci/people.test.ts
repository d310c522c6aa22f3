// What no type can say. `npm test` runs it, with nothing but Node.js.

import assert from "node:assert/strict";
import test from "node:test";
import { evaluators } from "./people.ts";

const emails = evaluators.map(({ email }) => email);

test("nobody is declared twice", () => {
  assert.deepEqual([...new Set(emails)], emails);
});

test("everybody is one of us", () => {
  assert.deepEqual(
    emails.filter((email) => !email.endsWith("@example.com")),
    [],
  );
});

test("somebody looks after the workspace", () => {
  assert.ok(evaluators.some(({ workspaceRole }) => workspaceRole === "workspace_admin"));
});
