import * as pulumi from "@pulumi/pulumi";
import { controlStackTraces } from "../../kernel/stackTraces.ts";
import { Workspace, workspaceId } from "../../resources/workspace/index.ts";
import type { MemberStatus } from "../../resources/workspaceMembers/args.ts";
import type { TeamArgs } from "./args.ts";
import { checkedArgs } from "./check.ts";
import { declareLimits } from "./limits.ts";
import { declareMembers, type TeamParts } from "./members.ts";
import { FormerNames } from "./names.ts";

/**
 * A component: a workspace with its members and limits.
 *
 * The names of its resources are stable. For a Team `research`:
 *
 * | Resource | Name |
 * | --- | --- |
 * | Workspace | `research` |
 * | WorkspaceMembers (with `complete`) | `research` |
 * | WorkspaceMember (without `complete`) | `research/alice@example.com` |
 * | WorkspaceRateLimit | `research/claude-opus-5-5` or `research/batch` |
 * | SpendLimit | `research` |
 * | Member (of members with `organization`) | `research/alice@example.com` |
 *
 * Resources that the program previously declared individually move into the Team without an API request (see `formerNames`).
 */
export class Team extends pulumi.ComponentResource {
  /** The type of a Team in states, URNs and policies. */
  static readonly __pulumiType = "anthropic:index:Team";

  /** The Workspace that the Team declares. Undefined with `workspaceId`. */
  readonly workspace: Workspace | undefined;
  /** The ID of the workspace, `wrkspc_...`. Unknown in previews until the workspace is created. */
  readonly workspaceId: pulumi.Output<string>;
  /**
   * The status of each member of the Team, and with `complete` also of members that the program does not declare. Empty if the Team
   * has no `members`.
   */
  readonly memberStatuses: pulumi.Output<MemberStatus[]>;

  /**
   * Declares a Team and its resources.
   *
   * Preview rejects invalid arguments, and a user who is listed twice, with one error that names each argument, such as
   * `members[1].role`.
   *
   * The resources inherit the options of the Team: `provider`, `providers`, `protect`, `dependsOn`, `retainOnDelete`, `deletedWith`,
   * `transformations` and `transforms`. The option `aliases` renames or moves a Team with all of its resources.
   */
  constructor(name: string, args: TeamArgs, options: pulumi.ComponentResourceOptions = {}) {
    const checked = checkedArgs(name, args);
    const restore = controlStackTraces();
    try {
      super(Team.__pulumiType, name, {}, options);
    } finally {
      restore();
    }
    const { dependsOn, retainOnDelete } = options;
    const inherited: pulumi.CustomResourceOptions = {
      parent: this,
      // Unlike the others, Pulumi does not pass these on to the resources of a component.
      ...(dependsOn === undefined ? {} : { dependsOn }),
      ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
    };
    const formerNames = new FormerNames(name, checked, options.parent);
    this.workspace = declareWorkspace(name, checked, inherited, formerNames);
    const workspace = this.workspace ?? checked.workspaceId ?? "";
    this.workspaceId = pulumi.output(workspaceId(workspace));
    const parts: TeamParts = { name, args: checked, inherited, formerNames, workspace };
    this.memberStatuses = declareMembers(parts);
    declareLimits(parts);
    this.registerOutputs({ workspaceId: this.workspaceId, memberStatuses: this.memberStatuses });
  }
}

function declareWorkspace(
  name: string,
  { workspace, import: adopt, protectWorkspace }: TeamArgs,
  inherited: pulumi.CustomResourceOptions,
  formerNames: FormerNames,
): Workspace | undefined {
  if (workspace === undefined) return undefined;
  return new Workspace(name, workspace, {
    ...inherited,
    aliases: formerNames.workspace(),
    ...(adopt === undefined ? {} : { import: adopt }),
    ...(protectWorkspace === undefined ? {} : { protect: protectWorkspace }),
  });
}
