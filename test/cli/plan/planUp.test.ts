import path from "node:path";
import { expect, it } from "vitest";
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
      "A run of the stack dev was interrupted: 1 operation is pending. Run `npx pulumi-anthropic recover --stack dev` to find their outcome. Nothing was changed.",
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

it("sends no request and needs no key when the program changes nothing", async () => {
  const engine = await SmallEngine.over({ seed });
  const program = [workspace("a"), member("ann"), workspaceMember("ann", "a")];
  await engine.up(program);
  const made = await workdirWith(engine, program);
  expect(await planUp({ ...made.io, env: {} }, options)).toBe(0);
  expect(made.printed).toEqual(["`pulumi up` of lab/dev:\n  changes nothing in the organization"]);
  expect(engine.emulator.requests).toEqual([]);
});

it("names the other resource when two new workspaces have one name", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(engine, [workspace("a"), { ...workspace("a"), name: "again" }]);
  expect(await planUp(made.io, options)).toBe(1);
  expect(made.printed.join("\n")).toContain(
    'again: cannot create workspace "a": the resource `a` of this program has a workspace of that name (new). Give one of them another name, or set `allowDuplicateName: true`.',
  );
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
