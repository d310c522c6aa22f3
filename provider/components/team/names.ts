import * as pulumi from "@pulumi/pulumi";
import { own } from "../../kernel/values.ts";
import { normalEmail } from "../../users/email.ts";
import type {
  TeamArgs,
  TeamFormerMemberNames,
  TeamFormerNames,
  TeamMemberArgs,
  TeamRateLimitArgs,
} from "./args.ts";

type Aliases = (pulumi.URN | pulumi.Alias)[];

/** The last part of the names of a member's resources. Undefined if the member is named by an output. */
export function memberKey(member: TeamMemberArgs): string | undefined {
  return member.name ?? userKey(member);
}

/** The email address or ID of a member in normal form. Undefined for an output. */
export function userKey({ email, userId }: TeamMemberArgs): string | undefined {
  if (typeof email === "string") return normalEmail(email);
  return typeof userId === "string" ? userId.trim() : undefined;
}

/** The last part of the name of a WorkspaceRateLimit. */
export function rateLimitKey({ model, groupType }: TeamRateLimitArgs): string {
  return (model ?? groupType ?? "").trim();
}

/** The former name of a member's resource in `formerNames`. Keys are case-insensitive. */
function formerNameOf(names: TeamFormerMemberNames | undefined, member: TeamMemberArgs): string | undefined {
  const key = memberKey(member);
  if (typeof names === "function") return key === undefined ? undefined : names(key);
  return Object.entries(names ?? {}).find(([user]) => isMember(user, member))?.[1];
}

/** Whether a key of `formerNames` refers to a member. */
export function isMember(user: string, member: TeamMemberArgs): boolean {
  const { email, userId, name } = member;
  return (
    user === name ||
    user === userId ||
    (typeof email === "string" && normalEmail(user) === normalEmail(email))
  );
}

/** The aliases that move resources into a Team which the program previously declared individually. */
export class FormerNames {
  readonly #team: string;
  readonly #names: TeamFormerNames | false;
  readonly #parents: ReadonlySet<pulumi.Resource>;
  readonly #members: readonly TeamMemberArgs[];

  /** `parent` is the parent of the Team. */
  constructor(
    team: string,
    { formerNames = {}, members = [] }: TeamArgs,
    parent: pulumi.Resource = pulumi.rootStackResource,
  ) {
    this.#team = team;
    this.#names = formerNames;
    this.#parents = new Set([parent, pulumi.rootStackResource]);
    this.#members = members;
  }

  workspace(): Aliases {
    return this.#aliases((names) => [names.workspace ?? this.#team]);
  }

  workspaceMembers(): Aliases {
    return this.#aliases((names) => [names.workspaceMembers ?? this.#team]);
  }

  workspaceMember(member: TeamMemberArgs): Aliases {
    return this.#aliases(({ workspace = this.#team, workspaceMember }) => {
      const given = formerNameOf(workspaceMember, member);
      return given === undefined ? this.#shortNames(member).map((user) => `${user}-${workspace}`) : [given];
    });
  }

  member(member: TeamMemberArgs): Aliases {
    return this.#aliases((names) => {
      const given = formerNameOf(names.member, member);
      return given === undefined ? new Set([memberKey(member), userKey(member)]) : [given];
    });
  }

  workspaceRateLimit(limit: TeamRateLimitArgs): Aliases {
    const key = rateLimitKey(limit);
    return this.#aliases(({ workspace = this.#team, workspaceRateLimit = {} }) => {
      const given = own(workspaceRateLimit, key);
      return given === undefined ? [`${key}-${workspace}`, `${workspace}-${key}`] : [given];
    });
  }

  spendLimit(): Aliases {
    return this.#aliases((names) => [names.spendLimit ?? this.#team]);
  }

  #aliases(namesOf: (names: TeamFormerNames) => Iterable<string | undefined>): Aliases {
    const names = this.#names === false ? [] : namesOf(this.#names);
    return [...names].flatMap((name): Aliases => {
      if (name === undefined) return [];
      return name.startsWith("urn:pulumi:") ? [name] : [...this.#parents].map((parent) => ({ name, parent }));
    });
  }

  /** The names of users in `pulumi-anthropic import` and the documentation, if they are unique in the Team. */
  #shortNames(member: TeamMemberArgs): string[] {
    const { email, name } = member;
    const own = name === undefined ? [] : [name];
    if (typeof email !== "string") return own;
    const local = localPart(email);
    const isUnique = this.#members.every(
      (other) => other === member || typeof other.email !== "string" || localPart(other.email) !== local,
    );
    return [...own, ...(isUnique ? [local] : []), words(email)];
  }
}

function localPart(email: string): string {
  return words(email.split("@")[0] ?? "");
}

function words(text: string): string {
  return normalEmail(text)
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}
