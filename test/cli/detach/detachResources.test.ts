import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { detachResources } from "../../../cli/detach/detachResources.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { newWorkdir, stateOf } from "../workdir.ts";

/** A stack with a workspace, a user and the membership of the user, and a `pulumi` that only logs what it removes. */
async function stack({
  resources = undefined as Parameters<typeof stateOf>[0] | undefined,
  config = {},
} = {}) {
  const workdir = await newWorkdir();
  const bin = path.join(workdir.io.cwd, "bin");
  await workdir.write("Pulumi.yaml", "name: acme\n");
  await workdir.write(
    "state.json",
    stateOf(
      resources ?? [
        { kind: "Workspace", name: "research", id: "wrkspc_1", outputs: { name: "Research" } },
        { kind: "Workspace", name: "labs", id: "wrkspc_2", outputs: { name: "Labs" } },
        { kind: "Member", name: "ann", id: "ann@example.com", outputs: { email: "ann@example.com" } },
        {
          kind: "WorkspaceMember",
          name: "ann-research",
          id: "wrkspc_1/ann@example.com",
          outputs: { workspace: "wrkspc_1", email: "ann@example.com", status: "pending" },
        },
      ],
    ),
  );
  await script(
    path.join(bin, "pulumi"),
    `case "$1 $2" in
"stack ls") echo '[{"name":"dev","current":true}]' ;;
"stack export") cat state.json ;;
"state remove") echo "$@" >> removed.txt ;;
"config --json") echo '${JSON.stringify(config)}' ;;
"whoami --json") echo '{"url":"https://example.com"}' ;;
*) exit 1 ;;
esac`,
  );
  const io = { ...workdir.io, env: { ...workdir.io.env, PATH: `${bin}:${process.env["PATH"]}` } };
  const removed = async () => {
    const text = await readFile(path.join(io.cwd, "removed.txt"), "utf8").catch(() => "");
    return [...text.matchAll(/::([\w-]+)(?=\s)/g)].map(([, name]) => name);
  };
  return { io, printed: workdir.printed, removed };
}

it("only reports without --yes", async () => {
  const { io, printed, removed } = await stack();
  await detachResources(io, {});
  expect(printed[0]).toBe(
    "Would remove from the state of dev: 2 Workspace, 1 Member and 1 WorkspaceMember (research, labs, ann, ann-research).",
  );
  expect(await removed()).toEqual([]);
});

it("removes dependent resources first", async () => {
  const { io, removed } = await stack();
  await detachResources(io, { yes: true });
  expect(await removed()).toEqual(["ann-research", "ann", "labs", "research"]);
});

it("removes the memberships of a matching workspace or user", async () => {
  const { io, removed } = await stack();
  await detachResources(io, { match: "Research", yes: true });
  expect(await removed()).toEqual(["ann-research", "research"]);
  const other = await stack();
  await detachResources(other.io, { match: "ann@*", yes: true });
  expect(await other.removed()).toEqual(["ann-research", "ann"]);
});

it("removes the memberships of a matching service account or group", async () => {
  const account = { workspace: "wrkspc_9", serviceAccount: "svac_1" };
  const resources = [
    { kind: "ServiceAccount", name: "deploy", id: "svac_1", outputs: { name: "deploy" } },
    { kind: "WorkspaceServiceAccount", name: "ci", id: "wrkspc_9/svac_1", outputs: account },
    { kind: "RbacGroup", name: "eng", id: "rbac_group_1", outputs: { name: "Engineering" } },
    { kind: "RbacGroupMembers", name: "all", id: "rbac_group_1", outputs: { group: "rbac_group_1" } },
  ];
  for (const [match, expected] of [
    ["deploy", ["ci", "deploy"]],
    ["Engineering", ["all", "eng"]],
  ] as const) {
    const { io, removed } = await stack({ resources });
    await detachResources(io, { match, yes: true });
    expect(await removed()).toEqual(expected);
  }
});

it("rejects a pattern that matches nothing", async () => {
  const { io, printed, removed } = await stack();
  await expect(detachResources(io, { match: "nothing", yes: true })).rejects.toThrow(
    'cannot detach "nothing": the stack dev has no resource of this package whose name, or whose object\'s ID, name or email address matches. Nothing was changed. `pulumi stack --stack dev --show-ids` lists the resources.',
  );
  expect(printed).toEqual([]);
  expect(await removed()).toEqual([]);
});

const onlyInState =
  "Only the state has these resources, because they wait for a user: WorkspaceMember ann-research. `pulumi-anthropic import` cannot find them. To move them to another stack, use --import-file.";

it("lists what exists only in the state, before and after removing it", async () => {
  const { io, printed } = await stack();
  await detachResources(io, { match: "Research" });
  await detachResources(io, { match: "Research", yes: true });
  expect(printed.filter((line) => line === onlyInState)).toHaveLength(2);
  await detachResources(io, { match: "labs", yes: true });
  expect(printed.filter((line) => line === onlyInState)).toHaveLength(2);
});

it("writes the state of the resources to an import file, with --yes", async () => {
  const { io, printed, removed } = await stack();
  const file = path.join(io.cwd, "moved.json");
  await detachResources(io, { match: "Research", importFile: "moved.json" });
  expect(printed).toContain(
    "Nothing was changed. Run again with --yes to write moved.json and the state. The organization is not changed either way.",
  );
  await expect(readFile(file)).rejects.toThrow("ENOENT");
  await detachResources(io, { match: "Research", importFile: "moved.json", yes: true });
  const { resources } = JSON.parse(await readFile(file, "utf8"));
  expect(resources.map(({ name }: { name: string }) => name)).toEqual(["research", "ann-research"]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await removed()).toEqual(["ann-research", "research"]);
  expect(printed).not.toContain(onlyInState);
  expect(printed.slice(-2)).toEqual([
    "Wrote moved.json, with their state.",
    "Next: move their lines to the other program, with the same names. Then, in its folder:\n" +
      "  pulumi import --file moved.json --generate-code=false --protect=false --yes\n" +
      "  pulumi preview --expect-no-changes",
  ]);
});

it("overwrites no file, and removes nothing then", async () => {
  const { io, removed } = await stack();
  await writeFile(path.join(io.cwd, "moved.json"), "mine");
  await expect(detachResources(io, { importFile: "moved.json", yes: true })).rejects.toThrow(
    "cannot write moved.json: the file exists. Nothing was written. Name another file.",
  );
  expect(await removed()).toEqual([]);
});

it("does nothing for a stack without resources of this package", async () => {
  const { io, printed, removed } = await stack({ resources: [] });
  await detachResources(io, { yes: true });
  expect(printed).toEqual(["Nothing to detach: the stack dev has no resource of this package."]);
  expect(await removed()).toEqual([]);
});

it("reports what the next `up` does with the detached resources", async () => {
  const last = async (match: string | undefined, config = {}) => {
    const { io, printed } = await stack({ config });
    await detachResources(io, { ...(match === undefined ? {} : { match }), yes: true });
    return printed
      .at(-1)
      ?.replace("Remove them from the program as well. Otherwise the next `pulumi up` ", "");
  };
  const refuses = "refuses to create the workspaces, which already exist";
  expect(await last(undefined)).toBe(`${refuses} and adopts the other objects that are as declared.`);
  expect(await last("labs")).toBe(`${refuses}.`);
  expect(await last("ann@*")).toBe("adopts the objects that are as declared.");
  expect(await last("labs", { "anthropic:ownerTag": { value: "owner" } })).toBe(
    "adopts the workspaces that have the tag owner=acme/dev and are as declared, and refuses to create the others.",
  );
});
