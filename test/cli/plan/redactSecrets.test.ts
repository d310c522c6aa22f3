import { expect, it } from "vitest";
import { withoutSecretValues } from "../../../cli/plan/redactSecrets.ts";
import type { Report } from "../../../cli/plan/report.ts";
import { secret } from "../../../cli/states/propertyValues.ts";

it("redacts secret strings in every part of a report that contains user text", () => {
  const report = {
    version: 1,
    refusals: [{ kind: "Workspace", resource: "a", reason: 'the organization has "Zephyr" (zephyr-x)' }],
    notes: ["ann@example.com, and joann@example.com", 'the workspace "A" of A'],
    actions: [
      {
        type: "updates",
        kind: "Workspace",
        resource: "a",
        user: { email: "ann@example.com", userId: "user_1" },
        workspace: { id: "wrkspc_1", name: "Zephyr" },
        key: { id: "apikey_1", name: "A" },
        role: "user",
        differences: [{ property: "name", before: "A", after: { x: ["Zephyr"] } }],
        text: '"Zephyr": name from "A" to "Zephyr"',
      },
    ],
  } as unknown as Report;
  const { refusals, notes, actions } = withoutSecretValues(report, ["A", "Zephyr", "ann@example.com"]);
  expect(refusals).toEqual([
    { kind: "Workspace", resource: "a", reason: 'the organization has "[secret]" (zephyr-x)' },
  ]);
  expect(notes).toEqual(["[secret], and joann@example.com", 'the workspace "[secret]" of A']);
  expect(actions).toEqual([
    {
      type: "updates",
      kind: "Workspace",
      resource: "a",
      user: { email: secret, userId: "user_1" },
      workspace: { id: "wrkspc_1", name: secret },
      key: { id: "apikey_1", name: secret },
      role: "user",
      differences: [{ property: "name", before: secret, after: { x: [secret] } }],
      text: '"[secret]": name from "[secret]" to "[secret]"',
    },
  ]);
  expect(withoutSecretValues(report, [])).toBe(report);
  // Sentences quote values as JSON.
  const quoted = { ...report, notes: [`that match ${JSON.stringify({ condition: 'claims.x == "y"' })}`] };
  expect(withoutSecretValues(quoted, ['claims.x == "y"']).notes).toEqual([
    'that match {"condition":"[secret]"}',
  ]);
});
