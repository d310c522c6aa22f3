import type {
  AwsConfigWire,
  AzureConfigWire,
  ExternalKeyConfigWire,
  ExternalKeyWire,
  GcpConfigWire,
} from "../../api/externalKeys/objects.ts";
import type { Observed } from "../../kernel/definition.ts";
import { same } from "../../kernel/values.ts";
import { normalName } from "../../text/spelling.ts";
import { type Inputs, normalVaultUri, type ProviderConfig, regionOfArn, type State } from "./schema.ts";

/** A configuration as check normalizes it. Otherwise no program could declare the current one. */
export function configOf(wire: ExternalKeyConfigWire): NonNullable<State["providerConfig"]> {
  switch (wire.type) {
    case "aws": {
      const { kms_arn: kmsArn, region } = wire as AwsConfigWire;
      // The ARN has the region. Another one is shown as a difference.
      const own = region === null || region === regionOfArn(kmsArn);
      return { type: "aws", kmsArn, ...(own ? {} : { region }) };
    }
    case "gcp":
      return { type: "gcp", keyName: (wire as GcpConfigWire).key_name };
    case "azure": {
      const azure = wire as AzureConfigWire;
      return {
        type: "azure",
        keyName: azure.key_name,
        tenantId: azure.tenant_id.toLowerCase(),
        vaultUri: normalVaultUri(azure.vault_uri),
        ...(azure.client_id === null ? {} : { clientId: azure.client_id.toLowerCase() }),
      };
    }
    default:
      return { type: wire.type };
  }
}

function configToWire(config: ProviderConfig): object {
  switch (config.type) {
    case "aws":
      return { type: "aws", kms_arn: config.kmsArn };
    case "gcp":
      return { type: "gcp", key_name: config.keyName };
    case "azure":
      return {
        type: "azure",
        key_name: config.keyName,
        tenant_id: config.tenantId,
        vault_uri: config.vaultUri,
        ...(config.clientId === undefined ? {} : { client_id: config.clientId }),
      };
  }
}

export function fromWire(wire: ExternalKeyWire): Observed<State> {
  return {
    providerConfig: configOf(wire.provider_config),
    displayName: wire.display_name === null ? null : normalName(wire.display_name),
    geo: wire.geo,
    userProfileId: wire.user_profile_id,
    createdAt: wire.created_at,
  };
}

export function toWire({ providerConfig, displayName, geo, userProfileId }: Inputs): object {
  return {
    provider_config: configToWire(providerConfig),
    ...(displayName === undefined ? {} : { display_name: displayName }),
    ...(geo === undefined ? {} : { geo }),
    ...(userProfileId === undefined ? {} : { user_profile_id: userProfileId }),
  };
}

/** The body of an update: the differences to the state, which are what preview showed. */
export function updateBody(
  old: State,
  { providerConfig, displayName, geo }: Inputs,
): Record<string, unknown> {
  return {
    ...(same(providerConfig, old.providerConfig) ? {} : { provider_config: configToWire(providerConfig) }),
    ...(displayName === undefined || displayName === old.displayName ? {} : { display_name: displayName }),
    ...(geo === undefined || geo === old.geo ? {} : { geo }),
  };
}

export function hasConfig({ provider_config: config }: ExternalKeyWire, wanted: ProviderConfig): boolean {
  return same(configOf(config), wanted);
}

/** Whether a key has exactly what create sends. */
export function matches(wire: ExternalKeyWire, inputs: Inputs): boolean {
  const { displayName, userProfileId, geo } = fromWire(wire);
  return (
    hasConfig(wire, inputs.providerConfig) &&
    displayName === (inputs.displayName ?? null) &&
    userProfileId === (inputs.userProfileId ?? null) &&
    (inputs.geo === undefined || geo === inputs.geo)
  );
}

/** Whether a key is as an update leaves it. Fields that were not sent may have any value. */
export function isUpdated(
  wire: ExternalKeyWire,
  inputs: Inputs,
  body: Readonly<Record<string, unknown>>,
): boolean {
  const { displayName, geo } = fromWire(wire);
  return (
    (!("provider_config" in body) || hasConfig(wire, inputs.providerConfig)) &&
    (!("display_name" in body) || displayName === inputs.displayName) &&
    (!("geo" in body) || geo === inputs.geo)
  );
}
