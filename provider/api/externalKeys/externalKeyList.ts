import { implausible, isNotFound } from "../apiError.ts";
import type { Client } from "../client.ts";
import { clean } from "../foreignText.ts";
import { path } from "../path.ts";
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
  async confirm(id: string): Promise<ExternalKeyWire | undefined> {
    const doing = `look up the external key ${id}`;
    try {
      const { requestId, value } = await this.#client.request({
        method: "GET",
        path: path`/v1/organizations/external_keys/${id}`,
        schema: ExternalKeyWire,
        doing,
      });
      if (value.id === id) return value;
      throw implausible(doing, `the response is about ${clean(value.id)}`, requestId);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
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
