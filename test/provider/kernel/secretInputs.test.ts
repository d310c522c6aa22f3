import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { Member, Workspace, WorkspaceMembers } from "../../../provider/index.ts";
import { secretInputs } from "../../../provider/kernel/secretInputs.ts";
import { program } from "../program.ts";

const plain = pulumi.output("plain");
const secret = pulumi.secret("hidden");

describe("secretInputs", () => {
  test.each<[what: string, inputs: pulumi.Inputs, pointers: string[] | undefined]>([
    ["constants", { name: "Lab", tags: { a: "1" }, members: [], none: undefined }, undefined],
    ["outputs that are not secret", { name: plain, tags: { a: plain } }, undefined],
    ["a secret", { name: plain, email: secret }, ["/email"]],
    ["a secret in a map", { tags: { open: "1", "a/b~c": secret } }, ["/tags/a~1b~0c"]],
    ["a whole map", { tags: pulumi.secret({ open: "1" }) }, ["/tags"]],
    [
      "a secret in an array, with the array",
      { members: [{ email: plain }, { email: secret }] },
      ["/members"],
    ],
    ["a secret in an output", { members: pulumi.output([{ email: secret }]) }, ["/members"]],
    ["a secret in a promise", { email: Promise.resolve(secret) }, ["/email"]],
    ["a promise that is not secret", { email: Promise.resolve("ada@example.com") }, undefined],
    ["what depends on a secret", { name: pulumi.interpolate`x-${secret}` }, ["/name"]],
  ])("finds in %s", async (_what, inputs, pointers) => {
    expect(await secretInputs(inputs)).toEqual(pointers);
  });
});

describe("a resource with secret inputs", () => {
  test("registers their names, and a resource without any registers nothing more", async () => {
    const { registrations } = await program();
    const lab = new Workspace("lab", { name: "Lab", tags: { open: "1", project: secret } });
    new Member("ada", { email: secret, role: "developer" });
    new WorkspaceMembers("list", { workspace: lab, members: [{ email: secret, role: "workspace_user" }] });
    new Workspace("plain", { name: plain });
    await expect.poll(() => registrations.length).toBe(4);
    const named = Object.fromEntries(registrations.map(({ name, inputs }) => [name, inputs["__secrets"]]));
    expect(named).toEqual({ lab: ["/tags/project"], ada: ["/email"], list: ["/members"], plain: undefined });
    const { inputs = {} } = registrations.find(({ name }) => name === "plain") ?? {};
    expect(Object.keys(inputs)).not.toContain("__secrets");
  });
});
