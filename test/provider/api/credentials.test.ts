import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type CredentialSource, resolveCredential } from "../../../provider/api/credentials.ts";
import { NoCredentialError, UserError } from "../../../provider/errors.ts";

const admin = "sk-ant-admin01-first";
const other = "sk-ant-admin01-second";
const oauth = "sk-ant-oat01-token";

async function chosen(source: CredentialSource): Promise<{ source: string; token: string }> {
  const credential = resolveCredential(source);
  return { source: credential.source, token: await credential.token() };
}

function rejection(source: CredentialSource): Error {
  try {
    resolveCredential(source);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it was not rejected");
}

describe("resolveCredential", () => {
  it.each(["ANTHROPIC_ADMIN_KEY", "ANTHROPIC_ADMIN_API_KEY"])("reads %s", async (name) => {
    expect(await chosen({ env: { [name]: admin } })).toEqual({ source: name, token: admin });
  });

  it("accepts the same key in both variables", async () => {
    const env = { ANTHROPIC_ADMIN_KEY: admin, ANTHROPIC_ADMIN_API_KEY: ` ${admin}\n` };
    expect(await chosen({ env })).toEqual({ source: "ANTHROPIC_ADMIN_KEY", token: admin });
  });

  it("rejects different keys in the two variables", () => {
    const error = rejection({ env: { ANTHROPIC_ADMIN_KEY: admin, ANTHROPIC_ADMIN_API_KEY: other } });
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/are set to different keys.*Unset one/);
  });

  it("prefers the admin variables to ANTHROPIC_AUTH_TOKEN, and that to the stack", async () => {
    const env = { ANTHROPIC_AUTH_TOKEN: oauth };
    expect(await chosen({ env: { ...env, ANTHROPIC_ADMIN_API_KEY: admin }, adminKey: other })).toEqual({
      source: "ANTHROPIC_ADMIN_API_KEY",
      token: admin,
    });
    expect(await chosen({ env, adminKey: other })).toEqual({ source: "ANTHROPIC_AUTH_TOKEN", token: oauth });
    expect(await chosen({ env: {}, adminKey: other })).toMatchObject({ token: other });
  });

  it("ignores another token in ANTHROPIC_AUTH_TOKEN, such as a gateway's", async () => {
    const env = { ANTHROPIC_AUTH_TOKEN: "gateway-token-hunter2" };
    expect(await chosen({ env, adminKey: admin })).toMatchObject({ token: admin });
    const error = rejection({ env });
    expect(error).toBeInstanceOf(NoCredentialError);
    expect(error.message).toContain(
      "ANTHROPIC_AUTH_TOKEN was not used, because it is not an sk-ant-oat01- token",
    );
    expect(error.message).not.toContain("hunter2");
  });

  it("reads only the variable that a Provider names", async () => {
    const env = { ANTHROPIC_ACME_KEY: other, ANTHROPIC_ADMIN_KEY: admin, ANTHROPIC_AUTH_TOKEN: oauth };
    expect(await chosen({ env, keyVariable: "ANTHROPIC_ACME_KEY" })).toEqual({
      source: "ANTHROPIC_ACME_KEY",
      token: other,
    });
    const error = rejection({ env, keyVariable: "ANTHROPIC_GLOBEX_KEY", adminKey: admin });
    expect(error).toBeInstanceOf(NoCredentialError);
    expect(error.message).toContain("ANTHROPIC_GLOBEX_KEY");
  });

  it("accepts an OAuth token in the variable that a Provider names", async () => {
    expect(
      await chosen({ env: { ANTHROPIC_ACME_KEY: oauth }, keyVariable: "ANTHROPIC_ACME_KEY" }),
    ).toMatchObject({
      token: oauth,
    });
  });

  it.each(["AWS_SECRET_ACCESS_KEY", "DATABASE_PASSWORD", "ACME_KEY", "ANTHROPI", "GITHUB_TOKEN"])(
    "rejects a variable without ANTHROPIC in its name before reading it (%s)",
    (keyVariable) => {
      for (const value of [admin, "hunter2", undefined]) {
        const error = rejection({ env: { [keyVariable]: value }, keyVariable });
        expect(error).toBeInstanceOf(UserError);
        expect(error).not.toBeInstanceOf(NoCredentialError);
        expect(error.message).toBe(
          `\`adminKeyVariable\` cannot be ${keyVariable}: the name must contain ANTHROPIC, so that a program cannot send other secrets to the API. Rename the variable, or list it in ANTHROPIC_ALLOWED_KEY_VARIABLES in the environment.`,
        );
      }
    },
  );

  it("accepts a variable that ANTHROPIC_ALLOWED_KEY_VARIABLES lists", async () => {
    const env = { ACME_KEY: admin, ORG_KEY: other, ANTHROPIC_ALLOWED_KEY_VARIABLES: "ACME_KEY , ORG_KEY" };
    expect(await chosen({ env, keyVariable: "ORG_KEY" })).toEqual({ source: "ORG_KEY", token: other });
    expect(await chosen({ env, keyVariable: "ACME_KEY" })).toEqual({ source: "ACME_KEY", token: admin });
    expect(rejection({ env, keyVariable: "ORG" })).not.toBeInstanceOf(NoCredentialError);
    const itself = { env: { ANTHROPIC_ALLOWED_KEY_VARIABLES: admin } };
    expect(rejection({ ...itself, keyVariable: "ANTHROPIC_ALLOWED_KEY_VARIABLES" }).message).toMatch(
      /must contain ANTHROPIC/,
    );
  });

  it("rejects a key in place of a variable's name without showing it", () => {
    const error = rejection({ env: {}, keyVariable: "sk-ant-admin01-hunter2" });
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/name of the variable/);
    expect(error.message).not.toContain("hunter2");
  });

  it("fails with what to set when there is no key", () => {
    const error = rejection({ env: { ANTHROPIC_ADMIN_KEY: "  " }, adminKey: "" });
    expect(error).toBeInstanceOf(NoCredentialError);
    expect(error.message).toMatch(/ANTHROPIC_ADMIN_KEY.*sk-ant-admin01-.*Console/);
  });

  it("does not read ANTHROPIC_API_KEY, but mentions an admin key in it", () => {
    const error = rejection({ env: { ANTHROPIC_API_KEY: "sk-ant-admin01-hunter2" } });
    expect(error.message).toContain("ANTHROPIC_API_KEY is not read, but contains an Admin API key");
    expect(error.message).not.toContain("hunter2");
  });

  it.each([
    ["sk-ant-api03-hunter2", /an ordinary API key \(sk-ant-api03-\.\.\.\)/],
    ["sk-ant-api1-hunter2", /not of a type/],
    ["sk-ant-api02-hunter2", /not of a type/],
    ["sk-ant-api01", /not of a type/],
    ["sk-ant-sid01-hunter2", /session key of claude\.ai/],
    ["sk-ant-zzz01-hunter2", /not of a type/],
    ["sk-proj-hunter2", /another service/],
    ["eyJhbGciOi.hunter2.sig", /JSON web token/],
    ["hunter2/wJalrXUtnFEMI+K7MDENG", /not an Anthropic key, so it was not sent/],
    ["sk-ant-adminhunter2", /not of a type/],
    ["sk-ant-admin1-hunter2", /not of a type/],
    ["sk-ant-oathunter2", /not of a type/],
  ])("describes a key of the wrong type by its prefix (%s)", (key, description) => {
    for (const source of [
      { env: { ANTHROPIC_ADMIN_KEY: key } },
      { env: { ANTHROPIC_ACME_KEY: key }, keyVariable: "ANTHROPIC_ACME_KEY" },
      { env: {}, adminKey: key },
    ]) {
      const error = rejection(source);
      expect(error).toBeInstanceOf(UserError);
      expect(error).not.toBeInstanceOf(NoCredentialError);
      expect(error.message).toMatch(description);
      expect(error.message).not.toContain("hunter2");
    }
  });

  it("rejects a key of the wrong type in the environment even if the stack has another one", () => {
    expect(rejection({ env: { ANTHROPIC_ADMIN_KEY: "sk-ant-api03-x" }, adminKey: admin }).message).toContain(
      "ANTHROPIC_ADMIN_KEY",
    );
  });

  it.each([
    [admin, "adminKey"],
    ["sk-ant-api01-enterprise", "enterpriseKey"],
    [oauth, "oauthToken"],
  ])("knows the type of a credential by its form (%s)", (key, kind) => {
    for (const source of [
      { env: { ANTHROPIC_ADMIN_KEY: key } },
      { env: { ANTHROPIC_ACME_KEY: key }, keyVariable: "ANTHROPIC_ACME_KEY" },
      { env: {}, adminKey: key },
    ]) {
      expect(resolveCredential(source).kind).toBe(kind);
    }
  });

  it("trims spaces and line breaks", async () => {
    expect(await chosen({ env: { ANTHROPIC_ADMIN_KEY: `\n ${admin}\r\n` } })).toMatchObject({ token: admin });
  });

  it.each([
    "sk-ant-admin01-hun\nter2",
    "sk-ant-admin01-hun ter2",
    "sk-ant-admin01-hunter2\u0000",
    '"sk-ant-admin01-hunter2"',
    "sk-ant-admin01-hunter2é",
    "sk-ant-admin01-hunter2\r\nx-evil: 1",
  ])("rejects a key with invalid characters without showing it (%#)", (key) => {
    const error = rejection({ env: { ANTHROPIC_ADMIN_KEY: key } });
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).not.toMatch(/hun\s*ter2/);
  });

  it("returns a credential that no way of printing shows", () => {
    const credential = resolveCredential({ env: { ANTHROPIC_ADMIN_KEY: admin } });
    const prints = [
      inspect(credential, { depth: null, showHidden: true }),
      inspect({ nested: [credential] }, { depth: null }),
      JSON.stringify({ credential }),
      String(credential),
      `${credential}`,
      JSON.stringify(Object.entries(credential)),
      JSON.stringify({ ...credential }),
      inspect(structuredClone({ ...credential, token: undefined, rejected: undefined })),
    ];
    for (const print of prints) expect(print).not.toContain("first");
    expect(prints[0]).toContain("ANTHROPIC_ADMIN_KEY");
  });

  it("throws errors without a stack, since Pulumi prints stacks", () => {
    expect(rejection({ env: {} }).stack).toBe("");
  });
});
