import { RefusedError } from "../../provider/api/errors.ts";
import { hasSecret, withoutSecrets } from "../../provider/api/foreignText.ts";
import type { InviteWire, UserWire, WorkspaceMemberWire, WorkspaceWire } from "../../provider/api/objects.ts";
import { imported } from "../../provider/kernel/adoption.ts";
import { isRecord, type Properties } from "../../provider/kernel/values.ts";
import { kinds } from "../../provider/registry.ts";
import {
  isAdministrator,
  isImplicit,
  normalEmail,
  OrganizationRoleInput,
} from "../../provider/users/people.ts";
import {
  claudeCodeWorkspace,
  defaultWorkspace,
  type Organization,
} from "../organization/readOrganization.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import { type Noun, nouns } from "../output/counting.ts";
import type { TargetStack } from "../states/stacks.ts";
import {
  type Args,
  argsFrom,
  type Declaration,
  isArgs,
  type KindName,
  plainArgs,
  Reference,
  type Section,
  type Value,
} from "./declaration.ts";
import type { LeftOut } from "./leftOut.ts";
import { Names, words } from "./naming.ts";
import { isOrdinary, isSelected, type Selection } from "./selection.ts";

/** Declares what there is and is not managed yet. What is not declared goes to `leftOut`, with the reason. */
export async function declare(
  session: SnapshotSession,
  organization: Organization,
  selection: Selection,
  target: TargetStack,
  leftOut: LeftOut,
): Promise<Section[]> {
  for (const wanted of selection.workspaces) {
    if (organization.workspaces.some(({ id, name }) => id === wanted || name === wanted)) continue;
    throw new RefusedError(
      `The organization has no workspace ${JSON.stringify(wanted)}. Nothing was written. Give its name as it is, or its id \`wrkspc_...\`.`,
    );
  }
  return await new Declarer(session, organization, selection, target, leftOut).all();
}

class Declarer {
  readonly #session: SnapshotSession;
  readonly #organization: Organization;
  readonly #selection: Selection;
  readonly #target: TargetStack;
  readonly #leftOut: LeftOut;
  readonly #names = new Map<KindName, Names>();
  /** Declared here, by id. */
  readonly #workspaces = new Map<string, Declaration>();
  /** Declared here, by address. */
  readonly #people = new Map<string, Declaration>();
  readonly #users: ReadonlyMap<string, UserWire>;
  /** How people are called in the program, by address; unambiguous among those who are in the organization. */
  readonly #personNames = new Map<string, string>();

  constructor(
    session: SnapshotSession,
    organization: Organization,
    selection: Selection,
    target: TargetStack,
    leftOut: LeftOut,
  ) {
    this.#session = session;
    this.#organization = organization;
    this.#selection = selection;
    this.#target = target;
    this.#leftOut = leftOut;
    this.#users = new Map(organization.users.map((user) => [user.id, user]));
  }

  async all(): Promise<Section[]> {
    const { kinds: asked, workspaces: only } = this.#selection;
    const people = asked.has("people") ? await this.#declarePeople() : [];
    // Who is invited is in no workspace yet.
    const invited = asked.has("invitations") && only.length === 0 ? await this.#declareInvited() : [];
    const workspaces = await this.#declareWorkspaces();
    return [
      { title: "People", declarations: people },
      { title: "People who are invited", declarations: invited },
      ...workspaces,
      { title: "API keys", declarations: asked.has("keys") ? await this.#declareKeys() : [] },
    ].filter(({ declarations }) => declarations.length > 0);
  }

  /** The stack that manages an object, if one does. It is then left out, and said to be. */
  #isManaged(what: Noun, ...identities: readonly string[]): boolean {
    const { managed } = this.#selection;
    const stack = identities.map((identity) => managed.get(identity)).find((name) => name !== undefined);
    if (stack !== undefined) this.#leftOut.add(what, `managed by ${stack} already`);
    return stack !== undefined;
  }

  /** A name that no resource of the kind has, in the stack or here. */
  #claim(kind: KindName, ...candidates: [string, ...string[]]): string {
    let names = this.#names.get(kind);
    if (names === undefined) {
      const { resources } = this.#target.state;
      names = new Names(resources.filter((one) => one.kind.kind === kind).map(({ name }) => name));
      this.#names.set(kind, names);
    }
    return names.claim(candidates, "-");
  }

  async #declarePeople(): Promise<Declaration[]> {
    const { users } = this.#organization;
    const { workspaces, matches } = this.#selection;
    const inside = new Set([...this.#organization.members.values()].flat().map(({ user_id: id }) => id));
    const candidates = users
      .map((user) => ({ user, email: normalEmail(user.email) }))
      .filter(({ user, email }) => matches(email) && (workspaces.length === 0 || inside.has(user.id)))
      .sort((one, other) => compare(one.email, other.email));
    this.#namePeople(candidates.map(({ email }) => email));
    const declared: Declaration[] = [];
    for (const { user, email } of candidates) {
      if (this.#isManaged(nouns.person, `Member ${email}`, `Member ${user.id}`)) continue;
      if (isAdministrator(user)) {
        const admins: Noun = [`person as \`${user.role}\``, `people as \`${user.role}\``];
        this.#leftOut.add(admins, "only the Console can change or remove them", email);
        continue;
      }
      if (this.#people.has(email)) {
        this.#leftOut.add(nouns.person, "somebody else has the same address", `${email} (${user.id})`);
        continue;
      }
      const person = await this.#declareMember(email, user.role, nouns.person);
      if (person !== undefined) declared.push(person);
    }
    return declared;
  }

  async #declareInvited(): Promise<Declaration[]> {
    const { users, invites } = this.#organization;
    const present = new Set(users.map((user) => normalEmail(user.email)));
    const newest = new Map<string, InviteWire>();
    for (const invite of invites) {
      const email = normalEmail(invite.email);
      if (present.has(email) || !this.#selection.matches(email)) continue;
      if (invite.status !== "pending" && invite.status !== "expired") continue;
      const known = newest.get(email);
      if (known === undefined || counts(invite) > counts(known)) newest.set(email, invite);
    }
    const candidates = [...newest].sort(([one], [other]) => compare(one, other));
    this.#namePeople(candidates.map(([email]) => email));
    const declared: Declaration[] = [];
    for (const [email, invite] of candidates) {
      if (this.#isManaged(nouns.invitation, `Member ${email}`, `Invite ${invite.id}`)) continue;
      if (invite.status === "expired") {
        this.#leftOut.add(
          ["expired invitation", "expired invitations"],
          "nothing brings them back; to invite somebody again, declare a Member",
          email,
        );
      } else if (!OrganizationRoleInput.safeParse(invite.role).success) {
        this.#leftOut.add(nouns.invitation, `\`${invite.role}\` can only be given in the Console`, email);
      } else {
        const person = await this.#declareMember(email, invite.role, nouns.invitation);
        if (person !== undefined) declared.push(person);
      }
    }
    return declared;
  }

  /** People are called by what stands before the `@`, where that means one person, and else by their address. */
  #namePeople(emails: readonly string[]): void {
    const namesakes = new Map<string, number>();
    const local = (email: string) => words(email.split("@")[0] ?? "") || "member";
    for (const email of emails) namesakes.set(local(email), (namesakes.get(local(email)) ?? 0) + 1);
    for (const email of emails) {
      const alone = namesakes.get(local(email)) === 1;
      this.#personNames.set(email, alone ? local(email) : words(email) || "member");
    }
  }

  #personName(email: string): string {
    return this.#personNames.get(email) ?? (words(email.split("@")[0] ?? "") || "member");
  }

  async #declareMember(email: string, role: string, what: Noun): Promise<Declaration | undefined> {
    const name = this.#claim("Member", this.#personName(email), words(email) || "member");
    const member = await this.#adopt("Member", what, email, name, email, { email, role }, ["role"]);
    if (member !== undefined) this.#people.set(email, member);
    return member;
  }

  async #declareWorkspaces(): Promise<Section[]> {
    const { kinds: asked } = this.#selection;
    const sections: Section[] = [];
    const workspaces = this.#organization.workspaces
      .filter((workspace) => isSelected(this.#selection, workspace))
      .sort((one, other) => compare(one.name, other.name) || compare(one.created_at, other.created_at));
    for (const wire of workspaces) {
      const declarations: Declaration[] = [];
      if (asked.has("workspaces")) {
        const workspace = await this.#declareWorkspace(wire);
        if (workspace !== undefined) declarations.push(workspace);
      }
      if (isOrdinary(wire) && asked.has("memberships")) {
        declarations.push(...(await this.#declareMembers(wire)));
      }
      if (asked.has("keys")) declarations.push(...(await this.#declareKeys(wire)));
      const title = this.#workspaces.has(wire.id) ? "Workspace" : "Within workspace";
      sections.push({ title: `${title} ${JSON.stringify(wire.name)} (${wire.id})`, declarations });
    }
    return sections;
  }

  async #declareWorkspace(wire: WorkspaceWire): Promise<Declaration | undefined> {
    const { id } = wire;
    if (this.#isManaged(nouns.workspace, `Workspace ${id}`)) return undefined;
    if (wire.archived_at !== null) {
      this.#leftOut.add(["archived workspace", "archived workspaces"], "archiving is final", wire.name);
      return undefined;
    }
    if (wire.name === defaultWorkspace) {
      const what: Noun = ["default workspace", "default workspaces"];
      this.#leftOut.add(
        what,
        "only its colour, tags and residency can be managed, with the resource option `import`",
        id,
      );
      return undefined;
    }
    if (wire.name === claudeCodeWorkspace) {
      const what: Noun = ["Claude Code workspace", "Claude Code workspaces"];
      this.#leftOut.add(what, "Claude Code made it and looks after it and its members by itself", id);
      return undefined;
    }
    if (wire.name !== wire.name.trim()) {
      const why = "a program cannot have the spaces around the name; take them away in the Console";
      this.#leftOut.add(nouns.workspace, why, wire.name);
      return undefined;
    }
    const name = this.#claim("Workspace", words(wire.name) || "workspace");
    const { props: live } = await kinds.Workspace.read(this.#session, id, {});
    const args = workspaceArgs(live);
    const droppable = Object.keys(args).filter((property) => property !== "name");
    const workspace = await this.#adopt(
      "Workspace",
      nouns.workspace,
      wire.name,
      name,
      id,
      args,
      droppable,
      // Whoever loses a line of this program must not lose a workspace, which nothing brings back.
      { protect: true },
    );
    if (workspace !== undefined) this.#workspaces.set(id, workspace);
    return workspace;
  }

  async #declareMembers(wire: WorkspaceWire): Promise<Declaration[]> {
    if (this.#isManaged(nouns.list, `WorkspaceMembers ${wire.id}`)) return [];
    const members = this.#organization.members.get(wire.id) ?? [];
    const candidates = members
      .map((member) => {
        const user = this.#users.get(member.user_id);
        return { member, user, email: user === undefined ? undefined : normalEmail(user.email) };
      })
      .sort((one, other) => compare(one.email ?? one.member.user_id, other.email ?? other.member.user_id));
    const open: { member: WorkspaceMemberWire; email: string }[] = [];
    const others: string[] = [];
    for (const { member, user, email } of candidates) {
      const { user_id: userId, workspace_role: role } = member;
      const shown = `${email ?? userId} in ${wire.name}`;
      const place = `WorkspaceMember ${wire.id}`;
      if (user === undefined || email === undefined) {
        this.#leftOut.add(nouns.membership, "nobody with this id is on the list of people", shown);
        others.push(userId);
      } else if (this.#isManaged(nouns.membership, `${place}/${email}`, `${place}/${userId}`)) {
        others.push(email);
      } else if (isImplicit(user, role)) {
        this.#leftOut.add(nouns.membership, "they come with the person's role in the organization", shown);
      } else if (role === "workspace_billing") {
        this.#leftOut.add(nouns.membership, `\`${role}\` cannot be given`, shown);
        others.push(email);
      } else {
        open.push({ member, email });
      }
    }
    if (this.#selection.style === "list") {
      return open.length === 0 ? [] : await this.#declareList(wire, open, others);
    }
    const declared: Declaration[] = [];
    for (const { member, email } of open) {
      const one = await this.#declareMembership(wire, member, email);
      if (one !== undefined) declared.push(one);
    }
    return declared;
  }

  async #declareMembership(
    wire: WorkspaceWire,
    { workspace_role: role }: WorkspaceMemberWire,
    email: string,
  ): Promise<Declaration | undefined> {
    const place = `${this.#personName(email)}-${this.#workspaceName(wire)}`;
    const name = this.#claim("WorkspaceMember", place);
    const args = { workspace: this.#workspaceOf(wire.id), email: this.#emailOf(email), role };
    const shown = `${email} in ${wire.name}`;
    return await this.#adopt("WorkspaceMember", nouns.membership, shown, name, `${wire.id}/${email}`, args);
  }

  async #declareList(
    wire: WorkspaceWire,
    open: readonly { readonly member: WorkspaceMemberWire; readonly email: string }[],
    others: readonly string[],
  ): Promise<Declaration[]> {
    const name = this.#claim("WorkspaceMembers", this.#workspaceName(wire));
    const members = open.map(({ member, email }) => ({
      email: this.#emailOf(email),
      role: member.workspace_role,
    }));
    const args = {
      workspace: this.#workspaceOf(wire.id),
      members,
      ...(others.length === 0 ? {} : { except: [...others].sort() }),
    };
    const list = await this.#adopt("WorkspaceMembers", nouns.list, wire.name, name, wire.id, args);
    return list === undefined ? [] : [list];
  }

  /** The keys of a workspace of the selection; without one those of no such workspace, by their own names. */
  async #declareKeys(wire?: WorkspaceWire): Promise<Declaration[]> {
    const { workspaces, apiKeys } = this.#organization;
    const { matches, workspaces: only } = this.#selection;
    const selected = new Set(
      workspaces.filter((each) => isSelected(this.#selection, each)).map(({ id }) => id),
    );
    const keys = apiKeys
      .filter(({ name, scope: { workspace_id: id } }) =>
        wire === undefined ? only.length === 0 && !selected.has(id ?? "") && matches(name) : id === wire.id,
      )
      .sort((one, other) => compare(one.name, other.name) || compare(one.created_at, other.created_at));
    const declared: Declaration[] = [];
    for (const { id, name, status } of keys) {
      if (this.#isManaged(nouns.key, `ApiKey ${id}`)) continue;
      if (status !== "active" && status !== "inactive") {
        const what: Noun = [`${status} API key`, `${status} API keys`];
        this.#leftOut.add(what, "nothing makes them work again", name);
        continue;
      }
      const claimed = this.#claim("ApiKey", words(name) || "key");
      const workspace = wire === undefined ? undefined : this.#workspaces.get(wire.id);
      const args = {
        apiKeyId: id,
        name,
        status,
        ...(workspace === undefined || wire === undefined
          ? {}
          : { workspace: new Reference(workspace, undefined, wire.id) }),
      };
      const key = await this.#adopt("ApiKey", nouns.key, name, claimed, id, args, ["name"]);
      if (key !== undefined) declared.push(key);
    }
    return declared;
  }

  /** How a workspace is called in the names of what is in it. */
  #workspaceName({ id, name }: WorkspaceWire): string {
    return this.#workspaces.get(id)?.name ?? (words(name) || "workspace");
  }

  #workspaceOf(id: string): Value {
    const workspace = this.#workspaces.get(id);
    return workspace === undefined ? id : new Reference(workspace, undefined, id);
  }

  #emailOf(email: string): Value {
    const person = this.#people.get(email);
    return person === undefined ? email : new Reference(person, "email", email);
  }

  /**
   * Has the kind itself say what the state would hold. What it does not take is left out of the program, where the
   * program can do without, so that it is not managed; otherwise the object is left out.
   */
  async #adopt(
    kind: KindName,
    what: Noun,
    shown: string,
    name: string,
    id: string,
    wished: Args,
    droppable: readonly string[] = [],
    options?: Args,
  ): Promise<Declaration | undefined> {
    const { project, stack } = this.#target;
    let args = wished;
    for (;;) {
      const [suspect] = Object.entries(args).find(([, value]) => holdsSecret(value)) ?? [];
      if (suspect !== undefined) {
        const { [suspect]: _, ...others } = args;
        if (!droppable.includes(suspect)) {
          this.#leftOut.add(what, secretReason, shown);
          return undefined;
        }
        this.#leftOut.add(["property", "properties"], secretReason, `\`${suspect}\` of ${shown}`);
        args = others;
        continue;
      }
      const adoption = await imported(kinds[kind], this.#session, {
        id,
        inputs: plainArgs(args),
        origin: `${project}/${stack}::${name}`,
      });
      if ("outputs" in adoption) {
        const { id: adopted, inputs, outputs } = adoption;
        return { kind, name, id: adopted, args, options, inputs, outputs: clearOfSecrets(outputs) };
      }
      const [{ property, reason } = { property: "", reason: "" }] = adoption.failures;
      // Of many people with one and the same trouble, the address would make many lines.
      const general = what === nouns.person ? reason.replaceAll(shown, "this") : reason;
      // That it was not taken over, the line says itself.
      const cause = general.replace(/^(?:Could|Did) not take over .*?: /s, "");
      const why = `cannot be declared: ${cause.replace(/\.$/, "")}`;
      const { [property]: dropped, ...others } = args;
      if (dropped === undefined || !droppable.includes(property)) {
        this.#leftOut.add(what, why, shown);
        return undefined;
      }
      this.#leftOut.add(["property", "properties"], why, `\`${property}\` of ${shown}`);
      args = others;
    }
  }
}

/** Programs stay in repositories for years, and many people read them. */
const secretReason =
  "it seems to contain a secret; change it in the Console, and revoke the secret, which others have seen";

function holdsSecret(value: Value): boolean {
  if (typeof value === "string") return hasSecret(value);
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isArgs(value)) return false;
  return Object.entries(value).some(([key, each]) => hasSecret(key) || holdsSecret(each));
}

/** The import file also has properties that the program does not manage. */
function clearOfSecrets(outputs: Properties): Properties {
  const text = JSON.stringify(outputs);
  return hasSecret(text) ? (JSON.parse(withoutSecrets(text)) as Properties) : outputs;
}

/** The order of names that is the same on every machine, whatever its language. */
function compare(one: string, other: string): number {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  if (first !== second) return first < second ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Of several invitations of an address the pending one counts, else the newest. */
function counts({ status, invited_at: at }: InviteWire): number {
  return status === "pending" ? Number.POSITIVE_INFINITY : Date.parse(at);
}

/** The API's own choices, which nobody needs to declare. */
const usualColour = "#6C5BB9";
const usualResidency: Readonly<Record<string, unknown>> = {
  workspaceGeo: "us",
  allowedInferenceGeos: "unrestricted",
  defaultInferenceGeo: "global",
};

/** What a program says of a workspace: what differs from the API's own choices. */
function workspaceArgs(live: Properties): Args {
  const { name, displayColor, tags, dataResidency, externalKeyId, userProfileId } = live;
  const residency = Object.entries(isRecord(dataResidency) ? dataResidency : {}).filter(
    ([field, value]) => value !== usualResidency[field],
  );
  return argsFrom({
    name,
    displayColor: displayColor === usualColour ? undefined : displayColor,
    tags: isRecord(tags) && Object.keys(tags).length > 0 ? tags : undefined,
    dataResidency: residency.length > 0 ? Object.fromEntries(residency) : undefined,
    externalKeyId,
    userProfileId,
    onDelete: "retain",
  });
}
