import { describe, expect, test } from "vitest";
import { federationIssuer as FederationIssuer } from "../../../../provider/resources/federationIssuer/plan.ts";
import {
  create,
  destroy,
  drift,
  organizationWithFederation,
  preview,
  refreshed,
  refusal,
  up,
} from "../../harness/index.ts";

const args = { name: "github", issuerUrl: "https://token.actions.githubusercontent.com" };
const base = "/v1/organizations/federation_issuers";

describe("FederationIssuer", () => {
  test("FederationIssuer is created with one write, and stores what the API adds", async () => {
    const { process, writes, state } = await organizationWithFederation();
    const issuer = await create(process(), FederationIssuer, args);
    expect(writes()).toEqual([`POST /federation_issuers {"name":"github","issuer_url":"${args.issuerUrl}"}`]);
    expect(issuer.outputs).toMatchObject({
      ...args,
      jwks: { type: "discovery" },
      checkJti: true,
      maxJwtLifetimeSeconds: 3600,
      status: "active",
      adopted: false,
      __managed: ["name", "issuerUrl"],
    });
    expect(state().federation_issuers.map(({ id }) => id)).toContain(issuer.id);
    expect((await preview(process(), issuer, args)).action).toBe("nothing");
  });

  test("FederationIssuer is updated in place with the differences only, its keys as a whole", async () => {
    const { process, writes, existing } = await organizationWithFederation();
    const jwks = { type: "discovery", discoveryBase: "https://x.example.com" };
    const before = await existing(FederationIssuer, { ...args, jwks });
    const key = { kty: "RSA", kid: "1", n: "AQAB", e: "AQAB" };
    const changed = { ...args, name: "actions", checkJti: false, jwks: { type: "inline", keys: [key] } };
    const after = await up(process(), before, changed);
    expect(after.id).toBe(before.id);
    expect(writes()).toEqual([
      `POST /federation_issuers/${before.id} {"name":"actions","jwks":{"type":"inline","keys":[{"kty":"RSA","kid":"1","n":"AQAB","e":"AQAB"}]},"check_jti":false}`,
    ]);
    expect(await drift(process(), after)).toBe("nothing");
  });

  test("FederationIssuer is not created if the organization has one of that name, and the error names its ID", async () => {
    const { process, writes, issuer } = await organizationWithFederation();
    expect(await refusal(create(process(), FederationIssuer, { ...args, name: "ci" }))).toBe(
      `cannot create federation issuer "ci": the organization has a federation issuer of that name, ${issuer}. ` +
        `If you renamed or moved this resource, add the resource option \`aliases\`. If an interrupted run of this stack created it, run \`npx pulumi-anthropic recover --stack dev --yes\` and then \`up\` again. To adopt it, add the resource option \`import: "${issuer}"\`.`,
    );
    expect(writes()).toEqual([]);
  });

  test("says that an archived one may keep the name", async () => {
    const { process, console, issuer, emulator } = await organizationWithFederation();
    console.archiveFederationIssuer("ci");
    const creating = () => create(process(), FederationIssuer, { ...args, name: "ci" });
    expect(await refusal(creating())).toContain(
      `The archived federation issuer ${issuer} has that name, and archiving is final. Set another \`name\` (\`newIssuer.name\` in GitHubActionsAccess and GitLabAccess).`,
    );
    emulator.assumptions.archivedFederationNames = "free";
    expect((await creating()).id).not.toBe(issuer);
  });

  test.each(["loseResponse", "htmlAfter", "statusAfter"] as const)(
    "FederationIssuer is created once if the response is lost (%s)",
    async (kind) => {
      const { process, state, emulator } = await organizationWithFederation();
      emulator.faults.add({ kind, status: 500, method: "POST", path: base });
      const issuer = await create(process(), FederationIssuer, args);
      const named = state().federation_issuers.filter(({ name }) => name === "github");
      expect(named.map(({ id }) => id)).toEqual([issuer.id]);
      expect(issuer.outputs["adopted"]).toBe(true);
    },
  );

  test("FederationIssuer is adopted by `import` if it is as declared, and then kept by default", async () => {
    const { process, issuer, writes, notices, state } = await organizationWithFederation();
    const declared = { name: "ci", issuerUrl: "https://ci.example.com", adopt: issuer };
    const adopted = await create(process(), FederationIssuer, declared);
    expect(adopted).toMatchObject({ id: issuer, outputs: { adopted: true } });
    await destroy(process(), adopted);
    expect(writes()).toEqual([]);
    expect(notices.at(-1)).toContain("is left unchanged, since it is not certain that this stack created it");
    expect(state().federation_issuers[0]?.archived_at).toBeNull();
    const other = create(process(), FederationIssuer, { ...declared, checkJti: false });
    expect(await refusal(other)).toContain("checkJti");
  });

  test("FederationIssuer is archived by delete, after the rules that use it, and counts as an archive", async () => {
    const { process, existing, console, writes, notices } = await organizationWithFederation();
    const issuer = await existing(FederationIssuer, args);
    console.createFederationRule({
      name: "main",
      issuer: "github",
      serviceAccount: "deployer",
      match: { claims: { repository: "acme/app" } },
    });
    expect(await refusal(destroy(process(), issuer))).toMatch(
      /^cannot archive federation issuer "github" \(fdis_\w+\): a federation rule uses it: "main" \(fdrl_\w+\)\. Archive the rules first/,
    );
    console.archiveFederationRule("main");
    expect(await refusal(destroy(process({ maxArchives: "0" }), issuer))).toContain("ANTHROPIC_MAX_ARCHIVES");
    expect(writes()).toEqual([]);
    await destroy(process(), issuer);
    expect(writes()).toEqual([`POST /federation_issuers/${issuer.id}/archive`]);
    expect(notices.at(-1)).toContain("which is final");
    await destroy(process(), issuer);
    expect(writes()).toEqual([]);
  });

  test("counts as archived if the response to the archive is lost", async () => {
    const { process, existing, emulator } = await organizationWithFederation();
    const issuer = await existing(FederationIssuer, args);
    emulator.faults.add({ kind: "loseResponse", method: "POST", path: `${base}/*/archive`, times: 9 });
    await destroy(process(), issuer);
    expect(emulator.organization().state().federation_issuers.at(-1)?.archived_at).not.toBeNull();
  });

  test("keeps its resource with the status `archived`, until the program asks for another one", async () => {
    const { process, existing, console } = await organizationWithFederation();
    const issuer = await existing(FederationIssuer, args);
    console.archiveFederationIssuer(issuer.id);
    const archived = await refreshed(process(), issuer);
    expect(archived.outputs).toMatchObject({ status: "archived", archivedAt: expect.any(String) });
    const refused = await preview(process(), archived, args);
    expect(refused.action).toBe("update");
    expect(await refusal(up(process(), archived, args))).toMatch(
      /^cannot update federation issuer "github" \(fdis_\w+\): it was archived outside of Pulumi, and archiving it is final\./,
    );
    const recreated = await preview(process(), archived, { ...args, onArchived: "recreate" });
    expect(recreated.action).toBe("replace");
    await destroy(process(), archived);
  });

  test("FederationIssuer is kept with the status `removed` if the API no longer returns it", async () => {
    const { process, existing, emulator } = await organizationWithFederation();
    const issuer = await existing(FederationIssuer, args);
    const seed = emulator.organization().state();
    emulator.organization().load({ ...seed, federation_issuers: [] });
    const removed = await refreshed(process(), issuer);
    expect(removed.outputs).toMatchObject({ status: "removed" });
    expect(await refusal(up(process(), removed, args))).toContain("the API no longer returns it");
  });

  test("says which rule leaves its changes to the Console", async () => {
    const { process, existing, console } = await organizationWithFederation();
    const issuer = await existing(FederationIssuer, args);
    console.createFederationRule({
      name: "root",
      issuer: issuer.id,
      serviceAccount: "deployer",
      match: { claims: { repository: "acme/infra" } },
      oauthScope: "org:admin",
    });
    expect(await refusal(up(process(), issuer, { ...args, checkJti: false }))).toMatch(
      /the rule "root" \(fdrl_\w+\) uses the issuer with the scope `org:admin`\. Rules with other scopes/,
    );
  });

  test("enables paused polling again at the next `up`", async () => {
    const { process, existing, emulator, writes, notices } = await organizationWithFederation();
    const issuer = await existing(FederationIssuer, args);
    const seed = emulator.organization().state();
    emulator.organization().load({
      ...seed,
      federation_issuers: seed.federation_issuers.map((one) => ({
        ...one,
        jwks_polling_disabled_at: "2026-11-01T00:00:00Z",
      })),
    });
    const paused = await refreshed(process(), issuer);
    expect((await preview(process(), paused, args)).action).toBe("update");
    expect(notices.join()).toContain("enables the polling of the signing keys");
    const after = await up(process(), paused, args);
    expect(writes()).toEqual([`POST /federation_issuers/${issuer.id} {"jwks_polling_disabled":false}`]);
    expect(after.outputs["pollingPausedAt"]).toBeUndefined();
    expect((await preview(process(), after, args)).action).toBe("nothing");
  });

  test("does not store the secret members of a key that was created in the Console", async () => {
    const { process, issuer, emulator } = await organizationWithFederation();
    const wire = emulator.organization().state().federation_issuers[0];
    const keys = [{ kty: "RSA", kid: "1", n: "AQAB", e: "AQAB", d: "hunter2" }];
    emulator.faults.add({
      kind: "status",
      status: 200,
      path: base,
      body: { data: [{ ...wire, jwks: { type: "inline", keys } }], next_page: null },
    });
    const read = await create(process(), FederationIssuer, {
      name: "ci",
      issuerUrl: "https://ci.example.com",
      adopt: issuer,
    });
    expect(JSON.stringify(read.outputs)).not.toContain("hunter2");
    expect(read.outputs["jwks"]).toEqual({
      type: "inline",
      keys: [{ kty: "RSA", kid: "1", n: "AQAB", e: "AQAB" }],
    });
  });

  test("FederationIssuer is rejected with an Admin key before any request", async () => {
    const { process, requests } = await organizationWithFederation({ token: undefined });
    requests();
    expect(await refusal(create(process(), FederationIssuer, args))).toContain("is an Admin API key");
    expect(requests()).toEqual([]);
  });
});
