import { describe, expect, it } from "vitest";
import { path } from "../../../provider/api/path.ts";
import { UserError } from "../../../provider/errors.ts";

describe("path", () => {
  it("escapes what is inserted, so that an id cannot lead to another path", () => {
    expect(path`/v1/organizations/users/${"user_01/../../me?x=1#y"}`).toBe(
      "/v1/organizations/users/user_01%2F..%2F..%2Fme%3Fx%3D1%23y",
    );
  });

  it("keeps what stands behind an inserted part", () => {
    expect(path`/v1/organizations/workspaces/${"wrkspc_1"}/members/${"user_2"}`).toBe(
      "/v1/organizations/workspaces/wrkspc_1/members/user_2",
    );
  });

  it.each(["", ".", "..", ";a=b"])("refuses %j, which would be another path", (part) => {
    expect(() => path`/v1/organizations/users/${part}`).toThrow(UserError);
  });

  it("does not repeat a key that was given for an id", () => {
    expect(() => path`/v1/organizations/users/${";sk-ant-admin01-abc"}`).toThrow(/^(?!.*abc)/);
  });
});
