import type * as pulumi from "@pulumi/pulumi";
import { AnthropicResource, noArgs } from "../../kernel/anthropicResource.ts";
import { pulumiType } from "../../kernel/resourceType.ts";
import { endingWithWorkspace } from "../workspace/index.ts";
import type { SpendLimitArgs } from "./args.ts";
import { spendLimit } from "./plan.ts";

/**
 * A spend limit of the organization, a workspace or a user.
 *
 * A Console organization has monthly limits of the organization and of workspaces, and needs early access to the Spend Limits API. A
 * Claude Enterprise organization has limits of users. Limits that users inherit are set in claude.ai.
 *
 * What the API cannot do:
 * - set the spend limit of a group, a seat tier or a service: the API can only read the limits that users inherit. Set it in claude.ai, or declare limits of individual users with `scope: "user"`.
 * - change the spend cap of the usage tier: only Anthropic can change the cap of the usage tier. Ask Anthropic for a higher one, or declare a lower limit with `scope: "organization"`.
 * - set the currency of a spend limit: the currency of every limit is the billing currency of the organization. Omit it, and read it from the output `currency`.
 * - enable or disable extra usage: only the Console can enable or disable extra usage, and with it the organization's limit. Change it there, and omit it from the program.
 * - move an object to another organization: objects cannot move between organizations, and a key belongs to one organization. Use a key of the object's organization; for another organization, use another stack or an explicit Provider.
 */
export class SpendLimit extends AnthropicResource {
  /** The type of this resource in states, URNs and policies. */
  static readonly __pulumiType = pulumiType("SpendLimit");

  /** `organization`, `workspace` or `user`. `get` also reads limits of other scopes, such as `usage_tier`. */
  declare readonly scope: pulumi.Output<string>;
  /** The ID of the workspace, `wrkspc_...`. */
  declare readonly workspace: pulumi.Output<string | undefined>;
  /** The email address of the user. */
  declare readonly email: pulumi.Output<string | undefined>;
  /** The ID of the user, `user_...`, once the user is in the organization. */
  declare readonly userId: pulumi.Output<string | undefined>;
  /** The limit in units of `currency`, or `unlimited`. */
  declare readonly amount: pulumi.Output<string>;
  /** `daily`, `weekly` or `monthly`. */
  declare readonly period: pulumi.Output<string>;
  /** The billing currency of the organization, an ISO 4217 code. */
  declare readonly currency: pulumi.Output<string | undefined>;
  /** False if extra usage is disabled in the Console, so that the organization's limit has no effect. */
  declare readonly enabled: pulumi.Output<boolean | undefined>;
  /** The current ID of the limit, `spl_...`. The API may change it when the limit is set again. The ID of the resource never changes. */
  declare readonly spendLimitId: pulumi.Output<string | undefined>;
  /** When the limit was created, in RFC 3339 format. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** When the limit was last changed, in RFC 3339 format. */
  declare readonly updatedAt: pulumi.Output<string | undefined>;
  /**
   * `active`; `pending` (the user is not in the organization; the first `up` after acceptance sets the limit); `archived` (the
   * workspace was archived outside of Pulumi).
   */
  declare readonly status: pulumi.Output<string>;
  /**
   * Why a limit is pending: `acceptance` (the invitation is not accepted yet), `expired` (the invitation expired),
   * `emailChanged` (it was accepted, but no user has the email address now: a notice names the probable user) or `notInvited` (the
   * user is neither in the organization nor invited).
   */
  declare readonly waitingFor: pulumi.Output<string | undefined>;
  /** Whether an existing limit was adopted. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  /**
   * Declares a spend limit.
   *
   * An existing limit with the declared amount is adopted. Create rejects an existing limit with a different amount (unless its
   * ownership moves from another resource of the stack), and an archived workspace. If a user is not in the organization, the limit is
   * `pending`, which is not an error. Without early access, every operation fails, and no limit is treated as removed.
   *
   * API: `POST /v1/organizations/spend_limits`, which sets the limit of a scope and period, and `DELETE .../spend_limits/{id}`.
   */
  constructor(name: string, args: SpendLimitArgs, options?: pulumi.CustomResourceOptions) {
    super(spendLimit, name, ...endingWithWorkspace({ workspace: undefined, ...args }, options));
  }

  /** Reads a limit that is managed elsewhere, by its ID `spl_...`. Never writes to it. Limits of any scope can be read. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): SpendLimit {
    return new SpendLimit(name, noArgs(), { ...options, id });
  }
}
