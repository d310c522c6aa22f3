import { isRecord, own, type Properties } from "../../provider/kernel/values.ts";
import type { StackResource } from "../states/stackState.ts";
import type { Category } from "./categories.ts";
import type { Scene, Watched } from "./context.ts";
import type { Difference } from "./difference.ts";
import { differencesOf, inWords } from "./differences.ts";
import { type Finding, type KindName, kindNameOf } from "./finding.ts";
import { SecretProperties } from "./secrets.ts";

/** Within how many days an invitation that ends is worth a warning. */
export interface Patience {
  readonly expiringDays: number;
}

/**
 * What became of everything that the stacks declare. The kinds themselves say what is there now, as they would in
 * `pulumi refresh`, so that both see the same.
 */
export async function declaredFindings(scene: Scene, patience: Patience): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const watched of scene.stacks) {
    for (const resource of watched.state.resources) {
      findings.push(...(await new Look(scene, watched, resource, patience).findings()));
    }
  }
  return findings;
}

const askAgain =
  "remove the resource from the program, or request another invitation with a new value of `reinvite`";
const another =
  'remove the resource from the program, or create a new workspace with `onArchived: "recreate"`';
const takeOut = "remove the resource from the program";

/** By kind, what a person brought about that is not undone, and what to do now. */
const takenAway: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Workspace: {
    archived: `it was archived outside of Pulumi, which is final; ${another}`,
    removed: `the API no longer returns it; ${takeOut}`,
  },
  WorkspaceMember: {
    archived: "the workspace was archived, which is final and ended the membership",
  },
  WorkspaceMembers: {
    archived: "the workspace was archived, which is final and ended its memberships",
  },
  Member: {
    removed: `the user was removed from the organization; ${askAgain}`,
    withdrawn: `the invitation was deleted outside of Pulumi; ${askAgain}`,
  },
  Invite: { withdrawn: `the invitation was deleted outside of Pulumi; ${askAgain}` },
  ApiKey: { removed: `the API no longer returns it; ${takeOut}` },
};

const waiting: readonly unknown[] = ["invited", "expired", "awaited", "pending"];
const dayMs = 86_400_000;

/** One resource, and what is there now. */
class Look {
  readonly #scene: Scene;
  readonly #watched: Watched;
  readonly #resource: StackResource;
  readonly #patience: Patience;
  readonly #secrets: SecretProperties;
  /** The same for the entries of a complete list. */
  readonly #secretsOfEntries: SecretProperties;

  constructor(scene: Scene, watched: Watched, resource: StackResource, patience: Patience) {
    this.#scene = scene;
    this.#watched = watched;
    this.#resource = resource;
    this.#patience = patience;
    this.#secrets = new SecretProperties(resource.secrets);
    this.#secretsOfEntries = new SecretProperties(resource.secrets, "members.");
  }

  async findings(): Promise<Finding[]> {
    const { kind, id, inputs, outputs, unreadable } = this.#resource;
    const { session } = this.#watched;
    const actual = await kind.read(session, id, outputs);
    if (actual.id === "")
      return [this.#gone("the membership was removed; `pulumi up --refresh` adds it again")];
    const { status } = actual.props;
    const gone = own(takenAway[kind.kind] ?? {}, String(status));
    if (gone !== undefined) return [this.#gone(gone)];

    const found =
      kind.kind === "WorkspaceMembers"
        ? [
            ...(isIgnored("members", this.#resource.ignored) || unreadable.includes("members")
              ? []
              : this.#places(actual.props)),
            ...this.#changed(actual, ["members"]),
          ]
        : this.#changed(actual);
    if (found.length === 0) found.push(...this.#waits(actual.props));
    if (found.length > 0) return found;
    // The diff would be wrong without the properties that cannot be decrypted.
    if (unreadable.length > 0) return [];
    // Whatever else `pulumi refresh` would show.
    const { changes } = await kind.diff(session, actual.id, actual.props, inputs);
    return changes === true ? [this.#finding("changed", [], "the next `up` has something to do here")] : [];
  }

  /** Properties that are not as declared. For somebody who has only just come, they are what `up` is going to give. */
  #changed(
    actual: { readonly props: Properties; readonly inputs: Properties },
    without: readonly string[] = [],
  ): Finding[] {
    const { inputs, outputs, ignored } = this.#resource;
    const differences = this.#secrets.differences(
      differencesOf(outputs, inputs, actual.inputs).filter(
        ({ property }) => !without.includes(property) && !isIgnored(property, ignored),
      ),
    );
    if (differences.length === 0) return [];
    const arrived = waiting.includes(outputs["status"]) && actual.props["status"] === "active";
    const what = inWords(differences);
    return arrived
      ? [this.#finding("ready", differences, `they accepted, and the next \`up\` completes it (${what})`)]
      : [this.#finding("changed", differences, what)];
  }

  /** Who is not there yet: declared people, invitations, places. */
  #waits(actual: Properties): Finding[] {
    const { kind, outputs } = this.#resource;
    const { status } = actual;
    switch (kind.kind) {
      case "Member":
        if (waiting.includes(outputs["status"]) && status === "active") {
          return [
            this.#finding("ready", [], "the invitation was accepted; the next `up` completes the resource"),
          ];
        }
        if (status === "invited") return [this.#invited(actual)];
        if (status === "expired") {
          return [
            this.#finding(
              "not-invited",
              [],
              "the invitation expired; a new value of `reinvite` sends another",
            ),
          ];
        }
        return status === "awaited" ? [this.#finding("not-invited", [], "the user has not joined yet")] : [];
      case "Invite": {
        if (status === "pending") return [this.#invited(actual)];
        const there = this.#scene.userOf({ email: actual["email"] }) !== undefined;
        return status === "expired" && !there
          ? [
              this.#finding(
                "not-invited",
                [],
                "the invitation expired; a new value of `reinvite` sends another",
              ),
            ]
          : [];
      }
      case "WorkspaceMember":
        if (outputs["status"] === "pending" && status === "implicit") {
          return [this.#finding("ready", [], "the organization role gives access; `up` records it")];
        }
        return status === "pending" ? [this.#placeWaits(actual)] : [];
      default:
        return [];
    }
  }

  #placeWaits(user: Properties): Finding {
    const about = userIn(user);
    if (this.#scene.userOf(user) !== undefined) {
      return this.#finding(
        "ready",
        [],
        "the user is in the organization now; the next `up` adds the membership",
        about,
      );
    }
    return user["waitingFor"] === "acceptance"
      ? this.#finding("pending", [], "the membership is pending until the user accepts the invitation", about)
      : this.#finding(
          "not-invited",
          [],
          user["waitingFor"] === "expired"
            ? "the membership is pending, and the invitation expired"
            : "the membership is pending, and the user is neither in the organization nor invited",
          about,
        );
  }

  #invited(actual: Properties): Finding {
    const until = String(actual["expiresAt"] ?? "");
    const left = (Date.parse(until) - this.#scene.now.getTime()) / dayMs;
    const role = this.#secrets.value("role", actual["inviteRole"] ?? actual["role"]);
    const soon = left <= this.#patience.expiringDays;
    return this.#finding(
      soon ? "expiring" : "pending",
      [],
      `invited as ${String(role)} until ${until.slice(0, 10)}`,
    );
  }

  /** Everybody of a complete list, one by one. */
  #places(actual: Properties): Finding[] {
    const { inputs, outputs } = this.#resource;
    const declared = entriesOf(inputs["members"]);
    const there = entriesOf(actual["people"]);
    const known = entriesOf(outputs["people"]);
    const hide = (difference: Difference) => this.#secretsOfEntries.differences([difference]);
    const findings: Finding[] = [];
    const seen = new Set<Properties>();
    for (const entry of declared) {
      const record = known.find((candidate) => isSame(candidate, entry));
      const user =
        there.find((candidate) => isSame(candidate, entry)) ??
        there.find(({ userId }) => userId !== undefined && userId === record?.["userId"]);
      if (user === undefined) {
        const about = userIn({ ...entry, userId: this.#scene.userOf(entry)?.id });
        const lost = hide({ property: "role", declared: entry["role"] });
        findings.push(
          this.#finding(
            "gone",
            lost,
            "the membership was removed; `pulumi up --refresh` adds it again",
            about,
          ),
        );
        continue;
      }
      seen.add(user);
      const about = userIn(user);
      if (user["status"] === "pending") findings.push(this.#placeWaits(user));
      else if (user["status"] !== "active") continue;
      else if (user["email"] !== entry["email"] && entry["email"] !== undefined) {
        const moved = hide({ property: "email", declared: entry["email"], actual: user["email"] });
        findings.push(this.#finding("changed", moved, `the email changed: ${inWords(moved)}`, about));
      } else if (user["role"] !== entry["role"]) {
        const role = hide({ property: "role", declared: entry["role"], actual: user["role"] });
        findings.push(this.#finding("changed", role, inWords(role), about));
      }
    }
    for (const user of there.filter((candidate) => !seen.has(candidate))) {
      const stranger = [{ property: "role", actual: user["role"] }];
      const why = `is an undeclared member with the role ${String(user["role"])}; the next \`up\` removes them`;
      findings.push(this.#finding("changed", stranger, why, userIn(user)));
    }
    return findings;
  }

  #gone(detail: string): Finding {
    const { role } = this.#resource.inputs;
    const lost = role === undefined ? [] : [{ property: "role", declared: role }];
    return this.#finding("gone", this.#secrets.differences(lost), detail);
  }

  #finding(
    category: Category,
    differences: Finding["differences"],
    detail: string,
    about?: Finding["user"],
  ): Finding {
    const { kind, name, id, inputs, outputs } = this.#resource;
    const isEntry = kind.kind === "WorkspaceMembers" && about !== undefined;
    const secrets = isEntry ? this.#secretsOfEntries : this.#secrets;
    return {
      category,
      ...secrets.subject(subjectOf(this.#scene, kindNameOf(kind), id, { ...outputs, ...inputs }, about)),
      declarations: [{ stack: this.#watched.state.label, resource: name }],
      differences,
      detail,
    };
  }
}

/** How an object is called, and what it belongs to. */
export function subjectOf(
  scene: Scene,
  kind: KindName,
  id: string,
  properties: Properties,
  about?: Finding["user"],
): Pick<Finding, "kind" | "id" | "name" | "workspace" | "user"> {
  const { workspace, name } = properties;
  const user = about ?? (kind === "Workspace" || kind === "ApiKey" ? undefined : userIn(properties));
  const inside = typeof workspace === "string" ? { workspace: scene.workspace(workspace) } : {};
  const called = user?.email ?? user?.userId ?? (typeof name === "string" ? name : undefined);
  const whole = kind === "WorkspaceMembers" && about === undefined;
  return {
    kind,
    id,
    name: (whole ? inside.workspace?.name : called) ?? id,
    ...inside,
    ...(user === undefined || whole ? {} : { user }),
  };
}

/** Whether the resource option `ignoreChanges` covers a property: `tags`, `tags.team`, `tags["team"]` or `tags[*]`. */
function isIgnored(property: string, ignored: readonly string[]): boolean {
  return ignored
    .map((path) => path.replace(/\.?\["?(.*?)"?\]/g, ".$1").replace(/^\./, ""))
    .map((path) => path.replace(/\.\*$/, ""))
    .some((path) => path === "*" || property === path || property.startsWith(`${path}.`));
}

function userIn({ email, userId }: Properties): NonNullable<Finding["user"]> {
  return {
    ...(typeof email === "string" ? { email } : {}),
    ...(typeof userId === "string" ? { userId } : {}),
  };
}

function entriesOf(list: unknown): Properties[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isSame(user: Properties, entry: Properties): boolean {
  if (entry["userId"] !== undefined) return user["userId"] === entry["userId"];
  return user["email"] === entry["email"] || user["declaredAs"] === entry["email"];
}
