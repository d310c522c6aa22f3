import { implausible, isNotFound } from "../apiError.ts";
import type { Client } from "../client.ts";
import { clean } from "../foreignText.ts";
import { MemberLists } from "../memberLists.ts";
import { pages } from "../pages.ts";
import { path } from "../path.ts";
import { requestById } from "../requestById.ts";
import { listOf, type MinFreshness, type SharedList } from "../sharedList.ts";
import { ServiceAccountWire, WorkspaceServiceAccountWire } from "./objects.ts";

const root = "/v1/organizations/service_accounts";
/** The largest page of these lists. */
const limit = 100;

/** The IDs of service accounts and workspaces whose memberships are listed. */
export interface Memberships {
  readonly accounts: readonly string[];
  readonly workspaces: readonly string[];
}

type Members = readonly WorkspaceServiceAccountWire[];
type ForEach = (
  ids: readonly string[],
  read: (id: string) => Promise<Members>,
) => Promise<readonly Members[]>;

/** The service accounts of the organization and their workspaces, shared by all operations of the process. */
export class ServiceAccountLists {
  readonly #client: Client;
  readonly #accounts: SharedList<ServiceAccountWire>;
  readonly #members: MemberLists<WorkspaceServiceAccountWire>;
  readonly #created = new Set<string>();

  constructor(client: Client, relistPauseMs = 1000 * client.pace) {
    this.#client = client;
    this.#accounts = listOf(client, {
      path: root,
      query: { include_archived: true },
      item: ServiceAccountWire,
      id: ({ id }) => id,
      doing: "list the service accounts",
      cursor: "opaque",
      limit,
    });
    this.#members = new MemberLists(
      client,
      {
        path: (workspaceId) => path`/v1/organizations/workspaces/${workspaceId}/service_accounts`,
        item: WorkspaceServiceAccountWire,
        id: ({ service_account_id: id }) => id,
        doing: (workspaceId) => `list the service accounts of workspace ${workspaceId}`,
        cursor: "opaque",
        limit,
      },
      relistPauseMs,
    );
  }

  /** All service accounts, including archived ones. */
  all(minFreshness: MinFreshness): Promise<readonly ServiceAccountWire[]> {
    return this.#accounts.get(minFreshness);
  }

  /**
   * The explicit memberships in a workspace, which is not archived. Archived accounts are left out. In the default workspace, the others have
   * the role `workspace_user`.
   */
  async members(
    workspaceId: string,
    minFreshness: MinFreshness,
  ): Promise<readonly WorkspaceServiceAccountWire[]> {
    const members = await this.#members.get(workspaceId, minFreshness);
    return members.filter(({ implicit }) => !implicit);
  }

  /** The explicit memberships of a service account, requested now. Empty for an archived one. */
  async workspacesOf(id: string): Promise<readonly WorkspaceServiceAccountWire[]> {
    const doing = `list the workspaces of service account ${id}`;
    const memberships = await pages(this.#client, {
      path: path`/v1/organizations/service_accounts/${id}/workspaces`,
      item: WorkspaceServiceAccountWire,
      id: ({ workspace_id: workspaceId }) => workspaceId,
      doing,
      cursor: "opaque",
      limit,
      lack: (all) => {
        const other = all.find(({ service_account_id: accountId }) => accountId !== id);
        if (other === undefined) return undefined;
        return `the list has an entry of ${clean(other.service_account_id)}, so the response cannot be right`;
      },
    });
    return memberships.filter(({ implicit }) => !implicit);
  }

  /**
   * The explicit memberships of active service accounts in workspaces that are not archived. Sends a list for each of whichever are fewer.
   * `forEach` reads the lists.
   */
  async memberships(
    { accounts, workspaces }: Memberships,
    minFreshness: MinFreshness,
    forEach: ForEach = async (ids, read) => await Promise.all(ids.map(read)),
  ): Promise<readonly WorkspaceServiceAccountWire[]> {
    const wanted = new Set(workspaces);
    const byAccount = accounts.length < workspaces.length;
    const lists = byAccount
      ? await forEach(accounts, (id) => this.workspacesOf(id))
      : await forEach(workspaces, (id) => this.members(id, minFreshness));
    return lists.flat().filter(({ workspace_id: id }) => wanted.has(id));
  }

  /** Requests this one service account, active or archived. Undefined if the API has none, which can be wrong for a moment after its creation. */
  confirm(id: string): Promise<ServiceAccountWire | undefined> {
    return requestById(this.#client, {
      path: path`/v1/organizations/service_accounts/${id}`,
      id,
      schema: ServiceAccountWire,
      doing: `look up the service account ${id}`,
    });
  }

  /** Requests this one membership, explicit or implicit. Undefined if the API has none, which can be wrong for a moment after it was added. */
  async confirmMember(workspaceId: string, id: string): Promise<WorkspaceServiceAccountWire | undefined> {
    const doing = `look up the membership of service account ${id} in workspace ${workspaceId}`;
    try {
      const { requestId, value } = await this.#client.request({
        method: "GET",
        path: path`/v1/organizations/workspaces/${workspaceId}/service_accounts/${id}`,
        schema: WorkspaceServiceAccountWire,
        doing,
      });
      if (value.service_account_id === id && value.workspace_id === workspaceId) return value;
      throw implausible(
        doing,
        `the response is about ${clean(value.service_account_id)} in ${clean(value.workspace_id)}`,
        requestId,
      );
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Records a service account that this process created. */
  created(account: ServiceAccountWire): void {
    this.#created.add(account.id);
    this.#accounts.store(account);
  }

  /** Whether this process created the service account. The API may not show it yet, and it has no memberships but those of this process. */
  isCreated(id: string): boolean {
    return this.#created.has(id);
  }

  /** Records a service account that this process updated or archived. */
  store(account: ServiceAccountWire): void {
    this.#accounts.store(account);
    if (account.archived_at !== null) this.#members.dropEverywhere(account.id);
  }

  /** Records a membership that this process added or changed. */
  storeMember(member: WorkspaceServiceAccountWire): void {
    this.#members.store(member);
  }

  /** Records a membership that this process removed. */
  dropMember(workspaceId: string, id: string): void {
    this.#members.drop(workspaceId, id);
  }

  /** What this process did with a membership within the last minute. The API may not show it yet. */
  recently(workspaceId: string, id: string): "added" | "removed" | undefined {
    return this.#members.recently(workspaceId, id);
  }
}
