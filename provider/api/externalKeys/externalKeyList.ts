import type { Client } from "../client.ts";
import { path } from "../path.ts";
import { requestById } from "../requestById.ts";
import { listOf, type MinFreshness, type SharedList } from "../sharedList.ts";
import { ExternalKeyWire } from "./objects.ts";

/** The external keys of the organization, shared by all operations of the process. */
export class ExternalKeyList {
  readonly #client: Client;
  readonly #list: SharedList<ExternalKeyWire>;

  constructor(client: Client) {
    this.#client = client;
    this.#list = listOf(client, {
      path: "/v1/organizations/external_keys",
      item: ExternalKeyWire,
      id: ({ id }) => id,
      cursor: "opaque",
      limit: "default",
      doing: "list the external keys",
    });
  }

  /** All keys. */
  all(minFreshness: MinFreshness): Promise<readonly ExternalKeyWire[]> {
    return this.#list.get(minFreshness);
  }

  /** Requests this one key. Undefined if the API has none. The caller confirms that with another list, since this one can be empty. */
  confirm(id: string): Promise<ExternalKeyWire | undefined> {
    return requestById(this.#client, {
      path: path`/v1/organizations/external_keys/${id}`,
      id,
      schema: ExternalKeyWire,
      doing: `look up the external key ${id}`,
    });
  }

  /** Records a key that this process created or changed. */
  store(key: ExternalKeyWire): void {
    this.#list.store(key);
  }

  /** Records that this process deleted a key. */
  drop(id: string): void {
    this.#list.drop(id);
  }
}
