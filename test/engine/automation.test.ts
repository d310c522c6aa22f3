import { expect, test } from "vitest";
import { codeBlocks, shellBlocks } from "../pages/follow.ts";
import { application, inlineScript, shown } from "./application.ts";
import { emulated, writesOf } from "./emulated.ts";
import { newTerminal } from "./pages/terminal.ts";

test("the first application of docs/automation.md deploys a stack", async () => {
  const emulator = await emulated();
  const terminal = await newTerminal(emulator, { PULUMI_CONFIG_PASSPHRASE: "" });
  const shell = shellBlocks("docs/automation.md");
  await terminal.run(shell.next("npm init"));
  await terminal.write("deploy.ts", codeBlocks("docs/automation.md", "An inline program").next("import "));
  const output = await terminal.run(shell.next("node deploy.ts"));
  const [workspace] = emulator.organization().state().workspaces;
  expect(output).toContain(`The workspace is ${workspace?.id}.`);
  expect(writesOf(emulator)).toEqual(['POST /workspaces {"name":"Research"}']);
});

test("two stacks with keys of two organizations run at the same time in one process, as in docs/automation.md", async () => {
  const globex = "sk-ant-admin01-globex-0000000000000000000000000000000";
  const emulator = await emulated({ organizations: [{ adminKey: globex }] });
  const app = await application(emulator);
  const script = codeBlocks("docs/automation.md", "Keys of several organizations").next("import ");
  const { exitCode, output } = await app.run(script, {
    ACME_KEY: emulator.adminKey,
    GLOBEX_KEY: globex,
  });
  expect(exitCode, output).toBe(0);
  for (const [name, key] of Object.entries({ acme: emulator.adminKey, globex })) {
    const organization = emulator.organization(key);
    const [workspace] = organization.state().workspaces;
    expect(output).toContain(`${name} ${organization.name} ${workspace?.id}`);
    const { resources = [] } = await app.state("customers", name);
    expect(resources.find(({ id }) => id === workspace?.id)?.outputs).toMatchObject({
      __origin: `customers/${name}::evaluation`,
      __organization: organization.id,
    });
  }
});

test("the runs of a process share no list, setting or error, and a key in `envVars` alone is rejected", async () => {
  const other = "sk-ant-admin01-other-organization-000000000000000000000";
  const emulator = await emulated({ organizations: [{ adminKey: other }] });
  const app = await application(emulator);
  const { output } = await app.run(
    inlineScript(`
      const program = async () => {
        const found = await anthropic.getWorkspaces();
        new anthropic.Workspace("research", { name: "Research" });
        return { found: found.length };
      };
      const stack = await make("dev", program);
      show(await outcome(stack.up()));
      show(await outcome(stack.preview({ expectNoChanges: true })));
      await stack.setConfig("anthropic:maxArchive", { value: "0" });
      show(await outcome(stack.preview()));
      await stack.removeConfig("anthropic:maxArchive");
      const envVars = { ANTHROPIC_ADMIN_KEY: "${other}" };
      const wrong = await make("wrong", program, { workDir: "stacks", envVars });
      show(await outcome(wrong.up()));
      const late = await make("wrong", async () => {
        const lab = new anthropic.Workspace("lab", { name: "Lab" });
        return { found: lab.id.apply(() => anthropic.getWorkspaces()) };
      }, { workDir: "stacks", envVars });
      show(await outcome(late.up()));
      show(await outcome(stack.up()));
      const nowhere = await make("nowhere", program, { projectSettings: { name: "app", runtime: "nodejs" } });
      show(await outcome(nowhere.preview()));
    `),
  );
  const [first, preview, misspelled, wrong, late, last, nowhere] = shown(output);
  expect(first, output).toMatchObject({ changes: { create: 2 }, outputs: { found: 0 } });
  expect(preview).toMatchObject({ changes: { same: 2 } });
  expect(misspelled?.error).toContain("Did you mean `anthropic:maxArchives`?");
  const { id } = emulator.organization();
  const mixed = `The functions of this program read organization ${id}, but its resources belong to organization ${emulator.organization(other).id}.`;
  expect(wrong?.error).toContain(`${mixed} Nothing was changed.`);
  expect(late?.error).toContain(`error: ${mixed} An inline program`);
  expect(last).toMatchObject({ changes: { same: 2 }, outputs: { found: 1 } });
  const notFound = "Cannot find module '@pulumi/pulumi/cmd/dynamic-provider'";
  expect(nowhere?.error).toContain(notFound);
  expect(output.split("Pulumi ended the run")).toHaveLength(2);
  expect(output).toContain(
    `Pulumi ended the run of stack app/nowhere before its provider process was ready. If it reports "${notFound}", set \`workDir\``,
  );
  // The last one was registered before its function was called.
  const created = ["Research", "Lab"].map((name) => `POST /workspaces {"name":"${name}"}`);
  expect(writesOf(emulator)).toEqual(created);
});

test("hooks, transforms and repeated operations work in an inline program, as in docs/automation.md", async () => {
  const emulator = await emulated();
  const { console, state } = emulator.organization();
  console.addUser({ email: "bob@example.com" });
  const path = /^\/v1\/organizations\/workspaces\/wrkspc_\w+$/;
  emulator.faults.add({ kind: "status", status: 400, method: "POST", path, message: "not now" });
  const app = await application(emulator);
  const example = codeBlocks("docs/automation.md", "Hooks and transforms")
    .next("import ")
    .replaceAll(/^import .*\n/gm, "");
  const { output } = await app.run(
    inlineScript(`
      const seen = [];
      const hook = (name) => new pulumi.ResourceHook(name, ({ name: resource, newOutputs, oldOutputs }) => {
        seen.push([name, resource, (newOutputs ?? oldOutputs)?.status]);
      });
      const program = (name, member) => async () => {
        ${example}
        const hooks = {
          ...Object.fromEntries(
            ["beforeCreate", "afterCreate", "beforeUpdate", "afterUpdate"].map((each) => [each, [hook(each)]]),
          ),
          onError: [new pulumi.ErrorHook("again", ({ errors }) => seen.push(["again", errors[0]]) > 0)],
        };
        const research = new anthropic.Workspace("research", { name, tags: { team: "ml" } }, { hooks });
        // The engine calls it in the run that no longer declares the membership.
        const gone = { afterDelete: [hook("afterDelete")] };
        if (member) {
          new anthropic.WorkspaceMember("bob",
            { workspace: research, email: "bob@example.com", role: "workspace_user" }, { hooks: gone });
        }
        class Lab extends pulumi.ComponentResource {
          constructor(name, options) {
            super("acme:Lab", name, {}, options);
            new anthropic.Workspace(name, { name }, { parent: this });
          }
        }
        new Lab("lab", {
          transforms: [async ({ type, props, opts }) => type === anthropic.Workspace.__pulumiType
            ? { props: { ...props, name: pulumi.output(props.name).apply((text) => text + " (eu)") }, opts }
            : undefined],
        });
        return { tags: research.tags };
      };
      show(await outcome((await make("dev", program("Research", true))).up({ onOutput: console.log })));
      show(await outcome((await make("dev", program("Labs", false))).up()));
      show({ seen });
    `),
  );
  const [first, second, hooks] = shown(output);
  const tags = { team: "ml", "cost-center": "42" };
  expect(first, output).toMatchObject({ changes: { create: 6 }, outputs: { tags } });
  expect(output).toContain("alice@example.com is invited");
  expect(second).toMatchObject({ changes: { update: 1, delete: 1 } });
  expect(hooks?.seen).toEqual([
    ["beforeCreate", "research", null],
    ["afterCreate", "research", "active"],
    ["beforeUpdate", "research", "active"],
    ["again", expect.stringContaining("not now")],
    ["afterUpdate", "research", "active"],
    ["afterDelete", "bob", "active"],
  ]);
  expect(state().workspaces).toMatchObject([
    { name: "Labs", tags },
    { name: "lab (eu)", tags: { "cost-center": "42" } },
  ]);
  expect(state().members).toEqual([]);
});
