import { describe, expect, test } from "vitest";
import { kernelKeys } from "../../../../provider/kernel/stateKeys.ts";
import { unknown } from "../../../../provider/kernel/unknown.ts";
import { federationIssuer as FederationIssuer } from "../../../../provider/resources/federationIssuer/plan.ts";
import { federationRule as FederationRule } from "../../../../provider/resources/federationRule/plan.ts";
import {
  create,
  failures,
  lookupFailures,
  organizationWithFederation,
  preview,
  up,
} from "../../harness/index.ts";

const github = "https://token.actions.githubusercontent.com";
const origin = (name: string) => ({ [kernelKeys.origin]: `acme/dev::${name}` });

describe("FederationRule check", () => {
  test.each([
    [{ name: "Main" }, "`name`: must consist of lowercase letters"],
    [
      { match: { audience: "a" } },
      "must have `subjectPrefix`, `claims` or `condition`, since `audience` alone",
    ],
    [{ match: { subjectPrefix: "*" } }, "`match.subjectPrefix`: must not be `*` alone"],
    [{ match: { claims: {} } }, "`match.claims`: must have a claim"],
    [{ match: { claims: { run: 1 } } }, "use `condition` for others"],
    [{ match: { condition: "true" } }, "`match.condition`: must refer to `claims`"],
    [{ match: { claims: { " repository": "acme/app" } } }, "must not have spaces"],
    [{ match: { subject: "x" } }, "has no property `subject`"],
    [{ oauthScope: "org:admin" }, "can only be managed in the Console"],
    [{ oauthScope: "workspace:developer org:admin" }, "can only be managed in the Console"],
    [{ oauthScope: "everything" }, "must be `workspace:developer`, `workspace:inference` or"],
    [{ tokenLifetimeSeconds: 59 }, "must be a whole number of seconds from 60 to 86400"],
    [{ tokenLifetimeSeconds: 86_401 }, "must be a whole number of seconds from 60 to 86400"],
    [{ workspaces: [] }, "must have a workspace. To stop the rule, delete the resource"],
    [
      { workspaces: ["default"] },
      'The one of the default workspace is `getWorkspaceOutput({ name: "Default" }).id`',
    ],
    [{ workspaces: undefined }, "Set `workspaces`, or `appliesToAllWorkspaces: true`"],
    [{ appliesToAllWorkspaces: true }, "Set `workspaces` or `appliesToAllWorkspaces: true`, not both."],
    [{ issuer: "ci" }, "`issuer`: must be an ID that begins with `fdis_`"],
    [{ serviceAccount: "deployer" }, "`serviceAccount`: must be an ID that begins with `svac_`"],
  ])("rejects %j", async (more, reason) => {
    const { process, rule, requests } = await organizationWithFederation();
    requests();
    expect(failures(process(), FederationRule, { ...rule, ...more }).join("\n")).toContain(reason);
    expect(requests()).toEqual([]);
  });

  test("normalizes the workspaces as a set", async () => {
    const { process, rule, a, b } = await organizationWithFederation();
    const given = { ...rule, ...origin("it"), workspaces: [b, a, b] };
    expect(FederationRule.check(process(), {}, given).inputs["workspaces"]).toEqual([a, b].sort());
  });

  const identified = { subjectPrefix: "repo:acme/app:environment:production" };
  const unidentified = { claims: { environment: "production" } };

  test("rejects conditions that identify no tenant of a shared issuer that the program creates", async () => {
    const { process, rule } = await organizationWithFederation();
    const checked = (issuerUrl: string, match: object) => {
      const session = process();
      const issuer = { name: "shared", issuerUrl, ...origin("issuer") };
      expect(failures(session, FederationIssuer, issuer)).toEqual([]);
      return failures(session, FederationRule, { ...rule, issuer: unknown, match, ...origin("rule") });
    };
    expect(checked(github, unidentified).join()).toContain("has tokens of every repository on GitHub");
    expect(checked(github, { subjectPrefix: "repo:acme*" }).join()).toContain("`match.subjectPrefix`:");
    const condition = 'claims.repository.startsWith("acme")';
    expect(checked(github, { condition }).join()).toContain("`match.condition`: `claims.repository");
    expect(checked(github, { claims: { repository: "acme/*" } }).join()).toContain("`match.claims`: `repo");
    expect(checked(github, identified)).toEqual([]);
    expect(checked("https://ci.example.com", unidentified)).toEqual([]);
  });

  test("rejects conditions without a tenant for an issuer that exists, by its ID", async () => {
    const { process, rule, console } = await organizationWithFederation();
    const { id: issuer } = console.createFederationIssuer({ name: "github", issuerUrl: github });
    const found = await lookupFailures(process(), FederationRule, { ...rule, issuer, match: unidentified });
    expect(found.join()).toContain("nothing in `match` says which of them are yours");
    expect(await lookupFailures(process(), FederationRule, { ...rule, issuer, match: identified })).toEqual(
      [],
    );
  });

  test("adopts an existing rule with such conditions, and updates its other properties", async () => {
    const { process, rule, console, notices } = await organizationWithFederation();
    const { id: issuer } = console.createFederationIssuer({ name: "github", issuerUrl: github });
    const wide = {
      ...rule,
      issuer,
      match: { condition: 'claims.repository.startsWith("acme")' },
      onDelete: "retain",
    };
    const { id } = console.createFederationRule({
      name: "deploy",
      issuer,
      serviceAccount: String(rule["serviceAccount"]),
      match: wide.match,
      workspaces: ["A"],
    });
    const adopting = { ...wide, [kernelKeys.adopt]: id, ...origin("rule") };
    const session = process();
    const declared = { name: "github", issuerUrl: github, [kernelKeys.adopt]: issuer, ...origin("issuer") };
    const adoptedIssuer = await create(session, FederationIssuer, declared);
    expect(await lookupFailures(session, FederationRule, adopting)).toEqual([]);
    const adopted = await create(session, FederationRule, adopting);
    expect(adopted.id).toBe(id);
    const next = process();
    await preview(next, adoptedIssuer, declared);
    notices.length = 0;
    const renamed = await up(next, adopted, { ...wide, ...origin("rule"), description: "of many" });
    expect(renamed.outputs["description"]).toBe("of many");
    expect(notices).toEqual([]);
    expect(failures(next, FederationRule, adopting).join()).toBe("");
    expect(notices.join()).toContain("also matches other owner names that begin with acme");
  });

  test("warns about conditions that probably match other tokens, and trims claims", async () => {
    const { process, rule, notices } = await organizationWithFederation();
    const spaces = { ...rule, ...origin("it"), match: { claims: { team: " ml " } } };
    expect(FederationRule.check(process(), {}, spaces).inputs["match"]).toEqual({ claims: { team: "ml" } });
    expect(notices).toEqual([]);
    const wide = { ...rule, match: { subjectPrefix: "job:prod*" } };
    expect(failures(process(), FederationRule, wide)).toEqual([]);
    expect(notices.join()).toContain('also matches names that continue after "job:prod"');
    notices.length = 0;
    expect(failures(process(), FederationRule, wide, wide)).toEqual([]);
    expect(notices).toEqual([]);
  });

  test("rejects an issuer and workspaces that do not exist or are archived", async () => {
    const { process, rule, console, a } = await organizationWithFederation();
    const looked = async (more: object) =>
      (await lookupFailures(process(), FederationRule, { ...rule, ...more })).join();
    expect(await looked({ issuer: "fdis_01none" })).toContain("has no federation issuer fdis_01none");
    expect(await looked({ workspaces: ["wrkspc_01none"] })).toContain("no workspace with this ID");
    console.archiveWorkspace(a);
    expect(await looked({})).toContain("the workspace is archived");
    console.archiveFederationIssuer("ci");
    expect(await looked({})).toMatch(/the federation issuer "ci" \(fdis_\w+\) is archived/);
  });

  test("warns that another issuer archives the rule first", async () => {
    const { process, rule, notices } = await organizationWithFederation();
    const changed = { ...rule, issuer: "fdis_01other" };
    expect(failures(process(), FederationRule, changed, rule)).toEqual([]);
    expect(notices.join()).toContain("Change `name` too");
    notices.length = 0;
    expect(failures(process(), FederationRule, { ...changed, name: "other" }, rule)).toEqual([]);
    expect(notices).toEqual([]);
  });
});
