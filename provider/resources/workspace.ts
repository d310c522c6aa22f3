import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { ApiError, otherObject, RefusedError } from "../api/errors.ts";
import { Live } from "../api/live.ts";
import { type DataResidencyWire, WorkspaceWire } from "../api/objects.ts";
import { createOnce } from "../api/once.ts";
import { path } from "../api/path.ts";
import { idWithPrefix, parsedId } from "../ids.ts";
import type { Observed, Operation } from "../kernel/definition.ts";
import { Unfinished } from "../kernel/lifecycle.ts";
import { stackName } from "../kernel/operation.ts";
import { AnthropicResource, existing } from "../kernel/pointer.ts";
import { defineResource } from "../kernel/resource.ts";
import { at, own, same } from "../kernel/values.ts";
import { refusal } from "../refusals.ts";

// A workspace of the organization: `POST /v1/organizations/workspaces`, and updates by POST to its own path. Nothing
// replaces it, since a replacement would archive it and with it the keys inside: what cannot be changed is refused.
// Deleting it archives it, which is final; the API has neither delete nor restore.

/** Where a workspace's data rests, and where its requests may be computed. */
export interface DataResidencyArgs {
  /**
   * Where data rests; only `us`. Given at creation (default `us`). Changing it is refused: the API cannot move a
   * workspace.
   */
  workspaceGeo?: pulumi.Input<"us">;
  /**
   * Where requests may ask to be computed: `"unrestricted"` (the API's default) or a list of `global` and `us`. Changed
   * in place. The order does not matter.
   */
  allowedInferenceGeos?: pulumi.Input<"unrestricted" | pulumi.Input<"global" | "us">[]>;
  /**
   * Where requests are computed that do not ask: `global` (the API's default) or `us`. Changed in place. Must be among
   * `allowedInferenceGeos`.
   */
  defaultInferenceGeo?: pulumi.Input<"global" | "us">;
}

/** What a program says of a workspace. Fields that are left out are not managed: their live values are outputs. */
export interface WorkspaceArgs {
  /**
   * The name, 1 to 255 characters; spaces around it are cut off. Changed in place. A name that a live workspace has
   * already is refused at creation, since two of one name are nearly always an accident: see `allowDuplicateName`.
   */
  name: pulumi.Input<string>;
  /** The colour in the Console, `#RRGGBB`; chosen by the API when left out. Changed in place. */
  displayColor?: pulumi.Input<string>;
  /**
   * Tags, the whole map: a tag that somebody adds by hand is drift. Changed in place, tag by tag. `{}` clears them;
   * leaving `tags` out leaves them alone. Keys may not begin with `anthropic`.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Where data rests and requests are computed. Only the fields given are managed, and changed in place. */
  dataResidency?: pulumi.Input<DataResidencyArgs>;
  /**
   * The customer-managed encryption key, `ekey_...`. Can be set when there is none; changing it is refused: the API
   * attaches a key once and for all.
   */
  externalKeyId?: pulumi.Input<string>;
  /**
   * The user profile that every inference request must name, `uprof_...`. Can be set when there is none; changing it is
   * refused: the API sets it once and for all.
   */
  userProfileId?: pulumi.Input<string>;
  /**
   * `true` lets delete archive the workspace although active API keys are inside, which stop working at once and for
   * good. Not in the organization; needs one `up` before it takes effect. Default `false`.
   */
  forceDestroy?: pulumi.Input<boolean>;
  /**
   * What to do when somebody archived the workspace by hand: `"refuse"` (default) keeps the resource with `status:
   * "archived"` and fails its update; `"recreate"` creates a new workspace, without keys and members, in its place. A
   * workspace that the API no longer returns (`removed`) is not recreated.
   */
  onArchived?: pulumi.Input<"refuse" | "recreate">;
  /**
   * What delete does: `"archive"` (default for a workspace that this stack created) or `"retain"` (default for one whose
   * `adopted` is `true`). Not in the organization; needs one `up` before it takes effect.
   */
  onDelete?: pulumi.Input<"archive" | "retain">;
  /** `true` lets create make a second workspace of the same name. Default `false`. */
  allowDuplicateName?: pulumi.Input<boolean>;
}

/** Where data rests and requests are computed. */
export interface DataResidency {
  /** Where data rests. */
  workspaceGeo: string;
  /** Where requests may ask to be computed. */
  allowedInferenceGeos: string | string[];
  /** Where requests are computed that do not ask. */
  defaultInferenceGeo: string;
}

const Geo = z.enum(["global", "us"], "must be `global` or `us`");

export const Inputs = z.strictObject({
  name: z
    .string("must be a text")
    .trim()
    .min(1, "must not be empty")
    .max(255, "must have at most 255 characters"),
  displayColor: z
    .string("must be a text")
    .regex(/^#[0-9A-Fa-f]{6}$/, "must be a colour such as `#6C5BB9`")
    .toUpperCase()
    .exactOptional(),
  tags: z
    .record(
      z
        .string()
        .min(1, "must have a key")
        .regex(/^(?!anthropic)/i, "must not begin with `anthropic`, which Anthropic keeps for itself"),
      z.string("must be a text"),
    )
    .exactOptional(),
  dataResidency: z
    .strictObject({
      workspaceGeo: z.enum(["us"], "must be `us`, the only place where data rests").exactOptional(),
      allowedInferenceGeos: z
        .union(
          [
            z.literal("unrestricted"),
            z
              .array(Geo)
              .min(1)
              .transform((geos) => [...new Set(geos)].sort()),
          ],
          "must be `unrestricted` or a list of `global` and `us`",
        )
        .exactOptional(),
      defaultInferenceGeo: Geo.exactOptional(),
    })
    .exactOptional(),
  externalKeyId: idWithPrefix("ekey_", "arn:").exactOptional(),
  userProfileId: idWithPrefix("uprof_").exactOptional(),
  forceDestroy: z.boolean("must be `true` or `false`").exactOptional(),
  onArchived: z.enum(["refuse", "recreate"], "must be `refuse` or `recreate`").exactOptional(),
  onDelete: z
    .enum(["archive", "retain"], {
      error: ({ input }) =>
        input === "delete" ? refusal("deleteWorkspace") : "must be `archive` or `retain`",
    })
    .exactOptional(),
  allowDuplicateName: z.boolean("must be `true` or `false`").exactOptional(),
});
type Inputs = z.infer<typeof Inputs>;

const State = z.looseObject({
  name: z.string(),
  displayColor: z.string(),
  tags: z.record(z.string(), z.string()),
  dataResidency: z.looseObject({
    workspaceGeo: z.string().optional(),
    allowedInferenceGeos: z.union([z.string(), z.array(z.string())]).optional(),
    defaultInferenceGeo: z.string().optional(),
  }),
  externalKeyId: z.string(),
  userProfileId: z.string(),
  forceDestroy: z.boolean(),
  onArchived: z.string(),
  onDelete: z.string(),
  allowDuplicateName: z.boolean(),
  createdAt: z.string(),
  archivedAt: z.string(),
  compartmentId: z.string(),
  status: z.string(),
  adopted: z.boolean(),
  ownedBy: z.string(),
});
type State = Partial<z.infer<typeof State>>;

/** Where data rests and requests are computed, from the wire. */
export function residencyOf(wire: DataResidencyWire): DataResidency {
  const allowed = wire.allowed_inference_geos;
  return {
    workspaceGeo: wire.workspace_geo,
    allowedInferenceGeos: Array.isArray(allowed) ? [...allowed].sort() : allowed,
    defaultInferenceGeo: wire.default_inference_geo,
  };
}

function fromWire(wire: WorkspaceWire): Observed<State> {
  return {
    // As check puts it: else nobody could declare what is there.
    name: wire.name.trim(),
    displayColor: wire.display_color?.toUpperCase() ?? null,
    tags: wire.tags,
    dataResidency: wire.data_residency === null ? null : { ...residencyOf(wire.data_residency) },
    externalKeyId: wire.external_key_id,
    userProfileId: wire.user_profile_id,
    createdAt: wire.created_at,
    archivedAt: wire.archived_at,
    compartmentId: wire.compartment_id,
    status: wire.archived_at === null ? "active" : "archived",
  };
}

function toWire(inputs: Inputs, mark: Mark): Record<string, unknown> {
  const residency = inputs.dataResidency;
  return plainly({
    name: inputs.name,
    display_color: inputs.displayColor,
    tags: mark === undefined ? inputs.tags : { ...inputs.tags, ...markTag(mark) },
    data_residency:
      residency === undefined
        ? undefined
        : plainly({
            workspace_geo: residency.workspaceGeo,
            allowed_inference_geos: residency.allowedInferenceGeos,
            default_inference_geo: residency.defaultInferenceGeo,
          }),
    external_key_id: inputs.externalKeyId,
    user_profile_id: inputs.userProfileId,
  });
}

function plainly(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** With `anthropic:ownerTag`: the tag that says to which stack a workspace belongs. */
type Mark = { readonly key: string; readonly owner: string } | undefined;

function markOf({ session, stack }: Operation): Mark {
  const key = session.settings.ownerTag;
  return key === undefined ? undefined : { key, owner: stack };
}

function markTag(mark: Mark): Record<string, string> {
  return mark === undefined ? {} : { [mark.key]: mark.owner };
}

/** The mark that a workspace carries, as it is kept. */
function ownedBy(mark: Mark, tags: Readonly<Record<string, string>>): string | null {
  const owner = mark === undefined ? undefined : own(tags, mark.key);
  return mark === undefined || owner === undefined ? null : `${mark.key}=${owner}`;
}

/** Whose a workspace is, as far as what was kept tells. */
function ownerKept(mark: NonNullable<Mark>, old: State): string | undefined {
  const prefix = `${mark.key}=`;
  return old.ownedBy?.startsWith(prefix) === true ? old.ownedBy.slice(prefix.length) : undefined;
}

/** What is there, without our own mark, which the program does not declare. */
function observedOf(operation: Operation, wire: WorkspaceWire): Observed<State> {
  const mark = markOf(operation);
  const owned = { ownedBy: ownedBy(mark, wire.tags) };
  if (mark === undefined) return { ...fromWire(wire), ...owned };
  const { [mark.key]: _, ...tags } = wire.tags;
  return { ...fromWire({ ...wire, tags }), ...owned };
}

/** Whether a workspace has every field that create sends. */
function matches(wire: WorkspaceWire, inputs: Inputs, mark: Mark): boolean {
  const there = fromWire(wire);
  const { tags, dataResidency } = inputs;
  return (
    there.name === inputs.name &&
    wire.archived_at === null &&
    (inputs.displayColor === undefined || there.displayColor === inputs.displayColor) &&
    (mark === undefined || own(wire.tags, mark.key) === mark.owner) &&
    (tags === undefined || same(wire.tags, { ...tags, ...markTag(mark) })) &&
    Object.entries(dataResidency ?? {}).every(([field, value]) =>
      same(at({ ...there }, `dataResidency.${field}`), value),
    ) &&
    (inputs.externalKeyId ?? null) === wire.external_key_id &&
    (inputs.userProfileId ?? null) === wire.user_profile_id
  );
}

const defaultName = "Default";
const claudeCodeName = "Claude Code";
const claudeCodeWarning =
  "Claude Code made this workspace by itself: archiving it ends the sign-in of everybody who uses Claude Code on Console billing.";

function shown(name: string | undefined, id: string): string {
  return name === undefined ? `workspace ${id}` : `workspace ${JSON.stringify(name)} (${id})`;
}

/** The workspace with this id, whoever else may be looking; undefined when the API has none. */
async function lookUp({ live }: Operation, id: string, since: number): Promise<WorkspaceWire | undefined> {
  const workspaces = await live.workspaces(since);
  return workspaces.find((candidate) => candidate.id === id) ?? (await live.confirmWorkspace(id, since));
}

/** A live workspace of this name. */
async function namesake({ live, began }: Operation, name: string): Promise<WorkspaceWire | undefined> {
  const named = (wire: WorkspaceWire | undefined) => wire?.name === name && wire.archived_at === null;
  const noticed = (await live.workspaces(Live.anytime)).find(named);
  if (noticed === undefined) return undefined;
  // The list may be older than what somebody changed since: refusing deserves a fresh look. A fresh list without the
  // one that was noticed may be older than what we wrote ourselves.
  const fresh = await live.workspaces(began);
  const known = fresh.some((candidate) => candidate.id === noticed.id);
  const present = fresh.find(named) ?? (known ? undefined : await live.confirmWorkspace(noticed.id));
  return named(present) ? present : undefined;
}

function updating(old: State, id: string): string {
  return `update ${shown(old.name, id)}`;
}

/** What update refuses, and why, when the workspace is no more. */
function whyLost(old: State, id: string): string | undefined {
  if (old.status === "removed") {
    return `${updating(old, id)}: the API no longer returns it, although workspaces cannot be deleted. Check that the key can still read it and run \`pulumi refresh\`. If it is gone permanently, remove it from the program.`;
  }
  if (old.status !== "archived") return undefined;
  return `${updating(old, id)}: it was archived outside of Pulumi, and ${refusal("restoreWorkspace")}`;
}

/** With `anthropic:ownerTag`, what belongs to another stack is not touched. */
function mustBeOurs(operation: Operation, wire: WorkspaceWire, doing: string): void {
  const mark = markOf(operation);
  if (mark === undefined) return;
  const owner = own(wire.tags, mark.key);
  if (owner === undefined || isOurs(operation, owner)) return;
  throw new RefusedError(`Did not ${doing} ${shown(wire.name, wire.id)}: ${ofAnother(mark, owner)}`);
}

/** Whether another resource of the program has this workspace, so that it is no leftover of an interrupted run. */
function isDeclared({ session, name }: Operation, { id }: WorkspaceWire): boolean {
  return session.declares(`Workspace ${id}`) || session.keptByAnother(`Workspace ${id}`, name);
}

function isOurs({ stack, formerStack }: Operation, owner: string): boolean {
  return owner === stack || owner === formerStack;
}

function ofAnother({ key, owner: own }: NonNullable<Mark>, owner: string): string {
  return `its tag \`${key}\` says that it belongs to ${owner}, and this is ${own}. Change it there, or move it here with \`pulumi state move\` and set the tag by hand.`;
}

/** What `anthropic:ownerTag` asks for where the program did not change. */
function marking(operation: Operation, old: State, id: string): { readonly will: string } | undefined {
  const mark = markOf(operation);
  if (mark === undefined) return undefined;
  const owner = ownerKept(mark, old);
  if (owner === undefined) {
    return {
      will: `mark ${shown(old.name, id)} with the tag \`${mark.key}\` as ${mark.owner}'s, since \`anthropic:ownerTag\` is set and it is not known to carry that tag.`,
    };
  }
  // After a rename of the stack the former mark will do until something else changes.
  return isOurs(operation, owner)
    ? undefined
    : { will: `refuse to change ${shown(old.name, id)}: ${ofAnother(mark, owner)}` };
}

export const workspace = defineResource<typeof Inputs, typeof State>({
  kind: "Workspace",
  inputs: Inputs,
  state: State,
  managed: ["name", "displayColor", "tags", "dataResidency", "externalKeyId", "userProfileId"],
  parts: ["dataResidency"],

  parseId: (id) => parsedId("a Workspace", "wrkspc_", id),
  identities: (_, id) => (id === undefined ? [] : [id]),
  holds: (id) => [id],

  refuse(inputs, olds, _, { ownerTag }) {
    const failures = [];
    const { dataResidency: residency, name, tags } = inputs;
    if (ownerTag !== undefined && tags !== undefined && Object.hasOwn(tags, ownerTag)) {
      failures.push({
        // Of the whole resource: the tags may be as they always were, and the setting be new.
        property: "",
        reason: `\`tags\` has \`${ownerTag}\`, the key that \`anthropic:ownerTag\` keeps for itself. Take it out of \`tags\`, or choose another owner tag.`,
      });
    }
    const allowed = residency?.allowedInferenceGeos;
    const usual = residency?.defaultInferenceGeo;
    if (Array.isArray(allowed) && usual !== undefined && !allowed.includes(usual)) {
      failures.push({
        property: "dataResidency",
        reason: `\`defaultInferenceGeo\` is \`${usual}\`, which \`allowedInferenceGeos\` (${allowed.join(", ")}) does not allow. Add it there, or choose another.`,
      });
    }
    const geo = residency?.workspaceGeo;
    const oldGeo = olds?.dataResidency?.workspaceGeo;
    if (geo !== undefined && oldGeo !== undefined && geo !== oldGeo) {
      failures.push({
        property: "dataResidency",
        reason: `\`workspaceGeo\` cannot change from ${oldGeo} to ${geo}: ${refusal("moveWorkspace")}`,
      });
    }
    for (const property of ["externalKeyId", "userProfileId"] as const) {
      const old = olds?.[property];
      if (old !== undefined && inputs[property] !== undefined && inputs[property] !== old) {
        failures.push({
          property,
          reason: `\`${property}\` cannot change: ${refusal("changeWriteOnce")}`,
        });
      }
    }
    if (olds?.name === defaultName && name !== undefined && name !== defaultName) {
      failures.push({
        property: "name",
        reason: `\`name\`: ${refusal("renameDefaultWorkspace")}`,
      });
    }
    return failures;
  },

  attention(operation, old, { onArchived }, id) {
    const refuses = whyLost(old, id);
    if (refuses === undefined) return marking(operation, old, id);
    // A workspace that the API does not return may still exist, and recreating it would create a duplicate.
    return onArchived === "recreate" && old.status === "archived" ? { replace: "onArchived" } : { refuses };
  },

  async unadoptable(operation, id, observed) {
    if (observed.status === "archived")
      return "it is archived, which is final. Remove `import` to make a new one.";
    const wire = await lookUp(operation, id, Live.anytime);
    if (wire !== undefined) mustBeOurs(operation, wire, "take over");
    if (observed.name === claudeCodeName) operation.say(claudeCodeWarning);
    return undefined;
  },

  async create(operation, inputs) {
    const { session, client, live } = operation;
    const { name } = inputs;
    const mark = markOf(operation);
    const doing = `create workspace ${JSON.stringify(name)}`;
    if (name === defaultName) {
      throw new RefusedError(
        `Did not ${doing}: every organization has one of this name already, the default workspace. To manage its colour, tags and residency, take it over with the resource option \`import\` and its id; else choose another name.`,
      );
    }
    const alone = inputs.allowDuplicateName !== true;
    if (alone && session.reserved.has(name)) {
      throw new RefusedError(
        `Did not ${doing}: another resource of this program is just creating one of that name. Give one of them another name, or set \`allowDuplicateName: true\`.`,
      );
    }
    const reserving = !session.reserved.has(name);
    session.reserved.add(name);
    try {
      const present = alone ? await namesake(operation, name) : undefined;
      if (present !== undefined) {
        if (
          mark !== undefined &&
          own(present.tags, mark.key) === mark.owner &&
          matches(present, inputs, mark) &&
          !isDeclared(operation, present)
        ) {
          operation.say(
            `${capital(shown(name, present.id))} was made by an earlier run of this stack and is taken over.`,
          );
          return { id: present.id, observed: { ...observedOf(operation, present), adopted: false } };
        }
        throw thereAlready(operation, doing, present, matches(present, inputs, mark));
      }
      const { object, found } = await createOnce({
        client,
        doing,
        send: async () => {
          const { value, requestId } = await client.request({
            method: "POST",
            path: "/v1/organizations/workspaces",
            body: toWire(inputs, mark),
            answer: WorkspaceWire,
            doing,
          });
          // As ours it would be archived in the end.
          if (value.name.trim() === name) return value;
          throw otherObject(doing, `the answer is workspace ${value.id} of another name`, requestId);
        },
        look: () => live.workspaces(performance.now()),
        alike: (candidate) => candidate.name === name && candidate.archived_at === null,
        matches: (candidate) => matches(candidate, inputs, mark),
        id: (candidate) => candidate.id,
        createdAt: (candidate) => new Date(candidate.created_at),
        adoptLine: (id) => `import: "${id}"`,
        someId: "wrkspc_...",
      }).catch(async (error: unknown) => {
        throw await partlyCreated(operation, error);
      });
      live.noteWorkspace(object);
      // Without the ownership tag, somebody else may have created the workspace at the same time.
      const uncertain = found && mark === undefined;
      if (uncertain) {
        operation.say(
          `${capital(shown(name, object.id))} was found after the response to its create was lost. Somebody else may have created it at the same time, so delete does not archive it unless the program sets \`onDelete: "archive"\`.`,
        );
      }
      return { id: object.id, observed: { ...observedOf(operation, object), adopted: uncertain } };
    } finally {
      if (reserving) session.reserved.delete(name);
    }
  },

  async read(operation, id, old) {
    const since = operation.live.lastMinute();
    const wire = await lookUp(operation, id, since);
    if (wire !== undefined) return observedOf(operation, wire);
    // The API deletes no workspace. Whatever made one disappear, making another would not bring it back.
    return old === undefined ? undefined : { status: "removed" };
  },

  async update(operation, id, old, inputs) {
    const { client, live } = operation;
    const doing = updating(old, id);
    const lost = whyLost(old, id);
    if (lost !== undefined) throw new RefusedError(`Did not ${lost}`);
    const mark = markOf(operation);
    const body = difference(old, inputs, mark);
    if (Object.keys(body).length === 0) return {};
    if (old.name === defaultName && ("name" in body || "user_profile_id" in body)) {
      throw new RefusedError(`Did not ${doing}: ${refusal("renameDefaultWorkspace")}`);
    }
    const onlyMarks = same(body, { tags: markTag(mark) });
    if (mark !== undefined) {
      const wire = await lookUp(operation, id, live.lastMinute());
      if (wire !== undefined) mustBeOurs(operation, wire, "change");
      if (onlyMarks && wire !== undefined && own(wire.tags, mark.key) === mark.owner) {
        return { ownedBy: ownedBy(mark, wire.tags) };
      }
    }
    const { value } = await client
      .request({
        method: "POST",
        path: path`/v1/organizations/workspaces/${id}`,
        body,
        answer: WorkspaceWire,
        doing,
        // The same values again change nothing.
        repeatable: true,
      })
      .catch(async (error: unknown) => {
        // The API only says that it is archived; what that means, and what to do now, the state could not tell.
        const after = await live.confirmWorkspace(id).catch(() => undefined);
        if (after === undefined || after.archived_at === null) throw error;
        const said = error instanceof ApiError ? ` The API said: ${error.message}` : "";
        throw new RefusedError(`Did not ${whyLost({ ...old, status: "archived" }, id)}${said}`);
      });
    live.noteWorkspace(value);
    // What somebody changed by hand has nothing to do with the mark; refresh shows it.
    return onlyMarks ? { ownedBy: ownedBy(mark, value.tags) } : observedOf(operation, value);
  },

  retained(old, id) {
    if (old.name === defaultName) {
      return `The default workspace (${id}) is left as it is: the API can neither archive nor delete it.`;
    }
    if ((old.onDelete ?? (old.adopted === false ? "archive" : "retain")) === "archive") return undefined;
    const why =
      old.onDelete === "retain"
        ? '`onDelete` is "retain"'
        : "it is not certain that this stack created it (`adopted` is `true`)";
    return `${capital(shown(old.name, id))} is left as it is, since ${why}.`;
  },

  async delete(operation, id, old) {
    const { session, client, live, began } = operation;
    if (old.status === "archived" || old.status === "removed") return;
    const wire = await lookUp(operation, id, began);
    if (wire === undefined || wire.archived_at !== null) return;
    const doing = `archive ${shown(wire.name, id)}`;
    mustBeOurs(operation, wire, "archive");
    const activeAt = async (since: number) =>
      (await live.apiKeys(since, id)).filter((key) => key.status === "active");
    const noticed = await activeAt(began);
    // Archiving is final, and a list may be late.
    const active = noticed.length > 0 || old.forceDestroy === true ? noticed : await activeAt(live.now());
    if (active.length > 0 && old.forceDestroy !== true) {
      const keys = active.slice(0, 10).map((key) => `${JSON.stringify(key.name)} (${key.id})`);
      const more = active.length > keys.length ? ` and ${active.length - keys.length} more` : "";
      throw new RefusedError(
        `Did not ${doing}: ${active.length} active API key${active.length === 1 ? " is" : "s are"} inside, which archiving would end for good: ${keys.join(", ")}${more}. ` +
          "Deactivate them in the Console, or set `forceDestroy: true` and run `up` once before deleting (delete sees what the last `up` stored).",
      );
    }
    session.budget.spend("archives", doing);
    if (wire.name === claudeCodeName) operation.say(claudeCodeWarning);
    try {
      const { value } = await client.request({
        method: "POST",
        path: path`/v1/organizations/workspaces/${id}/archive`,
        answer: WorkspaceWire,
        doing,
        repeatable: true,
      });
      live.noteWorkspace(value);
    } catch (error) {
      // Whatever the answer, what counts is whether it is archived now.
      const after = await live.confirmWorkspace(id).catch(() => undefined);
      if (after === undefined || after.archived_at === null) throw error;
      live.noteWorkspace(after);
      if (error instanceof ApiError && error.code === "storage_attached_during_archive") {
        operation.say(
          `${capital(shown(wire.name, id))} is archived, and its storage is not detached. ${error.message}`,
        );
      }
    }
  },
});

/**
 * The error of a create whose name is taken. A workspace with every declared field may be the one that an interrupted run
 * of this stack created: then a duplicate does not help, and an import would mark it as not created by this stack.
 */
function thereAlready(
  { stack }: Operation,
  doing: string,
  { id }: WorkspaceWire,
  asDeclared: boolean,
): RefusedError {
  const interrupted = `If an interrupted run of this stack created it, \`npx pulumi-anthropic recover --stack ${stackName(stack)}\` records it. `;
  return new RefusedError(
    `Did not ${doing}: the organization has one of that name, ${id}. ` +
      "If it is the one that this stack knows under another name or place, tell Pulumi with the resource option `aliases`. " +
      (asDeclared ? interrupted : "") +
      `To adopt it, add the resource option \`import: "${id}"\`.` +
      (asDeclared ? "" : " To create a second one, set `allowDuplicateName: true`."),
  );
}

/**
 * The error of a create that failed although the workspace exists. The state keeps the workspace as it is now, and the next
 * `up` sends what is missing. Properties that cannot be read count as missing.
 */
async function partlyCreated(operation: Operation, error: unknown): Promise<unknown> {
  if (!(error instanceof ApiError) || error.createdWorkspaceId === undefined) return error;
  const id = error.createdWorkspaceId;
  const wire = await operation.live.confirmWorkspace(id).catch(() => undefined);
  const unknown = {
    name: null,
    displayColor: null,
    tags: null,
    dataResidency: null,
    externalKeyId: null,
    userProfileId: null,
    ownedBy: null,
  };
  const observed = wire === undefined ? unknown : observedOf(operation, wire);
  const message = `Workspace ${id} is partially created; creation resumes at the next \`pulumi up\`. ${error.message}`;
  return new Unfinished<State>(message, id, { ...observed, adopted: false });
}

/** What the API must be told. Relative to what was kept, which is what the preview showed. */
function difference(old: State, inputs: Inputs, mark: Mark): Record<string, unknown> {
  const wanted = toWire(inputs, undefined);
  const body: Record<string, unknown> = {};
  if (inputs.name !== old.name) body["name"] = wanted["name"];
  if (inputs.displayColor !== undefined && inputs.displayColor !== old.displayColor) {
    body["display_color"] = wanted["display_color"];
  }
  const tags = tagDifference(old.tags ?? {}, inputs.tags ?? old.tags ?? {});
  if (Object.keys(tags).length > 0) body["tags"] = tags;
  const residency: Record<string, unknown> = {};
  const { allowedInferenceGeos: allowed, defaultInferenceGeo: usual } = inputs.dataResidency ?? {};
  if (allowed !== undefined && !same(allowed, old.dataResidency?.allowedInferenceGeos)) {
    residency["allowed_inference_geos"] = allowed;
  }
  if (usual !== undefined && usual !== old.dataResidency?.defaultInferenceGeo) {
    residency["default_inference_geo"] = usual;
  }
  if (Object.keys(residency).length > 0) body["data_residency"] = residency;
  for (const [property, field] of [
    ["externalKeyId", "external_key_id"],
    ["userProfileId", "user_profile_id"],
  ] as const) {
    if (inputs[property] === undefined || inputs[property] === old[property]) continue;
    if (old[property] !== undefined) {
      throw new RefusedError(
        `Did not update workspace ${JSON.stringify(old.name)}: it has another \`${property}\` (${old[property]}), and ${refusal("changeWriteOnce")}`,
      );
    }
    body[field] = wanted[field];
  }
  if (mark !== undefined && (Object.keys(body).length > 0 || ownerKept(mark, old) !== mark.owner)) {
    body["tags"] = { ...tags, ...markTag(mark) };
  }
  return body;
}

/** The tags to set, and null for each to take away: what is not named stays. */
function tagDifference(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Record<string, string | null> {
  const set = Object.entries(after).filter(([key, value]) => own(before, key) !== value);
  const cleared = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return Object.fromEntries([...set, ...cleared.map((key) => [key, null] as const)]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The workspace, with its URN only if delete archives it. A workspace that was taken over stays, also when `import` has
 * gone from the program since: its memberships must then be taken away one by one, or they would outlive the stack.
 */
function archivedOn(declared: Workspace, onDelete: WorkspaceArgs["onDelete"]): pulumi.Resource {
  const urn = pulumi
    .all([declared.urn, declared.adopted, onDelete])
    .apply(([own, adopted, wish]) =>
      (wish ?? (adopted === false ? "archive" : "retain")) === "archive" ? own : "",
    );
  return Object.create(declared, { urn: { value: urn } });
}

/**
 * A workspace of the organization.
 *
 * What the API cannot do:
 * - delete a workspace: the API can only archive a workspace. Say `onDelete: "archive"` to archive it, which is final, or `onDelete: "retain"` to leave it.
 * - restore an archived workspace: archiving a workspace is final. Take it out of the program, or ask for a new one in its place, without its keys, with `onArchived: "recreate"`.
 * - rename the default workspace: of the default workspace only colour, tags and residency can be changed. Leave its name `Default`, or declare another workspace.
 * - change where a workspace's data rests: the API cannot move a workspace's data. Declare a new workspace there, move what uses this one, and take this one out.
 * - change a workspace's encryption key or user profile: the API attaches one once and for all. Declare a new workspace with the other one, move what uses this one, and take this one out.
 * - move something to another organization: nothing in the API moves between organizations, and a key belongs to one. Use a key of the organization to which it belongs; for another organization use another stack, or a Provider.
 */
export class Workspace extends AnthropicResource {
  /** The name. */
  declare readonly name: pulumi.Output<string>;
  /** The colour in the Console, `#RRGGBB`. */
  declare readonly displayColor: pulumi.Output<string | undefined>;
  /** All tags, without the one that `anthropic:ownerTag` adds. */
  declare readonly tags: pulumi.Output<Record<string, string> | undefined>;
  /** Where data rests and requests are computed, all fields. */
  declare readonly dataResidency: pulumi.Output<DataResidency | undefined>;
  /** The customer-managed encryption key, when one is attached. */
  declare readonly externalKeyId: pulumi.Output<string | undefined>;
  /** The user profile that inference requests must name, when one is set. */
  declare readonly userProfileId: pulumi.Output<string | undefined>;
  /** The server-made id that key management policies name. */
  declare readonly compartmentId: pulumi.Output<string | undefined>;
  /** When it was made, RFC 3339. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When it was archived, RFC 3339. */
  declare readonly archivedAt: pulumi.Output<string | undefined>;
  /** `active`, `archived` (by hand), or `removed` (the API no longer knows it). */
  declare readonly status: pulumi.Output<string>;
  /**
   * `true` if this stack may not have created the workspace: it was adopted by `import`, or found after the response to its
   * create was lost without an ownership tag. Decides what delete does: see `onDelete`.
   */
  declare readonly adopted: pulumi.Output<boolean>;
  /** With `anthropic:ownerTag`: the tag that says whose it is, as `key=project/stack`, once it carries it. */
  declare readonly ownedBy: pulumi.Output<string | undefined>;
  /** @internal For the option `deletedWith` of what archiving ends; undefined where nothing is ever archived. */
  readonly archived: pulumi.Resource | undefined;

  /**
   * Declares a workspace.
   *
   * Refused by create: a name that a live workspace has (unless `allowDuplicateName`), `Default`. Refused by delete:
   * active keys inside (unless `forceDestroy`), more than `anthropic:maxArchives` in one run.
   *
   * API: `POST /v1/organizations/workspaces`, `POST .../workspaces/{id}`, `POST .../workspaces/{id}/archive`.
   */
  constructor(name: string, args: WorkspaceArgs, options?: pulumi.CustomResourceOptions) {
    super(workspace, name, { ...args }, options);
    const managed = options?.id === undefined && options?.retainOnDelete !== true;
    this.archived = managed ? archivedOn(this, args.onDelete) : undefined;
  }

  /** Reads a workspace that is managed elsewhere, by its id `wrkspc_...`. Nothing is ever written to it. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Workspace {
    return new Workspace(name, existing(), { ...options, id });
  }
}

/** The id of a workspace that a program gives as such or by its id. */
export function idOf<Id>(workspace: Workspace | Id): pulumi.Output<string> | Id {
  return workspace instanceof Workspace ? workspace.id : workspace;
}

/** The options of what ends with its workspace: archiving that is then the only request. */
export function endingWith(
  workspace: unknown,
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  const archived = workspace instanceof Workspace ? workspace.archived : undefined;
  return archived === undefined ? { ...options } : { deletedWith: archived, ...options };
}
