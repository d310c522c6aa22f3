import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Member, Workspace, WorkspaceMember } from "../../../provider/index.ts";
import { known } from "../program.ts";

/** A preview by an engine that returns no ID of what is read, as CLI 3.259 does. */
async function previewOfOldEngine(): Promise<Map<string, Record<string, unknown>>> {
  const registered = new Map<string, Record<string, unknown>>();
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource({ name, inputs }) {
        registered.set(name, inputs);
        return { id: "", state: inputs };
      },
    },
    "acme",
    "dev",
    true,
  );
  return registered;
}

describe("resource that `get` reads in a preview of an older CLI", () => {
  it("a resource that `get` reads in a preview of an older CLI has the given ID, so that Pulumi does not replace dependent resources", async () => {
    const registered = await previewOfOldEngine();
    const research = Workspace.get("research", "wrkspc_1");
    const member = new WorkspaceMember("alice", {
      workspace: research,
      email: "alice@example.com",
      role: "workspace_user",
    });
    await known(member.urn);
    expect(registered.get("alice")).toMatchObject({ workspace: "wrkspc_1" });
  });

  it("a resource that `get` reads in a preview of an older CLI has the ID in canonical form, whether it is an output or a secret", async () => {
    await previewOfOldEngine();
    const alice = Member.get("alice", pulumi.secret(pulumi.output(" Alice@Example.com ")));
    expect(await known(alice.id)).toBe("alice@example.com");
    expect(await pulumi.isSecret(alice.id)).toBe(false);
  });

  it("passes a malformed ID on to `read`, which rejects it", async () => {
    await previewOfOldEngine();
    expect(await known(Workspace.get("research", "Research").id)).toBe("Research");
  });
});
