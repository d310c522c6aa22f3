import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as published from "../provider/index.ts";
import { kinds } from "../provider/registry.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const readme = read("README.md");
const examples = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => ({ name: entry.name, program: read(`examples/${entry.name}/index.ts`) }));

const classes: ReadonlyMap<string, unknown> = new Map(Object.entries(published));

/** The file in emulator/routes/ that serves a resource type. */
const routes: Readonly<Record<keyof typeof kinds, string>> = {
  ApiKey: "apiKeys",
  ComplianceSettings: "complianceSettings",
  ExternalKey: "externalKeys",
  FederationIssuer: "federationIssuers",
  FederationRule: "federationRules",
  Invite: "invites",
  Member: "users",
  ServiceAccount: "serviceAccounts",
  RbacGroup: "rbacGroups",
  RbacGroupMembers: "rbacGroupMembers",
  SpendLimit: "spendLimits",
  Workspace: "workspaces",
  WorkspaceMember: "members",
  WorkspaceMembers: "members",
  WorkspaceRateLimit: "rateLimits",
  WorkspaceServiceAccount: "serviceAccountMembers",
};

/** Files of cli/ and emulator/ without a test at the same path, and why they need none. */
const withoutOwnTest: Readonly<Record<string, string>> = {
  "cli/commands/commands.ts": "a list; index.test.ts compares it with the help",
  "cli/commands/detach.ts": "options only; tested through cli/detach",
  "cli/commands/recover.ts": "options only; tested through cli/recover",
  "cli/drift/categories.ts": "constants",
  "cli/drift/difference.ts": "types",
  "cli/output/exitCodes.ts": "constants",
  "cli/user/report.ts": "types",
  "cli/whoami/report.ts": "types",
  "emulator/assumptions.ts": "types and defaults; the tests of the routes switch each assumption",
  "emulator/complianceJson.ts": "types",
  "emulator/console/definition.ts": "types",
  "emulator/control/action.ts": "one function; consoleRoutes.test.ts calls every action",
  "emulator/credentialKind.ts": "a type; authentication.test.ts sends credentials of each kind",
  "emulator/definition.ts": "types",
  "emulator/externalKeysJson.ts": "types",
  "emulator/federationJson.ts": "types",
  "emulator/historyJson.ts":
    "types, and defaults that federationSeed.test.ts and serviceAccountSeed.test.ts check",
  "emulator/index.ts": "exports",
  "emulator/json.ts": "types",
  "emulator/rateLimitsJson.ts": "types",
  "emulator/rbacJson.ts": "types",
  "emulator/reportsJson.ts": "types",
  "emulator/routes/index.ts": "a list",
  "emulator/routes/organization.ts": "one route; sdk.test.ts requests it",
  "emulator/schemas/compliance.ts": "schemas; routes/complianceSettings.test.ts sends them",
  "emulator/schemas/externalKeys.ts":
    "schemas; routes/externalKeys.test.ts and externalKeySeed.test.ts send them",
  "emulator/schemas/history.ts": "a schema; federationSeed.test.ts and serviceAccountSeed.test.ts send it",
  "emulator/schemas/keyUse.ts": "a schema; routes/usage.test.ts sends it",
  "emulator/schemas/rbac.ts": "schemas; routes/rbacGroups.test.ts and rbacSeed.test.ts send them",
  "emulator/schemas/roles.ts": "constants; routes/users.test.ts sends roles of both types of organizations",
  "emulator/saved.ts": "types",
  "emulator/schemas/saved.ts": "a schema; resume.test.ts checks documents",
  "emulator/schemas/seed.ts": "a schema; fullSeed.test.ts sends it",
  "emulator/routes/cursorPage.ts": "one function; the tests of lists with opaque cursors read its pages",
  "emulator/schemas/federation.ts":
    "schemas; routes/federationIssuers.test.ts, routes/federationRules.test.ts and federationSeed.test.ts send them",
  "emulator/schemas/serviceAccounts.ts":
    "schemas; routes/serviceAccounts.test.ts and serviceAccountSeed.test.ts send them",
  "emulator/schemas/spendLimits.ts":
    "schemas; routes/spendLimits.test.ts and spendLimitSeed.test.ts send them",
  "emulator/seed.ts": "types",
  "emulator/settings.ts": "types",
  "emulator/serviceAccountsJson.ts": "types",
  "emulator/spendLimitsJson.ts": "types",
  "emulator/state/archivable.ts":
    "a base class; serviceAccounts.test.ts, federationIssuers.test.ts and federationRules.test.ts use it",
  "emulator/usage/analyticsQuery.ts": "the query of one route; routes/analytics.test.ts sends it",
  "emulator/usage/buckets.ts":
    "buckets of the reports; routes/usage.test.ts and routes/cost.test.ts test them",
  "emulator/usage/filters.ts": "filters of the reports; routes/usage.test.ts tests them",
  "emulator/usage/recorded.ts": "recorded uses; routes/usage.test.ts tests them",
  "emulator/usage/sources.ts":
    "generated uses; routes/usage.test.ts and routes/cost.test.ts compare their sums",
};

describe.each(Object.entries(kinds))("resource type %s", (name, resource) => {
  const file = name.charAt(0).toLowerCase() + name.slice(1);

  test("the resource type is registered under the name that states contain", () => {
    expect(resource.kind).toBe(name);
  });

  test("the resource type has an exported class", () => {
    expect(classes.has(name)).toBe(true);
  });

  test("the class has the type that policies compare with, and recognizes its resources by it", () => {
    const type = `pulumi-nodejs:dynamic/anthropic:${name}`;
    const resourceClass = classes.get(name) as typeof published.Workspace;
    expect(resourceClass.__pulumiType).toBe(type);
    expect(resourceClass.isInstance({ __pulumiType: type })).toBe(true);
    for (const other of [{ __pulumiType: `${type}s` }, {}, null, undefined, type]) {
      expect(resourceClass.isInstance(other)).toBe(false);
    }
  });

  test("the resource type has a folder and tests of its own", () => {
    expect(existsSync(join(root, `provider/resources/${file}/index.ts`))).toBe(true);
    expect(readdirSync(join(root, `test/provider/resources/${file}`)).length).toBeGreaterThan(0);
  });

  test("a type test compares the arguments with the schema", () => {
    expect(read("test/provider/resources/args.test.ts")).toContain(`Accepted["${name}"]`);
  });

  test("the emulator has a route for the resource type", () => {
    const route = routes[name as keyof typeof kinds];
    expect(existsSync(join(root, `emulator/routes/${route}.ts`))).toBe(true);
  });

  test("an example uses the resource type", () => {
    expect(examples.filter(({ program }) => program.includes(`new anthropic.${name}(`))).not.toEqual([]);
  });

  test("the README has a row with a link to the reference page", () => {
    expect(readme).toContain(`| [\`${name}\`](docs/reference/${name}.md) |`);
  });

  test("the class has a doc comment directly above it", () => {
    expect(read(`provider/resources/${file}/index.ts`)).toMatch(
      new RegExp(`\\*/\nexport class ${name} extends`),
    );
  });
});

describe("source files", () => {
  test.each([
    { folders: ["provider", "cli", "emulator", "tools", "bench", "examples"], lines: 350 },
    { folders: ["test"], lines: 600 },
  ])("no file in $folders has more than $lines lines", ({ folders, lines }) => {
    const long = folders
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
          join(folder, file),
        ),
      )
      .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
      .filter((file) => read(file).trimEnd().split("\n").length > lines);
    expect(long).toEqual([]);
  });

  test("every file and folder in ARCHITECTURE.md exists", () => {
    const folders = [
      "",
      "provider",
      "provider/kernel",
      "provider/api",
      "provider/settings",
      "cli",
      "emulator",
    ];
    const named = [...read("ARCHITECTURE.md").matchAll(/`([\w./-]+(?:\.ts|\/))`/g)].map(
      ([, path = ""]) => path,
    );
    const missing = named.filter(
      (path) => !path.includes("NAME") && !folders.some((folder) => existsSync(join(root, folder, path))),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });

  test.each(["cli", "emulator"])(
    "every file in %s/ with logic of its own has a test at the same path",
    (folder) => {
      const untested = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => join(folder, file))
        .filter((file) => !existsSync(join(root, "test", file.replace(/\.ts$/, ".test.ts"))));
      const listed = Object.keys(withoutOwnTest).filter((file) => file.startsWith(`${folder}/`));
      expect(untested.toSorted()).toEqual(listed.toSorted());
    },
  );

  test("every example has a test of its own", () => {
    for (const { name } of examples)
      expect(existsSync(join(root, `test/examples/${name}.test.ts`))).toBe(true);
  });

  test("only one file of the provider interprets HTTP status codes", () => {
    const offenders = readdirSync(join(root, "provider"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && file !== join("api", "judge.ts"))
      .filter((file) => /\bstatus\s*(===|!==|<|>|>=|<=)\s*[1-5]\d\d\b/.test(read(join("provider", file))));
    expect(offenders).toEqual([]);
  });
});
