// `npm test` runs these checks with Node.js alone.

import assert from "node:assert/strict";
import test from "node:test";
import { evaluators } from "./users.ts";

const emails = evaluators.map(({ email }) => email);

test("no user is declared twice", () => {
  assert.deepEqual([...new Set(emails)], emails);
});

test("every email address has our domain", () => {
  assert.deepEqual(
    emails.filter((email) => !email.endsWith("@example.com")),
    [],
  );
});

test("the workspace has an admin", () => {
  assert.ok(evaluators.some(({ workspaceRole }) => workspaceRole === "workspace_admin"));
});
