import { z } from "zod";
import { ApiError, sentences } from "./apiError.ts";
import type { Client } from "./client.ts";
import { type MinFreshness, SharedList } from "./sharedList.ts";

/** The Compliance Settings of the organization. */
export const ComplianceSettingsWire = z.object({
  type: z.literal("compliance_settings"),
  state: z.object({ type: z.enum(["enabled", "disabled"]) }),
});
export type ComplianceSettingsWire = z.infer<typeof ComplianceSettingsWire>;
export type ComplianceState = ComplianceSettingsWire["state"]["type"];

const path = "/v1/organizations/compliance_settings";
const schema = ComplianceSettingsWire;

/** The Compliance Settings, shared by all operations of the process. */
export class ComplianceSettingsCache {
  readonly #client: Client;
  readonly #settings: SharedList<ComplianceSettingsWire>;

  constructor(client: Client) {
    this.#client = client;
    this.#settings = new SharedList(
      async () => [await this.#read()],
      ({ type }) => type,
      () => client.now(),
    );
  }

  /** The state that the API returns, which is that of the parent if the organization has one. */
  async state(minFreshness: MinFreshness): Promise<ComplianceState> {
    const [settings] = await this.#settings.get(minFreshness);
    if (settings === undefined) throw new Error("a single object cannot be absent");
    return settings.state.type;
  }

  /** Sets the state, and returns the one that the API then returns. */
  async set(state: ComplianceState, doing: string): Promise<ComplianceState> {
    const { value } = await this.#client
      .request({
        method: "POST",
        path,
        body: { state: { type: state } },
        schema,
        doing,
        repeatable: true,
        mayBeRejected: true,
      })
      .catch((error: unknown) => {
        throw accessError(error, doing);
      });
    this.#settings.store(value);
    return value.state.type;
  }

  async #read(): Promise<ComplianceSettingsWire> {
    const doing = "read the Compliance Settings";
    await this.#proveCredential();
    try {
      return (await this.#client.request({ method: "GET", path, schema, doing, mayBeRejected: true })).value;
    } catch (error) {
      throw accessError(error, doing);
    }
  }

  /** Sends another request, unless one has succeeded: only then does a 401 of this endpoint not mean an invalid credential. */
  async #proveCredential(): Promise<void> {
    if (this.#client.responses > 0) return;
    await this.#client.organization().catch((error: unknown) => {
      if (error instanceof ApiError && error.reason === "unauthenticated") throw error;
    });
  }
}

/** The error of a rejected request. It is not documented which credentials and organizations have access, or how the API rejects others. */
function accessError(error: unknown, doing: string): unknown {
  if (!(error instanceof ApiError) || error.response === undefined || error.code !== undefined) return error;
  if (!["unauthenticated", "forbidden", "not_found"].includes(error.reason)) return error;
  const { response, requestId } = error;
  const todo =
    "This credential or this organization has no access to them: use another credential, or remove the ComplianceSettings from the program.";
  return new ApiError(sentences({ doing }, `the API rejected it (${response})`, todo, requestId), {
    reason: "forbidden",
    requestId,
    response,
  });
}
