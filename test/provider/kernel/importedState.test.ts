import { describe, expect, it } from "vitest";
import { imported } from "../../../provider/kernel/importedState.ts";
import { kinds } from "../../../provider/registry.ts";
import { organization, preview, refreshed } from "../harness/index.ts";

describe("imported", () => {
  it("returns the state that the option `import` would have left, without the option and without a write", async () => {
    const { console, process, writes } = await organization();
    const { id } = console.createWorkspace({ name: "Research", tags: { team: "ml" } });
    const args = { name: "Research", tags: { team: "ml" }, onDelete: "retain" };
    const session = process();
    const origin = "acme/dev::research";
    const adoption = await imported(kinds.Workspace, session, { id, inputs: args, origin });
    if ("failures" in adoption) throw new Error(adoption.failures[0]?.reason);

    const news = kinds.Workspace.check(session, {}, { ...adoption.inputs, adopt: id }).inputs;
    const { adopt: _, ...outputs } = (await kinds.Workspace.create(process(), news)).outs;
    expect(adoption.outputs).toEqual(outputs);
    expect(adoption.outputs).toMatchObject({ adopted: true, __origin: origin, __managed: ["name", "tags"] });
    expect(adoption.inputs).not.toHaveProperty("adopt");
    expect(writes()).toEqual([]);
  });

  it("returns a state without changes in the next preview and refresh", async () => {
    const { console, process } = await organization();
    const { id } = console.createWorkspace({ name: "Research" });
    console.addUser({ email: "alice@example.com", role: "developer" });
    console.addMember(id, "alice@example.com", "workspace_user");
    const args = { workspace: id, email: "alice@example.com", role: "workspace_user" };
    const definition = kinds.WorkspaceMember;
    const adoption = await imported(definition, process(), {
      id: `${id}/alice@example.com`,
      inputs: args,
      origin: "acme/dev::it",
    });
    if ("failures" in adoption) throw new Error(adoption.failures[0]?.reason);
    const resource = { definition, ...adoption };
    expect((await preview(process(), resource, args)).action).toBe("nothing");
    expect((await refreshed(process(), resource)).outputs).toEqual(resource.outputs);
  });

  it("returns invalid arguments and differences as failures", async () => {
    const { console, process } = await organization();
    const { id } = console.createWorkspace({ name: "Research" });
    const reasons = async (inputs: Record<string, unknown>) => {
      const adoption = await imported(kinds.Workspace, process(), { id, inputs, origin: "acme/dev::it" });
      return "failures" in adoption ? adoption.failures : [];
    };
    expect(await reasons({ name: "Research", tags: { "anthropic-x": "1" } })).toEqual([
      { property: "tags", reason: expect.stringContaining("must not begin with `anthropic`") },
    ]);
    expect(await reasons({ name: "Other" })).toEqual([
      { property: "", reason: expect.stringMatching(/^it is not as declared: /) },
    ]);
  });
});
