import * as pulumi from "@pulumi/pulumi";
import { nearestOf } from "./nearest.ts";
import { settingNames } from "./settings/config.ts";

/** What an explicit Provider is given: one organization, and where its key is found. */
export interface ProviderArgs {
  /** The organization's id, a UUID. Every write first makes sure that the key belongs to it. */
  organizationId: pulumi.Input<string>;
  /**
   * The *name* of the environment variable that holds the organization's Admin API key, never the key itself. The name
   * must contain `ANTHROPIC` or be listed in the environment variable `ANTHROPIC_ALLOWED_KEY_VARIABLES`.
   */
  adminKeyVariable: pulumi.Input<string>;
  /** Base URL of the Admin API on an Anthropic host. Any other host must come from `ANTHROPIC_ADMIN_BASE_URL`. */
  baseUrl?: pulumi.Input<string>;
  /** Most requests in a minute, of the 100 that the organization has. Default 80. */
  requestsPerMinute?: pulumi.Input<number>;
  /** Most workspaces that one run may archive. Default 3. */
  maxArchives?: pulumi.Input<number>;
  /** Most people and memberships that one run may take away. Default 25. */
  maxRemovals?: pulumi.Input<number>;
  /** Maximum invitations sent in one run. Default 50. */
  maxInvitations?: pulumi.Input<number>;
  /** Whether a complete list may become empty. Default `false`. */
  allowEmpty?: pulumi.Input<boolean>;
  /** The key of the tag that says to which stack a workspace belongs. Default: none. */
  ownerTag?: pulumi.Input<string>;
  /** Whether unknown people are invited (`send`, the default) or awaited (`never`, for SSO and SCIM). */
  invite?: pulumi.Input<"send" | "never">;
  /** The domains to which addresses are limited. Default: any. */
  emailDomains?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * File in the project's folder that logs every write, before and after it is sent. Default: none. A file elsewhere must
   * come from `ANTHROPIC_AUDIT_LOG`.
   */
  auditLog?: pulumi.Input<string>;
}

/** An argument as Pulumi's process for dynamic providers gets it: as if it stood in the stack's configuration, a text. */
export function settingText(known: unknown): string | undefined {
  return known === undefined || typeof known === "string" ? known : JSON.stringify(known);
}

const argumentNames: readonly string[] = settingNames.filter((name) => name !== "adminKey");

/** A setting that is misspelled here would silently not hold, and a key would be kept in the state for all to read. */
function mustBeArguments(args: Readonly<Partial<Record<keyof ProviderArgs, unknown>>>): void {
  const unknown = Object.keys(args).find((name) => !argumentNames.includes(name));
  if (unknown === "adminKey") {
    throw new pulumi.RunError(
      "`adminKey` is not an argument of Provider: a key never stands in a program. Put it into an environment variable, and give that variable's name as `adminKeyVariable`.",
    );
  }
  if (unknown !== undefined) {
    const nearest = nearestOf(unknown, argumentNames);
    if (nearest !== undefined) {
      throw new pulumi.RunError(
        `\`${unknown}\` is not an argument of Provider. Did you mean \`${nearest}\`?`,
      );
    }
    throw new pulumi.RunError(
      `\`${unknown}\` is not an argument of Provider. It has ${argumentNames.map((name) => `\`${name}\``).join(", ")}.`,
    );
  }
  for (const name of ["organizationId", "adminKeyVariable"] as const) {
    if (args[name] === undefined || args[name] === null || args[name] === "") {
      throw new pulumi.RunError(`\`${name}\` of Provider is required.`);
    }
  }
}

/**
 * An organization of its own, for programs that declare several: give it to resources as the option `provider`. What
 * stands in the stack's configuration under `anthropic:` is not read for them.
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal For the functions that read this organization. */
  readonly given: ProviderArgs;

  /** Declares an organization and where its key is found. */
  constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
    mustBeArguments(args);
    const texts = Object.entries(args).map(([setting, value]) => [
      `anthropic:${setting}`,
      pulumi.output(value).apply(settingText),
    ]);
    super("pulumi-nodejs", name, Object.fromEntries(texts), options);
    this.given = args;
  }
}
