import type { UserWire, WorkspaceWire } from "../../provider/api/objects.ts";
import type { RbacGroupWire } from "../../provider/api/rbac/objects.ts";
import type { ServiceAccountWire } from "../../provider/api/serviceAccounts/objects.ts";
import { normalEmail } from "../../provider/users/email.ts";
import type { EmailChange } from "../../provider/users/emailChanged.ts";
import { emailChangeOf, lastInvite } from "../../provider/users/findUser.ts";
import type { Organization } from "../organization/readOrganization.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import { isSecretPath, secret } from "../states/propertyValues.ts";
import type { StackState } from "../states/stackState.ts";

const named: ReadonlySet<string> = new Set([
  "Workspace",
  "ServiceAccount",
  "RbacGroup",
  "FederationIssuer",
  "FederationRule",
]);

/** A stack, and a session with its settings. All sessions share the same lists. */
export interface ComparedStack {
  readonly state: StackState;
  readonly session: SnapshotSession;
}

/** The data of a report: an organization at one moment, and the stacks that are compared with it. */
export class DriftContext {
  readonly organization: Organization;
  readonly stacks: readonly ComparedStack[];
  readonly now: Date;
  readonly #users: ReadonlyMap<string, UserWire>;
  readonly #byEmail: ReadonlyMap<string, UserWire>;
  readonly #workspaces: ReadonlyMap<string, WorkspaceWire>;
  readonly #serviceAccounts: ReadonlyMap<string, ServiceAccountWire>;
  readonly #groups: ReadonlyMap<string, RbacGroupWire>;
  /** IDs of objects whose name is a secret of a stack. */
  readonly #unnamed: ReadonlySet<string>;

  constructor(organization: Organization, stacks: readonly ComparedStack[], now: Date) {
    this.organization = organization;
    this.stacks = stacks;
    this.now = now;
    this.#users = new Map(organization.users.map((user) => [user.id, user]));
    this.#byEmail = new Map(organization.users.map((user) => [normalEmail(user.email), user]));
    this.#workspaces = new Map(organization.workspaces.map((workspace) => [workspace.id, workspace]));
    const { accounts = [] } = organization.serviceAccounts ?? {};
    this.#serviceAccounts = new Map(accounts.map((account) => [account.id, account]));
    this.#groups = new Map(organization.groups?.groups.map((group) => [group.id, group]));
    this.#unnamed = new Set(
      stacks
        .flatMap(({ state }) => state.resources)
        .filter(({ kind, secrets }) => named.has(kind.kind) && isSecretPath(secrets, "name"))
        .map(({ id }) => id),
    );
  }

  user(id: string | undefined): UserWire | undefined {
    return id === undefined ? undefined : this.#users.get(id);
  }

  userOf({ email, userId }: { readonly email?: unknown; readonly userId?: unknown }): UserWire | undefined {
    const known = typeof userId === "string" ? this.#users.get(userId) : undefined;
    return known ?? (typeof email === "string" ? this.#byEmail.get(email) : undefined);
  }

  /** The role of the pending invitation of an email address. */
  invitedAs(email: string | undefined): string | undefined {
    return this.organization.invites.find(
      (invite) => invite.status === "pending" && normalEmail(invite.email) === email,
    )?.role;
  }

  /** The users who probably accepted an invitation for an email address that no user has now. */
  emailChange(email: unknown): EmailChange | undefined {
    if (typeof email !== "string") return undefined;
    const { invites, users } = this.organization;
    return emailChangeOf(lastInvite(invites, normalEmail(email)), users, invites);
  }

  /** The name of a service account: its ID when the organization does not have it or it is unread, `[secret]` when a stack keeps it secret. */
  serviceAccount(id: string): { readonly id: string; readonly name: string } {
    return { id, name: this.#unnamed.has(id) ? secret : (this.#serviceAccounts.get(id)?.name ?? id) };
  }

  /** The name of a workspace: its ID when the organization does not have it, `[secret]` when a stack keeps it secret. */
  workspace(id: string): { readonly id: string; readonly name: string } {
    return { id, name: this.#unnamed.has(id) ? secret : (this.#workspaces.get(id)?.name ?? id) };
  }

  /** The name of a federation issuer or rule: its ID when it is unread, `[secret]` when a stack keeps it secret. */
  federationName(id: string, name: string | undefined): string {
    return this.#unnamed.has(id) ? secret : (name ?? id);
  }

  /** The name of an RBAC group: its ID when the organization does not have it or it is unread, `[secret]` when a stack keeps it secret. */
  group(id: string): { readonly id: string; readonly name: string } {
    return { id, name: this.#unnamed.has(id) ? secret : (this.#groups.get(id)?.name ?? id) };
  }
}
