import type { Clock } from "../clock.ts";
import type { ApiKeyJson, InferenceGeo, UserJson, WorkspaceJson } from "../json.ts";
import type { SavedActivity, SavedSpan } from "../saved.ts";
import type { FullSeed } from "../seed.ts";
import type { Usage } from "./dimensions.ts";
import { day, type Span } from "./time.ts";

/** A current or former user. */
export interface KnownUser {
  readonly user: UserJson;
  /** The first role that was seen: usage of the past does not change with a role. */
  readonly firstRole: UserJson["role"];
  readonly removed: boolean;
  readonly span: Span;
}

/** Usage at one moment that a test recorded. */
export interface RecordedUsage extends Usage {
  readonly at: number;
}

/** A key or user that is a day old or less has no generated usage, so that tests can create unused ones. */
const restMs = day;

/**
 * When API keys were active and users members, and what was recorded. Generated usage follows it, and the past does not change
 * with what happens now: the usage of a key that is deactivated ends, and stays in the reports.
 */
export class Activity {
  readonly defaultWorkspaceId: string;
  /** The workspace of Claude Code, or the default one. */
  readonly claudeCodeWorkspaceId: string;
  readonly recorded: RecordedUsage[] = [];
  readonly #keySpans = new Map<string, Span[]>();
  readonly #users = new Map<string, KnownUser>();
  readonly #geos = new Map<string, InferenceGeo>();

  readonly #clock: Clock;

  constructor(seed: FullSeed, clock: Clock) {
    this.#clock = clock;
    this.defaultWorkspaceId = seed.default_workspace.id;
    const claudeCode = seed.workspaces.find(({ name }) => name === "Claude Code");
    this.claudeCodeWorkspaceId = claudeCode?.id ?? this.defaultWorkspaceId;
    for (const workspace of [seed.default_workspace, ...seed.workspaces]) this.workspaceAdded(workspace);
    for (const user of seed.users) this.userChanged(user);
    const archived = new Map(seed.workspaces.map(({ id, archived_at }) => [id, archived_at]));
    for (const key of seed.api_keys) {
      const archivedAt = key.scope.type === "workspace" ? archived.get(key.scope.workspace_id) : undefined;
      this.#seedKey(key, archivedAt ?? undefined);
    }
  }

  /** A key as it is stored from now on. */
  keyChanged(before: ApiKeyJson | undefined, key: ApiKeyJson): void {
    const now = this.#clock.milliseconds();
    const wasActive = before?.status === "active";
    const isActive = key.status === "active";
    if (wasActive === isActive) return;
    const spans = this.keySpans(key.id);
    if (isActive) {
      const from = before === undefined ? now + restMs : now;
      this.#keySpans.set(key.id, [...spans, { from, to: expiryOf(key) }]);
    } else {
      const ended = spans.map(({ from, to }) => ({ from, to: Math.min(to, Math.max(from, now)) }));
      this.#keySpans.set(key.id, ended);
    }
  }

  keySpans(id: string): readonly Span[] {
    return this.#keySpans.get(id) ?? [];
  }

  /** A user as stored from now on. */
  userChanged(user: UserJson): void {
    const firstRole = this.#users.get(user.id)?.firstRole ?? user.role;
    const span = { from: Date.parse(user.added_at) + restMs, to: Number.POSITIVE_INFINITY };
    this.#users.set(user.id, { user, firstRole, removed: false, span });
  }

  userRemoved(id: string): void {
    const known = this.#users.get(id);
    if (known === undefined) return;
    const { from } = known.span;
    this.#users.set(id, {
      ...known,
      removed: true,
      span: { from, to: Math.max(from, this.#clock.milliseconds()) },
    });
  }

  user(id: string): KnownUser | undefined {
    return this.#users.get(id);
  }

  users(): Iterable<KnownUser> {
    return this.#users.values();
  }

  workspaceAdded({ id, data_residency }: WorkspaceJson): void {
    this.#geos.set(id, data_residency.default_inference_geo);
  }

  /** Where the workspace's inference ran by default when it was created. */
  geoOf(workspaceId: string): InferenceGeo {
    return this.#geos.get(workspaceId) ?? "global";
  }

  saved(): SavedActivity {
    return {
      keySpans: Object.fromEntries(Array.from(this.#keySpans, ([id, spans]) => [id, spans.map(withNull)])),
      users: Array.from(this.#users.values(), ({ span, ...known }) => ({ ...known, span: withNull(span) })),
      geos: Object.fromEntries(this.#geos),
      recorded: [...this.recorded],
    };
  }

  /** Replaces the history that follows from a seed with the actual one. */
  restore({ keySpans, users, geos, recorded }: SavedActivity): void {
    // Cleared, because the order of keys and users is the order of rows in the reports.
    for (const known of [this.#keySpans, this.#users, this.#geos]) known.clear();
    for (const [id, spans] of Object.entries(keySpans)) this.#keySpans.set(id, spans.map(withInfinity));
    for (const { span, ...known } of users) {
      this.#users.set(known.user.id, { ...known, span: withInfinity(span) });
    }
    for (const [id, geo] of Object.entries(geos)) this.#geos.set(id, geo);
    this.recorded.push(...recorded);
  }

  /** A key that is no longer active was active for most of its lifetime. */
  #seedKey(key: ApiKeyJson, archivedAt: string | undefined): void {
    const from = Date.parse(key.created_at) + restMs;
    const now = this.#clock.milliseconds();
    const isOver = key.status === "inactive" || key.status === "archived";
    const ended = isOver ? from + Math.floor(Math.max(0, now - from) * 0.6) : Number.POSITIVE_INFINITY;
    const archived = archivedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(archivedAt);
    this.#keySpans.set(key.id, [{ from, to: Math.min(expiryOf(key), ended, archived) }]);
  }
}

/** JSON has no infinity. */
function withNull({ from, to }: Span): SavedSpan {
  return { from, to: to === Number.POSITIVE_INFINITY ? null : to };
}

function withInfinity({ from, to }: SavedSpan): Span {
  return { from, to: to ?? Number.POSITIVE_INFINITY };
}

function expiryOf({ expires_at }: ApiKeyJson): number {
  return expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(expires_at);
}
