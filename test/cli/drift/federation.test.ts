import { describe, expect, it } from "vitest";
import { accessOf } from "../../../cli/drift/access.ts";
import { unmanagedFederation } from "../../../cli/drift/federation.ts";
import { reportHtml } from "../../../cli/drift/html.ts";
import { reportMarkdown } from "../../../cli/drift/markdown.ts";
import { reportDrift } from "../../../cli/drift/reportDrift.ts";
import { reportText } from "../../../cli/drift/text.ts";
import { contextOf } from "./contexts.ts";
import { driftOptions, managedOrganization, rows } from "./managedOrganization.ts";

const seed = {
  version: 1 as const,
  users: [{ email: "admin@example.com", role: "admin" as const }],
  workspaces: [{ name: "Research", id: "wrkspc_1" }],
};
const github = "https://token.actions.githubusercontent.com";

async function start() {
  const managed = await managedOrganization(seed, { kinds: "all", token: "interactiveOauth" });
  const { console: admin } = managed.emulator.organization();
  const account = admin.createServiceAccount({ name: "org-admin", role: "admin" });
  const issuer = admin.createFederationIssuer({ name: "github-admin", issuerUrl: github });
  const createRule = (name = "shadow", oauthScope = "org:admin") =>
    admin.createFederationRule({
      name,
      issuer: issuer.id,
      serviceAccount: account.id,
      oauthScope,
      match: { claims: { repository: "acme/infra" } },
    });
  return { ...managed, admin, account, issuer, createRule };
}

describe("a federation rule with the scope org:admin", () => {
  it("a rule with the scope org:admin is an unmanaged finding that says what it allows and what to do, like its issuer", async () => {
    const { drift, createRule, issuer, account } = await start();
    const rule = createRule();
    const { findings, drift: isDrift } = await drift();
    expect(isDrift).toBe(true);
    const day = rule.created_at.slice(0, 10);
    expect(findings.filter(({ kind }) => kind.startsWith("Federation"))).toEqual([
      {
        category: "unmanaged",
        kind: "FederationRule",
        id: rule.id,
        name: "shadow",
        declarations: [],
        differences: [
          { property: "oauthScope", actual: "org:admin" },
          { property: "serviceAccount", actual: account.id },
          { property: "match", actual: { claims: { repository: "acme/infra" } } },
          { property: "workspaces", actual: rule.workspace_ids },
        ],
        detail: `its access tokens can administer the organization (org:admin): exchanges tokens of github-admin (${github}) that match {"claims":{"repository":"acme/infra"}} for those of the service account org-admin, created ${day}; only the Console can manage it: archive it there, or accept it with \`--accept\``,
      },
      {
        category: "unmanaged",
        kind: "FederationIssuer",
        id: issuer.id,
        name: "github-admin",
        declarations: [],
        differences: [
          { property: "issuerUrl", actual: github },
          { property: "jwks", actual: { type: "discovery" } },
        ],
        detail: `${github}, created ${day}; the rule shadow uses it with the scope org:admin, so only the Console can change it: archive the rule and the issuer there, or accept them with \`--accept\``,
      },
    ]);
    // Before every other unmanaged object, of which a report shows only the first ones.
    expect(findings[0]).toMatchObject({ kind: "FederationRule" });
  });

  it("a rule with the scope org:admin is in the report as text, Markdown and HTML", async () => {
    const { io, createRule } = await start();
    const { id } = createRule();
    const { report, context } = await reportDrift(io, driftOptions);
    const html = reportHtml(report, accessOf(context, report, undefined));
    for (const document of [reportText(report), reportMarkdown(report), html]) {
      expect(document).toContain(id);
      expect(document).toMatch(/can administer the organization/);
      expect(document).toContain("archive it there, or accept it with");
    }
  });

  it("the access table has the rules of each service account, marked if a finding is about one of them", async () => {
    const { io, drift, createRule } = await start();
    createRule("known", "workspace:developer");
    await drift({ accept: true });
    createRule();
    const { report, context } = await reportDrift(io, driftOptions);
    const row = reportHtml(report, accessOf(context, report, undefined))
      .split("<tr")
      .find((each) => each.includes(">service account<"));
    expect(row).toMatch(/^ class="marked">/);
    expect(row).toMatch(
      /<small class="rule mark unmanaged" title="fdrl_[^"]*can administer the organization[^"]*"><b [^>]*>\+<\/b> rule shadow: tokens of github-admin, org:admin<\/small>/,
    );
    expect(row).toMatch(
      /<small class="rule" title="fdrl_\w+">rule known: tokens of github-admin, workspace:developer<\/small>/,
    );
  });

  it("accepted rules with the scope org:admin are reported again if another one is created, and not if nothing changed", async () => {
    const { drift, createRule } = await start();
    createRule();
    await drift({ accept: true });
    expect(rows(await drift())).toEqual([]);
    const { id } = createRule("another");
    expect(rows(await drift())).toEqual([`unmanaged FederationRule ${id}`]);
  });

  it.each<[string, (context: Awaited<ReturnType<typeof start>>, rule: string) => void]>([
    [
      "matches other tokens",
      ({ admin }, rule) => admin.updateFederationRule(rule, { match: { claims: { repository: "evil/x" } } }),
    ],
    [
      "issues tokens of another service account",
      ({ admin }, rule) => {
        const other = admin.createServiceAccount({ name: "other", role: "admin" });
        admin.updateFederationRule(rule, { serviceAccount: other.id });
      },
    ],
    ["gets the scope", ({ admin }, rule) => admin.updateFederationRule(rule, { oauthScope: "org:admin" })],
  ])("an accepted rule with the scope org:admin is reported again if it %s", async (change, act) => {
    const context = await start();
    const { id } = context.createRule("accepted", change === "gets the scope" ? undefined : "org:admin");
    if (change === "gets the scope") {
      context.admin.updateFederationRule(id, { oauthScope: "workspace:developer" });
    }
    await context.drift({ accept: true });
    expect(rows(await context.drift())).toEqual([]);
    act(context, id);
    expect(rows(await context.drift())).toContain(`unmanaged FederationRule ${id}`);
  });

  it("an accepted rule that changed is reported with what changed, until it is accepted again", async () => {
    const { drift, io, file, createRule, admin } = await start();
    const { id } = createRule();
    await drift({ accept: true });
    const entries = async () => JSON.parse(await file("drift.ignore.json")).rules;
    const before = (await entries()).length;
    admin.updateFederationRule(id, { match: { claims: { repository: "acme/fork" } } });
    const { report, context } = await reportDrift(io, driftOptions);
    expect(report.notes).toEqual([]);
    expect(report.findings[0]).toMatchObject({
      differences: expect.arrayContaining([
        {
          property: "match",
          accepted: { claims: { repository: "acme/infra" } },
          actual: { claims: { repository: "acme/fork" } },
        },
      ]),
    });
    const html = reportHtml(report, accessOf(context, report, undefined));
    const words =
      "changed since it was accepted (match.claims.repository: accepted acme/infra, actual acme/fork)";
    for (const document of [reportText(report), reportMarkdown(report), html]) {
      expect(document).toContain(words);
    }
    await drift({ accept: true });
    expect(await entries()).toHaveLength(before);
    expect(rows(await drift())).toEqual([]);
    // The old value is not accepted any more.
    admin.updateFederationRule(id, { match: { claims: { repository: "acme/infra" } } });
    expect(rows(await drift())).toEqual([`unmanaged FederationRule ${id}`]);
  });

  it("an accepted rule with the scope org:admin is reported again if the signing keys of its issuer change", async () => {
    const { drift, createRule, admin, issuer } = await start();
    createRule();
    await drift({ accept: true });
    admin.updateFederationIssuer(issuer.id, {
      jwks: { type: "explicit_url", url: "https://keys.example.net/jwks" },
    });
    expect(rows(await drift())).toEqual([`unmanaged FederationIssuer ${issuer.id}`]);
  });

  it("the finding about an issuer names all of its rules with the scope org:admin", async () => {
    const { drift, createRule, issuer } = await start();
    createRule("one");
    createRule("two");
    createRule("workspace-only", "workspace:developer");
    const { findings } = await drift();
    expect(findings.find(({ id }) => id === issuer.id)?.detail).toMatch(
      /; the rules (one and two|two and one) use it with the scope org:admin, so only the Console can change it: archive the rules and the issuer there/,
    );
    expect(findings.find(({ name }) => name === "workspace-only")?.detail).toMatch(
      /^exchanges tokens of github-admin \(https:.*\) that match \{"claims":\{"repository":"acme\/infra"\}\} for access to .* with workspace:developer, created \d{4}-\d\d-\d\d$/,
    );
  });
});

it("reports nothing of an organization whose federation was not read", () => {
  expect(unmanagedFederation(contextOf({}, {}), () => false)).toEqual([]);
});
