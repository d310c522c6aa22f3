import { describe, expect, it } from "vitest";
import { movedStateText } from "../../../cli/detach/movedState.ts";

const dynamic = (kind: string) => `pulumi-nodejs:dynamic/anthropic:${kind}`;
const urn = (type: string, name: string) => `urn:pulumi:dev::acme::${type}::${name}`;
const stack = { urn: urn("pulumi:pulumi:Stack", "acme-dev"), type: "pulumi:pulumi:Stack", custom: false };
const defaultProvider = `${urn("pulumi:providers:pulumi-nodejs", "default")}::0000`;

function stored(kind: string, name: string, more: Record<string, unknown> = {}) {
  const type = dynamic(kind);
  const inputs = { name };
  return {
    ...{ urn: urn(type, name), type, custom: true, id: `${name}_1`, parent: stack.urn },
    ...{ provider: defaultProvider, inputs, outputs: { ...inputs, __managed: ["name"] }, ...more },
  };
}

/** The entries of the import file of these resources. */
function entries(resources: readonly object[], ...urns: readonly string[]): object[] {
  const text = movedStateText(
    JSON.stringify({ version: 3, deployment: { resources: [stack, ...resources] } }),
    new Set(urns),
  );
  return JSON.parse(text).resources;
}

describe("movedStateText", () => {
  it("writes the inputs and outputs of the state, and nothing about the default provider or the stack", () => {
    const lab = stored("Workspace", "lab");
    expect(entries([lab, stored("Workspace", "other")], lab.urn)).toEqual([
      {
        type: dynamic("Workspace"),
        name: "lab",
        logicalName: "lab",
        id: "lab_1",
        inputs: { name: "lab" },
        outputs: { name: "lab", __managed: ["name"] },
      },
    ]);
  });

  it("names resources of one name differently, and keeps their names in the program", () => {
    const [one, two] = [stored("Member", "alice"), stored("WorkspaceMember", "alice")];
    expect(entries([one, two], one.urn, two.urn)).toMatchObject([
      { name: "alice", logicalName: "alice" },
      { name: "alice-2", logicalName: "alice" },
    ]);
  });

  it("includes the components that contain a resource, the outermost first", () => {
    const outer = { urn: urn("test:Org", "org"), type: "test:Org", custom: false, parent: stack.urn };
    const team = {
      urn: urn("test:Org$test:Team", "team"),
      type: "test:Team",
      custom: false,
      parent: outer.urn,
    };
    const lab = stored("Workspace", "lab", { parent: team.urn });
    expect(entries([outer, team, lab], lab.urn)).toMatchObject([
      { type: "test:Org", name: "org", component: true },
      { type: "test:Team", name: "team", component: true, parent: "org" },
      { type: dynamic("Workspace"), name: "lab", parent: "team", id: "lab_1" },
    ]);
  });

  it("moves a child of a resource that stays to the top level", () => {
    const lab = stored("Workspace", "lab");
    const member = stored("WorkspaceMember", "ann", { parent: lab.urn });
    expect(entries([lab, member], member.urn)).toEqual([expect.not.objectContaining({ parent: "lab" })]);
    expect(entries([lab, member], lab.urn, member.urn)[1]).toMatchObject({ parent: "lab" });
  });

  it("includes an explicit Provider with its inputs, once", () => {
    const type = "pulumi:providers:pulumi-nodejs";
    const provider = {
      ...{ urn: urn(type, "eu"), type, custom: true, id: "7777", parent: stack.urn },
      inputs: { "anthropic:organizationId": "org" },
    };
    const more = { provider: `${provider.urn}::7777` };
    const [one, two] = [stored("Workspace", "a", more), stored("Workspace", "b", more)];
    expect(entries([provider, one, two], one.urn, two.urn)).toEqual([
      { type, name: "eu", logicalName: "eu", inputs: { "anthropic:organizationId": "org" } },
      expect.objectContaining({ name: "a", provider: "eu" }),
      expect.objectContaining({ name: "b", provider: "eu" }),
    ]);
  });

  it("leaves out an old object that its replacement has not deleted yet", () => {
    const lab = stored("Workspace", "lab");
    const old = { ...lab, id: "lab_0", delete: true };
    expect(entries([lab, old], lab.urn)).toEqual([expect.objectContaining({ id: "lab_1" })]);
  });

  it("rejects a resource that the last `up` left incomplete", () => {
    const lab = stored("Workspace", "lab", { initErrors: ["tags are missing"] });
    expect(() => entries([lab], lab.urn)).toThrow(
      'cannot move "lab": the last `pulumi up` left it incomplete. Nothing was changed. Run `pulumi up` first, which completes it.',
    );
  });
});
