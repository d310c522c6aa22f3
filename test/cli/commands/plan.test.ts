import { expect, it } from "vitest";
import type { Report } from "../../../cli/plan/report.ts";
import { runCommand } from "../command.ts";
import { SmallEngine } from "../plan/engine.ts";
import { member, seed, workdirWith, workspace, workspaceMember } from "../plan/previewed.ts";
import type { Workdir } from "../workdir.ts";

const finished = ({ io }: Workdir, args: string[], input?: string) =>
  runCommand(["plan", ...args], { ...io, ...(input === undefined ? {} : { input }) });

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
  expect(err).toContain("Simulating 4 resources on a copy of the organization ...");
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
    err: expect.stringMatching(/^error: `adminKeyVariable` cannot be DATABASE_PASSWORD: /),
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
  expect({ code, out: out.slice(out.indexOf("Limits exceeded"), out.indexOf("\n\nAlso")).trim() }).toEqual({
    code: 7,
    out: [
      "Limits exceeded",
      "  2 invitations would be sent; --max-invitations allows 1.",
      "  1 object would be archived; --max-archives allows 0.",
      "  2 removals would be made; --max-removals allows 1.",
    ].join("\n"),
  });
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
