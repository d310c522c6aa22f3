import { describe, expect, test } from "vitest";
import { requestHeaders } from "../../../provider/api/headers.ts";

const key = { token: "sk-ant-admin01-a", userAgent: undefined, betas: [], hasBody: false };

describe("requestHeaders", () => {
  test("sends the key as a bearer token with the API version", () => {
    expect(requestHeaders(key)).toEqual({
      authorization: "Bearer sk-ant-admin01-a",
      "anthropic-version": "2026-10-21",
      accept: "application/json",
      "user-agent": "pulumi-anthropic",
    });
  });

  test("adds a content type only for a body", () => {
    expect(requestHeaders({ ...key, hasBody: true })["content-type"]).toBe("application/json");
  });

  test("joins the betas of the endpoint and of OAuth tokens", () => {
    const beta = (token: string, betas: string[]) =>
      requestHeaders({ ...key, token, betas })["anthropic-beta"];
    expect(beta("sk-ant-admin01-a", ["one", "two"])).toBe("one,two");
    expect(beta("sk-ant-oat01-a", [])).toBe("oauth-2025-04-20");
    expect(beta("sk-ant-oat01-a", ["one"])).toBe("one,oauth-2025-04-20");
  });
});
