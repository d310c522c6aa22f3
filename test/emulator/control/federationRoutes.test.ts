import { expect, it } from "vitest";
import { problem, startControl } from "./setup.ts";

it("the control routes of federation carry out every action", async () => {
  const { emulator, ask, organization } = await startControl();
  const act = (action: string, body: object) => ask(`POST /_emulator/console/${action}`, body);
  const issuer = "ci";
  const rule = "deploy";
  await act("createServiceAccount", { name: "deployer" });
  const issuerUrl = "https://ci.example.com";
  expect(await act("createFederationIssuer", { name: issuer, issuerUrl })).toMatchObject({ name: issuer });
  expect(await act("updateFederationIssuer", { issuer, checkJti: false })).toMatchObject({
    check_jti: false,
  });
  expect(
    await act("createFederationRule", {
      name: rule,
      issuer,
      serviceAccount: "deployer",
      match: { subject_prefix: "job:*" },
      oauthScope: "org:admin",
    }),
  ).toMatchObject({ name: rule, oauth_scope: "org:admin" });
  expect(await act("updateFederationRule", { rule, workspaces: ["Research"] })).toMatchObject({
    workspace_ids: [expect.any(String)],
  });
  expect(await act("archiveFederationRule", { rule })).toMatchObject({ archived_at: expect.any(String) });
  expect(await act("archiveFederationIssuer", { issuer })).toMatchObject({ archived_at: expect.any(String) });
  expect(organization.state().federation_rules).toHaveLength(1);
  expect(
    await problem(emulator, "POST /_emulator/console/createFederationIssuer", { name: "CI", issuerUrl }),
  ).toEqual([400, expect.stringContaining("name: String should match pattern")]);
});
