import { describe, expect, it } from "vitest";
import { startConsole } from "./setup.ts";

async function start() {
  const { organization, admin } = await startConsole();
  admin.createServiceAccount({ name: "deploy" });
  admin.createFederationIssuer({ name: "ci", issuerUrl: "https://ci.example.com" });
  const rule = { name: "main", issuer: "ci", serviceAccount: "deploy", match: { claims: { ref: "main" } } };
  return { organization, admin, rule };
}

describe("federationActions", () => {
  it("create, change and archive issuers and rules, also with the scope org:admin", async () => {
    const { organization, admin, rule } = await start();
    const { id } = admin.createFederationRule({ ...rule, oauthScope: "org:admin" });
    const { default_workspace, workspaces } = organization.state();
    expect(organization.state().federation_rules).toMatchObject([
      { id, oauth_scope: "org:admin", issuer_name: "ci", workspace_ids: [default_workspace.id] },
    ]);
    const research = workspaces.find(({ name }) => name === "Research")?.id;
    const changes = { workspaces: ["Research"], description: "Deploys", tokenLifetimeSeconds: 60 };
    expect(admin.updateFederationRule("main", changes)).toMatchObject({
      workspace_ids: [research],
      description: "Deploys",
      token_lifetime_seconds: 60,
      oauth_scope: "org:admin",
    });
    expect(admin.updateFederationIssuer("ci", { maxJwtLifetimeSeconds: 60 })).toMatchObject({
      max_jwt_lifetime_seconds: 60,
      check_jti: true,
    });
    expect(() => admin.archiveFederationIssuer("ci")).toThrow(
      'The federation rule "main" still uses the issuer "ci".',
    );
    expect(() => admin.archiveServiceAccount("deploy")).toThrow(
      'The federation rule "main" still targets the service account "deploy".',
    );
    const archived = admin.archiveFederationRule(id);
    expect(admin.archiveFederationRule("main")).toEqual(archived);
    const issuer = admin.archiveFederationIssuer("ci");
    expect(admin.archiveFederationIssuer("ci")).toEqual(issuer);
    expect(admin.archiveServiceAccount("deploy").archived_at).not.toBeNull();
  });

  it("reject names in use, and what does not exist or is archived", async () => {
    const { admin, rule } = await start();
    admin.createFederationRule({ ...rule, appliesToAllWorkspaces: true });
    expect(() => admin.createFederationRule(rule)).toThrow('A federation rule has the name "main".');
    expect(() => admin.createFederationIssuer({ name: "ci", issuerUrl: "https://x" })).toThrow(
      'A federation issuer has the name "ci".',
    );
    expect(() => admin.createFederationRule({ ...rule, name: "x", issuer: "none" })).toThrow(
      'There is no federation issuer "none".',
    );
    expect(() => admin.archiveFederationRule("none")).toThrow('There is no federation rule "none".');
    admin.archiveFederationRule("main");
    expect(() => admin.updateFederationRule("main", {})).toThrow('"main" is archived.');
    admin.archiveFederationIssuer("ci");
    expect(() => admin.updateFederationIssuer("ci", {})).toThrow('"ci" is archived.');
    expect(() => admin.createFederationRule({ ...rule, name: "y" })).toThrow('"ci" is archived.');
  });
});
