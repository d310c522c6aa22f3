import type * as pulumi from "@pulumi/pulumi";
import type { FederationIssuer } from "../federationIssuer/index.ts";
import type { ServiceAccount } from "../serviceAccount/index.ts";
import type { Workspace } from "../workspace/index.ts";

/** The conditions that an identity token must meet. All that are set apply. At least one besides `audience` is required. */
export interface FederationMatchArgs {
  /**
   * The claim `sub`: an exact value, or its beginning if it ends with `*`, such as
   * `project_path:acme/api:ref_type:branch:ref:main` or `project_path:acme/api:*`. `*` alone matches every token and is rejected. For
   * GitHub Actions use `claims`, since repositories that were created, renamed or transferred after 15 July 2026 have IDs in their
   * subjects: `repo:acme@123456/api@456789:environment:production`.
   */
  subjectPrefix?: pulumi.Input<string>;
  /** The exact claim `aud`, or one of several. Without it, the API expects its own audience, `https://api.anthropic.com`. */
  audience?: pulumi.Input<string>;
  /**
   * Claims with their exact values, case-sensitive. `*` is not a wildcard. Only claims that are strings can be matched: use `condition` for
   * others.
   */
  claims?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * A CEL expression that evaluates to a boolean and refers only to `claims`, such as
   * `claims.ref == "refs/heads/main" && claims.run_attempt == 1`.
   */
  condition?: pulumi.Input<string>;
}

/** The arguments of a FederationRule. Either `workspaces` or `appliesToAllWorkspaces: true` is required. */
export interface FederationRuleArgs {
  /**
   * The name: lowercase letters, digits and hyphens, at most 255. It is unique in the organization, possibly even among archived rules.
   * Updates in place.
   */
  name: pulumi.Input<string>;
  /**
   * The issuer whose identity tokens the rule accepts, or its ID `fdis_...`. Another issuer replaces the resource, which archives the old
   * rule first. Change `name` too, since the API may not accept the name of an archived rule.
   */
  issuer: FederationIssuer | pulumi.Input<string>;
  /**
   * The service account that the access tokens act as, or its ID `svac_...`. It must be a member of the workspaces
   * (`WorkspaceServiceAccount`); it is implicitly a member of the default workspace. Updates in place.
   */
  serviceAccount: ServiceAccount | pulumi.Input<string>;
  /**
   * The conditions that an identity token must meet. Updates in place, as a whole. For an issuer that many tenants share, such as GitHub
   * Actions, preview rejects conditions that do not identify the tenant or that no token meets: `claims.repository.startsWith("acme")`
   * also matches `acme-2/app`, and no token has the repository `acme/*`. For other issuers, preview warns about such conditions.
   */
  match: pulumi.Input<FederationMatchArgs>;
  /**
   * The scopes of the access tokens: `workspace:developer`, `workspace:inference`, or both separated by a space. Updates in place. Other
   * scopes, such as `org:admin`, can only be set in the Console.
   */
  oauthScope: pulumi.Input<
    "workspace:developer" | "workspace:inference" | "workspace:developer workspace:inference"
  >;
  /**
   * All workspaces for which the rule is enabled, or their IDs `wrkspc_...`, in any order: a workspace that is added outside of Pulumi is
   * drift. Updates in place, without enabling any workspace that neither the old nor the new array has. Removed workspaces count toward
   * `anthropic:maxRemovals`. For the default workspace, use the ID that `getWorkspace` returns.
   */
  workspaces?: pulumi.Input<(Workspace | pulumi.Input<string>)[]>;
  /** Whether the rule is enabled for every workspace, also for later ones. Default: `false`. Updates in place. */
  appliesToAllWorkspaces?: pulumi.Input<boolean>;
  /** The description. `""` removes it. Updates in place. */
  description?: pulumi.Input<string>;
  /**
   * The lifetime of the access tokens, 60 to 86400 seconds. The API's default is 3600. An access token is valid for at most twice the
   * remaining lifetime of the identity token. Updates in place.
   */
  tokenLifetimeSeconds?: pulumi.Input<number>;
  /**
   * What update does if the rule was archived outside of Pulumi: `"refuse"` (default) fails, and the resource keeps the status
   * `archived`; `"recreate"` replaces it with a new rule. The API may require another `name` for it.
   */
  onArchived?: pulumi.Input<"refuse" | "recreate">;
  /**
   * What delete does: `"archive"`, which is final and stops the exchange of tokens (default for a rule that this stack created), or
   * `"retain"` (default if `adopted` is `true`), which leaves the rule unchanged. Takes effect after one `up`, since delete uses what the
   * last `up` stored.
   */
  onDelete?: pulumi.Input<"archive" | "retain">;
}

/** The conditions that an identity token must meet. */
export interface FederationMatch {
  /** The claim `sub`: an exact value, or its beginning if it ends with `*`. */
  subjectPrefix?: string;
  /** The exact claim `aud`, or one of several. */
  audience?: string;
  /** Claims with their exact values. */
  claims?: Record<string, string>;
  /** A CEL expression over `claims`. */
  condition?: string;
}
