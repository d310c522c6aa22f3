import { cp, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { readOrganization } from "../../examples/teams/organization.ts";
import { runSubprocess } from "../../tools/pulumi/subprocess.ts";
import { diagnostics, writesOf } from "../engine/emulated.ts";
import { runCommand } from "./cli.ts";
import { stackOf } from "./example.ts";

const folder = path.join(import.meta.dirname, "..", "..", "examples", "teams");

/** The mistakes in a file, without the path of the file. */
async function mistakesIn(yaml: string): Promise<string[]> {
  const file = path.join(await mkdtemp(path.join(inject("engine").home, "teams-")), "teams.yaml");
  await writeFile(file, yaml);
  return readOrganization(file).mistakes.map((mistake) => mistake.slice(file.length + 1));
}

const valid = "teams:\n  research: { workspace: Research }\nusers:\n";
const user = (more: string) => `${valid}  - email: a@example.com\n    ${more}\n`;

test.each<[string, string, string[]]>([
  [
    "a misspelled property",
    user("rol: user"),
    ['5:5: "rol" is not a property of a user. Did you mean "role"?'],
  ],
  [
    "a misspelled role",
    user("role: develper"),
    [
      '5:11: "develper" is not a valid role. Did you mean "developer"? Use "user", "developer", "billing", "claude_code_user", and no role for an admin.',
    ],
  ],
  [
    "a role of the API in a team",
    user("teams: { research: workspace_admin }"),
    [
      '5:24: "workspace_admin" is not a valid role in a team. Use "user", "restricted_developer", "developer" or "admin".',
    ],
  ],
  [
    "an unknown team",
    user("teams: { reserch: user }"),
    ['5:14: There is no team "reserch". Did you mean "research"?'],
  ],
  [
    "a team that is not similar to any",
    user("teams: { sales: user }"),
    ['5:14: There is no team "sales". Add it under "teams" at the top.'],
  ],
  [
    "a user who is listed twice",
    `${user("role: user")}  - email: A@Example.com\n`,
    ["6:12: a@example.com is already listed in line 4. Remove one of the two entries."],
  ],
  [
    "a team that is listed twice",
    `teams:\n  a: { workspace: A }\n  a: { workspace: B }\nusers: []`,
    ["3:3: This name is already used above. Remove one of the two."],
  ],
  [
    "an invalid email address",
    `${valid}  - email: bob\n`,
    ['4:12: "bob" is not a valid email address. Write an email address such as alice@example.com.'],
  ],
  ["a user without an email address", `${valid}  - role: user\n`, ['4:5: The user has no "email".']],
  [
    "a number as a tag",
    "teams:\n  a:\n    workspace: A\n    tags: { cost-center: 4711 }\nusers: []",
    ['4:26: The tag must be text. Write it in quotes: "4711".'],
  ],
  [
    "an amount with a currency",
    'teams: { a: { workspace: A, spendLimit: "$500" } }\nusers: []',
    [
      '1:41: "$500" is not a valid spend limit. Write an amount in quotes without a currency, such as "500" or "499.50".',
    ],
  ],
  [
    "an amount without quotes",
    "teams: { a: { workspace: A, spendLimit: 500 } }\nusers: []",
    ['1:41: The spend limit must be text. Write it in quotes: "500".'],
  ],
  [
    "a team name with spaces",
    "teams:\n  Field Service: { workspace: A }\nusers: []",
    ['2:3: "Field Service": Use lower-case letters, digits and hyphens.'],
  ],
  [
    "a list in place of names",
    user("teams: [research]"),
    ['5:12: The list of teams must have lines of the form "name: value".'],
  ],
  ["a name without a value", user("role:"), ["5:10: The role is empty."]],
  [
    "a workspace of two teams",
    "teams:\n  a: { workspace: A }\n  b: { workspace: A }\nusers: []",
    ["3:19: The team in line 2 already has this workspace. Give each team its own."],
  ],
  [
    "a colon in text without quotes",
    "teams:\n  a:\n    workspace: R&D: Labs\nusers: []",
    ['3:16: Write text that contains ": " in quotes, such as "Labs: Berlin".'],
  ],
  [
    "a tab at the beginning of a line",
    "teams:\n\ta: { workspace: A }\nusers: []",
    ["2:1: Use spaces, not tabs, at the beginning of a line."],
  ],
  ["text that is not YAML", "teams: {", ["1:9: This is not valid YAML: "]],
  ["an empty file", "", ["1:1: The file is empty."]],
  ["a file without users", "teams: {}", ['1:1: The file has no "users".']],
])("%s is a mistake with its line and column", async (_, yaml, expected) => {
  const mistakes = await mistakesIn(yaml);
  expect(mistakes).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(mistakes[index]).toContain(text);
});

test("several mistakes are reported in the order of the file, and a YAML alias is followed", async () => {
  const yaml = `teams: { research: { workspace: Research, tag: x } }
users:
  - &alice { email: alice@example.com, role: usr }
  - *alice
  - { email: carol@example.com, teams: { research: boss, sales: user } }
`;
  expect((await mistakesIn(yaml)).map((mistake) => mistake.split(": ")[0])).toEqual([
    "1:43",
    "3:46",
    "4:5",
    "5:52",
    "5:58",
  ]);
});

test("`npm test` accepts the example, and shows mistakes beside the lines of a pull request", async () => {
  const { scripts } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  expect(scripts.test).toBe("node check.ts");
  const check = (cwd: string, GITHUB_WORKSPACE?: string) =>
    runSubprocess(process.execPath, ["check.ts"], { cwd, env: { ...process.env, GITHUB_WORKSPACE } });
  expect(await check(folder)).toMatchObject({
    exitCode: 0,
    stdout: "teams.yaml is valid: 2 teams, 3 users.\n",
  });

  const home = await mkdtemp(path.join(inject("engine").home, "teams-"));
  const copy = path.join(home, "organization");
  await cp(folder, copy, { recursive: true });
  await symlink(inject("engine").modules, path.join(home, "node_modules"));
  await writeFile(path.join(copy, "teams.yaml"), user("role: 100%\n    rol: user"));
  const failed = await check(copy, home);
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).toContain('teams.yaml:5:11: "100%" is not a valid role.');
  expect(failed.stdout).toContain(
    '::error file=organization/teams.yaml,line=5,col=11::"100%25" is not a valid role.',
  );
  expect(failed.stdout.trim().split("\n")).toHaveLength(2);
});

test("the example builds an organization from the file, and follows each edit of the file", async () => {
  const emulator = await startEmulator({ seed: "sample" });
  onTestFinished(() => emulator.stop());
  const { console, state } = emulator.organization();
  const stack = await stackOf("examples/teams", emulator);
  const file = path.join(stack.directory, "teams.yaml");
  const edit = async (from: string, to: string) => {
    const text = await readFile(file, "utf8");
    expect(text).toContain(from);
    await writeFile(file, text.replace(from, to));
  };
  const active = () =>
    state()
      .workspaces.filter(({ archived_at }) => archived_at === null)
      .map(({ name }) => name);

  await stack.up();
  expect(emulator.sentInvitations.map(({ to }) => to)).toEqual(["yara.idris@example.com"]);
  expect(active()).toEqual(expect.arrayContaining(["Field Service", "Robotics"]));
  expect(await stack.outputs()).toEqual({
    pending: { "field-service": ["yara.idris@example.com"], robotics: ["hana.sato@example.com"] },
  });
  console.acceptInvite("yara.idris@example.com");
  console.acceptInvite("hana.sato@example.com");
  await stack.up();
  expect(await stack.outputs()).toEqual({ pending: { "field-service": [], robotics: [] } });
  await stack.up(["--expect-no-changes"]);

  // A mistake fails at preview.
  await edit("role: user", "role: usr");
  const refused = diagnostics((await stack.preview([], { fails: true })).output);
  expect(refused).toMatch(
    /Correct teams\.yaml:\n\s+teams\.yaml:\d+:11: "usr" is not a valid role\. Did you mean "user"\?/,
  );
  expect(refused).not.toContain("at ");
  await edit("role: usr", "role: developer");

  // Yara gets another role and team, Priya leaves the organization.
  await edit("field-service: user", "field-service: user\n      robotics: user");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/ {2}- email: priya[\s\S]*?(?= {2}- email: hana)/, ""));
  emulator.clearRequests();
  const plan = await runCommand(stack, emulator, ["plan", "--stack", "dev"]);
  expect(plan).toContain("removes 1 user");
  expect(writesOf(emulator)).toEqual([]);
  await stack.up();
  const { users, members, workspaces } = state();
  expect(users.map(({ email }) => email)).not.toContain("priya.nair@example.com");
  const yara = users.find(({ email }) => email === "yara.idris@example.com");
  expect(yara?.role).toBe("developer");
  const teams = members
    .filter(({ user_id }) => user_id === yara?.id)
    .map(({ workspace_id }) => workspaces.find(({ id }) => id === workspace_id)?.name);
  expect(teams.toSorted()).toEqual(["Field Service", "Robotics"]);
});

test("the example adopts a workspace that exists, without a write", async () => {
  const settings = { spend_limits_early_access: true };
  const emulator = await startEmulator({
    seed: {
      version: 1,
      settings,
      users: [
        { email: "root@example.com", role: "admin" },
        { email: "kenji.mori@example.com", role: "developer" },
      ],
    },
  });
  onTestFinished(() => emulator.stop());
  const { console, state } = emulator.organization();
  const { id } = console.createWorkspace({ name: "Robotics" });
  console.addMember(id, "kenji.mori@example.com", "workspace_user");
  const stack = await stackOf("examples/teams", emulator, {
    config: { "teams:adopt": JSON.stringify({ robotics: id }) },
  });
  const before = state();
  await writeFile(
    path.join(stack.directory, "teams.yaml"),
    `teams: { robotics: { workspace: Robotics } }\nusers: [{ email: kenji.mori@example.com, teams: { robotics: user } }]\n`,
  );
  await stack.up();
  expect(writesOf(emulator)).toEqual([]);
  expect(state()).toEqual(before);
  await stack.up(["--expect-no-changes"]);

  const file = path.join(stack.directory, "teams.yaml");
  const limited = (await readFile(file, "utf8")).replace("Robotics }", 'Robotics, spendLimit: "499.50" }');
  await writeFile(file, limited);
  await stack.up();
  expect(state().spend_limits).toMatchObject([{ scope: { workspace_id: id }, amount: "49950" }]);
});
