import { mkdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { componentVersions } from "../../../cli/whoami/versions.ts";
import { version } from "../../../provider/version.ts";
import { newWorkdir } from "../workdir.ts";
import { withPulumi } from "./setup.ts";

/** The versions in a project with these packages and this version of the CLI. */
async function versionsWith(cli: string, packages: Readonly<Record<string, string>>) {
  const { io, write } = await newWorkdir();
  await write("Pulumi.yaml", "name: acme\n");
  for (const [name, installed] of Object.entries(packages)) {
    await mkdir(path.join(io.cwd, "node_modules", name), { recursive: true });
    await write(`node_modules/${name}/package.json`, { name, version: installed });
  }
  const found = await componentVersions(await withPulumi(io, `echo ${cli}`));
  return new Map(found.map((one) => [one.component, one]));
}

describe("componentVersions", () => {
  it("accepts compatible versions", async () => {
    const found = await versionsWith("v3.276.0", {
      "@pulumi/pulumi": "3.276.0",
      "pulumi-anthropic": version,
    });
    expect([...found.values()]).toEqual([
      { component: "Node.js", version: process.versions.node, fits: true },
      { component: "pulumi", version: "3.276.0", fits: true },
      { component: "@pulumi/pulumi", version: "3.276.0", fits: true },
      { component: "pulumi-anthropic", version, fits: true },
    ]);
  });

  it.each([
    ["v3.260.0", "3.276.0", false],
    ["v3.273.1", "3.280.0", false],
    ["v3.274.0", "3.276.0", true],
    ["v3.260.0", "3.270.0", true],
  ])("checks whether the CLI %s is compatible with the SDK %s", async (cli, sdk, fits) => {
    const found = await versionsWith(cli, { "@pulumi/pulumi": sdk });
    expect(found.get("pulumi")?.fits).toBe(fits);
    if (!fits) {
      expect(found.get("pulumi")?.reason).toBe(
        `too old for @pulumi/pulumi ${sdk}: previews show replacements that do not happen. Update it: https://www.pulumi.com/docs/install/`,
      );
    }
  });

  it("rejects a CLI that is too old for import, an SDK that is too old, and another version of this package", async () => {
    const found = await versionsWith("v3.200.0", {
      "@pulumi/pulumi": "3.100.0",
      "pulumi-anthropic": "9.0.0",
    });
    expect(found.get("pulumi")).toMatchObject({
      fits: false,
      reason: "older than 3.254.0, which import needs. Update it: https://www.pulumi.com/docs/install/",
    });
    expect(found.get("@pulumi/pulumi")).toMatchObject({ version: "3.100.0", fits: false });
    expect(found.get("pulumi-anthropic")).toMatchObject({
      version: "9.0.0",
      fits: false,
      reason: `this command is ${version}. Run it with \`npx pulumi-anthropic\` in the folder of the program`,
    });
  });

  it("reports packages that a project lacks", async () => {
    const found = await versionsWith("v3.276.0", {});
    expect(found.get("@pulumi/pulumi")).toEqual({
      component: "@pulumi/pulumi",
      version: undefined,
      fits: false,
      reason: "not installed here. Run `npm install @pulumi/pulumi`",
    });
  });

  it("requires no packages without a project, and explains that the CLI is missing", async () => {
    const { io } = await newWorkdir();
    const found = await componentVersions({ ...io, env: { PATH: io.cwd } });
    expect(found.map(({ fits }) => fits)).toEqual([true, false, undefined, undefined]);
    expect(found[1]?.reason).toContain("cannot find `pulumi` on the PATH.");
  });
});
