import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type ImportOptions, importOrganization } from "../../../cli/import/importOrganization.ts";
import type { Emulator, Seed } from "../../../emulator/index.ts";
import { stateOf, type Workdir, workdirOf } from "../workdir.ts";
import { compilerErrors } from "./typecheck.ts";
import { uglyNames, uglySeed } from "./ugly.ts";

const options: ImportOptions = {
  state: ["state.json"],
  style: "each",
  program: "organization.ts",
  importFile: "organization.import.json",
};

async function workdirWith(seed: Seed | "sample", state: unknown = stateOf()) {
  const workdir = await workdirOf({ seed });
  await workdir.write("state.json", state);
  await workdir.write("package.json", { type: "module" });
  return workdir;
}

interface ImportFile {
  resources: {
    type: string;
    name: string;
    id: string;
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
  }[];
}

async function importFile({ file }: Workdir, name = "organization.import.json"): Promise<ImportFile> {
  return JSON.parse(await file(name));
}

/** The state of the stack after `pulumi import`. */
async function stateAfter(workdir: Workdir): Promise<unknown> {
  const { resources } = await importFile(workdir);
  return stateOf(resources.map(({ type, ...rest }) => ({ ...rest, kind: type.split(":")[2] ?? "" })));
}

function requests({ requests: workdir }: Emulator): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const { method, path: where } of workdir) {
    const name = `${method} ${where.replace("/v1/organizations/", "").replace(/wrkspc_\w+/, "ID")}`;
    numbers[name] = (numbers[name] ?? 0) + 1;
  }
  return numbers;
}

function formatted(text: string): string {
  const biome = path.join(import.meta.dirname, "..", "..", "..", "node_modules", ".bin", "biome");
  const args = ["format", "--stdin-file-path=program.ts", "--indent-style=space"];
  const { stdout, stderr } = spawnSync(biome, args, { input: text, encoding: "utf8", cwd: tmpdir() });
  expect(stderr).toBe("");
  return stdout;
}

describe("an organization with unusual names, roles and invitations", { timeout: 60_000 }, () => {
  it("imports unusual names into a program that compiles and is formatted, with a request for each list and no write", async () => {
    const workdir = await workdirWith(uglySeed());
    await importOrganization(workdir.io, options);
    await importOrganization(workdir.io, {
      ...options,
      style: "list",
      program: "list.ts",
      importFile: "list.json",
    });

    const cache = uglyNames.length + 2;
    expect(requests(workdir.emulator)).toEqual({
      "GET workspaces": 2,
      "GET users": 2,
      "GET invites": 2,
      "GET workspaces/ID/members": cache * 2,
      "GET rate_limits": 2,
      "GET external_keys": 2,
      "GET compliance_settings": 2,
      "GET spend_limits": 2,
      "GET workspaces/ID/rate_limits": cache * 2,
    });
    const files = ["organization.ts", "list.ts"];
    for (const file of files) {
      const text = await workdir.file(file);
      expect(formatted(text)).toBe(text);
      expect(text).not.toContain(workdir.emulator.adminKey);
    }
    expect(compilerErrors(workdir.io.cwd, files)).toEqual([]);
    expect(await workdir.file("organization.import.json")).not.toContain(workdir.emulator.adminKey);
  });

  it("keeps the names of objects, and gives resources unique names", async () => {
    const workdir = await workdirWith(uglySeed());
    await importOrganization(workdir.io, options);
    const { resources } = await importFile(workdir);
    const workspaces = resources.filter(({ type }) => type.endsWith(":Workspace"));
    expect(workspaces.map(({ inputs }) => inputs["name"])).toEqual(
      expect.arrayContaining(uglyNames.map((name) => name.trim())),
    );
    expect(workspaces).toHaveLength(uglyNames.length + 1);
    const urns = resources.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(urns).size).toBe(urns.length);
    for (const { name } of resources) expect(name).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}-]*$/u);
  });

  it("groups members with their workspace, and refers to declared resources", async () => {
    const workdir = await workdirWith(uglySeed());
    await importOrganization(workdir.io, options);
    const program = await workdir.file("organization.ts");
    expect(program).toContain(`
// Workspace "Research" (wrkspc_ugly001)
const research2 = new anthropic.Workspace(
  "research-2",
  {
    name: "Research",
    displayColor: "#B5443A",
    dataResidency: { allowedInferenceGeos: ["global", "us"] },
    onDelete: "retain",
  },
  { protect: true },
);
new anthropic.WorkspaceMember("alice-example-com-research-2", {
  workspace: research2,
  email: aliceExampleCom.email,
  role: "workspace_restricted_developer",
});
`);
    expect(program).toContain('new anthropic.Member("both", { email: "both@example.com", role: "user" });');
    expect(program).not.toContain("user_");
  });

  it("writes a list for each workspace with the style `list`", async () => {
    const workdir = await workdirWith(uglySeed());
    await importOrganization(workdir.io, { ...options, style: "list" });
    expect(await workdir.file("organization.ts")).toContain(`
new anthropic.WorkspaceMembers("research", {
  workspace: research,
  members: [
    { email: aliceExampleCom.email, role: "workspace_admin" },
    { email: aliceExampleOrg.email, role: "workspace_developer" },
    { email: bobBig.email, role: "workspace_user" },
  ],
});
`);
  });

  it("prints what is left out and why, and the next steps", async () => {
    const workdir = await workdirWith(uglySeed());
    await importOrganization(workdir.io, options);
    const said = workdir.printed.join("\n");
    for (const line of [
      "  26 workspaces, 12 memberships and 14 users (3 of them invited)",
      "  2 users with the role `admin` (can be changed and removed only in the Console): root@example.com, second.root@example.com",
      "  2 expired invitations (cannot be renewed; to invite a user again, declare a `Member`): expired@example.com, twice.expired@example.com",
      "  1 pending invitation (the role `admin` can only be assigned in the Console): future.root@example.com",
      "  1 workspace (the name begins or ends with a space, which the provider does not allow; rename it in the Console): padded",
      "  1 archived workspace (archiving is final): Prototype",
      "  1 property (cannot be declared): `tags` of Tagged by others. `tags.anthropic-internal`: must not begin with `anthropic`, which is reserved.",
      "  all API keys (created in the Console, not read; --kinds keys declares them)",
      '  add to the program that Pulumi runs: import "./organization.ts";',
      "  pulumi import --stack state.json --file organization.import.json --generate-code=false --protect=false --yes",
      "  pulumi preview --stack state.json --expect-no-changes",
      `  pulumi config set --stack state.json anthropic:organizationId ${workdir.emulator.organization().id}   # a key of another organization is then rejected`,
    ]) {
      expect(said).toContain(line);
    }
    expect(said).toMatch(/1 Claude Code workspace \(.*\): wrkspc_/);
    expect(said).toMatch(/1 default workspace \(.*\): wrkspc_/);
    expect(said).toMatch(
      /2 memberships \(the organization role .*\): root@example.com in Research, more.money/,
    );
    expect(workdir.progress.join("\n")).toContain("Reading the members of workspaces: 0 of 27 ...");
  });

  it("imports an organization once: a second import declares nothing, and writes no file", async () => {
    const workdir = await workdirWith(uglySeed());
    await importOrganization(workdir.io, options);
    const program = await workdir.file("organization.ts");
    await workdir.write("state.json", await stateAfter(workdir));
    workdir.printed.length = 0;
    await importOrganization(workdir.io, options);
    expect(workdir.printed[0]).toMatch(
      /^Nothing to import from organization [0-9a-f-]{36}: no file was written\.$/,
    );
    expect(workdir.printed).toContain("  26 workspaces (already managed by state.json)");
    expect(await workdir.file("organization.ts")).toBe(program);
    expect(workdir.emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("declares active and inactive keys when they are selected", async () => {
    const workdir = await workdirWith(uglySeed());
    await importOrganization(workdir.io, { ...options, kinds: ["keys", "workspaces"] });
    const program = await workdir.file("organization.ts");
    expect(program.match(/new anthropic\.ApiKey\(/g)).toHaveLength(3);
    expect(program).toMatch(
      /new anthropic\.ApiKey\("deploy", \{\n {2}apiKeyId: "apikey_\w+",\n {2}name: "deploy",\n {2}status: "\w+",\n {2}workspace: research,\n\}\);/,
    );
    expect(workdir.printed.join("\n")).toContain("1 archived API key (cannot be activated again): old");
    expect(compilerErrors(workdir.io.cwd, ["organization.ts"])).toEqual([]);
    expect(requests(workdir.emulator)).toEqual({ "GET workspaces": 1, "GET api_keys": 1 });
  });
});

describe("a selection", () => {
  it("imports a selected workspace with its memberships, but no users by default", async () => {
    const workdir = await workdirWith("sample");
    await importOrganization(workdir.io, { ...options, workspace: ["Production"] });
    const { resources } = await importFile(workdir);
    expect(resources.map(({ name }) => name)).toEqual([
      "production",
      "aisha-bello-production",
      "priya-nair-production",
      "tomas-novak-production",
    ]);
    expect(await workdir.file("organization.ts")).toContain('email: "aisha.bello@example.com",');
    expect(requests(workdir.emulator)).toEqual({
      "GET workspaces": 1,
      "GET users": 1,
      "GET workspaces/ID/members": 1,
      "GET rate_limits": 1,
      "GET spend_limits": 1,
      "GET workspaces/ID/rate_limits": 1,
      "GET external_keys": 1,
    });
    const id = resources[0]?.id ?? "";
    await importOrganization(workdir.io, { ...options, workspace: [id], kinds: ["users"], force: true });
    expect((await importFile(workdir)).resources.map(({ name }) => name)).toEqual([
      "aisha-bello",
      "priya-nair",
      "tomas-novak",
    ]);
    const kinds = ["workspaces", "invitations", "groups"] as const;
    await importOrganization(workdir.io, { ...options, workspace: [id], kinds, force: true });
    expect(workdir.printed).toEqual(
      expect.arrayContaining([
        "  all invitations (not part of a workspace)",
        "  all RBAC groups (not part of a workspace)",
      ]),
    );
  });

  it("imports the objects whose name or email matches a pattern", async () => {
    const workdir = await workdirWith("sample");
    await importOrganization(workdir.io, { ...options, match: "*.NOVAK@*" });
    expect((await importFile(workdir)).resources.map(({ name }) => name)).toEqual(["tomas-novak"]);
    expect(requests(workdir.emulator)["GET workspaces/ID/members"]).toBe(undefined);
  });

  it("fails with the reason when a named workspace cannot be declared, after the others were written", async () => {
    const workdir = await workdirWith({
      version: 1,
      workspaces: [
        { id: "wrkspc_ours", name: "Research" },
        { id: "wrkspc_old", name: "Prototype", archived_at: "2026-01-02T00:00:00Z" },
      ],
    });
    const of = (...workspace: string[]) =>
      importOrganization(workdir.io, { ...options, workspace, force: true });
    const archived = 'cannot import workspace "Prototype" (wrkspc_old): archiving is final.';
    await expect(of("Prototype")).rejects.toThrow(`${archived} Nothing was written.`);
    expect(workdir.printed[0]).toMatch(/^Nothing to import from organization /);
    await expect(workdir.file("organization.ts")).rejects.toThrow("ENOENT");

    await expect(of("Prototype", "Research")).rejects.toThrow(`${archived} The other objects were written.`);
    expect((await importFile(workdir)).resources.map(({ name }) => name)).toEqual(["research"]);
    expect(workdir.printed).toContain("  1 archived workspace (archiving is final): Prototype");

    // What a stack manages already is not an error.
    await workdir.write("state.json", await stateAfter(workdir));
    await of("Research");
    expect(workdir.printed.at(-1)).toContain("API keys");
    expect(workdir.printed).toContain(
      "Not read: spend limits, because this organization has no access to the Spend Limits API, which is in early access.",
    );
  });

  it("fails when no object matches the pattern, or none of those that match can be declared", async () => {
    const workdir = await workdirWith(uglySeed());
    const matching = (match: string) => importOrganization(workdir.io, { ...options, match });
    await expect(matching("nothing*")).rejects.toThrow(
      'cannot import "nothing*": no selected object has a name or an email address that matches. Nothing was written. Correct --match, or select other kinds with --kinds.',
    );
    expect(workdir.printed).toEqual([]);
    await expect(matching("Prototype")).rejects.toThrow(
      'cannot import "Prototype": no object that matches can be declared, for the reasons above. Nothing was written.',
    );
    expect(workdir.printed).toContain("  1 archived workspace (archiving is final): Prototype");
  });

  it("rejects the ID of a workspace that the organization does not have", async () => {
    const workdir = await workdirWith("sample");
    await expect(importOrganization(workdir.io, { ...options, workspace: ["Productoin"] })).rejects.toThrow(
      'cannot import workspace "Productoin": the organization has none of this name. Nothing was written.',
    );
  });
});

describe("next to objects that stacks manage", () => {
  it("excepts a member whom another resource declares from the list", async () => {
    const workdir = await workdirWith("sample");
    const { workspaces, users } = workdir.emulator.organization().state();
    const production = workspaces.find(({ name }) => name === "Production")?.id ?? "";
    const aisha = users.find(({ email }) => email.startsWith("aisha"))?.id ?? "";
    await workdir.write(
      "state.json",
      stateOf([
        { kind: "Workspace", name: "production", id: production, outputs: {} },
        {
          kind: "WorkspaceMember",
          name: "aisha",
          id: `${production}/${aisha}`,
          outputs: { workspace: production, userId: aisha, email: "aisha.bello@example.com" },
        },
      ]),
    );
    const part: ImportOptions = { ...options, workspace: ["Production"], style: "list" };
    await importOrganization(workdir.io, part);
    expect(await workdir.file("organization.ts")).toContain(`
new anthropic.WorkspaceMembers("production", {
  workspace: "${production}",
  members: [
    { email: "priya.nair@example.com", role: "workspace_restricted_developer" },
    { email: "tomas.novak@example.com", role: "workspace_admin" },
  ],
  except: ["aisha.bello@example.com"],
});
`);
  });

  it("uses no resource name of the stack", async () => {
    const outputs = { email: "taken@example.com" };
    const taken = { kind: "Member", name: "tomas-novak", id: "taken@example.com", outputs };
    const workdir = await workdirWith("sample", stateOf([taken]));
    await importOrganization(workdir.io, { ...options, match: "tomas*" });
    expect((await importFile(workdir)).resources.map(({ name }) => name)).toEqual([
      "tomas-novak-example-com",
    ]);
  });

  it("rejects the key of another organization after the first request", async () => {
    const outputs = { __organization: "11111111-2222-4333-8444-555555555555" };
    const workdir = await workdirWith(
      "sample",
      stateOf([{ kind: "Workspace", name: "w", id: "wrkspc_1", outputs }]),
    );
    await expect(importOrganization(workdir.io, options)).rejects.toThrow(
      /^The credential belongs to organization [0-9a-f-]{36}, but the stack state.json manages 11111111-2222-4333-8444-555555555555\. Nothing was written\./,
    );
    expect(workdir.emulator.requests).toHaveLength(1);
  });

  it("overwrites files only with `force`", async () => {
    const workdir = await workdirWith("sample");
    await workdir.write("organization.import.json", "mine");
    await expect(importOrganization(workdir.io, options)).rejects.toThrow(
      "cannot write organization.import.json: the file exists. Nothing was written.",
    );
    await expect(workdir.file("organization.ts")).rejects.toThrow("ENOENT");
    expect(await workdir.file("organization.import.json")).toBe("mine");
    await importOrganization(workdir.io, { ...options, force: true });
    expect((await importFile(workdir)).resources).not.toEqual([]);
  });
});

it("rejects a missing credential before any request", async () => {
  const workdir = await workdirWith("sample");
  const io = { ...workdir.io, env: { ...workdir.io.env, ANTHROPIC_ADMIN_KEY: undefined } };
  await expect(importOrganization(io, options)).rejects.toThrow("There is no key for the Admin API.");
  expect(workdir.emulator.requests).toEqual([]);
});

it("imports 100 workspaces, 5000 users, 2000 memberships and 50 invitations with 211 requests", async () => {
  const emailOf = (index: number) => `user${index}@example.com`;
  const workdir = await workdirWith({
    version: 1,
    users: Array.from({ length: 5000 }, (_, index) => ({
      email: emailOf(index),
      role: index === 0 ? "admin" : "developer",
    })),
    workspaces: Array.from({ length: 100 }, (_, index) => ({
      id: `wrkspc_${index}`,
      name: `Team ${index % 90}`,
    })),
    members: Array.from({ length: 2000 }, (_, index) => ({
      workspace_id: `wrkspc_${index % 100}`,
      user_id: emailOf(1 + index * 2),
      workspace_role: "workspace_developer",
    })),
    invites: Array.from({ length: 50 }, (_, index) => ({ email: `invited${index}@example.com` })),
    api_keys: Array.from({ length: 1000 }, (_, index) => ({ name: `key ${index}` })),
  });
  await importOrganization(workdir.io, options);
  expect(workdir.emulator.requests).toHaveLength(211);
  expect((await importFile(workdir)).resources).toHaveLength(100 + 2000 + 4999 + 50);
  expect(workdir.printed.join("\n")).toContain("PULUMI_SKIP_CHECKPOINTS=true pulumi import");
  // Each program compiles in the tests above. A large one has many similar names.
  const program = await workdir.file("organization.ts");
  const variables = [...program.matchAll(/^const (\S+) = /gm)].map(([, name]) => name);
  expect(variables.length).toBeGreaterThan(100);
  expect(new Set(variables).size).toBe(variables.length);
}, 120_000);

describe("a secret in the name or a tag of an object", () => {
  const secret = "sk-ant-api03-Hunter2Hunter2Hunter2";
  const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.Hunter2";

  it("a secret in a name or a tag is neither in the program nor in the import file, and its object is listed as left out", async () => {
    const workspaces = [
      { name: `Lab ${secret}`, id: "wrkspc_named" },
      { name: `Split sk-\u200bant-api03-Hunter2Hunter2`, id: "wrkspc_split" },
      { name: "Tagged", id: "wrkspc_tagged", tags: { token } },
      { name: "Keyed", id: "wrkspc_keyed", tags: { [secret]: "x" } },
    ];
    const api_keys = [
      { name: `old ${secret}`, scope: { type: "workspace" as const, workspace_id: "wrkspc_tagged" } },
    ];
    const workdir = await workdirWith({ version: 1, workspaces, api_keys });
    await importOrganization(workdir.io, { ...options, kinds: ["workspaces", "keys"] });
    const program = await workdir.file("organization.ts");
    const state = await workdir.file("organization.import.json");
    for (const text of [program, state, workdir.printed.join("\n")]) {
      expect(text).not.toMatch(/hunter2/i);
    }
    expect(program).toContain('name: "Tagged"');
    expect(program).toContain('name: "Keyed"');
    expect(program).not.toContain("tags");
    expect(program).toContain('new anthropic.ApiKey("old-secret"');
    expect(workdir.printed.join("\n")).toContain(
      "2 workspaces (seems to contain a secret; change it in the Console, and revoke the secret, which others may have seen): Lab [secret], Split [secret]",
    );
    expect(workdir.printed.join("\n")).toContain("`tags` of Keyed, `tags` of Tagged, `name` of old [secret]");
  });
});
