import { expect, it } from "vitest";
import { type PlanOptions, planUp } from "../../../cli/plan/planUp.ts";
import type { Report } from "../../../cli/plan/report.ts";
import type { Seed } from "../../../emulator/index.ts";
import { runCommand } from "../command.ts";
import { type Declared, SmallEngine } from "../plan/engine.ts";
import { newWorkdir, type Workdir } from "../workdir.ts";

const finished = ({ io }: Workdir, args: string[], input?: string) =>
  runCommand(["plan", ...args], { ...io, ...(input === undefined ? {} : { input }) });

const options: PlanOptions = {
  stack: undefined,
  preview: "preview.json",
  json: undefined,
  markdown: undefined,
  refresh: false,
  redact: false,
  maxInvitations: undefined,
  maxArchives: undefined,
  maxRemovals: undefined,
};

const workspace = (name: string): Declared => ({ kind: "Workspace", name, args: { name } });
const member = (name: string, role = "user"): Declared => ({
  kind: "Member",
  name,
  args: { email: `${name}@example.com`, role },
});
const workspaceMember = (user: string, at: string): Declared => ({
  kind: "WorkspaceMember",
  name: `${user}-${at}`,
  args: { email: `${user}@example.com`, role: "workspace_user" },
  ids: { workspace: at },
});

const seed: Seed = {
  version: 1,
  users: [
    { email: "root@example.com", role: "admin" },
    { email: "ann@example.com", role: "user" },
  ],
};

/** A working directory with the preview of a program. */
async function workdirWith(engine: SmallEngine, program: readonly Declared[], config = {}): Promise<Workdir> {
  const made = await newWorkdir(engine.env);
  await made.write("preview.json", { ...(await engine.preview(program)), config });
  engine.emulator.clearRequests();
  return made;
}

it("prints the plan, writes the other formats, and exits with code 0", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(engine, [
    workspace("a"),
    member("new"),
    member("ann"),
    workspaceMember("ann", "a"),
  ]);
  const args = [
    "--preview",
    "preview.json",
    "--json",
    "plan.json",
    "--markdown",
    "plan.md",
    "--max-invitations",
    "1",
  ];
  const { code, out, err } = await finished(made, args);
  expect({ code, out: out.split("\n").slice(0, 3) }).toEqual({
    code: 0,
    out: [
      `\`pulumi up\` of lab/dev on organization ${engine.emulator.organization().id}:`,
      "  invites 1 user, adopts 1 object, creates 1 workspace, archives 0 workspaces,",
      "  adds 1 workspace member",
    ],
  });
  expect(err).toContain("Simulating on a copy: 0 of 4 resources ...");
  expect(await made.file("plan.md")).toMatch(/^\*\*`pulumi up` of `lab\/dev`\*\* invites 1 user, /);
  const report: Report = JSON.parse(await made.file("plan.json"));
  expect(report).toMatchObject({
    version: 1,
    stack: "lab/dev",
    organizations: [engine.emulator.organization().id],
    failed: false,
    changes: true,
    counts: { invites: 1, adopts: 1, creates: 1, addsMember: 1, archives: 0 },
    refusals: [],
    limits: [],
  });
  // An object that the run creates has no ID yet.
  expect(report.actions.find(({ type }) => type === "addsMember")).toMatchObject({
    resource: "ann-a",
    user: { email: "ann@example.com" },
    workspace: { name: "a" },
    role: "workspace_user",
    text: 'ann@example.com in "a", as workspace_user',
  });
  expect(JSON.stringify(report)).not.toContain("wrkspc_");
});

it("reads the preview from standard input, prints one format to standard output, and redacts email addresses", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(engine, [member("new")]);
  const { code, out } = await finished(
    made,
    ["--preview", "-", "--markdown", "-", "--redact"],
    await made.file("preview.json"),
  );
  expect(code).toBe(0);
  expect(out).toContain("- `user-1 as user` (`(hidden)`)");
  expect(out).not.toContain("@");
});

it("does not let a preview from a file determine which secret is sent, or where", async () => {
  const engine = await SmallEngine.over({ seed });
  const elsewhere = await SmallEngine.over({ seed });
  const plan = async (config: Record<string, string>, env: Record<string, string> = {}) => {
    const made = await workdirWith(engine, [member("new")], config);
    return await finished({ ...made, io: { ...made.io, env: { ...made.io.env, ...env } } }, [
      "--preview",
      "preview.json",
    ]);
  };
  const variable = await plan(
    { "anthropic:adminKeyVariable": "DATABASE_PASSWORD" },
    { DATABASE_PASSWORD: "x" },
  );
  expect(variable).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /^error: The Provider names the environment variable DATABASE_PASSWORD for its key, which is not allowed: /,
    ),
  });
  expect(engine.emulator.requests).toEqual([]);
  const away = await plan({
    "anthropic:baseUrl": elsewhere.emulator.url,
    "anthropic:auditLog": "/no/such/log",
  });
  expect(away.code).toBe(0);
  expect(elsewhere.emulator.requests).toEqual([]);
});

it("exits with code 7 when a limit of the command line is exceeded", async () => {
  const engine = await SmallEngine.over({ seed });
  await engine.up([
    workspace("a"),
    workspace("b"),
    member("new"),
    member("ann", "developer"),
    workspaceMember("ann", "a"),
  ]);
  const made = await workdirWith(engine, [workspace("a"), member("two"), member("three")]);
  const args = [
    "--preview",
    "preview.json",
    "--max-invitations",
    "1",
    "--max-archives",
    "0",
    "--max-removals",
    "1",
  ];
  const { code, out } = await finished(made, args);
  expect({ code, out: out.slice(out.indexOf("Limits exceeded")).trim() }).toEqual({
    code: 7,
    out: [
      "Limits exceeded",
      "  2 invitations would be sent; --max-invitations allows 1.",
      "  1 workspace would be archived; --max-archives allows 0.",
      "  2 users and workspace members would be removed; --max-removals allows 1.",
    ].join("\n"),
  });
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

it("exits with code 1 when `up` would refuse something, and when the preview failed", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(engine, [{ ...workspace("x"), args: { name: "X", adopt: "wrkspc_none" } }]);
  expect(await planUp(made.io, options)).toBe(1);
  expect(made.printed.join("\n")).toContain(
    "`up` would refuse\n  x: cannot adopt Workspace wrkspc_none: the organization has none with this id.",
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

it("reads the organization when a list of members waits for a user, who may have joined in the meantime", async () => {
  const engine = await SmallEngine.over({ seed });
  const members = [{ email: "new@example.com", role: "workspace_user" }];
  const list = { kind: "WorkspaceMembers", name: "all", args: { members }, ids: { workspace: "a" } };
  const program = [workspace("a"), list];
  await engine.up(program);
  engine.emulator.organization().console.addUser({ email: "new@example.com" });
  const made = await workdirWith(engine, program);
  expect(await planUp(made.io, options)).toBe(0);
  expect(made.printed[0]).toContain('  new@example.com in "a", as workspace_user   [all]');
});

it("reads each list once, the members only of changed workspaces, and writes nothing", async () => {
  const engine = await SmallEngine.over({ seed });
  const before = [
    workspace("a"),
    workspace("b"),
    workspace("c"),
    member("ann"),
    workspaceMember("ann", "a"),
    workspaceMember("ann", "b"),
  ];
  await engine.up(before);
  const made = await workdirWith(engine, [...before.slice(0, 5)]);
  await planUp(made.io, options);
  expect(made.printed[0]).toContain('ann@example.com in "b", as workspace_user   [ann-b]');
  const ids = engine.emulator.organization().state().workspaces;
  const b = ids.find(({ name }) => name === "b")?.id;
  expect(
    engine.emulator.requests
      .map(({ method, path }) => `${method} ${path.split("/").slice(3).join("/")}`)
      .sort(),
  ).toEqual(
    ["GET api_keys", "GET invites", "GET users", "GET workspaces", `GET workspaces/${b}/members`].sort(),
  );
});

it("rejects a key of another organization after reading only its workspaces", async () => {
  const engine = await SmallEngine.over({ seed });
  const other = await SmallEngine.over({ seed });
  await engine.up([workspace("a")]);
  const made = await workdirWith(engine, [workspace("b")]);
  await expect(planUp({ ...made.io, env: other.env }, options)).rejects.toThrow(
    `The key in use is of organization ${other.emulator.organization().id}, but the stack belongs to ${engine.emulator.organization().id}.`,
  );
  expect(other.emulator.requests.map(({ path }) => path)).toEqual(["/v1/organizations/workspaces"]);
});

it("simulates each organization of a program on its own copy, with the key that its Provider names", async () => {
  const otherKey = "sk-ant-admin01-other-000000000000000000000000000000000000000000";
  const users = [
    { email: "root@example.org", role: "admin" as const },
    { email: "two@example.com", role: "user" as const },
  ];
  const organizations = [{ adminKey: otherKey, seed: { version: 1 as const, users } }];
  const engine = await SmallEngine.over({ seed, organizations });
  const provided = (args: object) => {
    const type = "pulumi:providers:pulumi-nodejs";
    const urn = `urn:pulumi:dev::lab::${type}::sandbox`;
    return { op: "create", urn, newState: { urn, type, custom: true, inputs: args } };
  };
  const preview = async (args: object) => {
    const document = await engine.preview([member("one"), member("two")]);
    const provider = "urn:pulumi:dev::lab::pulumi:providers:pulumi-nodejs::sandbox::some-id";
    const [first, second] = document.steps;
    return {
      ...document,
      steps: [provided(args), first, { ...second, newState: { ...second?.newState, provider } }],
    };
  };
  const { io, printed, write } = await newWorkdir({ ...engine.env, ANTHROPIC_SANDBOX_KEY: otherKey });
  await write("preview.json", await preview({ "anthropic:adminKeyVariable": "ANTHROPIC_SANDBOX_KEY" }));
  expect(await planUp(io, options)).toBe(0);
  expect(printed[0]).toContain(engine.emulator.organizations.map(({ id }) => id).join(" and "));
  expect(printed[0]).toContain("invites 1 user, adopts 1 object, archives 0 workspaces");

  await write(
    "preview.json",
    await preview({ "anthropic:adminKeyVariable": "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }),
  );
  expect(await planUp(io, options)).toBe(0);
  expect(printed[1]).toContain('  Member "two": its Provider is known only during `up`   [two]');

  // A secret argument is unknown, too. Another key could be one of another organization.
  await write("preview.json", await preview({ "anthropic:adminKeyVariable": "[secret]" }));
  expect(await planUp(io, options)).toBe(0);
  expect(printed[2]).toContain('  Member "two": its Provider is known only during `up`   [two]');
});

it("explains that a key is missing", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(engine, [workspace("a")]);
  const { code, out, err } = await finished({ ...made, io: { ...made.io, env: {} } }, [
    "--preview",
    "preview.json",
  ]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^error: The plan reads the organization\. There is no key .*ANTHROPIC_ADMIN_KEY/m);
});

it("waits for neither the request limit nor the invitation limit of the API", async () => {
  const engine = await SmallEngine.over({ seed });
  const made = await workdirWith(
    engine,
    Array.from({ length: 1_250 }, (_, index) => member(`new${index}`)),
  );
  const slow = { ...made.io, env: { ...made.io.env, ANTHROPIC_REQUESTS_PER_MINUTE: "10" } };
  expect(await planUp(slow, { ...options, maxInvitations: 2_000 })).toBe(1);
  expect(made.printed[0]).toContain("  invites 1250 users, archives 0 workspaces\n");
});
