import { describe, expect, it } from "vitest";
import { path } from "../../../provider/api/path.ts";
import { UserError } from "../../../provider/errors.ts";

describe("path", () => {
  it("escapes inserted values, so that an ID cannot lead to another path", () => {
    expect(path`/v1/organizations/users/${"user_01/../../me?x=1#y"}`).toBe(
      "/v1/organizations/users/user_01%2F..%2F..%2Fme%3Fx%3D1%23y",
    );
  });

  it("keeps the literal text after an inserted value", () => {
    expect(path`/v1/organizations/workspaces/${"wrkspc_1"}/members/${"user_2"}`).toBe(
      "/v1/organizations/workspaces/wrkspc_1/members/user_2",
    );
  });

  it.each(["", ".", "..", ";a=b"])("rejects %j, which would be another path", (part) => {
    expect(() => path`/v1/organizations/users/${part}`).toThrow(UserError);
  });

  it("does not show a key that was used as an ID", () => {
    expect(() => path`/v1/organizations/users/${";sk-ant-admin01-abc"}`).toThrow(/^(?!.*abc)/);
  });
});
