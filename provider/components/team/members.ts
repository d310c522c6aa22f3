import * as pulumi from "@pulumi/pulumi";
import { Member } from "../../resources/member/index.ts";
import type { Workspace } from "../../resources/workspace/index.ts";
import { WorkspaceMember } from "../../resources/workspaceMember/index.ts";
import type { MemberStatus } from "../../resources/workspaceMembers/args.ts";
import { WorkspaceMembers } from "../../resources/workspaceMembers/index.ts";
import type { TeamArgs, TeamMemberArgs } from "./args.ts";
import { type FormerNames, memberKey } from "./names.ts";

/** The values that the resources of one Team share. */
export interface TeamParts {
  readonly name: string;
  readonly args: TeamArgs;
  /** The resource options that come from the Team. */
  readonly inherited: pulumi.CustomResourceOptions;
  readonly formerNames: FormerNames;
  readonly workspace: Workspace | pulumi.Input<string>;
}

/** Declares the members of the Team, and those users of the organization that have `organization`. */
export function declareMembers(team: TeamParts): pulumi.Output<MemberStatus[]> {
  const { name, args, inherited, formerNames, workspace } = team;
  const { members, except, import: adopt } = args;
  if (members === undefined) return pulumi.output([]);
  const declared = members.map((member) => ({ member, user: userOf(team, member) }));
  if (args.complete === true) {
    const list = new WorkspaceMembers(
      name,
      {
        workspace,
        members: declared.map(({ member: { role }, user }) => ({ ...user, role })),
        ...(except === undefined ? {} : { except }),
      },
      {
        ...inherited,
        aliases: formerNames.workspaceMembers(),
        ...(adopt === undefined ? {} : { import: adopt }),
      },
    );
    return list.memberStatuses;
  }
  const statuses = declared.map(({ member, user }) => {
    const { role } = member;
    const options = { ...inherited, aliases: formerNames.workspaceMember(member) };
    return statusOf(new WorkspaceMember(resourceName(name, member), { workspace, ...user, role }, options));
  });
  return pulumi.all(statuses);
}

function statusOf({ email, userId, role, status, waitingFor }: WorkspaceMember): pulumi.Output<MemberStatus> {
  return pulumi
    .all([email, userId, role, status, waitingFor])
    .apply(([knownEmail, knownId, currentRole, currentStatus, reason]) => ({
      ...(knownEmail === undefined ? {} : { email: knownEmail }),
      ...(knownId === undefined ? {} : { userId: knownId }),
      role: currentRole,
      status: currentStatus,
      ...(reason === undefined ? {} : { waitingFor: reason }),
    }));
}

/** The user of a member: a Member of the Team, or the user that the program names. */
function userOf(
  { name, inherited, formerNames }: TeamParts,
  member: TeamMemberArgs,
): Pick<TeamMemberArgs, "email" | "userId"> {
  const { email, userId, organization } = member;
  const named = {
    ...(email === undefined ? {} : { email }),
    ...(userId === undefined ? {} : { userId }),
  };
  if (organization === undefined) return named;
  const options = { ...inherited, aliases: formerNames.member(member) };
  const user = new Member(resourceName(name, member), { ...organization, ...named }, options);
  // The membership depends on the Member, so that the invitation comes first. A user with an ID needs no invitation.
  return email === undefined ? named : { email: user.email };
}

function resourceName(team: string, member: TeamMemberArgs): string {
  return `${team}/${memberKey(member)}`;
}
