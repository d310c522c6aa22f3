import * as pulumi from "@pulumi/pulumi";
import { Provider } from "../../provider.ts";
import type { PipelineAccessArgs } from "./args.ts";

/** The organization in the settings, and where it is set, for messages. */
export interface OrganizationSetting {
  readonly id: pulumi.Input<string | undefined>;
  readonly source: string;
}

/** The setting that the resources of a component use. */
export function organizationSetting(provider: pulumi.ProviderResource | undefined): OrganizationSetting {
  return provider instanceof Provider
    ? { id: provider.given.organizationId, source: "`organizationId` of its Provider" }
    : { id: pulumi.runtime.getConfig("anthropic:organizationId"), source: "`anthropic:organizationId`" };
}

type Declared = Pick<PipelineAccessArgs, "organizationId">;

/** Rejects an argument that differs from the setting, if both are known when the program runs. `doing` is the text after "cannot". */
export function rejectOtherOrganization(
  doing: string,
  { organizationId }: Declared,
  { id, source }: OrganizationSetting,
): void {
  if (typeof organizationId !== "string" || typeof id !== "string") return;
  compare(doing, organizationId, id, source);
}

/** The values from which the organization of the environment variables is chosen. */
export interface Organizations {
  readonly declared: string | undefined;
  readonly configured: string | undefined;
  /** The organization of the service account, known once it exists. */
  readonly actual: string | undefined;
}

/**
 * The ID of the organization for the environment variables: of the argument, the setting or the service account, in this order. Fails if
 * the argument differs from another one, since the pipeline could not exchange a token.
 */
export function organizationOf(
  doing: string,
  { declared, configured, actual }: Organizations,
  source: string,
): string | undefined {
  if (declared !== undefined) {
    compare(doing, declared, configured, source);
    compare(doing, declared, actual, "the organization of its service account");
  }
  return declared ?? configured ?? actual;
}

function compare(doing: string, declared: string, other: string | undefined, source: string): void {
  if (other === undefined || declared.toLowerCase() === other.toLowerCase()) return;
  throw new pulumi.RunError(
    `cannot ${doing}: \`organizationId\` is ${declared}, but ${source} is ${other}. Remove \`organizationId\`, or set it to this ID.`,
  );
}
