import path from "node:path";
import { describe, expect, it } from "vitest";
import { planUp } from "../../../cli/plan/planUp.ts";
import { script } from "../../tools/pulumi/machine.ts";
import { newWorkdir } from "../workdir.ts";
import { SmallEngine } from "./engine.ts";
import { member, options, seed, workdirWith, workspace, workspaceMember } from "./previewed.ts";

const urn = "urn:pulumi:dev::acme::pulumi-nodejs:dynamic/anthropic:Workspace::research";
it("plan rejects a stack with pending operations, since its state lacks what the interrupted run created", async () => {
  const workdir = await newWorkdir();
  const bin = path.join(workdir.io.cwd, "bin");
  await workdir.write("state.json", {
    deployment: {
      resources: [
        { urn: "urn:pulumi:dev::acme::pulumi:pulumi:Stack::acme-dev", type: "pulumi:pulumi:Stack" },
      ],
      pending_operations: [
        { type: "creating", resource: { urn, type: "pulumi-nodejs:dynamic/anthropic:Workspace" } },
      ],
    },
  });
  await script(path.join(bin, "pulumi"), '[ "$1 $2" = "stack export" ] && cat state.json');
  const io = { ...workdir.io, env: { PATH: `${bin}:${process.env["PATH"]}` } };
  for (const stack of [undefined, "dev"]) {
    await expect(planUp(io, { ...options, preview: undefined, stack })).rejects.toThrow(
      `A run of the stack dev was interrupted: 1 operation is pending. Run \`npx pulumi-anthropic recover -C ${workdir.io.cwd} --stack dev\` to find the outcome. Nothing was changed.`,
    );
  }
  expect(workdir.printed).toEqual([]);
});

it("exits with code 1 when a limit of the stack is exceeded, and names the variable that raises it", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(engine, [member("one"), member("two")], { "anthropic:maxInvitations": "1" });
  expect(await planUp(made.io, { ...options, maxInvitations: 0 })).toBe(1);
  expect(made.printed.join("\n")).toContain(
    "  `up` would stop before it ends: 2 invitations would be sent; `anthropic:maxInvitations` allows 1 in one run. If this is intended, raise the limit for one run: ANTHROPIC_MAX_INVITATIONS=2 pulumi up",
  );
  const raised = { ...made.io, env: { ...made.io.env, ANTHROPIC_MAX_INVITATIONS: "2" } };
  expect(await planUp(raised, options)).toBe(0);
});

describe("a plan of `pulumi destroy`", () => {
  const program = [
    workspace("a"),
    { ...workspace("b"), args: { name: "b", onDelete: "retain" } },
    member("ann"),
    member("new"),
    { ...member("bob"), args: { email: "bob@example.com", role: "developer" } },
    { ...member("cy"), args: { email: "cy@example.com", role: "developer", onDelete: "remove" } },
    { ...workspaceMember("bob", "a"), deletedWith: "a" },
    workspaceMember("bob", "b"),
  ];

  async function deployed(config: Record<string, string> = {}) {
    const users = ["root admin", "ann user", "bob user", "cy developer"].map((each) => {
      const [name = "", role = ""] = each.split(" ");
      return { email: `${name}@example.com`, role: role as "user" };
    });
    const engine = await SmallEngine.over({ seed: { version: 1, users } });
    await engine.up(program);
    const made = await newWorkdir(engine.env);
    await made.write("preview.json", await engine.destroyPreview(config));
    engine.emulator.clearRequests();
    return { engine, made };
  }

  it("says in words what each delete means, what is final first, and writes nothing", async () => {
    const { engine, made } = await deployed();
    expect(await planUp(made.io, { ...options, json: "plan.json", markdown: "plan.md" })).toBe(0);
    const { id, state } = engine.emulator.organization();
    const idOf = (name: string) => state().workspaces.find((each) => each.name === name)?.id;
    const ann = state().users.find(({ email }) => email === "ann@example.com")?.id;
    expect(made.printed).toEqual([
      `\`pulumi destroy\` of lab/dev on organization ${id}:
  archives 1 workspace, removes 1 user, demotes 1 user, removes 1 workspace member,
  deletes 1 invitation, leaves unmanaged 2 objects

Archive (final)
  "a" (${idOf("a")}), and with it 1 membership   [a]

Remove from the organization (final)
  cy@example.com, who is developer   [cy]

Demote
  bob@example.com, from developer to user; stays in the organization   [bob]

Remove from workspace
  bob@example.com in "b", as workspace_user   [bob-b]

Delete invitation
  new@example.com   [new]

Leave unmanaged
  Workspace "b" (${idOf("b")}) is left unchanged, since \`onDelete\` is "retain".   [b]
  ann@example.com (${ann}) stays in the organization. Their role is \`user\` already.   [ann]

Also
  This run also removes objects that the stack adopted and did not create. A stack that also declares them reports the removal as a change outside of Pulumi.`,
    ]);
    expect(JSON.parse(await made.file("plan.json"))).toMatchObject({
      command: "pulumi destroy",
      stack: "lab/dev",
    });
    expect(await made.file("plan.md")).toMatch(
      /^\*\*`pulumi destroy` of `lab\/dev`\*\* archives 1 workspace, /,
    );
    expect(engine.emulator.requests.every(({ method }) => method === "GET")).toBe(true);

    // The run then does what the plan says.
    const { writes, refused } = await engine.up([]);
    expect(refused).toEqual([]);
    expect(
      writes
        .map((line) =>
          line
            .split(" ")
            .slice(0, 2)
            .join(" ")
            .replace(/(wrkspc|user|invite)_\w+/g, "ID"),
        )
        .sort(),
    ).toEqual([
      "DELETE invites/ID",
      "DELETE users/ID",
      "DELETE workspaces/ID/members/ID",
      "POST users/ID",
      "POST workspaces/ID/archive",
    ]);
  });

  it("exits with code 1 when `destroy` would stop at a limit, or reject a delete", async () => {
    const { engine, made } = await deployed({ "anthropic:maxRemovals": "1" });
    engine.emulator.organization().console.createApiKey({
      name: "ci",
      workspaceId:
        engine.emulator
          .organization()
          .state()
          .workspaces.find(({ name }) => name === "a")?.id ?? "",
    });
    expect(await planUp(made.io, options)).toBe(1);
    const text = made.printed.join("\n");
    expect(text).toMatch(
      /\n`destroy` would reject\n {2}a: cannot archive workspace "a" \(wrkspc_\w+\): it has 1 active API key, /,
    );
    expect(text).toContain(
      "`destroy` would stop before it ends: 3 removals would be made; `anthropic:maxRemovals` allows 1 in one run. If this is intended, raise the limit for one run: ANTHROPIC_MAX_REMOVALS=3 pulumi destroy",
    );
  });

  it("`plan --destroy` rejects the preview of `up`, and its options need it", async () => {
    const { engine, made } = await deployed();
    await made.write("preview.json", await engine.preview([...program, member("zoe")]));
    await expect(planUp(made.io, { ...options, destroy: true })).rejects.toThrow(
      "preview.json is not a preview of `pulumi destroy`: it creates resources. Write one with `pulumi destroy --preview-only --json > preview.json`.",
    );
    const refused = (more: Partial<typeof options>) => planUp(made.io, { ...options, ...more });
    await expect(refused({ refresh: true })).rejects.toThrow("--refresh cannot be combined with --preview.");
    await expect(refused({ excludeProtected: true })).rejects.toThrow(
      "--exclude-protected cannot be combined with --preview.",
    );
    await expect(refused({ excludeProtected: true, preview: undefined })).rejects.toThrow(
      "--exclude-protected needs --destroy.",
    );
  });

  it("runs `pulumi destroy --preview-only`, and names the whole command", async () => {
    const { engine, made } = await deployed();
    const bin = path.join(made.io.cwd, "bin");
    await script(
      path.join(bin, "pulumi"),
      'case "$1" in stack) echo "{\\"deployment\\":{}}" ;; *) echo "$@" > command.txt; /bin/cat preview.json ;; esac',
    );
    const io = { ...made.io, env: { ...engine.env, PATH: bin } };
    const real = { ...options, preview: undefined, stack: "dev" };
    expect(await planUp(io, { ...real, destroy: true, refresh: true, excludeProtected: true })).toBe(0);
    expect(await made.file("command.txt")).toBe(
      "destroy --preview-only --json --show-sames --show-replacement-steps --refresh --exclude-protected --stack dev --non-interactive --color never\n",
    );
    expect(made.printed[0]).toMatch(
      /^`pulumi destroy --refresh --exclude-protected` of lab\/dev on organization /,
    );
    expect(made.progress).toContain("Running `pulumi destroy --preview-only` ...");
    expect(made.progress).toContain("Simulating 8 resources on a copy of the organization ...");

    await made.write("preview.json", await engine.preview([...program, member("zoe")]));
    expect(await planUp(io, { ...real, refresh: true })).toBe(0);
    expect(made.printed[1]).toMatch(
      /^`pulumi up --refresh` of lab\/dev on organization .*:\n {2}invites 1 user, /,
    );
  });

  it("`plan --destroy` reports that there is nothing to do for an empty stack", async () => {
    const { io, printed, write } = await newWorkdir();
    await write("preview.json", { config: {}, steps: null, changeSummary: {} });
    expect(await planUp(io, { ...options, destroy: true })).toBe(0);
    expect(printed).toEqual(["`pulumi destroy` of this stack:\n  changes nothing in the organization"]);
  });
});

it("exits with code 1 when `up` would reject something, and when the preview failed", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(engine, [{ ...workspace("x"), args: { name: "X", adopt: "wrkspc_none" } }]);
  expect(await planUp(made.io, options)).toBe(1);
  expect(made.printed.join("\n")).toContain(
    "`up` would reject\n  x: cannot adopt Workspace wrkspc_none: the organization has no object with this ID.",
  );
  const message =
    "error: pulumi-nodejs:dynamic/anthropic:Member resource 'bad' has a problem: `email`: must be one.\n";
  await made.write("failed.json", { steps: null, diagnostics: [{ message, severity: "error" }] });
  engine.emulator.clearRequests();
  expect(await planUp(made.io, { ...options, preview: "failed.json" })).toBe(1);
  expect(made.printed.at(-1)).toContain("fails: its preview has errors");
  expect(made.printed.at(-1)).toContain("resource 'bad' has a problem: `email`: must be one.");
  expect(engine.emulator.requests).toEqual([]);
});

it("shows a new ownership tag once", async () => {
  const engine = await SmallEngine.over({ seed });
  await engine.up([workspace("a")]);
  const config = { "anthropic:ownerTag": "owner" };
  const made = await newWorkdir(engine.env);
  await made.write("preview.json", await engine.preview([workspace("a")], config));
  expect(await planUp(made.io, options)).toBe(0);
  expect(made.printed.join("\n")).toMatch(
    /:\n {2}invites 0 users, archives 0 workspaces, updates 1 object\n\nUpdate\n {2}"a": tags\.owner from none to "lab\/dev" {3}\[a\]$/,
  );
});

it("sends no request and needs no key when the program changes nothing", async () => {
  const engine = await SmallEngine.over({ seed });
  const program = [workspace("a"), member("ann"), workspaceMember("ann", "a")];
  await engine.up(program);
  const made = await workdirWith(engine, program);
  expect(await planUp({ ...made.io, env: {} }, options)).toBe(0);
  expect(made.printed).toEqual([
    "`pulumi up` of lab/dev:\n  changes nothing in the organization\n\nThe organization was not read, since the program changes nothing and waits for no user. --refresh compares the two.",
  ]);
  expect(engine.emulator.requests).toEqual([]);
});

it("gives no advice to adopt an object that only the simulation created", async () => {
  const engine = await SmallEngine.over({ seed });
  const email = "one@example.com";
  const made = await workdirWith(engine, [
    { kind: "Member", name: "one", args: { email, role: "developer" } },
    { kind: "Invite", name: "again", args: { email, role: "billing" } },
  ]);
  expect(await planUp(made.io, options)).toBe(1);
  const printed = made.printed.join("\n");
  expect(printed).toContain(
    "again: cannot invite one@example.com as billing: they have a pending invitation as developer (new), and the API cannot change invitations. The program creates it in the same run. Remove one of the two resources.",
  );
  expect(printed).not.toContain("import");
});

it("lists the roles that change when a user moves between two loops by role", async () => {
  const engine = await SmallEngine.over({ seed });
  const loop = (role: string) => [
    workspace("a"),
    { ...member("ann", role), name: `${role}-ann` },
    {
      ...workspaceMember("ann", "a"),
      name: `${role}-ann-a`,
      args: { email: "ann@example.com", role: `workspace_${role}` },
    },
  ];
  await engine.up(loop("user"));
  for (const [before, after] of [
    ["user", "developer"],
    ["developer", "user"],
  ] as const) {
    const made = await workdirWith(engine, loop(after));
    expect(await planUp(made.io, options)).toBe(0);
    const plan = made.printed.join("\n");
    expect(plan).toContain(`ann@example.com, from ${before} to ${after}   [${after}-ann]`);
    expect(plan).toContain(
      `ann@example.com in "a", from workspace_${before} to workspace_${after}   [${after}-ann-a]`,
    );
    const run = await engine.up(loop(after));
    expect(run.refused).toEqual([]);
    expect(run.writes).toHaveLength(2);
  }
});
