import type { Emulator } from "../../emulator/index.ts";
import { type HttpResponse, send } from "./setup.ts";

/** The environment variables of a pipeline, as the official SDKs read them. */
export interface PipelineVariables {
  readonly ANTHROPIC_FEDERATION_RULE_ID: string;
  readonly ANTHROPIC_ORGANIZATION_ID?: string;
  readonly ANTHROPIC_SERVICE_ACCOUNT_ID: string;
  readonly ANTHROPIC_WORKSPACE_ID?: string;
}

/** The response to the exchange of an identity token with these variables. */
export function exchanged(
  emulator: Emulator,
  variables: PipelineVariables,
  identityToken: string,
): Promise<HttpResponse> {
  const headers = {
    "x-api-key": null,
    "anthropic-version": null,
    "anthropic-beta": "oauth-2025-04-20,oidc-federation-2026-04-01",
  };
  const body = {
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: identityToken,
    federation_rule_id: variables.ANTHROPIC_FEDERATION_RULE_ID,
    organization_id: variables.ANTHROPIC_ORGANIZATION_ID,
    service_account_id: variables.ANTHROPIC_SERVICE_ACCOUNT_ID,
    workspace_id: variables.ANTHROPIC_WORKSPACE_ID,
  };
  return send(emulator, "POST /v1/oauth/token", { body, headers });
}
