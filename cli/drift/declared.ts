import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { probablyIs } from "../../provider/users/emailChanged.ts";
import { afterAcceptance } from "../../provider/users/invitedRole.ts";
import { unreadOf } from "../organization/unread.ts";
import type { StackResource } from "../states/stackState.ts";
import type { Category } from "./categories.ts";
import type { ComparedStack, DriftContext } from "./context.ts";
import type { Difference } from "./difference.ts";
import { describeDifferences, differencesOf } from "./differences.ts";
import { type Finding, kindNameOf } from "./finding.ts";
import { groupMemberChanges } from "./groups.ts";
import { membershipRemoved, removalOf } from "./removals.ts";
import { SecretProperties } from "./secrets.ts";
import { subjectOf, userIn } from "./subject.ts";

/**
 * Compares every declared object with the organization. Reads each with the code of its resource type, as `pulumi refresh`
 * does, so that both report the same. An invitation that expires within `expiringWithin` days is `expiring`.
 */
export async function declaredFindings(context: DriftContext, expiringWithin: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const stack of context.stacks) {
    for (const resource of stack.state.resources) {
      findings.push(...(await new Comparison(context, stack, resource, expiringWithin).findings()));
    }
  }
  return findings;
}

const invitationExpired = "the invitation expired; a new value of `reinvite` sends another";
const waitingStatuses: readonly unknown[] = ["invited", "expired", "awaited", "pending"];
const dayMs = 86_400_000;

/** The resource types that are lists of members. */
const listKinds: readonly string[] = ["WorkspaceMembers", "RbacGroupMembers"];

/** One resource compared with its object. */
class Comparison {
  readonly #context: DriftContext;
  readonly #stack: ComparedStack;
  readonly #resource: StackResource;
  readonly #expiringWithin: number;
  readonly #secrets: SecretProperties;
  /** The secret properties of the entries of a WorkspaceMembers resource. */
  readonly #secretsOfEntries: SecretProperties;

  constructor(context: DriftContext, stack: ComparedStack, resource: StackResource, expiringWithin: number) {
    this.#context = context;
    this.#stack = stack;
    this.#resource = resource;
    this.#expiringWithin = expiringWithin;
    this.#secrets = new SecretProperties(resource.secrets);
    this.#secretsOfEntries = new SecretProperties(resource.secrets, "members.");
  }

  async findings(): Promise<Finding[]> {
    const { kind, id, inputs, outputs, unreadable } = this.#resource;
    const { session } = this.#stack;
    const unread = unreadOf(this.#context.organization.unread, kind.kind);
    if (unread !== undefined)
      return [this.#finding("not-checked", [], `not compared, because ${unread.reason}`)];
    const actual = await kind.read(session, id, outputs);
    const { status } = actual.props;
    const removal = removalOf(kind.kind, actual);
    if (removal !== undefined) return [this.#removed(removal)];

    if (kind.kind === "Member" && status === "emailChanged") {
      return [this.#finding("changed", [], this.#emailChanged(inputs["email"] ?? outputs["email"]))];
    }
    const found = listKinds.includes(kind.kind) ? this.#list(actual) : this.#changed(actual);
    if (found.length === 0) found.push(...this.#waiting(actual.props));
    if (found.length > 0) return found;
    // The diff would be wrong without the properties that cannot be decrypted.
    if (unreadable.length > 0) return [];
    // Reports any other difference that `pulumi refresh` would show.
    const { changes } = await kind.diff(session, actual.id, actual.props, inputs);
    return changes === true ? [this.#finding("changed", [], "the next `up` updates the resource")] : [];
  }

  /** Properties that differ. Those of a user who has just joined are not drift, since the next `up` sets them. */
  #changed(
    actual: { readonly props: Properties; readonly inputs: Properties },
    except: readonly string[] = [],
  ): Finding[] {
    const { inputs, outputs, ignored } = this.#resource;
    const differences = this.#secrets.differences(
      differencesOf(outputs, inputs, actual.inputs).filter(
        ({ property }) => !except.includes(property) && !isIgnored(property, ignored),
      ),
    );
    if (differences.length === 0) return [];
    const hasJoined = waitingStatuses.includes(outputs["status"]) && actual.props["status"] === "active";
    const what = describeDifferences(differences);
    if (this.#resource.kind.kind === "ComplianceSettings") {
      const why = `${what}: changed in the organization or its parent, or by Anthropic, which enables it with Access Transparency`;
      return [this.#finding("changed", differences, why)];
    }
    return hasJoined
      ? [
          this.#finding(
            "ready",
            differences,
            `the invitation was accepted; the next \`up\` completes the resource (${what})`,
          ),
        ]
      : [this.#finding("changed", differences, what)];
  }

  /** Pending users, invitations and memberships. */
  #waiting(actual: Properties): Finding[] {
    const { kind, outputs } = this.#resource;
    const { status } = actual;
    switch (kind.kind) {
      case "Member":
        if (waitingStatuses.includes(outputs["status"]) && status === "active") {
          return [
            this.#finding("ready", [], "the invitation was accepted; the next `up` completes the resource"),
          ];
        }
        if (status === "invited") return [this.#invited(actual)];
        if (status === "expired") return [this.#finding("not-invited", [], invitationExpired)];
        return status === "awaited" ? [this.#finding("not-invited", [], "the user has not joined yet")] : [];
      case "Invite": {
        if (status === "pending") return [this.#invited(actual)];
        const isMember = this.#context.userOf({ email: actual["email"] }) !== undefined;
        return status === "expired" && !isMember ? [this.#finding("not-invited", [], invitationExpired)] : [];
      }
      case "WorkspaceMember":
        if (outputs["status"] === "pending" && status === "implicit") {
          return [this.#finding("ready", [], "the organization role gives access; `up` records it")];
        }
        return status === "pending" ? [this.#pending(actual, "membership")] : [];
      case "SpendLimit":
        return status === "pending" ? [this.#pending(actual, "spend limit")] : [];
      default:
        return [];
    }
  }

  #pending(member: Properties, what: "membership" | "spend limit"): Finding {
    const user = userIn(member);
    const waitsFor = member["waitingFor"];
    if (this.#context.userOf(member) !== undefined) {
      const why = `the user is in the organization now; the next \`up\` ${what === "membership" ? "adds" : "sets"} the ${what}`;
      return this.#finding("ready", [], why, user);
    }
    if (waitsFor === "emailChanged") {
      const why = `the ${what} is pending: ${this.#emailChanged(member["email"] ?? this.#resource.inputs["email"])}`;
      return this.#finding("changed", [], why, user);
    }
    if (waitsFor === "acceptance") {
      const why = `the ${what} is pending until the user accepts the invitation`;
      return this.#finding("pending", [], why, user);
    }
    const why =
      waitsFor === "expired"
        ? `the ${what} is pending, and the invitation expired`
        : `the ${what} is pending, and the user is neither in the organization nor invited`;
    return this.#finding("not-invited", [], why, user);
  }

  /** What is known about a user who accepted an invitation, and whose email address no user has now. */
  #emailChanged(email: unknown): string {
    const { users = [] } = this.#context.emailChange(email) ?? {};
    const who = users.length === 0 || this.#secrets.has("email") ? "" : ` ${probablyIs(users)}.`;
    return `the invitation was accepted, but no user has the email address now.${who} Use the new email address in the program`;
  }

  #invited(actual: Properties): Finding {
    const until = String(actual["expiresAt"] ?? "");
    const daysLeft = (Date.parse(until) - this.#context.now.getTime()) / dayMs;
    const invited = String(actual["inviteRole"] ?? actual["role"]);
    const role = this.#secrets.value("role", invited);
    const category = daysLeft <= this.#expiringWithin ? "expiring" : "pending";
    const declared = this.#resource.inputs["role"];
    const then = typeof declared === "string" ? afterAcceptance({ invited, declared }) : undefined;
    const detail = `invited as ${String(role)} until ${until.slice(0, 10)}`;
    if (then === undefined) return this.#finding(category, [], detail);
    const differences = this.#secrets.differences([{ property: "role", declared, actual: invited }]);
    const change = this.#secrets.has("role") ? "" : `; the program declares ${declared}, and ${then}`;
    return this.#finding(category, differences, `${detail}${change}`);
  }

  /** A WorkspaceMembers or RbacGroupMembers resource: its members one by one, then its other properties. */
  #list(actual: { readonly props: Properties; readonly inputs: Properties }): Finding[] {
    const { ignored, unreadable } = this.#resource;
    const isSkipped = isIgnored("members", ignored) || unreadable.includes("members");
    const ofGroup = this.#resource.kind.kind === "RbacGroupMembers";
    const members = (props: Properties) => (ofGroup ? this.#groupMembers(props) : this.#members(props));
    return [...(isSkipped ? [] : members(actual.props)), ...this.#changed(actual, ["members"])];
  }

  #groupMembers({ memberStatuses }: Properties): Finding[] {
    const { inputs, outputs } = this.#resource;
    const changes = groupMemberChanges(
      this.#context,
      inputs["members"],
      memberStatuses,
      outputs["memberStatuses"],
    );
    return changes.map((change) => {
      if (change.is === "pending") return this.#pending(change.member, "membership");
      if (change.is === "removed") return this.#finding("removed", [], membershipRemoved, change.user);
      if (change.is === "undeclared") {
        const why = "is a member and not declared; the next `up` removes the membership";
        return this.#finding("changed", [], why, change.user);
      }
      const { declared, actual, user } = change;
      const email = this.#secretsOfEntries.differences([{ property: "email", declared, actual }]);
      const why = `the email address changed: ${describeDifferences(email)}`;
      return this.#finding("changed", email, why, user);
    });
  }

  #members(actual: Properties): Finding[] {
    const { inputs, outputs } = this.#resource;
    const declared = entriesOf(inputs["members"]);
    const present = entriesOf(actual["memberStatuses"]);
    const recorded = entriesOf(outputs["memberStatuses"]);
    const findings: Finding[] = [];
    const seen = new Set<Properties>();
    for (const entry of declared) {
      const record = recorded.find((candidate) => isSame(candidate, entry));
      const member =
        present.find((candidate) => isSame(candidate, entry)) ??
        present.find(({ userId }) => userId !== undefined && userId === record?.["userId"]);
      if (member !== undefined) seen.add(member);
      findings.push(...this.#member(entry, member));
    }
    for (const member of present.filter((candidate) => !seen.has(candidate))) {
      const differences = [{ property: "role", actual: member["role"] }];
      const why = `is a member with the role ${String(member["role"])} and not declared; the next \`up\` removes the membership`;
      findings.push(this.#finding("changed", differences, why, userIn(member)));
    }
    return findings;
  }

  /** A declared member, and the membership in the organization. */
  #member(entry: Properties, member: Properties | undefined): Finding[] {
    const redacted = (difference: Difference) => this.#secretsOfEntries.differences([difference]);
    if (member === undefined) {
      const user = userIn({ ...entry, userId: this.#context.userOf(entry)?.id });
      const role = redacted({ property: "role", declared: entry["role"] });
      return [this.#finding("removed", role, membershipRemoved, user)];
    }
    const user = userIn(member);
    if (member["status"] === "pending") return [this.#pending(member, "membership")];
    if (member["status"] !== "active") return [];
    if (member["email"] !== entry["email"] && entry["email"] !== undefined) {
      const email = redacted({ property: "email", declared: entry["email"], actual: member["email"] });
      return [
        this.#finding("changed", email, `the email address changed: ${describeDifferences(email)}`, user),
      ];
    }
    if (member["role"] === entry["role"]) return [];
    const role = redacted({ property: "role", declared: entry["role"], actual: member["role"] });
    return [this.#finding("changed", role, describeDifferences(role), user)];
  }

  #removed(detail: string): Finding {
    const { role } = this.#resource.inputs;
    const differences = role === undefined ? [] : [{ property: "role", declared: role }];
    return this.#finding("removed", this.#secrets.differences(differences), detail);
  }

  #finding(
    category: Category,
    differences: Finding["differences"],
    detail: string,
    member?: Finding["user"],
  ): Finding {
    const { kind, name, id, inputs, outputs } = this.#resource;
    const isEntry = listKinds.includes(kind.kind) && member !== undefined;
    const secrets = isEntry ? this.#secretsOfEntries : this.#secrets;
    return {
      category,
      ...secrets.subject(subjectOf(this.#context, kindNameOf(kind), id, { ...outputs, ...inputs }, member)),
      declarations: [{ stack: this.#stack.state.label, resource: name }],
      differences,
      detail,
    };
  }
}

/** Whether the resource option `ignoreChanges` covers a property: `tags`, `tags.team`, `tags["team"]` or `tags[*]`. */
function isIgnored(property: string, ignored: readonly string[]): boolean {
  return ignored
    .map((path) => path.replace(/\.?\["?(.*?)"?\]/g, ".$1").replace(/^\./, ""))
    .map((path) => path.replace(/\.\*$/, ""))
    .some((path) => path === "*" || property === path || property.startsWith(`${path}.`));
}

function entriesOf(list: unknown): Properties[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isSame(member: Properties, entry: Properties): boolean {
  if (entry["userId"] !== undefined) return member["userId"] === entry["userId"];
  return member["email"] === entry["email"] || member["declaredAs"] === entry["email"];
}
