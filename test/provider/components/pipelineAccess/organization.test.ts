import { describe, expect, test } from "vitest";
import { organizationOf } from "../../../../provider/components/pipelineAccess/organization.ts";

const one = "12345678-1234-5678-1234-56781234abcd";
const other = "87654321-1234-5678-1234-567812345678";
const none = { declared: undefined, configured: undefined, actual: undefined };
const organization = (values: object) =>
  organizationOf('declare GitLabAccess "ci"', { ...none, ...values }, "`anthropic:organizationId`");

describe("the organization of the environment variables", () => {
  test("is that of the argument, the setting or the service account", () => {
    expect(organization({ declared: one, configured: one.toUpperCase(), actual: one })).toBe(one);
    expect(organization({ configured: one })).toBe(one);
    expect(organization({ actual: one })).toBe(one);
    expect(organization({})).toBeUndefined();
  });

  test.each([
    [{ configured: other, actual: other }, "`anthropic:organizationId`"],
    [{ actual: other }, "the organization of its service account"],
  ])("is rejected with both IDs if the argument differs from %j", (values, source) => {
    expect(() => organization({ declared: one, ...values })).toThrow(
      `cannot declare GitLabAccess "ci": \`organizationId\` is ${one}, but ${source} is ${other}. Remove \`organizationId\`, or set it to this ID.`,
    );
  });
});
