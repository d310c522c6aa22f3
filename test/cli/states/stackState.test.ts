import { describe, expect, it } from "vitest";
import { managedIn, organizationsOf, parseState } from "../../../cli/states/stackState.ts";
import { objectName } from "../../../provider/kernel/objectName.ts";
import { membershipNames } from "../../../provider/memberships/names.ts";
import { userNames } from "../../../provider/users/names.ts";
import { stateOf } from "../workdir.ts";
import { encrypted } from "./stored.ts";

const outputs = { __organization: "0A", __schema: 1 };
const state = stateOf([
  { kind: "Workspace", name: "research", id: "wrkspc_1", outputs },
  {
    kind: "Member",
    name: "alice",
    id: "alice@example.com",
    outputs: { ...outputs, email: "alice@example.com", userId: "user_1" },
  },
  {
    kind: "WorkspaceMember",
    name: "a::b",
    id: "wrkspc_1/alice@example.com",
    outputs: { ...outputs, workspace: "wrkspc_1", email: "alice@example.com", userId: "user_1" },
  },
]);

describe("parseState", () => {
  it("returns the resources of this package, with their names in the program", () => {
    const { project, stack, resources, pending } = parseState(JSON.stringify(state), "dev");
    expect([project, stack, pending]).toEqual(["acme", "dev", 0]);
    expect(resources.map(({ kind, name }) => `${kind.kind} ${name}`)).toEqual([
      "Workspace research",
      "Member alice",
      "WorkspaceMember a::b",
    ]);
  });

  it("omits resources that are only read or about to be deleted", () => {
    const resource = (name: string, more: object) => ({
      urn: `urn:pulumi:dev::acme::pulumi-nodejs:dynamic/anthropic:Workspace::${name}`,
      type: "pulumi-nodejs:dynamic/anthropic:Workspace",
      id: "wrkspc_1",
      ...more,
    });
    const resources = [resource("read", { external: true }), resource("deleting", { delete: true })];
    expect(parseState(JSON.stringify({ deployment: { resources } }), "dev").resources).toEqual([]);
  });

  it("reads a checkpoint of a file backend, and a state without resources", () => {
    const latest = { pending_operations: [{}] };
    expect(parseState(JSON.stringify({ checkpoint: { latest } }), "dev")).toEqual({
      label: "dev",
      project: undefined,
      stack: undefined,
      resources: [],
      pending: 1,
    });
  });

  it("takes the identifying properties from the ID when they are encrypted", () => {
    const hidden = { email: encrypted, workspace: encrypted, role: encrypted, tags: { team: encrypted } };
    const managed = { __managed: ["email", "role", "tags.team", "name"], name: "A" };
    const resources = [
      ["Workspace", "wrkspc_1"],
      ["Member", "ann@example.com"],
      ["Member", "user_1"],
      ["WorkspaceMember", "wrkspc_1/user_1"],
      ["WorkspaceMembers", "wrkspc_1"],
    ].map(([kind = "", id = ""]) => ({
      kind,
      id,
      name: id,
      inputs: hidden,
      outputs: { ...hidden, ...managed },
    }));
    const parsed = parseState(JSON.stringify(stateOf(resources)), "dev").resources;
    expect(parsed.map(({ inputs, unreadable }) => ({ inputs, unreadable }))).toEqual([
      { inputs: {}, unreadable: ["email", "workspace", "role", "tags"] },
      { inputs: { email: "ann@example.com" }, unreadable: ["workspace", "role", "tags"] },
      { inputs: {}, unreadable: ["email", "workspace", "role", "tags"] },
      { inputs: { workspace: "wrkspc_1" }, unreadable: ["email", "role", "tags"] },
      { inputs: { workspace: "wrkspc_1" }, unreadable: ["email", "role", "tags"] },
    ]);
    expect(parsed[1]?.outputs).toEqual({
      email: "ann@example.com",
      name: "A",
      __managed: ["email", "name"],
    });
    expect(parsed[1]?.secrets).toEqual(["email", "workspace", "role", "tags.team"]);
  });

  it("accepts every form of the fields that it does not read", () => {
    const of = (more: object) => ({ urn: "urn:pulumi:dev::acme::x:y:Z::a", type: "x:y:Z", ...more });
    const resources = [
      of({ inputs: null, outputs: { secret: encrypted, list: [[encrypted]], text: 1 } }),
      of({ type: "pulumi:providers:pulumi-nodejs", inputs: { "anthropic:organizationId": encrypted } }),
      of({ external: true, id: "" }),
    ];
    const deployment = { resources, pending_operations: null, secrets_providers: { type: "passphrase" } };
    expect(parseState(JSON.stringify({ deployment }), "dev")).toMatchObject({ resources: [], pending: 0 });
  });

  it("rejects a file that is not a state, and a state of a newer package", () => {
    expect(() => parseState("{", "x.json")).toThrow("x.json is not the state of a stack: it is not JSON.");
    expect(() => parseState("{}", "x.json")).toThrow("Write it with `pulumi stack export --file x.json`.");
    const newer = stateOf([{ kind: "Robot", name: "r", id: "1", outputs }]);
    expect(() => parseState(JSON.stringify(newer), "dev")).toThrow(
      "dev has a resource of a type that this version does not know (pulumi-nodejs:dynamic/anthropic:Robot).",
    );
  });
});

describe("managedIn", () => {
  it("maps every name of each object to its stack", () => {
    const managed = managedIn([parseState(JSON.stringify(state), "dev")]);
    const names = [
      objectName("Workspace", "wrkspc_1"),
      ...userNames({ email: "alice@example.com", userId: "user_1" }),
      ...membershipNames("wrkspc_1", { email: "alice@example.com", userId: "user_1" }),
    ];
    expect(names.map((name) => managed.get(name))).toEqual(names.map(() => "dev"));
    expect(managed.get(objectName("Workspace", "wrkspc_2"))).toBeUndefined();
  });
});

describe("organizationsOf", () => {
  it("returns each organization of the stack's objects, in lower case", () => {
    expect([...organizationsOf(parseState(JSON.stringify(state), "dev"))]).toEqual(["0a"]);
  });
});
