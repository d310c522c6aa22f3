import type { ApiKeyJson, InferenceGeo } from "../json.ts";
import type { OrganizationState } from "../state/organization.ts";
import type { KnownUser } from "./activity.ts";
import type { Counts, Dimensions } from "./dimensions.ts";
import { hasGeo, modelNames } from "./prices.ts";
import { hashOf, noise } from "./random.ts";
import type { Span } from "./time.ts";

/** Requests of one kind from one key or user, hour after hour. */
export interface Source {
  readonly dimensions: Dimensions;
  readonly spans: readonly Span[];
  /** The usage of one hour, counted from the epoch; undefined when there is none. */
  readonly inHour: (hour: number) => Counts | undefined;
}

/** What a request of a source is like, on average. */
interface Profile {
  readonly requestsPerHour: number;
  readonly rhythm: readonly number[];
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly webSearches: number;
}

const rates = [3, 6, 10, 16, 30, 60, 150] as const;

/** Factors by hour of the week, from Monday on. */
const service = weekOf((day, hour) => (hour >= 7 && hour < 19 ? 1 : 0.45) * (day < 5 ? 1 : 0.7));
const office = weekOf((day, hour) => (day < 5 && hour >= 8 && hour < 18 ? (hour === 12 ? 0.4 : 1) : 0));

const api: Omit<Profile, "requestsPerHour" | "rhythm"> = {
  input: 1800,
  output: 450,
  cacheRead: 5200,
  cacheWrite5m: 300,
  cacheWrite1h: 0,
  webSearches: 0,
};
const code: Omit<Profile, "requestsPerHour" | "rhythm"> = {
  input: 400,
  output: 700,
  cacheRead: 38_000,
  cacheWrite5m: 1500,
  cacheWrite1h: 600,
  webSearches: 0.01,
};

/**
 * The generated usage of an organization. The usage of an hour depends on nothing but the seed, the ID of the key or user, the
 * dimensions and the hour, so that every request sees the same past and nothing has to be stored.
 */
export function sourcesOf(state: OrganizationState): Source[] {
  const setting = state.settings.generated_usage;
  if (setting === undefined) return [];
  const seed = setting.seed ?? state.id;
  const scale = setting.scale ?? 1;
  const sources: Source[] = [];
  for (const key of state.apiKeys.all()) sources.push(...ofKey(state, key, seed, scale));
  for (const known of state.activity.users()) sources.push(...ofUser(state, known, seed, scale));
  return sources;
}

function ofKey(state: OrganizationState, key: ApiKeyJson, seed: string, scale: number): Source[] {
  const workspaceId =
    key.scope.type === "workspace" ? key.scope.workspace_id : state.activity.defaultWorkspaceId;
  const spans = state.activity.keySpans(key.id);
  const own = hashOf(`${seed} ${key.id}`);
  const isCode = own % 5 === 0;
  const requestsPerHour = pick(rates, own >>> 3) * scale;
  const model = pick(modelNames, own >>> 6);
  const others = modelNames.filter((name) => name !== model);
  const base: Dimensions = {
    apiKeyId: key.id,
    workspaceId,
    userId: key.principal?.type === "user_actor" ? key.principal.user_id : null,
    serviceAccountId:
      key.principal?.type === "service_account_actor" ? key.principal.service_account_id : null,
    product: isCode ? "claude_code" : "messages_api",
    model,
    serviceTier: "standard",
    contextWindow: "0-200k",
    inferenceGeo: geoOf(state, workspaceId, model),
    speed: "standard",
  };
  const profile: Profile = { ...(isCode ? code : api), rhythm: service, requestsPerHour };
  const source = (changes: Partial<Dimensions>, more: Partial<Profile> = {}): Source =>
    tokenSource({ ...base, ...changes }, { ...profile, ...more }, { spans, seed: `${seed} ${key.id}` });

  const sources = [source({}, own % 3 === 0 ? { webSearches: 0.2 } : {})];
  const second = pick(others, own >>> 9);
  if (own % 2 === 0) {
    const inferenceGeo = geoOf(state, workspaceId, second);
    sources.push(source({ model: second, inferenceGeo }, { requestsPerHour: requestsPerHour * 0.3 }));
  }
  if (isCode) return sources;
  if (own % 4 === 1) {
    const batch = { product: "message_batches_api", serviceTier: "batch" } as const;
    sources.push(source(batch, { requestsPerHour: requestsPerHour * 0.5 }));
  }
  if (own % 7 === 2) {
    const long = { requestsPerHour: requestsPerHour * 0.02, input: 240_000 };
    sources.push(source({ contextWindow: "200k-1M" }, long));
  }
  if (own % 11 === 3) sources.push(source({ speed: "fast" }, { requestsPerHour: requestsPerHour * 0.05 }));
  if (own % 6 === 4) sources.push(codeExecution(base, requestsPerHour, { spans, seed: `${seed} ${key.id}` }));
  return sources;
}

function ofUser(state: OrganizationState, known: KnownUser, seed: string, scale: number): Source[] {
  const { user, firstRole, span } = known;
  if (firstRole === "billing" || firstRole === "user") return [];
  const own = hashOf(`${seed} ${user.id}`);
  const base: Dimensions = {
    apiKeyId: null,
    workspaceId: state.activity.defaultWorkspaceId,
    userId: user.id,
    serviceAccountId: null,
    product: "claude_code",
    model: null,
    serviceTier: "standard",
    contextWindow: "0-200k",
    inferenceGeo: null,
    speed: "standard",
  };
  const place = { spans: [span], seed: `${seed} ${user.id}` };
  const using = (changes: Partial<Dimensions>, model: string, profile: Profile): Source => {
    const workspaceId = changes.workspaceId ?? base.workspaceId;
    const inferenceGeo = geoOf(state, workspaceId, model);
    return tokenSource({ ...base, ...changes, model, inferenceGeo }, profile, place);
  };
  const sources: Source[] = [];
  if (firstRole === "claude_code_user" || own % 5 !== 0) {
    const workspaceId = state.activity.claudeCodeWorkspaceId;
    const requestsPerHour = pick([8, 14, 22, 40], own >>> 5) * scale;
    sources.push(
      using({ workspaceId }, pick(modelNames, own >>> 7), { ...code, rhythm: office, requestsPerHour }),
    );
    const small = { ...code, rhythm: office, requestsPerHour: requestsPerHour * 0.4, cacheRead: 4000 };
    if (pick(modelNames, own >>> 7) !== "claude-haiku-5-5") {
      sources.push(using({ workspaceId }, "claude-haiku-5-5", small));
    }
  }
  if (firstRole !== "claude_code_user" && own % 3 === 0) {
    const profile = { ...api, rhythm: office, requestsPerHour: 2 * scale };
    sources.push(using({ product: "claude_console" }, "claude-sonnet-5-5", profile));
  }
  return sources;
}

function tokenSource(
  dimensions: Dimensions,
  profile: Profile,
  place: { readonly spans: readonly Span[]; readonly seed: string },
): Source {
  const { model, serviceTier, contextWindow, speed, product } = dimensions;
  const seed = hashOf(`${place.seed} ${model} ${serviceTier} ${contextWindow} ${speed} ${product}`);
  return {
    dimensions,
    spans: place.spans,
    inHour(hour) {
      const requests = requestsIn(seed, hour, profile.requestsPerHour, profile.rhythm);
      if (requests === 0) return undefined;
      const size = 0.7 + 0.6 * noise(seed + 1, hour);
      const per = (tokens: number): number => Math.floor(requests * tokens * size);
      return {
        requests,
        uncachedInput: per(profile.input),
        output: per(profile.output),
        cacheRead: per(profile.cacheRead),
        cacheWrite5m: per(profile.cacheWrite5m),
        cacheWrite1h: per(profile.cacheWrite1h),
        webSearches: per(profile.webSearches),
        codeSeconds: 0,
      };
    },
  };
}

function codeExecution(
  base: Dimensions,
  requestsPerHour: number,
  place: { readonly spans: readonly Span[]; readonly seed: string },
): Source {
  const seed = hashOf(`${place.seed} code execution`);
  const nothing = {
    uncachedInput: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    webSearches: 0,
  };
  return {
    dimensions: {
      ...base,
      product: null,
      model: null,
      serviceTier: null,
      contextWindow: null,
      inferenceGeo: null,
      speed: null,
    },
    spans: place.spans,
    inHour(hour) {
      const requests = requestsIn(seed, hour, requestsPerHour * 0.1, service);
      if (requests === 0) return undefined;
      return { ...nothing, requests, codeSeconds: requests * 300 };
    },
  };
}

/** About the usual number for this hour of the week, more or less. */
function requestsIn(seed: number, hour: number, usual: number, rhythm: readonly number[]): number {
  // The epoch was a Thursday.
  const expected = usual * (rhythm[(hour + 72) % 168] ?? 0);
  return expected === 0 ? 0 : Math.floor(expected * (0.4 + 1.2 * noise(seed, hour)) + noise(seed + 2, hour));
}

function geoOf(state: OrganizationState, workspaceId: string, model: string): InferenceGeo | null {
  if (!hasGeo(model)) return null;
  return state.activity.geoOf(workspaceId);
}

function pick<T>(values: readonly [T, ...T[]] | readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new RangeError("There is nothing to choose from.");
  return value;
}

function weekOf(factor: (day: number, hour: number) => number): readonly number[] {
  return Array.from({ length: 168 }, (_, hour) => factor(Math.floor(hour / 24), hour % 24));
}
