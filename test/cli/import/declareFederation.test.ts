import { expect, it } from "vitest";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { importOrganization } from "../../../cli/import/importOrganization.ts";
import { driftOptions } from "../drift/managedOrganization.ts";
import { federationWorkdir } from "../organization/federationSeed.ts";
import { stateOf } from "../workdir.ts";

const importOptions = { style: "each", program: "organization.ts", importFile: "import.json" } as const;

it("declares issuers and rules with their defaults, and refers to issuers and workspaces", async () => {
  const { io, emulator, file, write, printed } = await federationWorkdir();
  await write("state.json", stateOf());
  await importOrganization(io, { ...importOptions, state: ["state.json"] });
  const program = await file("organization.ts");
  expect(program).toContain(
    "// With `onDelete` or `retainOnDelete`, deleting a resource leaves its object unchanged.",
  );
  const federation = program.slice(program.indexOf("// Federation"));
  expect(federation).toMatchInlineSnapshot(`
    "// Federation
    const ci = new anthropic.FederationIssuer("ci", {
      name: "ci",
      issuerUrl: "https://ci.example.com",
      jwks: { type: "discovery" },
      checkJti: false,
      maxJwtLifetimeSeconds: 3600,
      onDelete: "retain",
    });
    const inline = new anthropic.FederationIssuer("inline", {
      name: "inline",
      issuerUrl: "https://inline.example.com",
      jwks: {
        type: "inline",
        keys: [{ kty: "RSA", kid: "1", n: "AQAB", e: "AQAB" }],
      },
      checkJti: true,
      maxJwtLifetimeSeconds: 3600,
      onDelete: "retain",
    });
    new anthropic.FederationRule("all", {
      name: "all",
      issuer: inline,
      serviceAccount: deploy,
      match: { condition: "claims.protected" },
      oauthScope: "workspace:inference",
      appliesToAllWorkspaces: true,
      tokenLifetimeSeconds: 3600,
      onDelete: "retain",
    });
    new anthropic.FederationRule("two", {
      name: "two",
      issuer: ci,
      serviceAccount: deploy,
      match: { subjectPrefix: "job:*", claims: { ref: "main" } },
      oauthScope: "workspace:developer",
      workspaces: [lab, live],
      appliesToAllWorkspaces: false,
      description: "Deploys",
      tokenLifetimeSeconds: 600,
      onDelete: "retain",
    });
    "
  `);
  expect(printed.join("\n")).toContain(
    "1 federation issuer (only the Console can manage an issuer of a rule with the scope org:admin)",
  );
  expect(printed.join("\n")).toContain(
    "1 federation rule (only the Console can manage rules with the scope org:admin)",
  );
  expect(emulator.requests.filter(({ method }) => method !== "GET")).toEqual([]);

  // The import file makes a state without drift.
  const { resources } = JSON.parse(await file("import.json"));
  const managed = resources.map(({ type, ...rest }: { type: string }) => ({
    ...rest,
    kind: type.split(":")[2],
  }));
  await write("state.json", stateOf(managed));
  emulator.organization().console.archiveFederationRule("all");
  emulator.organization().console.updateFederationIssuer("ci", { maxJwtLifetimeSeconds: 60 });
  const { report } = await reportDrift(io, driftOptions);
  expect(
    report.findings
      .filter(({ kind }) => kind.startsWith("Federation"))
      .map(({ category, kind, name }) => `${category} ${kind} ${name}`),
  ).toEqual([
    "changed FederationIssuer ci",
    "removed FederationRule all",
    "unmanaged FederationRule root",
    "unmanaged FederationIssuer bootstrap",
  ]);
  emulator.organization().console.updateFederationIssuer("ci", { checkJti: true });
  const again = (await reportDrift(io, driftOptions)).report.findings;
  expect(again.find(({ name }) => name === "ci")).toMatchObject({
    category: "changed",
    differences: [
      { property: "checkJti", declared: false, actual: true },
      // The default of the API, which the program declares as well.
      { property: "maxJwtLifetimeSeconds", declared: 3_600, actual: 60 },
    ],
  });
});

it("declares no federation if `--kinds` does not name it", async () => {
  const { io, file, write } = await federationWorkdir();
  await write("state.json", stateOf());
  await importOrganization(io, { ...importOptions, state: ["state.json"], kinds: ["workspaces"] });
  expect(await file("organization.ts")).not.toContain("Federation");
});

it("declares with `--workspace` the rules of these workspaces only, their issuers and service accounts", async () => {
  const { io, file, write, printed } = await federationWorkdir();
  await write("state.json", stateOf());
  const options = { ...importOptions, state: ["state.json"], force: true };
  await importOrganization(io, { ...options, workspace: ["Lab"] });
  expect(await file("organization.ts")).not.toMatch(/new anthropic\.(Federation|ServiceAccount)/);
  expect(printed).toContain("  2 federation rules (also for workspaces that are not selected): all, two");
  printed.length = 0;
  await importOrganization(io, { ...options, workspace: ["Lab", "Live"] });
  const program = await file("organization.ts");
  expect(
    [...program.matchAll(/new anthropic\.(\w+)\(\s*"(\w+)"/g)].map(([, kind, name]) => `${kind} ${name}`),
  ).toEqual([
    "ServiceAccount deploy",
    "Workspace lab",
    "Workspace live",
    "FederationIssuer ci",
    "FederationRule two",
  ]);
  expect(program).toContain("  issuer: ci,\n  serviceAccount: deploy,\n");
  expect(printed).toContain("  1 federation rule (also for workspaces that are not selected): all");
});
