import type { Properties } from "../../../../provider/kernel/values.ts";
import { externalKey as ExternalKey } from "../../../../provider/resources/externalKey/plan.ts";
import {
  type Organization,
  type OrganizationSetup,
  organization,
  type ResourceState,
} from "../../harness/index.ts";

/** The ARN of a key whose ID ends with these digits. */
export const arn = (end: string) =>
  `arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-${end.padStart(12, "0")}`;

export const aws = (end = "1") => ({ type: "aws", kmsArn: arn(end) });

export const gcp = (name = "main") => ({
  type: "gcp",
  keyName: `projects/acme/locations/us-east1/keyRings/claude/cryptoKeys/${name}`,
});

export const azure = {
  type: "azure",
  keyName: "claude",
  tenantId: "11111111-2222-3333-4444-555555555555",
  vaultUri: "https://acme.vault.azure.net",
};

/** An organization with a key that an earlier run created. */
export async function organizationWithKey(
  args: Properties = {},
  options: OrganizationSetup = {},
): Promise<Organization & { readonly declared: Properties; readonly resource: ResourceState }> {
  const context = await organization({ pace: 0.001, ...options });
  const declared = { providerConfig: aws(), displayName: "Main", ...args };
  return { ...context, declared, resource: await context.existing(ExternalKey, declared) };
}
