import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { RefusedError } from "../api/errors.ts";
import { Live } from "../api/live.ts";
import type { ApiKeyWire } from "../api/objects.ts";
import { idWithPrefix, parsedId } from "../ids.ts";
import type { Observed, Operation } from "../kernel/definition.ts";
import { AnthropicResource, existing } from "../kernel/pointer.ts";
import { defineResource } from "../kernel/resource.ts";
import { changeKey } from "../keys.ts";
import { refusal } from "../refusals.ts";
import { idOf, type Workspace } from "./workspace.ts";

// An API key: `/v1/organizations/api_keys/{id}`. The API makes and deletes none and never shows the secret, so a key is
// made in the Console and adopted here by its id. Another id adopts that key first and then gives this one up. Deleting
// leaves the key as it is, or deactivates it when asked; the key itself stays either way.

/** What a program says of an API key. Fields that are left out are not managed: their live values are outputs. */
export interface ApiKeyArgs {
  /**
   * The key's id, `apikey_...`, as the Console and `GET /v1/organizations/api_keys` show it; never the secret. Required:
   * keys are made in the Console. Another id adopts that key first, and then does to this one what `onDelete` says:
   * with `"deactivate"`, that rotates a key.
   */
  apiKeyId: pulumi.Input<string>;
  /** The name, 1 to 500 characters; spaces around it are cut off. Changed in place, also when the key is adopted. */
  name?: pulumi.Input<string>;
  /**
   * Whether the key works. `active` and `inactive` are changed in place, also when the key is adopted: declaring
   * `inactive` stops it. `archived` is final, and refused for a key that is just being adopted: adopt it first as it
   * is. Leaving `archived` is refused. An expired key is drift that nothing can mend: declare `archived` or another
   * key, or leave `status` out.
   */
  status?: pulumi.Input<"active" | "inactive" | "archived">;
  /**
   * The workspace that the key belongs to, or its id `wrkspc_...`. It only checks: a key stays where it was made, and
   * another workspace is refused. Given a Workspace of the program, the key is deleted before it, so that with
   * `onDelete: "deactivate"` the workspace may be archived.
   */
  workspace?: Workspace | pulumi.Input<string>;
  /**
   * What delete does: `"retain"` (default) leaves the key as it is, `"deactivate"` makes it inactive. Not in the
   * organization; needs one `up` before it takes effect.
   */
  onDelete?: pulumi.Input<"retain" | "deactivate">;
}

/** Who made an API key. */
export interface ApiKeyCreator {
  /** `user_...` or `svac_...`. */
  id: string;
  /** `user` or `service_account`. */
  type: string;
}

/** Whom an API key acts as. */
export interface ApiKeyPrincipal {
  /** `user_actor` or `service_account_actor`. */
  type: string;
  /** The person, `user_...`. */
  userId?: string;
  /** The service account, `svac_...`. */
  serviceAccountId?: string;
}

export const Inputs = z.strictObject({
  apiKeyId: idWithPrefix("apikey_").describe(`Keys are adopted, since ${refusal("makeKey")}`),
  name: z
    .string("must be a text")
    .trim()
    .min(1, "must not be empty")
    .max(500, "must have at most 500 characters")
    .exactOptional(),
  status: z
    .enum(["active", "inactive", "archived"], {
      error: (issue) =>
        issue.input === "expired"
          ? "`expired` comes with time and cannot be declared. Declare `archived`, or leave `status` out"
          : "must be `active`, `inactive` or `archived`",
    })
    .exactOptional(),
  workspace: idWithPrefix("wrkspc_").exactOptional(),
  onDelete: z
    .enum(["retain", "deactivate"], {
      error: ({ input }) => (input === "delete" ? refusal("deleteKey") : "must be `retain` or `deactivate`"),
    })
    .exactOptional(),
});
type Inputs = z.infer<typeof Inputs>;

const State = z.looseObject({
  apiKeyId: z.string(),
  name: z.string(),
  status: z.string(),
  workspace: z.string(),
  onDelete: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  createdBy: z.looseObject({ id: z.string(), type: z.string() }),
  partialKeyHint: z.string(),
  principal: z.looseObject({
    type: z.string(),
    userId: z.string().optional(),
    serviceAccountId: z.string().optional(),
  }),
  adopted: z.boolean(),
});
type State = Partial<z.infer<typeof State>>;

/** Whom a key acts as, from the wire. */
export function principalOf(wire: NonNullable<ApiKeyWire["principal"]>): ApiKeyPrincipal {
  const { type, user_id: userId, service_account_id: serviceAccountId } = wire;
  return {
    type,
    ...(typeof userId === "string" ? { userId } : {}),
    ...(typeof serviceAccountId === "string" ? { serviceAccountId } : {}),
  };
}

function fromWire(wire: ApiKeyWire): Observed<State> {
  return {
    apiKeyId: wire.id,
    name: wire.name,
    status: wire.status,
    workspace: wire.scope.workspace_id ?? null,
    createdAt: wire.created_at,
    expiresAt: wire.expires_at,
    createdBy: wire.created_by,
    partialKeyHint: wire.partial_key_hint,
    principal: wire.principal === null ? null : { ...principalOf(wire.principal) },
  };
}

interface Changes {
  readonly name?: string;
  readonly status?: string;
}

/** What of name and status is declared, and is not so. */
function changesOf(there: Changes, { name, status }: Inputs): Changes {
  return {
    ...(name === undefined || name === there.name ? {} : { name }),
    ...(status === undefined || status === there.status ? {} : { status }),
  };
}

function isEmpty(changes: Changes): boolean {
  return changes.name === undefined && changes.status === undefined;
}

function shown(name: string | undefined, id: string): string {
  return name === undefined ? `API key ${id}` : `API key ${JSON.stringify(name)} (${id})`;
}

/** The key with this id, whoever else may be looking; undefined when the API has none. */
async function lookUp({ live }: Operation, id: string, since: number): Promise<ApiKeyWire | undefined> {
  const keys = await live.apiKeys(since);
  return keys.find((candidate) => candidate.id === id) ?? (await live.confirmApiKey(id, since));
}

/** A key stays in the workspace for which it was made. */
function mustBelong(doing: string, workspace: string | null | undefined, inputs: Inputs): void {
  if (inputs.workspace === undefined || inputs.workspace === workspace) return;
  const where = typeof workspace === "string" ? `workspace ${workspace}` : "no workspace";
  throw new RefusedError(
    `Did not ${doing}: it belongs to ${where}, and the program says ${inputs.workspace}. A key stays where it was made: correct \`workspace\`, or name a key of that workspace.`,
  );
}

/** Archived is final, and expired is mended by nothing. */
function mustBePossible(doing: string, key: ApiKeyWire, status: string | undefined): void {
  if (status === undefined || status === key.status) return;
  if (key.status === "archived") {
    throw new RefusedError(
      `Did not ${doing}: it is archived, the program says ${status}, and ${refusal("restoreKey")}`,
    );
  }
  if (key.status === "expired" && status !== "archived") {
    const when = key.expires_at === null ? "" : ` on ${key.expires_at}`;
    throw new RefusedError(
      `Did not ${doing}: it expired${when}, and ${refusal("rotateKey")} Or declare \`status: "archived"\`, or leave \`status\` out.`,
    );
  }
}

/** What is refused, and why, when the API no longer knows the key. */
function whyGone(doing: string): string {
  return `${doing}: the organization has no such key any more. Take it out of the program, or name another key in \`apiKeyId\`.`;
}

export const apiKey = defineResource<typeof Inputs, typeof State>({
  kind: "ApiKey",
  inputs: Inputs,
  state: State,
  managed: ["apiKeyId", "name", "status", "workspace"],
  impossible: {
    expiresAt: "rotateKey",
    expiresInDays: "rotateKey",
    rotate: "rotateKey",
    secret: "revealKey",
    value: "revealKey",
  },
  identifying: ["apiKeyId"],
  // What uses the keys is given the new one before the old one may stop.
  replaceInOrder: "createFirst",

  parseId: (id) => parsedId("an ApiKey", "apikey_", id),
  idOf: ({ apiKeyId }) => apiKeyId,
  identities: (_, id) => (id === undefined ? [] : [id]),

  refuse(inputs, olds) {
    const failures = [];
    const { apiKeyId, status, workspace } = inputs;
    // Another key has another past.
    if (olds === undefined || apiKeyId === undefined || apiKeyId !== olds.apiKeyId) return [];
    if (olds.status === "archived" && status !== undefined && status !== "archived") {
      failures.push({
        property: "status",
        reason: `\`status\` cannot become \`${status}\`: the key is archived, and ${refusal("restoreKey")}`,
      });
    }
    if (workspace !== undefined && olds.workspace !== undefined && workspace !== olds.workspace) {
      failures.push({
        property: "workspace",
        reason: `\`workspace\` cannot become ${workspace}: the key belongs to ${olds.workspace} and stays there. Make a key in that workspace in the Console, and name its id in \`apiKeyId\`.`,
      });
    }
    return failures;
  },

  attention: (_, old, __, id) =>
    old.status === "removed" ? { refuses: whyGone(`update ${shown(old.name, id)}`) } : undefined,

  async create(operation, inputs) {
    const { apiKeyId: id } = inputs;
    const noticed = await lookUp(operation, id, Live.anytime);
    if (noticed === undefined) {
      throw new RefusedError(
        `Did not take over ${shown(undefined, id)}: the organization has no key with this id. Correct \`apiKeyId\`; keys are made in the Console.`,
      );
    }
    // A list of this process may be older than what somebody changed since: writing deserves a fresh look.
    const key = isEmpty(changesOf(noticed, inputs))
      ? noticed
      : ((await lookUp(operation, id, operation.began)) ?? noticed);
    const doing = `take over ${shown(key.name, id)}`;
    mustBelong(doing, key.scope.workspace_id, inputs);
    mustBePossible(doing, key, inputs.status);
    const changes = changesOf(key, inputs);
    if (isEmpty(changes)) return { id, observed: { ...fromWire(key), adopted: true } };
    if (changes.status === "archived") {
      throw new RefusedError(
        `Did not ${doing}: it is ${key.status}, and the program says archived, which is final and ends the key at once. If that is meant, declare \`status: "${key.status}"\`, run \`up\`, and archive it afterwards.`,
      );
    }
    const changed = await changeKey(operation, id, changes, `${doing} as declared`);
    if (changes.status !== undefined)
      operation.say(`${shown(changed.name, id)} was ${key.status} and is ${changed.status} now.`);
    return { id, observed: { ...fromWire(changed), adopted: true } };
  },

  async read(operation, id, old) {
    const wire = await lookUp(operation, id, operation.live.lastMinute());
    if (wire !== undefined) return fromWire(wire);
    // The API deletes no key, and makes none: whatever made this one disappear, there is nothing to make again.
    return old === undefined ? undefined : { status: "removed" };
  },

  async update(operation, id, old, inputs) {
    const doing = `update ${shown(old.name, id)}`;
    if (old.status === "removed") throw new RefusedError(`Did not ${whyGone(doing)}`);
    mustBelong(doing, old.workspace, inputs);
    const wanted = changesOf(
      {
        ...(old.name === undefined ? {} : { name: old.name }),
        ...(old.status === undefined ? {} : { status: old.status }),
      },
      inputs,
    );
    if (isEmpty(wanted)) return {};
    const key = await lookUp(operation, id, operation.began);
    if (key === undefined) throw new RefusedError(`Did not ${whyGone(doing)}`);
    mustBePossible(doing, key, wanted.status);
    const after = await changeKey(operation, id, wanted, doing);
    const observed = fromWire(after);
    // What was not sent stays as kept, like everything that this operation has no part in; only refresh says more.
    return {
      ...observed,
      name: wanted.name === undefined && inputs.name !== undefined ? undefined : observed.name,
      status: wanted.status === undefined && inputs.status !== undefined ? undefined : observed.status,
    };
  },

  retained(old, id) {
    if (old.onDelete === "deactivate") return undefined;
    return `${shown(old.name, id)} is left as it is, since \`onDelete\` is not "deactivate".`;
  },

  async delete(operation, id, old) {
    const { live, began } = operation;
    const listed = await lookUp(operation, id, began);
    // A stale list may show a key as inactive that was just activated, and the key would stay active.
    const key = listed?.status === "inactive" ? await live.confirmApiKey(id, began) : listed;
    if (key === undefined || ["inactive", "archived", "expired"].includes(key.status)) return;
    await changeKey(operation, id, { status: "inactive" }, `deactivate ${shown(key.name ?? old.name, id)}`);
  },
});

/** An API key, made in the Console and adopted by its id. */
export class ApiKey extends AnthropicResource {
  /** The key's id, `apikey_...`. */
  declare readonly apiKeyId: pulumi.Output<string>;
  /** The name. */
  declare readonly name: pulumi.Output<string>;
  /** `active`, `inactive`, `archived`, `expired`, or `removed` (the API no longer knows it). */
  declare readonly status: pulumi.Output<string>;
  /** The id of the workspace that it belongs to; none for a key of the whole organization. */
  declare readonly workspace: pulumi.Output<string | undefined>;
  /** When it was made, RFC 3339. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When it stops working, RFC 3339; fixed when it was made. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;
  /** Who made it, if that is known. */
  declare readonly createdBy: pulumi.Output<ApiKeyCreator | undefined>;
  /** What the Console shows of the secret, such as `sk-ant-api03-R2D...igAA`. The secret itself is nowhere. */
  declare readonly partialKeyHint: pulumi.Output<string | undefined>;
  /** Whom it acts as; none for a key that belongs to a workspace only. */
  declare readonly principal: pulumi.Output<ApiKeyPrincipal | undefined>;
  /** Always `true`: the API makes no keys. */
  declare readonly adopted: pulumi.Output<boolean>;

  /**
   * Adopts an API key.
   *
   * Declared values that differ from the key's are written when it is adopted, but for `status: "archived"`. Refused by
   * create: an id that the organization does not have, a key of another workspace, `active` for a key that is archived
   * or has expired. The option `import` with the same id adopts only what is exactly as declared, and writes nothing.
   *
   * API: `GET` and `POST /v1/organizations/api_keys/{id}`.
   */
  constructor(name: string, args: ApiKeyArgs, options?: pulumi.CustomResourceOptions) {
    const { workspace, ...others } = args;
    super(apiKey, name, { ...others, workspace: idOf(workspace) }, options);
  }

  /** Reads a key that is managed elsewhere, by its id `apikey_...`. Nothing is ever written to it. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ApiKey {
    return new ApiKey(name, existing(), { ...options, id });
  }
}
