import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { startProcess } from "../../cli/emulator/process.ts";
import { shellBlocks } from "../../pages/follow.ts";
import { emulated, writesOf } from "../emulated.ts";
import { newProject, newTerminal } from "./terminal.ts";

test("the commands of the pages about import, drift, plans and CI work on the stack of an imported organization", async () => {
  const emulator = await emulated({
    seed: "sample",
    requestsPerMinute: "unlimited",
    // `whoami` also requests what the emulator does not have.
    warn: () => undefined,
  });
  const { console: admin, state } = emulator.organization();
  const organization = state();
  const desk = await newTerminal(emulator, { PULUMI_CONFIG_PASSPHRASE: "" });
  const project = await newProject(desk, "organization", "");
  await project.run("git init --initial-branch=master\npulumi stack init dev");
  const file = (name: string) => readFile(path.join(project.folder, name), "utf8");

  const imports = shellBlocks("docs/import.md");
  await project.run(imports.next("npx pulumi-anthropic import"));
  // "Import `organization.ts` in your program."
  await project.write("index.ts", 'import "./organization.ts";\n');
  await project.run(imports.next("pulumi import"));
  expect(state()).toEqual(organization);
  expect(await project.run(shellBlocks("docs/authentication.md", "Check the setup").next("npx"))).toContain(
    organization.organization.id,
  );

  // An emulator is reached directly. test/provider/api/connections.test.ts has proxies and certificate authorities.
  const network = shellBlocks("docs/network.md");
  expect(await project.run(network.next("export HTTPS_PROXY="))).toContain(organization.organization.id);
  await project.run(network.next("export NODE_EXTRA_CA_CERTS="));

  const drift = shellBlocks("docs/drift.md");
  expect(await project.run(drift.next("npx pulumi-anthropic drift"), 7)).toContain("unmanaged");
  await project.run("npx pulumi-anthropic snapshot --output before.snapshot.json");
  admin.setUserRole("kenji.mori@example.com", "user");
  const repaired = await project.run(drift.next("pulumi preview --stack dev --refresh"));
  expect(repaired).toContain("kenji.mori@example.com, from user to developer");
  expect(state()).toEqual(organization);
  writesOf(emulator);
  await project.run(drift.next("npx pulumi-anthropic drift --stack dev --accept"));
  admin.setUserRole("kenji.mori@example.com", "user");
  const since = drift.next("npx pulumi-anthropic drift --since");
  expect(await project.run(since, 7)).toContain("kenji.mori@example.com");
  admin.setUserRole("kenji.mori@example.com", "developer");
  await project.run(since);

  const plan = shellBlocks("docs/plan.md", "What `up` would do");
  expect(await project.run(plan.next("npx pulumi-anthropic plan --stack dev\n"))).toContain("nothing");
  // `destroy` stops at the protected workspaces, and so does the plan.
  expect(await project.run(plan.next("npx pulumi-anthropic plan --stack dev --destroy"), 1)).toContain(
    "protected",
  );
  // Both find no difference.
  const behavior = shellBlocks("docs/behavior.md");
  await project.run(behavior.next("pulumi refresh --preview-only"));

  const ci = shellBlocks("docs/ci.md");
  await project.run(ci.next("cp node_modules/pulumi-anthropic/examples/ci/tsconfig.json"));
  expect(JSON.parse(await file("package.json")).scripts).toEqual({ test: "node --test" });
  await project.run(ci.next("mkdir -p .github/workflows"));
  expect(await file(".github/workflows/drift.yml")).toContain("drift");
  await project.run(ci.next("pulumi preview").replaceAll("--stack prod", "--stack dev"));
  expect(JSON.parse(await file("drift.json"))).toMatchObject({ drift: false });

  await project.run(imports.next("npx pulumi-anthropic detach"));
  expect(writesOf(emulator)).toEqual([]);
  // Nothing is left to destroy.
  await project.run(behavior.next("ANTHROPIC_MAX_ARCHIVES"));
  await project.run(shellBlocks("docs/reference/settings.md").next("pulumi config set"));
  expect(state()).toEqual(organization);

  const trial = shellBlocks("docs/plan.md", "Try the package on an empty organization");
  const [, args = ""] = /^npx pulumi-anthropic emulator (.*)\n$/.exec(trial.next("npx")) ?? [];
  const { url } = await startProcess({ io: { cwd: project.folder } }, args.replace("8787", "0").split(" "));
  await project.write(
    "index.ts",
    'import * as anthropic from "pulumi-anthropic";\nnew anthropic.Workspace("lab", { name: "Lab" });\n',
  );
  await project.run(trial.next("export").replace("http://127.0.0.1:8787", url));
  expect(await file("trial.emulator.json")).toContain('"name":"Lab"');
});
