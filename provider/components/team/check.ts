import { didYouMean } from "../../nearest.ts";
import { type ArgumentRules, checkedArguments } from "../arguments.ts";
import type { TeamArgs, TeamFormerNames, TeamMemberArgs } from "./args.ts";
import { isMember, memberKey, rateLimitKey, userKey } from "./names.ts";
import { mayBeOutput, TeamInputs } from "./schema.ts";

const rules: ArgumentRules = { component: "Team", schema: TeamInputs, mayBeOutput };

/** Checks all arguments and throws one error with every mistake (see `checkedArguments`). */
export function checkedArgs(team: string, args: TeamArgs): TeamArgs {
  return checkedArguments(rules, team, args, contradictions);
}

/** Arguments that are valid individually but contradict each other. */
function contradictions(args: TeamArgs): string[] {
  const { workspace, workspaceId, members = [], complete = false, except, protectWorkspace } = args;
  const reasons: string[] = [];
  if ((workspace === undefined) === (workspaceId === undefined)) {
    const both = workspace === undefined ? "" : ", not both";
    reasons.push(
      `Set \`workspace\` to create a workspace, or \`workspaceId\` to use an existing one${both}.`,
    );
  }
  if (complete && args.members === undefined) {
    reasons.push("`members` is required with `complete`: without it, the complete list would be empty.");
  }
  if (!complete && except !== undefined) {
    reasons.push("`except` needs `complete: true`: otherwise members who are not listed are left unchanged.");
  }
  if (workspaceId !== undefined && protectWorkspace === true) {
    reasons.push(
      "`protectWorkspace` needs `workspace`: the Team does not manage the workspace `workspaceId`.",
    );
  }
  if (args.import !== undefined && workspaceId !== undefined && !complete) {
    reasons.push(
      "`import` needs `workspace` or `complete: true`: memberships that are as declared are adopted without it.",
    );
  }
  members.forEach((member, index) => {
    reasons.push(...memberContradictions(members, member, index, complete));
  });
  return [...reasons, ...rateLimitContradictions(args), ...formerNameContradictions(args)];
}

function rateLimitContradictions({ rateLimits = [], formerNames = {} }: TeamArgs): string[] {
  const keys = rateLimits.map(rateLimitKey);
  const reasons = rateLimits.flatMap(({ model, groupType }, index) => {
    const path = `rateLimits[${index}]`;
    if ((model === undefined) === (groupType === undefined)) {
      return [`\`${path}\` must have exactly one of \`model\` and \`groupType\`.`];
    }
    const first = keys.indexOf(keys[index] ?? "");
    if (first === index) return [];
    const property = model === undefined ? "groupType" : "model";
    return [
      `\`${path}.${property}\`: ${keys[index]} is already in \`rateLimits[${first}]\`. Remove one of the two.`,
    ];
  });
  const former = formerNames === false ? {} : (formerNames.workspaceRateLimit ?? {});
  for (const key of Object.keys(former)) {
    if (keys.includes(key)) continue;
    const help = didYouMean(key, keys) ?? "Remove it.";
    reasons.push(`\`formerNames.workspaceRateLimit\`: ${key} is not in \`rateLimits\`. ${help}`);
  }
  return reasons;
}

function memberContradictions(
  members: readonly TeamMemberArgs[],
  member: TeamMemberArgs,
  index: number,
  complete: boolean,
): string[] {
  const path = `members[${index}]`;
  const { email, userId, organization, name } = member;
  if ((email === undefined) === (userId === undefined)) {
    return [`\`${path}\` must have exactly one of \`email\` and \`userId\`.`];
  }
  const property = email === undefined ? "userId" : "email";
  const user = userKey(member);
  if (user === undefined && name === undefined && (!complete || organization !== undefined)) {
    return [
      `\`${path}.name\` is required, because \`${path}.${property}\` is an output and cannot name the resources of the member.`,
    ];
  }
  const sameUser = members.findIndex((other) => user !== undefined && userKey(other) === user);
  if (sameUser >= 0 && sameUser < index) {
    return [
      `\`${path}.${property}\`: ${user} is already in \`members[${sameUser}]\`. Remove one of the two.`,
    ];
  }
  const key = memberKey(member);
  const sameKey = members.findIndex((other) => key !== undefined && memberKey(other) === key);
  if (sameKey < index && sameKey >= 0) {
    return [`\`${path}.name\`: ${key} already names \`members[${sameKey}]\`. Choose another name.`];
  }
  return [];
}

/** Former names of resources that the Team does not have. They would have no effect. */
function formerNameContradictions({
  workspace,
  members = [],
  complete = false,
  spendLimit,
  formerNames = {},
}: TeamArgs): string[] {
  if (formerNames === false) return [];
  const reasons: string[] = [];
  const needs = (name: keyof TeamFormerNames, met: boolean, what: string) => {
    if (formerNames[name] !== undefined && !met) reasons.push(`\`formerNames.${name}\` ${what}.`);
  };
  needs(
    "workspace",
    workspace !== undefined,
    "needs `workspace`: the Team does not manage the workspace `workspaceId`",
  );
  needs("workspaceMembers", complete, "needs `complete: true`");
  needs("spendLimit", spendLimit !== undefined, "needs `spendLimit`");
  needs(
    "workspaceMember",
    !complete,
    "has no effect with `complete: true`: individual memberships move into the list without it",
  );
  for (const name of ["workspaceMember", "member"] as const) {
    const names = formerNames[name];
    if (typeof names !== "object") continue;
    const owners =
      name === "member" ? members.filter(({ organization }) => organization !== undefined) : members;
    const what = name === "member" ? "a member with `organization`" : "a member";
    const keys = owners.flatMap((member) => memberKey(member) ?? []);
    for (const user of Object.keys(names)) {
      if (owners.some((member) => isMember(user, member))) continue;
      const help = didYouMean(user, keys) ?? "Remove it.";
      reasons.push(`\`formerNames.${name}\`: ${user} is not ${what} of the Team. ${help}`);
    }
  }
  return reasons;
}
