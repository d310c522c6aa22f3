import { expect, it } from "vitest";
import { codedAs, ErrorResponse, typeOf } from "../../emulator/errors.ts";

it("ErrorResponse has the type of its status", () => {
  const types = [400, 401, 402, 403, 404, 409, 413, 418, 429, 500, 503, 504, 529].map(typeOf);
  expect(types).toEqual([
    "invalid_request_error",
    "authentication_error",
    "billing_error",
    "permission_error",
    "not_found_error",
    "conflict_error",
    "request_too_large",
    "invalid_request_error",
    "rate_limit_error",
    "api_error",
    "api_error",
    "timeout_error",
    "overloaded_error",
  ]);
});

it("ErrorResponse has details only with an error code, which must exist", () => {
  expect(new ErrorResponse(400, "x").details).toBeUndefined();
  expect(codedAs("rbac_role_not_found", {})).toMatchObject({
    status: 404,
    type: "not_found_error",
    details: { error_code: "rbac_role_not_found" },
  });
  expect(() => codedAs("made_up", {})).toThrow('The API has no error code "made_up".');
  expect(() => codedAs("toString", {})).toThrow('The API has no error code "toString".');
});
