import { describe, expect, test } from "vitest";
import { noArgs } from "../../../provider/kernel/anthropicResource.ts";
import { kernelKeys } from "../../../provider/kernel/stateKeys.ts";
import { ApiKey } from "../../../provider/resources/apiKey/index.ts";
import { Workspace } from "../../../provider/resources/workspace/index.ts";
import { known, program } from "../program.ts";

describe("isInstance", () => {
  test("recognizes the resources of a class, also those of another copy of the package", async () => {
    await program();
    const lab = new Workspace("lab", { name: "Lab" });
    expect(Workspace.isInstance(lab)).toBe(true);
    expect(ApiKey.isInstance(lab)).toBe(false);
    expect(Workspace.isInstance({ __pulumiType: Workspace.__pulumiType })).toBe(true);
  });

  test.each([
    null,
    undefined,
    "pulumi-nodejs:dynamic/anthropic:Workspace",
    () => 1,
    {},
    { __pulumiType: "other" },
  ])("rejects %s", (value) => {
    expect(Workspace.isInstance(value)).toBe(false);
  });
});

describe("the inputs that the kernel adds", () => {
  test("the inputs that the kernel adds are the origin of a new resource, and the ID that it adopts", async () => {
    const { registrations } = await program();
    await known(new Workspace("lab", { name: "Lab" }, { import: "wrkspc_1" }).urn);
    const [{ inputs } = { inputs: {} }] = registrations;
    expect(inputs).toMatchObject({
      name: "Lab",
      [kernelKeys.origin]: "acme/dev::lab",
      [kernelKeys.adopt]: "wrkspc_1",
    });
    // Only inline programs compare the organizations that they read.
    expect(inputs).not.toHaveProperty(kernelKeys.readByProgram);
    expect(inputs).not.toHaveProperty(kernelKeys.organization);
  });

  test("a resource that `get` reads does not get the inputs that the kernel adds to creates", async () => {
    const { registrations } = await program();
    await known(Workspace.get("lab", "wrkspc_1").urn);
    const [{ inputs } = { inputs: {} }] = registrations;
    expect(inputs).toMatchObject({ [kernelKeys.origin]: "acme/dev::lab" });
    expect(inputs).not.toHaveProperty(kernelKeys.fullStack);
    expect(inputs).not.toHaveProperty(kernelKeys.adopt);
  });

  test("`get` has no arguments", () => {
    expect(noArgs()).toEqual({});
  });
});
