import { describe, expect, test } from "vitest";
import { z } from "zod";
import { becameSecret, SecretValues, withSecretOutputs } from "../../../provider/kernel/secretValues.ts";
import { Inputs as ApiKey } from "../../../provider/resources/apiKey/schema.ts";
import { Inputs as Invite } from "../../../provider/resources/invite/schema.ts";
import { Inputs as Member } from "../../../provider/resources/member/schema.ts";
import { Inputs as SpendLimit } from "../../../provider/resources/spendLimit/schema.ts";
import { Inputs as Workspace } from "../../../provider/resources/workspace/schema.ts";
import { Inputs as WorkspaceMember } from "../../../provider/resources/workspaceMember/schema.ts";
import { Inputs as WorkspaceMembers } from "../../../provider/resources/workspaceMembers/schema.ts";

/** The text as a process shows it that knows a resource with these properties. */
function shown(text: string, properties: Record<string, unknown>): string {
  const values = new SecretValues();
  values.learn(properties);
  return values.redact(text);
}

describe("redact", () => {
  test.each([
    ["in another letter case", "Ada@Example.com", "user ada@example.com exists", "user [secret] exists"],
    ["several times", "Zephyr", "Zephyr, zephyr", "[secret], [secret]"],
    ["in an ID", "ada@example.com", "wrkspc_1/ada@example.com", "wrkspc_1/[secret]"],
    ["in quotes with escapes", 'A "b" c', `name ${JSON.stringify('A "b" c')}`, 'name "[secret]"'],
    ["with other spaces", " Code  name ", "Code name", "[secret]"],
    ["in another normalization", "Zo\u00e9", "zoe\u0301!", "[secret]!"],
    ["with special characters", "a.b*(c)-d", "a.b*(c)-d axbb", "[secret] axbb"],
    ["at its edges", "#abc#", "x#abc#x", "x[secret]x"],
    ["only as a whole word", "ann", "ann annual", "[secret] annual"],
    ["not if it is very short", "ab", "ab", "ab"],
  ])("hides a secret %s", (_how, value, text, expected) => {
    expect(shown(text, { email: value, __secrets: ["/email"] })).toBe(expected);
  });

  test("hides nothing that is not secret", () => {
    const properties = { email: "ada@example.com", tags: { open: "dev", "a/b": "hush" } };
    const text = "ada@example.com dev hush";
    expect(shown(text, properties)).toBe(text);
    expect(shown(text, { ...properties, __secrets: ["/tags/a~1b"] })).toBe("ada@example.com dev [secret]");
    expect(shown(text, { ...properties, __secrets: ["/tags"] })).toBe("ada@example.com [secret] [secret]");
    expect(shown(text, { ...properties, __secrets: ["/none", 7, "email", "/tags/x/y"] })).toBe(text);
    expect(shown(text, { ...properties, __secrets: "04da6b54" })).toBe(text);
  });

  test("hides the value of a secret tag, whatever its key is", () => {
    const tags = { role: "hushed", status: "quiet" };
    expect(shown("hushed quiet", { tags, __secrets: ["/tags/role"] })).toBe("[secret] quiet");
    expect(shown("hushed quiet", { tags, __secrets: ["/tags"] })).toBe("[secret] [secret]");
  });

  test("hides the addresses of a secret list, and no role", () => {
    const members = [{ email: "ada@example.com", role: "workspace_user" }];
    const text = "ada@example.com is workspace_user, a user";
    expect(shown(text, { members, __secrets: ["/members"] })).toBe("[secret] is workspace_user, a user");
    expect(shown("a user", { role: "user", __secrets: ["/role"] })).toBe("a user");
  });

  test("hides no word of the API in the inputs of any resource type", () => {
    const schemas = { ApiKey, Invite, Member, SpendLimit, Workspace, WorkspaceMember, WorkspaceMembers };
    for (const [kind, schema] of Object.entries(schemas)) {
      const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
      for (const [name, property] of Object.entries(json.properties ?? {})) {
        const [, word] = /"(?:enum":\[|const":)"(\w+)"/.exec(JSON.stringify(property)) ?? [];
        if (word === undefined || name === "deactivateKeys") continue;
        const value = name === "members" ? [{ role: word }] : word;
        expect(shown(word, { [name]: value, __secrets: [`/${name}`] }), `${kind}.${name}`).toBe(word);
      }
    }
  });
});

describe("withSecretOutputs", () => {
  const derived = { memberStatuses: ["members"], name: ["email", "userId"], email: ["userId"] };
  const marked = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });

  test("marks the outputs that contain values of secret inputs", () => {
    const outputs = { email: "a@example.com", name: "Ada", status: "active", __secrets: ["/email"] };
    expect(withSecretOutputs(derived, outputs)).toEqual({ ...outputs, name: marked("Ada") });
    const list = { memberStatuses: [{ email: "a@example.com" }], except: [], __secrets: ["/members"] };
    expect(withSecretOutputs(derived, list)).toEqual({
      ...list,
      memberStatuses: marked(list.memberStatuses),
    });
  });

  test("leaves the outputs of secret inputs to Pulumi, and those of others as they are", () => {
    const outputs = { email: "a@example.com", userId: "user_1", name: "Ada" };
    expect(withSecretOutputs(derived, outputs)).toEqual(outputs);
    const secretId = { ...outputs, __secrets: ["/userId", "/email"] };
    expect(withSecretOutputs(derived, secretId)).toEqual({ ...secretId, name: marked("Ada") });
    expect(withSecretOutputs(derived, { ...outputs, __secrets: ["/tags/a"] })).not.toHaveProperty(
      "name.value",
    );
  });
});

test("becameSecret returns true only when an input is secret that the state does not record as secret", () => {
  expect(becameSecret({}, {})).toBe(false);
  expect(becameSecret({}, { __secrets: ["/email"] })).toBe(true);
  expect(becameSecret({ __secrets: ["/email"] }, { __secrets: ["/email"] })).toBe(false);
  expect(becameSecret({ __secrets: ["/email", "/tags/a"] }, { __secrets: ["/email"] })).toBe(false);
  expect(becameSecret({ __secrets: ["/tags/a"] }, { __secrets: ["/tags/b"] })).toBe(true);
});
