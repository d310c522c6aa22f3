import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { startEmulator } from "../../emulator/index.ts";
import { identityToken } from "../emulator/identityToken.ts";
import { part, send } from "../emulator/setup.ts";
import { stackOf } from "./example.ts";

test("the example lets in the jobs that it declares, keeps others out, and is archived by destroy", async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  const { credentials, state, id: organization } = emulator.organization();
  const secret = `sk-ant-oat01-${randomUUID()}`;
  credentials.add({ secret, kind: "oauth" });
  const stack = await stackOf("examples/federation", emulator, {
    env: { ANTHROPIC_ADMIN_KEY: undefined, ANTHROPIC_AUTH_TOKEN: secret, ANTHROPIC_MAX_ARCHIVES: "10" },
  });
  await stack.up();
  await stack.up(["--expect-no-changes"]);

  const rule = (name: string) => state().federation_rules.find((one) => one.name === name)?.id;
  const workspace = (name: string) => state().workspaces.find((one) => one.name === name)?.id ?? "";
  /** The scope of the access token, or the status of the rejection. */
  const exchanged = async (name: string, claims: Record<string, string>, where: string) => {
    const token = {
      iss: "https://token.actions.githubusercontent.com",
      // The subjects of new repositories have IDs.
      sub: "repo:acme@123456/checkout@456789:ref:refs/heads/main",
      ...claims,
      exp: Math.floor(emulator.clock.now().getTime() / 1000) + 600,
    };
    const { status, body } = await send(emulator, "POST /v1/oauth/token", {
      body: {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: identityToken(emulator, token),
        federation_rule_id: rule(name),
        organization_id: organization,
        service_account_id: state().service_accounts[0]?.id,
        workspace_id: workspace(where),
      },
      headers: { "x-api-key": null, "anthropic-beta": "oauth-2025-04-20,oidc-federation-2026-04-01" },
    });
    return status === 200 ? part(body, "scope") : status;
  };
  const repository = "acme/checkout";
  const environment = "production";
  expect(await exchanged("checkout-deploy", { repository, environment }, "Checkout")).toBe(
    "workspace:developer",
  );
  expect(await exchanged("checkout-deploy", { repository }, "Checkout")).toBe(401);
  expect(
    await exchanged("checkout-deploy", { repository: "mallory/checkout", environment }, "Checkout"),
  ).toBe(401);
  expect(await exchanged("checkout-evaluate", { repository }, "Checkout Staging")).toBe(
    "workspace:inference",
  );
  expect(await exchanged("checkout-evaluate", { repository }, "Checkout")).toBe(401);

  await stack.destroy();
  expect(state().federation_rules.map(({ archived_at }) => archived_at)).not.toContain(null);
  expect(state().federation_issuers.map(({ archived_at }) => archived_at)).not.toContain(null);
  expect(await exchanged("checkout-deploy", { repository, environment }, "Checkout")).toBe(401);
});
