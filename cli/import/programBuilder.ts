import { hasSecret, withoutSecrets } from "../../provider/api/foreignText.ts";
import type { WorkspaceWire } from "../../provider/api/objects.ts";
import type { ObjectName } from "../../provider/kernel/definition.ts";
import { imported } from "../../provider/kernel/importedState.ts";
import type { Properties } from "../../provider/kernel/values.ts";
import { kinds } from "../../provider/registry.ts";
import type { Organization } from "../organization/readOrganization.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import type { Noun } from "../output/phrases.ts";
import type { TargetStack } from "../states/stacks.ts";
import {
  type Args,
  type Declaration,
  isArgs,
  type KindName,
  plainArgs,
  Reference,
  type Value,
} from "./declaration.ts";
import type { LeftOut } from "./leftOut.ts";
import { Names, words } from "./naming.ts";
import { isSelected, type Selection } from "./selection.ts";

/** An object of the organization, and how the program would declare it. */
export interface Candidate {
  readonly kind: KindName;
  readonly id: string;
  /** The name of the resource. */
  readonly name: string;
  readonly args: Args;
  readonly options?: Args;
  /** Names of the arguments that the program can do without; properties that are not declared are not managed. */
  readonly optional?: readonly string[];
  /** The name of the object in the list of objects that are left out. */
  readonly what: Noun;
  readonly shown: string;
}

/** The program as far as it is built: declarations that others refer to, resource names, and what is left out. */
export class ProgramBuilder {
  readonly session: SnapshotSession;
  readonly organization: Organization;
  readonly selection: Selection;
  readonly leftOut: LeftOut;
  /** The IDs of the selected workspaces, archived ones included. */
  readonly selectedWorkspaces: ReadonlySet<string>;
  /** Declared workspaces, by ID. */
  readonly workspaces = new Map<string, Declaration>();
  /** Declared external keys, by ID. */
  readonly externalKeys = new Map<string, Declaration>();
  /** Declared users, by email. */
  readonly users = new Map<string, Declaration>();
  /** Declared service accounts, by ID. */
  readonly serviceAccounts = new Map<string, Declaration>();
  readonly #target: TargetStack;
  readonly #names = new Map<KindName, Names>();
  readonly #userNames = new Map<string, string>();

  constructor(
    session: SnapshotSession,
    organization: Organization,
    selection: Selection,
    target: TargetStack,
    leftOut: LeftOut,
  ) {
    this.session = session;
    this.organization = organization;
    this.selection = selection;
    this.leftOut = leftOut;
    this.selectedWorkspaces = new Set(
      organization.workspaces.filter((workspace) => isSelected(selection, workspace)).map(({ id }) => id),
    );
    this.#target = target;
  }

  /** Whether a stack manages an object already. It is then reported as left out. */
  isManaged(what: Noun, ...names: readonly ObjectName[]): boolean {
    const { managed } = this.selection;
    const stack = names.map((name) => managed.get(name)).find((label) => label !== undefined);
    if (stack !== undefined) this.leftOut.addManaged(what, stack);
    return stack !== undefined;
  }

  /** A name that no other resource of the type has, in the stack or in this program. */
  claimName(kind: KindName, ...candidates: [string, ...string[]]): string {
    let names = this.#names.get(kind);
    if (names === undefined) {
      const { resources } = this.#target.state;
      names = new Names(resources.filter((one) => one.kind.kind === kind).map(({ name }) => name));
      this.#names.set(kind, names);
    }
    return names.claim(candidates, "-");
  }

  /** Names users by the local part of their email where it is unique, otherwise by the whole email. */
  nameUsers(emails: readonly string[]): void {
    const counts = new Map<string, number>();
    for (const email of emails) counts.set(localName(email), (counts.get(localName(email)) ?? 0) + 1);
    for (const email of emails) {
      const isUnique = counts.get(localName(email)) === 1;
      this.#userNames.set(email, isUnique ? localName(email) : words(email) || "member");
    }
  }

  userName(email: string): string {
    return this.#userNames.get(email) ?? localName(email);
  }

  /** The part of a resource name that stands for a workspace. */
  workspaceName({ id, name }: WorkspaceWire): string {
    return this.workspaces.get(id)?.name ?? (words(name) || "workspace");
  }

  workspaceValue(id: string): Value {
    const workspace = this.workspaces.get(id);
    return workspace === undefined ? id : new Reference(workspace, undefined, id);
  }

  externalKeyValue(id: string): Value {
    const key = this.externalKeys.get(id);
    return key === undefined ? id : new Reference(key, "id", id);
  }

  serviceAccountValue(id: string): Value {
    const account = this.serviceAccounts.get(id);
    return account === undefined ? id : new Reference(account, undefined, id);
  }

  emailValue(email: string): Value {
    const user = this.users.get(email);
    return user === undefined ? email : new Reference(user, "email", email);
  }

  /**
   * Adopts an object with the code of its resource type, which returns what the state would hold. An optional argument that
   * is refused is left out of the program; otherwise the object is left out.
   */
  async adopt(candidate: Candidate): Promise<Declaration | undefined> {
    const { kind, id, name, options, optional = [], what, shown } = candidate;
    const { project, stack } = this.#target;
    let { args } = candidate;
    /** Removes an argument. Returns false, and leaves the object out, if that is not possible. */
    const drop = (property: string, why: string, detail?: string): boolean => {
      const { [property]: dropped, ...others } = args;
      if (dropped === undefined || !optional.includes(property)) {
        this.leftOut.add(what, why, shown, detail);
        return false;
      }
      this.leftOut.add(["property", "properties"], why, `\`${property}\` of ${shown}`, detail);
      args = others;
      return true;
    };
    for (;;) {
      const [secret] = Object.entries(args).find(([, value]) => holdsSecret(value)) ?? [];
      if (secret !== undefined) {
        if (!drop(secret, secretReason)) return undefined;
        continue;
      }
      const adoption = await imported(kinds[kind], this.session, {
        id,
        inputs: plainArgs(args),
        origin: `${project}/${stack}::${name}`,
      });
      if ("outputs" in adoption) {
        const { id: adopted, inputs, outputs } = adoption;
        return { kind, name, id: adopted, args, options, inputs, outputs: withoutSecretValues(outputs) };
      }
      const [{ property, reason } = { property: "", reason: "" }] = adoption.failures;
      if (!drop(property, "cannot be declared", reason)) return undefined;
    }
  }
}

function localName(email: string): string {
  return words(email.split("@")[0] ?? "") || "member";
}

/** Anyone with access to the repository can read the program. */
const secretReason =
  "seems to contain a secret; change it in the Console, and revoke the secret, which others may have seen";

function holdsSecret(value: Value): boolean {
  if (typeof value === "string") return hasSecret(value);
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isArgs(value)) return false;
  return Object.entries(value).some(([key, each]) => hasSecret(key) || holdsSecret(each));
}

/** The import file also has properties that the program does not manage. */
function withoutSecretValues(outputs: Properties): Properties {
  const text = JSON.stringify(outputs);
  return hasSecret(text) ? (JSON.parse(withoutSecrets(text)) as Properties) : outputs;
}
