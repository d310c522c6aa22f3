import { describe, expect, it } from "vitest";
import { isEncrypted, isSecretPath, readProperties } from "../../../cli/states/propertyValues.ts";
import { decrypted, encrypted, marked } from "./stored.ts";

describe("readProperties", () => {
  it("returns plain values unchanged, including `__proto__`", () => {
    const stored = JSON.parse(
      '{"name":"A","list":[1,true,null,{"a":"b"}],"tags":{"__proto__":"x","constructor":"y"}}',
    );
    expect(readProperties(stored)).toEqual({ values: stored, secrets: [], unreadable: [] });
    expect(readProperties(undefined)).toEqual({ values: {}, secrets: [], unreadable: [] });
    expect(readProperties(null)).toEqual({ values: {}, secrets: [], unreadable: [] });
  });

  it("decodes decrypted secrets of every type, in maps, lists and other secrets", () => {
    const { values, secrets, unreadable } = readProperties({
      name: decrypted("A"),
      count: decrypted(3),
      nothing: decrypted(null),
      tags: { team: decrypted("ml"), open: "x" },
      residency: decrypted({ geos: ["us"], inner: decrypted("eu") }),
      members: [{ email: decrypted("a@example.com"), role: "workspace_user" }, decrypted({ role: "x" })],
    });
    expect(values).toEqual({
      name: "A",
      count: 3,
      nothing: null,
      tags: { team: "ml", open: "x" },
      residency: { geos: ["us"], inner: "eu" },
      members: [{ email: "a@example.com", role: "workspace_user" }, { role: "x" }],
    });
    expect(secrets).toEqual([
      ...["name", "count", "nothing", "tags.team", "residency", "residency.inner"],
      ...["members.email", "members"],
    ]);
    expect(unreadable).toEqual([]);
  });

  it("omits a property that contains something encrypted or unknown, a file, or a number that is not finite", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const stored = {
      name: encrypted,
      tags: { team: encrypted, open: "x" },
      members: [{ email: encrypted }],
      later: { id: unknown },
      asset: marked("c44067f5952c0a294b673a41bacd8c17", { hash: "0", text: "x" }),
      archive: marked("0def7320c3a5731c473e5ecbe6d01bc7", { hash: "0", assets: {} }),
      infinite: marked("8ad145fe-0d11-4827-bfd7-1abcbf086f5c", { value: "7ff0000000000000" }),
      future: marked("ffffffffffffffffffffffffffffffff", {}),
      cut: { ...(decrypted("x") as object), plaintext: '"x' },
      role: "user",
    };
    const { values, secrets, unreadable } = readProperties(stored);
    expect(values).toEqual({ role: "user" });
    expect(secrets).toEqual(["name", "tags.team", "members.email", "cut"]);
    expect(unreadable).toEqual(Object.keys(stored).filter((name) => name !== "role"));
  });

  it("reads references to resources, outputs and strings that are not UTF-8", () => {
    const reference = (more: object) => marked("5cf8f73096256a8f31e491e813e4eb8e", { urn: "urn:x", ...more });
    const output = (more: object) => marked("d0e6a833031e9bbcd3f4e8bde6ca49a4", more);
    const { values, secrets, unreadable } = readProperties({
      workspace: reference({ id: "wrkspc_1", packageVersion: "" }),
      component: reference({}),
      known: output({ value: "v", dependencies: [] }),
      hidden: output({ value: "v", secret: true }),
      unknown: output({}),
      bytes: marked("803fd3297a5875dc03ca845dda5d2a98", { value: Buffer.from("é").toString("base64") }),
    });
    expect(values).toEqual({
      workspace: "wrkspc_1",
      component: "urn:x",
      known: "v",
      hidden: "v",
      bytes: "é",
    });
    expect([secrets, unreadable]).toEqual([["hidden"], ["unknown"]]);
  });
});

it("recognizes encrypted secrets", () => {
  expect(isEncrypted({ tags: [{ team: encrypted }] })).toBe(true);
  expect(isEncrypted({ tags: [{ team: decrypted("x") }], name: "A", other: null })).toBe(false);
  expect(isEncrypted(undefined)).toBe(false);
});

it("treats a property as secret when it is one, has a secret part or is a part of one", () => {
  const isSecret = (path: string) => isSecretPath(["tags.team", "name"], path);
  expect(["tags.team", "tags.team.x", "tags", "name"].map(isSecret)).toEqual([true, true, true, true]);
  expect(["tags.other", "names", "role"].map(isSecret)).toEqual([false, false, false]);
});
