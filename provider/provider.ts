import * as pulumi from "@pulumi/pulumi";
import { didYouMean } from "./nearest.ts";
import { settingNames } from "./settings/config.ts";

/** Arguments of a Provider. */
export interface ProviderArgs {
  /**
   * The ID of the organization, a UUID. Before the first write and in every function, the provider checks that the key
   * belongs to it.
   */
  organizationId: pulumi.Input<string>;
  /**
   * The *name* of the environment variable that holds the organization's Admin API key, never the key itself. The name
   * must contain `ANTHROPIC` or be listed in the environment variable `ANTHROPIC_ALLOWED_KEY_VARIABLES`.
   */
  adminKeyVariable: pulumi.Input<string>;
  /**
   * The base URL of the Admin API, `https` and on an Anthropic host. Any other host must come from the environment
   * variable `ANTHROPIC_ADMIN_BASE_URL`. Default: `https://api.anthropic.com`.
   */
  baseUrl?: pulumi.Input<string>;
  /** Maximum requests per minute, of the 100 that the API allows for the organization. At least 1. Default: 80. */
  requestsPerMinute?: pulumi.Input<number>;
  /** Maximum archives per run: of workspaces, service accounts, federation issuers and federation rules. At least 0. Default: 3. */
  maxArchives?: pulumi.Input<number>;
  /**
   * Maximum removals per run: of users, memberships, RBAC groups with their members, external keys, and workspaces of federation rules. At
   * least 0. Default: 25.
   */
  maxRemovals?: pulumi.Input<number>;
  /** Maximum invitations sent per run. At least 0. Default: 50. */
  maxInvitations?: pulumi.Input<number>;
  /** Whether a `WorkspaceMembers` list that has members may become empty. Default: `false`. */
  allowEmpty?: pulumi.Input<boolean>;
  /**
   * The key of a tag that marks each workspace with `project/stack`, so that another stack does not change, adopt or
   * archive it. Must not begin with `anthropic`. Default: no tag.
   */
  ownerTag?: pulumi.Input<string>;
  /**
   * What to do with a declared user who is not in the organization: `"send"` (default) sends an invitation, `"never"`
   * waits until the user joins by SSO or SCIM.
   */
  invite?: pulumi.Input<"send" | "never">;
  /** The allowed domains of email addresses, such as `["example.com"]`. Checked at preview. Default: any domain. */
  emailDomains?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The path of a log file in the project folder, with two lines of JSON per write: before the request and after the
   * response. A file elsewhere must come from the environment variable `ANTHROPIC_AUDIT_LOG`. Default: no log.
   */
  auditLog?: pulumi.Input<string>;
}

/** An argument as a string of stack configuration, the form in which Pulumi's provider process reads it. */
export function settingText(known: unknown): string | undefined {
  return known === undefined || typeof known === "string" ? known : JSON.stringify(known);
}

const argumentNames: readonly string[] = settingNames.filter((name) => name !== "adminKey");

/** Rejects unknown arguments: a misspelled one would have no effect, and a key would be stored in the state. */
function validateArgs(args: Readonly<Partial<Record<keyof ProviderArgs, unknown>>>): void {
  const unknown = Object.keys(args).find((name) => !argumentNames.includes(name));
  if (unknown === "adminKey") {
    throw new pulumi.RunError(
      "`adminKey` is not an argument of Provider: keys do not belong in programs. Set `adminKeyVariable` to the name of the environment variable that holds the key.",
    );
  }
  if (unknown !== undefined) {
    const help =
      didYouMean(unknown, argumentNames) ??
      `The arguments are ${argumentNames.map((name) => `\`${name}\``).join(", ")}.`;
    throw new pulumi.RunError(`\`${unknown}\` is not an argument of Provider. ${help}`);
  }
  for (const name of ["organizationId", "adminKeyVariable"] as const) {
    if (args[name] === undefined || args[name] === null || args[name] === "") {
      throw new pulumi.RunError(`\`${name}\` of Provider is required.`);
    }
  }
}

/**
 * Another organization, for programs that manage several. Pass it to resources and functions as the option `provider`. They
 * then use its settings instead of the stack's `anthropic:` configuration.
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal For the functions. */
  readonly given: ProviderArgs;

  /** Declares an organization and the environment variable of its key. */
  constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
    validateArgs(args);
    const texts = Object.entries(args).map(([setting, value]) => [
      `anthropic:${setting}`,
      pulumi.output(value).apply(settingText),
    ]);
    super("pulumi-nodejs", name, Object.fromEntries(texts), options);
    this.given = args;
  }
}
