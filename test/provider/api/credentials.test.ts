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

function refusal(source: CredentialSource): Error {
  try {
    resolveCredential(source);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it was not refused");
}

describe("the credential", () => {
  it.each(["ANTHROPIC_ADMIN_KEY", "ANTHROPIC_ADMIN_API_KEY"])("comes from %s", async (name) => {
    expect(await chosen({ env: { [name]: admin } })).toEqual({ source: name, token: admin });
  });

  it("may stand in both variables when it is the same", async () => {
    const env = { ANTHROPIC_ADMIN_KEY: admin, ANTHROPIC_ADMIN_API_KEY: ` ${admin}\n` };
    expect(await chosen({ env })).toEqual({ source: "ANTHROPIC_ADMIN_KEY", token: admin });
  });

  it("is refused when both variables are set to different keys", () => {
    const error = refusal({ env: { ANTHROPIC_ADMIN_KEY: admin, ANTHROPIC_ADMIN_API_KEY: other } });
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/both set, to different keys.*Unset one/);
  });

  it("comes from the admin variables before ANTHROPIC_AUTH_TOKEN, and from there before the stack", async () => {
    const env = { ANTHROPIC_AUTH_TOKEN: oauth };
    expect(await chosen({ env: { ...env, ANTHROPIC_ADMIN_API_KEY: admin }, adminKey: other })).toEqual({
      source: "ANTHROPIC_ADMIN_API_KEY",
      token: admin,
    });
    expect(await chosen({ env, adminKey: other })).toEqual({ source: "ANTHROPIC_AUTH_TOKEN", token: oauth });
    expect(await chosen({ env: {}, adminKey: other })).toMatchObject({ token: other });
  });

  it("is not taken from ANTHROPIC_AUTH_TOKEN when that holds some other token, as for a gateway", async () => {
    const env = { ANTHROPIC_AUTH_TOKEN: "gateway-token-hunter2" };
    expect(await chosen({ env, adminKey: admin })).toMatchObject({ token: admin });
    const error = refusal({ env });
    expect(error).toBeInstanceOf(NoCredentialError);
    expect(error.message).toContain("ANTHROPIC_AUTH_TOKEN is set, but not to an sk-ant-oat01- token");
    expect(error.message).not.toContain("hunter2");
  });

  it("is looked for in the variable that a Provider names, and nowhere else", async () => {
    const env = { ANTHROPIC_ACME_KEY: other, ANTHROPIC_ADMIN_KEY: admin, ANTHROPIC_AUTH_TOKEN: oauth };
    expect(await chosen({ env, keyVariable: "ANTHROPIC_ACME_KEY" })).toEqual({
      source: "ANTHROPIC_ACME_KEY",
      token: other,
    });
    const error = refusal({ env, keyVariable: "ANTHROPIC_GLOBEX_KEY", adminKey: admin });
    expect(error).toBeInstanceOf(NoCredentialError);
    expect(error.message).toContain("ANTHROPIC_GLOBEX_KEY");
  });

  it("may be an organization's OAuth token in the variable that a Provider names", async () => {
    expect(
      await chosen({ env: { ANTHROPIC_ACME_KEY: oauth }, keyVariable: "ANTHROPIC_ACME_KEY" }),
    ).toMatchObject({
      token: oauth,
    });
  });

  it.each(["AWS_SECRET_ACCESS_KEY", "DATABASE_PASSWORD", "ACME_KEY", "ANTHROPI", "GITHUB_TOKEN"])(
    "is refused without being read in a variable without ANTHROPIC in its name (%s)",
    (keyVariable) => {
      for (const value of [admin, "hunter2", undefined]) {
        const error = refusal({ env: { [keyVariable]: value }, keyVariable });
        expect(error).toBeInstanceOf(UserError);
        expect(error).not.toBeInstanceOf(NoCredentialError);
        expect(error.message).toBe(
          `The Provider names the environment variable ${keyVariable} for its key, which is not allowed: a program or a stack's configuration can only name variables with ANTHROPIC in their name, so that it cannot send other secrets to the API. Rename the variable, or list it in ANTHROPIC_ALLOWED_KEY_VARIABLES in the environment.`,
        );
      }
    },
  );

  it("may be in a variable of any name that the environment lists", async () => {
    const env = { ACME_KEY: admin, ORG_KEY: other, ANTHROPIC_ALLOWED_KEY_VARIABLES: "ACME_KEY , ORG_KEY" };
    expect(await chosen({ env, keyVariable: "ORG_KEY" })).toEqual({ source: "ORG_KEY", token: other });
    expect(await chosen({ env, keyVariable: "ACME_KEY" })).toEqual({ source: "ACME_KEY", token: admin });
    expect(refusal({ env, keyVariable: "ORG" })).not.toBeInstanceOf(NoCredentialError);
    const itself = { env: { ANTHROPIC_ALLOWED_KEY_VARIABLES: admin } };
    expect(refusal({ ...itself, keyVariable: "ANTHROPIC_ALLOWED_KEY_VARIABLES" }).message).toMatch(
      /not allowed/,
    );
  });

  it("is refused, unprinted, when a Provider was given the key in place of a variable's name", () => {
    const error = refusal({ env: {}, keyVariable: "sk-ant-admin01-hunter2" });
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/name of the variable/);
    expect(error.message).not.toContain("hunter2");
  });

  it("is missing, with words about what to set, when nothing holds one", () => {
    const error = refusal({ env: { ANTHROPIC_ADMIN_KEY: "  " }, adminKey: "" });
    expect(error).toBeInstanceOf(NoCredentialError);
    expect(error.message).toMatch(/ANTHROPIC_ADMIN_KEY.*sk-ant-admin01-.*Console/);
  });

  it("is not taken from ANTHROPIC_API_KEY, but a lost admin key there is pointed at", () => {
    const error = refusal({ env: { ANTHROPIC_API_KEY: "sk-ant-admin01-hunter2" } });
    expect(error.message).toContain("ANTHROPIC_API_KEY holds an Admin API key, but is not read here");
    expect(error.message).not.toContain("hunter2");
  });

  it.each([
    ["sk-ant-api03-hunter2", /an ordinary API key \(sk-ant-api03-\.\.\.\)/],
    ["sk-ant-api01-hunter2", /Claude Enterprise.*no workspaces/],
    ["sk-ant-sid01-hunter2", /session of claude\.ai/],
    ["sk-ant-zzz01-hunter2", /not of a kind/],
    ["sk-proj-hunter2", /another service/],
    ["eyJhbGciOi.hunter2.sig", /JSON web token/],
    ["hunter2/wJalrXUtnFEMI+K7MDENG", /not an Anthropic key, so it was not sent/],
    ["sk-ant-adminhunter2", /not of a kind/],
    ["sk-ant-admin1-hunter2", /not of a kind/],
    ["sk-ant-oathunter2", /not of a kind/],
  ])("of the wrong kind is named by its prefix (%s)", (key, words) => {
    for (const source of [
      { env: { ANTHROPIC_ADMIN_KEY: key } },
      { env: { ANTHROPIC_ACME_KEY: key }, keyVariable: "ANTHROPIC_ACME_KEY" },
      { env: {}, adminKey: key },
    ]) {
      const error = refusal(source);
      expect(error).toBeInstanceOf(UserError);
      expect(error).not.toBeInstanceOf(NoCredentialError);
      expect(error.message).toMatch(words);
      expect(error.message).not.toContain("hunter2");
    }
  });

  it("of the wrong kind in the environment is an error, not a reason to use the stack's", () => {
    expect(refusal({ env: { ANTHROPIC_ADMIN_KEY: "sk-ant-api03-x" }, adminKey: admin }).message).toContain(
      "ANTHROPIC_ADMIN_KEY",
    );
  });

  it("loses the spaces and line breaks around it", async () => {
    expect(await chosen({ env: { ANTHROPIC_ADMIN_KEY: `\n ${admin}\r\n` } })).toMatchObject({ token: admin });
  });

  it.each([
    "sk-ant-admin01-hun\nter2",
    "sk-ant-admin01-hun ter2",
    "sk-ant-admin01-hunter2\u0000",
    '"sk-ant-admin01-hunter2"',
    "sk-ant-admin01-hunter2é",
    "sk-ant-admin01-hunter2\r\nx-evil: 1",
  ])("with characters that no key has is refused, unprinted (%#)", (key) => {
    const error = refusal({ env: { ANTHROPIC_ADMIN_KEY: key } });
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).not.toMatch(/hun\s*ter2/);
  });

  it("cannot be printed, in any of the ways in which things get printed", () => {
    const credential = resolveCredential({ env: { ANTHROPIC_ADMIN_KEY: admin } });
    const prints = [
      inspect(credential, { depth: null, showHidden: true }),
      inspect({ nested: [credential] }, { depth: null }),
      JSON.stringify({ credential }),
      String(credential),
      `${credential}`,
      JSON.stringify(Object.entries(credential)),
      JSON.stringify({ ...credential }),
      inspect(structuredClone({ ...credential, token: undefined, refused: undefined })),
    ];
    for (const print of prints) expect(print).not.toContain("first");
    expect(prints[0]).toContain("ANTHROPIC_ADMIN_KEY");
  });

  it("is refused with an error whose stack is empty, since Pulumi prints stacks", () => {
    expect(refusal({ env: {} }).stack).toBe("");
  });
});
