import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { recoverStack } from "../../../cli/recover/recoverStack.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { workdirOf } from "../workdir.ts";

const type = (kind: string) => `pulumi-nodejs:dynamic/anthropic:${kind}`;
const urn = (kind: string, name: string) => `urn:pulumi:dev::acme::${type(kind)}::${name}`;

function resource(kind: string, name: string, inputs: object, more: object = {}) {
  const origin = { __origin: `acme/dev::${name}` };
  return { urn: urn(kind, name), type: type(kind), custom: true, inputs: { ...inputs, ...origin }, ...more };
}

/** A stack whose last run was interrupted, on a machine with a `pulumi` that knows nothing but its state. */
async function interrupted(config: Record<string, string> = {}) {
  const workdir = await workdirOf({});
  const bin = path.join(workdir.io.cwd, "bin");
  await workdir.write("Pulumi.yaml", "name: acme\n");
  const values = Object.entries(config).map(([name, value]) => [`anthropic:${name}`, { value }]);
  await workdir.write("config.json", Object.fromEntries(values));
  await script(
    path.join(bin, "pulumi"),
    `case "$1 $2" in
"stack ls") echo '[{"name":"dev","current":true}]' ;;
"stack export") cat state.json ;;
"stack import") cp "$6" written.json ;;
"config --json") cat config.json ;;
"whoami --json") echo '{"url":"https://example.com"}' ;;
*) exit 1 ;;
esac`,
  );
  const io = { ...workdir.io, env: { ...workdir.io.env, PATH: `${bin}:${process.env["PATH"]}` } };
  return {
    ...workdir,
    console: workdir.emulator.organization().console,
    /** What the interrupted run left in the state. */
    left: (pending: readonly object[], resources: readonly object[] = [], time = new Date()) =>
      workdir.write("state.json", {
        version: 3,
        deployment: {
          manifest: { time: time.toISOString() },
          resources: [
            { urn: "urn:pulumi:dev::acme::pulumi:pulumi:Stack::acme-dev", type: "pulumi:pulumi:Stack" },
            ...resources,
          ],
          pending_operations: pending,
        },
      }),
    recover: (...ids: string[]) => recoverStack(io, { id: ids, yes: true }),
    /** The resources of this package in the state that was written. */
    async written(): Promise<Record<string, unknown>[]> {
      const text = await readFile(path.join(io.cwd, "written.json"), "utf8").catch(() => "");
      return text === "" ? [] : JSON.parse(text).deployment.resources.slice(1);
    },
  };
}

const creating = (name: string, inputs: object) => ({
  type: "creating",
  resource: resource("Workspace", name, inputs),
});

test("with an owner tag, a workspace without it is not recorded unless somebody confirms it", async () => {
  const { console, left, recover, written, printed } = await interrupted({ ownerTag: "owner" });
  const theirs = console.createWorkspace({ name: "Research" });
  await left([creating("research", { name: "Research" })]);
  expect(await recover()).toBe(1);
  expect(printed.join("\n")).toContain(`${theirs.id}, created at ${theirs.created_at}, may not be it: `);
  expect(await written()).toEqual([]);
  expect(await recover(theirs.id)).toBe(0);
  expect(await written()).toMatchObject([{ id: theirs.id }]);
});

test("with an owner tag, the workspace that carries it is the one", async () => {
  const { console, left, recover, written } = await interrupted({ ownerTag: "owner" });
  console.createWorkspace({ name: "Research" });
  const ours = console.createWorkspace({ name: "Research", tags: { owner: "acme/dev" } });
  await left([creating("research", { name: "Research" })]);
  expect(await recover()).toBe(0);
  expect(await written()).toMatchObject([{ id: ours.id }]);
});

test("each of several pending creates of one name gets a workspace of its own", async () => {
  const { console, left, recover, written } = await interrupted();
  const lab = { name: "Lab", allowDuplicateName: true };
  const a = console.createWorkspace({ name: "Lab", tags: { team: "a" } });
  const b = console.createWorkspace({ name: "Lab", tags: { team: "b" } });
  await left([
    creating("a", { ...lab, tags: { team: "a" } }),
    creating("b", { ...lab, tags: { team: "b" } }),
  ]);
  expect(await recover()).toBe(0);
  expect(await written()).toMatchObject([
    { urn: urn("Workspace", "a"), id: a.id },
    { urn: urn("Workspace", "b"), id: b.id },
  ]);
});

test("workspaces that are alike are recorded for alike pending creates once all of them are confirmed", async () => {
  const { console, left, recover, written, printed } = await interrupted();
  const lab = { name: "Lab", allowDuplicateName: true };
  const ids = [console.createWorkspace({ name: "Lab" }).id, console.createWorkspace({ name: "Lab" }).id];
  await left([creating("a", lab), creating("b", lab)]);
  expect(await recover()).toBe(1);
  expect(printed.join("\n")).toContain("Confirm up to 2, each with --id.");
  expect(await recover(...ids)).toBe(0);
  expect((await written()).map(({ id }) => id).sort()).toEqual(ids.sort());
});

test("one workspace is not recorded for two pending creates", async () => {
  const { console, left, recover, written } = await interrupted();
  const lab = { name: "Lab", allowDuplicateName: true };
  const { id } = console.createWorkspace({ name: "Lab" });
  await left([creating("a", lab), creating("b", lab)]);
  await recover();
  expect((await written()).filter((each) => each["id"] === id).length).toBeLessThan(2);
});

test("the invitation that took the place of a deleted one stays in the state", async () => {
  const { console, left, recover, written } = await interrupted();
  const inputs = { email: "new@example.com", role: "user" };
  const { id } = console.invite("new@example.com", "user");
  const old = resource(
    "Invite",
    "guest",
    { email: "old@example.com", role: "user" },
    { id: "invite_gone", delete: true },
  );
  await left([{ type: "deleting", resource: old }], [resource("Invite", "guest", inputs, { id }), old]);
  expect(await recover()).toBe(0);
  expect(await written()).toMatchObject([{ id }]);
});

test("a workspace that was to replace one that is still there is not forgotten", async () => {
  const { console, left, recover, written, printed } = await interrupted();
  const lab = { name: "Lab", allowDuplicateName: true };
  const old = console.createWorkspace({ name: "Lab" });
  const made = console.createWorkspace({ name: "Lab" });
  await left(
    [creating("lab", lab)],
    [resource("Workspace", "lab", lab, { id: old.id, outputs: { name: "Lab", status: "active" } })],
  );
  await recover();
  expect(`${printed.join("\n")}\n${JSON.stringify(await written())}`).toContain(made.id);
});

test("a create that may still be under way is waited for, and one that is not counts as not sent", async () => {
  const { left, recover, written, printed } = await interrupted();
  await left([creating("research", { name: "Research" })]);
  expect(await recover()).toBe(1);
  expect(printed.join("\n")).toContain(
    "but the request may still be under way. Run `recover` again after 20",
  );
  expect(await written()).toEqual([]);
  await left([creating("research", { name: "Research" })], [], new Date(Date.now() - 4 * 60_000));
  expect(await recover()).toBe(0);
  expect(printed.join("\n")).toContain("it was not created, and the next `pulumi up` creates it");
});

test("a confirmed workspace that is not as declared is recorded as it is", async () => {
  const { console, left, recover, written, printed } = await interrupted();
  const changed = console.createWorkspace({ name: "Research", tags: { team: "ops" } });
  await left([creating("research", { name: "Research", tags: { team: "ml" } })]);
  expect(await recover()).toBe(1);
  expect(printed.join("\n")).toContain(`${changed.id} is not as declared: `);
  expect(await recover(changed.id)).toBe(0);
  const tags = { team: "ops" };
  expect(await written()).toMatchObject([
    { id: changed.id, inputs: { name: "Research", tags }, outputs: { tags, adopted: false } },
  ]);
});

test("an ID that no pending create can have created is refused, and nothing is written", async () => {
  const { console, left, recover, written, printed } = await interrupted();
  console.createWorkspace({ name: "Research" });
  const other = console.createWorkspace({ name: "Other" });
  await left([creating("research", { name: "Research" })]);
  expect(await recover(other.id)).toBe(1);
  expect(printed.join("\n")).toContain(
    `--id ${other.id}: no pending create can have created this workspace.`,
  );
  expect(await written()).toEqual([]);
  expect(await recover()).toBe(0);
});
