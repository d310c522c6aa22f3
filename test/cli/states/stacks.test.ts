import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { managedIn, organizationsOf, parseState, readStacks } from "../../../cli/states/stacks.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { newPlace, stateOf } from "../place.ts";
import { decrypted, encrypted } from "./stored.ts";

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
  it("finds what this package manages, by the names that resources have", () => {
    const { project, stack, resources, pending } = parseState(JSON.stringify(state), "dev");
    expect([project, stack, pending]).toEqual(["acme", "dev", 0]);
    expect(resources.map(({ kind, name }) => `${kind.kind} ${name}`)).toEqual([
      "Workspace research",
      "Member alice",
      "WorkspaceMember a::b",
    ]);
  });

  it("counts neither what is only read nor what is being deleted", () => {
    const resource = (name: string, more: object) => ({
      urn: `urn:pulumi:dev::acme::pulumi-nodejs:dynamic/anthropic:Workspace::${name}`,
      type: "pulumi-nodejs:dynamic/anthropic:Workspace",
      id: "wrkspc_1",
      ...more,
    });
    const resources = [resource("got", { external: true }), resource("dying", { delete: true })];
    expect(parseState(JSON.stringify({ deployment: { resources } }), "dev").resources).toEqual([]);
  });

  it("reads what a backend of files keeps, and a state without resources", () => {
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

  it("refuses what is no state, and one of a newer package", () => {
    expect(() => parseState("{", "x.json")).toThrow("x.json is not the state of a stack: it is not JSON.");
    expect(() => parseState("{}", "x.json")).toThrow("Write it with `pulumi stack export --file x.json`.");
    const newer = stateOf([{ kind: "Robot", name: "r", id: "1", outputs }]);
    expect(() => parseState(JSON.stringify(newer), "dev")).toThrow(
      "dev has a resource of a kind that this version does not know (pulumi-nodejs:dynamic/anthropic:Robot).",
    );
  });
});

describe("managedIn", () => {
  it("knows each object by all its names, and who manages it", () => {
    const managed = managedIn([parseState(JSON.stringify(state), "dev")]);
    expect([...managed.keys()].sort()).toEqual([
      "Member alice@example.com",
      "Member user_1",
      "Workspace wrkspc_1",
      "WorkspaceMember wrkspc_1/alice@example.com",
      "WorkspaceMember wrkspc_1/user_1",
    ]);
    expect(managed.get("Workspace wrkspc_1")).toBe("dev");
  });

  it("tells of which organizations a stack has something", () => {
    expect([...organizationsOf(parseState(JSON.stringify(state), "dev"))]).toEqual(["0a"]);
  });
});

describe("readStacks", () => {
  it("takes the target from a state file, and asks no Pulumi", async () => {
    const { io, write } = await newPlace();
    await write("state.json", state);
    const { target, states } = await readStacks(io, { state: ["state.json"] });
    expect([target.project, target.stack, target.label, states.length]).toEqual([
      "acme",
      "dev",
      "state.json",
      1,
    ]);
  });

  it("takes the project of a state without resources from the folder", async () => {
    const { io, write } = await newPlace();
    await write("empty.json", { deployment: {} });
    const read = () => readStacks(io, { state: ["empty.json"] });
    await expect(read()).rejects.toThrow("It is not clear to which project empty.json belongs");
    await write("Pulumi.yaml", "runtime:\n  name: nodejs\nname: 'acme.org'\n");
    expect((await read()).target.project).toBe("acme.org");
    await write("Pulumi.yaml", { runtime: { name: "nodejs" }, name: "acme" });
    expect((await read()).target.project).toBe("acme");
  });

  it("says that a state file is not there", async () => {
    const { io } = await newPlace();
    await expect(readStacks(io, { state: ["nowhere.json"] })).rejects.toThrow(
      "There is no state file nowhere.json.",
    );
  });

  it("decrypts secrets of this package in memory, if that is possible", async () => {
    const { io, write } = await newPlace();
    const holding = (value: unknown) =>
      stateOf([{ kind: "Workspace", name: "a", id: "wrkspc_1", outputs: { ...outputs, name: value } }]);
    await write("encrypted.json", holding(encrypted));
    await write("decrypted.json", holding(decrypted("A")));
    const command = `
      case "$*" in
        "stack ls"*) echo '[{"name":"dev","current":true}]' ;;
        *--show-secrets*) echo asked >> asked; if [ -f locked ]; then exit 255; fi; /bin/cat decrypted.json ;;
        *) /bin/cat encrypted.json ;;
      esac`;
    const bin = path.join(io.cwd, "bin");
    await script(path.join(bin, "pulumi"), command);
    const read = async () => {
      const { target } = await readStacks({ ...io, env: { PATH: bin } }, {});
      return target.state.resources[0];
    };
    expect((await read())?.outputs).toEqual({ ...outputs, name: "A" });
    await write("locked", "");
    expect(await read()).toMatchObject({ outputs, unreadable: ["name"] });

    // Secrets of other packages are not decrypted.
    await write("encrypted.json", holding("A"));
    await write("asked", "");
    await read();
    expect(await readFile(path.join(io.cwd, "asked"), "utf8")).toBe("");
  });
});
