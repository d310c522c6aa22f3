import { expect, it } from "vitest";
import { provisionedAdvice } from "../../../provider/rbac/provisioned.ts";

it("only a group of the identity provider has the advice to change it there", () => {
  expect(provisionedAdvice("scim")).toContain("only it can change the group and its members");
  expect(provisionedAdvice("direct")).toBeUndefined();
  expect(provisionedAdvice(undefined)).toBeUndefined();
});
