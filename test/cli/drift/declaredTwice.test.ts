import { describe, expect, it } from "vitest";
import { stateOf } from "../workdir.ts";
import { managedOrganization, resourcesOf, rows } from "./managedOrganization.ts";

describe("declaredTwice", { timeout: 30_000 }, () => {
  it("reports an object that two stacks declare once, with the values of both", async () => {
    const managed = await managedOrganization("sample");
    const resources = await resourcesOf(managed);
    const other = resources
      .filter(({ name }: { name: string }) =>
        ["aisha-bello", "research", "kenji-mori-research"].includes(name),
      )
      .map((resource: { name: string; inputs: object; kind: string }) =>
        resource.kind === "Member" ? { ...resource, inputs: { ...resource.inputs, role: "user" } } : resource,
      );
    await managed.write("other.json", stateOf(other));
    const { findings } = await managed.drift({ state: ["state.json", "other.json"] });
    const twice = findings.filter(({ category }) => category === "declared-twice");
    expect(twice.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "Workspace Research",
      "Member aisha.bello@example.com",
      "WorkspaceMember kenji.mori@example.com",
    ]);
    expect(twice[1]?.declarations).toEqual([
      { stack: "state.json", resource: "aisha-bello", values: { role: "developer" } },
      { stack: "other.json", resource: "aisha-bello", values: { role: "user" } },
    ]);
    expect(twice[1]?.detail).toBe(
      "declared by state.json (aisha-bello: role developer) and by other.json (aisha-bello: role user); keep one of them",
    );
  });

  it("reports a membership that a list and a WorkspaceMember declare, and two lists of one workspace once", async () => {
    const managed = await managedOrganization("sample");
    const lists = await managedOrganization("sample", { style: "list" });
    const inOther = JSON.stringify(await resourcesOf(lists));
    // The emulators have different IDs for the same workspaces and users.
    const ids = (organization: typeof managed) =>
      new Map(
        organization.emulator
          .organization()
          .state()
          .workspaces?.map(({ name, id }) => [name, id ?? ""]),
      );
    let text = inOther;
    for (const [name, id] of ids(lists)) text = text.replaceAll(id, ids(managed).get(name) ?? "");
    for (const user of lists.emulator.organization().state().users ?? []) {
      const same = managed.emulator
        .organization()
        .state()
        .users?.find(({ email }) => email === user.email);
      text = text.replaceAll(user.id ?? "-", same?.id ?? "");
    }
    text = text.replaceAll(lists.emulator.organization().id, managed.emulator.organization().id);
    const only = JSON.parse(text).filter(({ kind }: { kind: string }) => kind === "WorkspaceMembers");
    await managed.write("lists.json", stateOf(only));
    const mixed = rows(await managed.drift({ state: ["state.json", "lists.json"] })).filter((row) =>
      row.startsWith("declared-twice"),
    );
    expect(mixed).toHaveLength(12);
    const doubled = rows(await managed.drift({ state: ["lists.json", "lists.json"] })).filter((row) =>
      row.startsWith("declared-twice"),
    );
    expect(doubled).toHaveLength(4);
    expect(doubled.every((row) => row.startsWith("declared-twice WorkspaceMembers"))).toBe(true);
  });
});
