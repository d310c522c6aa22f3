import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pointer } from "../../../provider/kernel/pointer.ts";
import { kinds } from "../../../provider/registry.ts";
import { version } from "../../../provider/version.ts";
import { known, optionsSeen, program } from "../program.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The module as a new program process has it: nothing is resolved yet. */
async function fresh() {
  vi.resetModules();
  return await import("../../../provider/resources/workspace/index.ts");
}

// It is in every state file and can never change.
test("pointer is a constant string for each resource type", () => {
  expect(pointer("Workspace")).toBe(
    'exports.handler=()=>require("pulumi-anthropic/handlers").provider("Workspace")',
  );
});

test("a resource of this package is registered under its type with a pointer, an origin and `adopt`", async () => {
  const { Workspace } = await fresh();
  const { registrations } = await program();
  const options = optionsSeen();
  const lab = new Workspace(
    "lab",
    { name: "Lab" },
    { import: "wrkspc_1", protect: true, transformations: options.transformations },
  );
  await known(lab.urn);
  expect(registrations).toEqual([
    {
      type: "pulumi-nodejs:dynamic/anthropic:Workspace",
      name: "lab",
      // The engine cannot import into a dynamic provider, so the option is not passed on.
      id: "",
      inputs: {
        name: "Lab",
        adopt: "wrkspc_1",
        __origin: "acme/dev::lab",
        __provider: pointer("Workspace"),
      },
    },
  ]);
  expect(options.seen).toHaveLength(1);
  expect(options.seen[0]).toMatchObject({ protect: true });
  expect(options.seen[0]).not.toHaveProperty("import");
});

test("a resource of this package has all of its outputs before the engine responds", async () => {
  const { Workspace } = await fresh();
  await program({ lab: { status: "active", createdAt: "2026-10-30T23:58:27Z" } });
  const lab = new Workspace("lab", { name: "Lab" });
  expect(Object.keys(lab)).toEqual(expect.arrayContaining([...kinds.Workspace.propertyNames]));
  expect(await known(lab.status)).toBe("active");
  expect(await known(lab.archivedAt)).toBeUndefined();
});

test("a resource of this package is only read by `get`", async () => {
  const { Workspace } = await fresh();
  const { registrations } = await program({ lab: { name: "Lab" } });
  const lab = Workspace.get("lab", "wrkspc_1");
  expect(await known(lab.name)).toBe("Lab");
  expect(registrations).toEqual([
    {
      type: "pulumi-nodejs:dynamic/anthropic:Workspace",
      name: "lab",
      id: "wrkspc_1",
      inputs: { __origin: "acme/dev::lab", __provider: pointer("Workspace") },
    },
  ]);
});

describe("outputs of a resource", () => {
  test("outputs of a resource are outputs before the engine has responded", async () => {
    const { Workspace } = await fresh();
    await program();
    const lab = new Workspace("lab", { name: "Lab" });
    for (const property of kinds.Workspace.propertyNames) {
      expect(pulumi.Output.isInstance(Reflect.get(lab, property)), property).toBe(true);
    }
    await known(lab.urn);
  });

  test("depend on the resource", async () => {
    const { Workspace } = await fresh();
    await program({ lab: { status: "active" } });
    const lab = new Workspace("lab", { name: "Lab" });
    expect([...resourcesOf(lab.status)]).toEqual([lab]);
    expect([...resourcesOf(lab.status.apply((status) => `is ${status}`))]).toEqual([lab]);
    await known(lab.status);
  });

  test("outputs of a resource are unknown in a preview that does not return them, and `apply` does not run", async () => {
    const { Workspace } = await fresh();
    await program({}, { preview: true });
    const lab = new Workspace("lab", { name: "Lab" });
    let ran = false;
    const derived = lab.createdAt.apply((at) => {
      ran = true;
      return at;
    });
    expect(await known(lab.name)).toBe("Lab");
    expect(await isKnown(derived)).toBe(false);
    expect(ran).toBe(false);
  });

  test("outputs of a resource are secret when the engine returns a secret", async () => {
    const { Workspace } = await fresh();
    await program({ lab: { tags: pulumi.secret({ team: "lab" }), status: "active" } });
    const lab = new Workspace("lab", { name: "Lab", tags: pulumi.secret({ team: "lab" }) });
    expect(await pulumi.isSecret(lab.tags)).toBe(true);
    expect(await pulumi.isSecret(lab.status)).toBe(false);
    expect(await known(lab.tags)).toEqual({ team: "lab" });
  });

  test("outputs of a resource can be inputs of other resources", async () => {
    const { Workspace } = await fresh();
    const { registrations } = await program({ lab: { displayColor: "#112233" } });
    const lab = new Workspace("lab", { name: "Lab" });
    const copy = new Workspace("copy", {
      name: pulumi.interpolate`${lab.name} 2`,
      displayColor: lab.displayColor.apply((color) => color ?? ""),
    });
    await known(copy.urn);
    expect(registrations[1]?.inputs).toMatchObject({ name: "Lab 2", displayColor: "#112233" });
  });

  test("outputs of a resource are not unwrapped when the whole resource becomes an output", async () => {
    const { Workspace } = await fresh();
    await program();
    const lab = new Workspace("lab", { name: "Lab" });
    const whole = await new Promise((resolve) => {
      pulumi.output(lab).apply((value) => resolve(value));
    });
    expect(whole).toBe(lab);
  });

  test("include the inputs that a transformation sets", async () => {
    const { Workspace } = await fresh();
    await program();
    const rename: pulumi.ResourceTransformation = ({ props, opts }) => ({
      props: { ...props, name: "Renamed" },
      opts,
    });
    const lab = new Workspace("lab", { name: "Lab" }, { transformations: [rename] });
    expect(await known(lab.name)).toBe("Renamed");
    expect(await known(lab.status)).toBeUndefined();
  });

  test("outputs of a resource are read by `get` and unknown in a preview that does not return them", async () => {
    const { Workspace } = await fresh();
    await program({ lab: { name: "Lab" } }, { preview: true });
    const lab = Workspace.get("lab", "wrkspc_1");
    expect(await known(lab.name)).toBe("Lab");
    expect(await isKnown(lab.status)).toBe(false);
  });
});

/** Whether the value of an output is known. */
function isKnown(output: pulumi.Output<unknown>): Promise<unknown> {
  return Promise.resolve(Reflect.get(output, "isKnown"));
}

/** The resources on which an output depends. */
function resourcesOf(output: pulumi.Output<unknown>): Set<pulumi.Resource> {
  return Reflect.get(output, "resources")();
}

describe("package in Pulumi's provider process", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "program-"));
    vi.spyOn(process, "cwd").mockReturnValue(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function installed(manifest: object): Promise<void> {
    const home = join(folder, "node_modules", "pulumi-anthropic");
    await mkdir(home, { recursive: true });
    await writeFile(join(home, "package.json"), JSON.stringify(manifest));
    await writeFile(join(home, "handlers.js"), "");
  }

  async function attempt(): Promise<() => unknown> {
    const { Workspace } = await fresh();
    await program();
    return () => new Workspace("lab", { name: "Lab" });
  }

  test("the package in the provider process must be installed, or the error says where to add it", async () => {
    const make = await attempt();
    expect(make).toThrow(pulumi.RunError);
    expect(make).toThrow(
      `Pulumi's provider process cannot find pulumi-anthropic from ${folder}. Add "pulumi-anthropic" to the dependencies of the package.json in that folder and install it there`,
    );
  });

  test("the package in the provider process must have the export that state files name", async () => {
    await installed({ name: "pulumi-anthropic", version, exports: { "./package.json": "./package.json" } });
    expect(await attempt()).toThrow(/^Pulumi's provider process cannot find pulumi-anthropic/);
  });

  test("the package in the provider process must be of the same version", async () => {
    await installed({
      name: "pulumi-anthropic",
      version: "99.0.0",
      exports: { "./handlers": "./handlers.js", "./package.json": "./package.json" },
    });
    expect(await attempt()).toThrow(
      `The program uses pulumi-anthropic ${version}, but Pulumi's provider process would use 99.0.0, which is installed in ${folder}. Install the same version in both places.`,
    );
  });

  test("the package in the provider process is resolved once", async () => {
    await installed({
      name: "pulumi-anthropic",
      version,
      exports: { "./handlers": "./handlers.js", "./package.json": "./package.json" },
    });
    const make = await attempt();
    make();
    await rm(folder, { recursive: true, force: true });
    expect(make).not.toThrow();
  });
});

describe("Admin API key in the stack's configuration", () => {
  const attempt = async (secrets: string | undefined) => {
    const { Workspace } = await fresh();
    await program();
    vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", secrets);
    pulumi.runtime.setAllConfig({ "anthropic:adminKey": "sk-ant-admin01-verysecret" });
    return () => new Workspace("lab", { name: "Lab" });
  };
  afterEach(() => pulumi.runtime.setAllConfig({}));

  test("rejects a key in plain text", async () => {
    const make = await attempt('["acme:other"]');
    expect(make).toThrow(
      /^`anthropic:adminKey` is in the stack's configuration in plain text\. .*revoke that key/,
    );
    expect(make).not.toThrow(/verysecret/);
  });

  test("accepts a key that is a secret", async () => {
    expect(await attempt('["acme:other","anthropic:adminKey"]')).not.toThrow();
  });
});
