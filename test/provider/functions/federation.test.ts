import { expect, test, vi } from "vitest";
import {
  getFederationIssuers,
  getFederationIssuersOutput,
  getFederationRules,
  getFederationRulesOutput,
} from "../../../provider/index.ts";
import { tokenEnv } from "../harness/index.ts";
import { reader, settled } from "./reader.ts";

/** A program with an OAuth token, in an organization with two issuers and three rules. */
async function withFederation() {
  const program = await reader();
  for (const [name, value] of Object.entries(tokenEnv(program.emulator, "oauth"))) vi.stubEnv(name, value);
  const { console: admin } = program;
  const lab = admin.createWorkspace({ name: "Lab" }).id;
  const account = admin.createServiceAccount({ name: "deploy" }).id;
  const ci = admin.createFederationIssuer({ name: "ci", issuerUrl: "https://ci.example.com" }).id;
  admin.createFederationIssuer({ name: "old", issuerUrl: "https://old.example.com" });
  admin.archiveFederationIssuer("old");
  const rule = { issuer: "ci", serviceAccount: "deploy", match: { claims: { ref: "main" } } };
  admin.createFederationRule({ ...rule, name: "lab", workspaces: ["Lab"], description: "Lab" });
  admin.createFederationRule({ ...rule, name: "all", appliesToAllWorkspaces: true });
  admin.createFederationRule({ ...rule, name: "root", oauthScope: "org:admin" });
  return { ...program, lab, account, ci };
}

test("getFederationIssuers filters by name and URL, and includes archived ones on request, with one list", async () => {
  const { requests, ci } = await withFederation();
  const names = async (args: Parameters<typeof getFederationIssuers>[0] = {}) =>
    (await getFederationIssuers(args)).map(({ name }) => name).toSorted();
  expect(await names()).toEqual(["ci"]);
  expect(await names({ includeArchived: true })).toEqual(["ci", "old"]);
  expect(await names({ issuerUrl: "https://ci.example.com/" })).toEqual([]);
  expect(await settled(getFederationIssuersOutput({ name: "ci" }))).toEqual([
    {
      id: ci,
      name: "ci",
      issuerUrl: "https://ci.example.com",
      jwks: { type: "discovery" },
      checkJti: true,
      maxJwtLifetimeSeconds: 3600,
      pollingPausedAt: undefined,
      consecutiveFailures: undefined,
      lastFetchedAt: undefined,
      createdAt: expect.any(String),
      archivedAt: undefined,
    },
  ]);
  expect(requests()).toEqual(["GET /federation_issuers"]);
});

test("getFederationRules lists rules with their workspaces, also those of the Console, with one list", async () => {
  const { requests, lab, account, ci } = await withFederation();
  const names = async (args: Parameters<typeof getFederationRules>[0] = {}) =>
    (await getFederationRules(args)).map(({ name }) => name).toSorted();
  expect(await names()).toEqual(["all", "lab", "root"]);
  expect(await names({ workspace: lab })).toEqual(["all", "lab"]);
  expect(await names({ issuer: ci, serviceAccount: account })).toEqual(["all", "lab", "root"]);
  expect(await names({ issuer: "fdis_01other" })).toEqual([]);
  expect(await settled(getFederationRulesOutput({ name: "lab" }))).toEqual([
    {
      id: expect.stringMatching(/^fdrl_/),
      name: "lab",
      description: "Lab",
      issuer: ci,
      serviceAccount: account,
      match: { claims: { ref: "main" } },
      oauthScope: "workspace:developer",
      workspaces: [lab],
      appliesToAllWorkspaces: false,
      tokenLifetimeSeconds: 3600,
      createdAt: expect.any(String),
      archivedAt: undefined,
    },
  ]);
  expect(requests()).toEqual(["GET /federation_rules"]);
});

test("the functions of federation reject an Admin key before any request, and wrong arguments", async () => {
  const { requests } = await reader();
  requests();
  await expect(getFederationIssuers()).rejects.toThrow("is an Admin API key");
  await expect(getFederationRules()).rejects.toThrow("is an Admin API key");
  await expect(getFederationRules({ issuer: "ci" })).rejects.toThrow("`issuer`");
  expect(requests()).toEqual([]);
});
