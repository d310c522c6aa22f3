import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import {
  type ApiKeyStatus,
  type ConsoleActions,
  type Emulator,
  type EmulatorOptions,
  type FullSeed,
  type LoggedRequest,
  startEmulator,
  type WorkspaceJson,
} from "../../../emulator/index.ts";
import type { Caller } from "../../../provider/api/caller.ts";
import { noticeLine } from "../../../provider/kernel/notices.ts";
import type { ReadState } from "../../../provider/kernel/recordedState.ts";
import type { Resource } from "../../../provider/kernel/resource.ts";
import { Session } from "../../../provider/kernel/session.ts";
import type { Properties } from "../../../provider/kernel/values.ts";
import { create, type ResourceState } from "./operations.ts";

/** An organization in an emulator, the provider processes that work on it, and what tests look at in it. */
export interface Organization {
  readonly emulator: Emulator;
  /** Changes the organization outside of Pulumi. */
  readonly console: ConsoleActions;
  /**
   * A new provider process, without lists or declared objects. The names of settings are without `anthropic:`. Without `readState`, it
   * cannot read the state of the stack.
   */
  process(
    settings?: Readonly<Record<string, string>>,
    env?: Readonly<Record<string, string | undefined>>,
    caller?: Caller,
    readState?: ReadState,
  ): Session;
  /** A resource that an earlier run created, whose requests and notices are forgotten. */
  existing(
    resource: Resource,
    args: Properties,
    settings?: Readonly<Record<string, string>>,
  ): Promise<ResourceState>;
  /** The notices of all processes. */
  readonly notices: string[];
  /** The writes since the last call, as `POST /workspaces/wrkspc_1/members {"user_id":"user_1"}`. */
  writes(): string[];
  /** All requests since the last call, as `GET /users`. */
  requests(): string[];
  /** The POST requests that `writes` and `requests` have not returned yet. */
  posts(): LoggedRequest[];
  /** Everything in the organization now. */
  state(): FullSeed;
  workspaceById(id: string): WorkspaceJson;
  /** The names of the workspaces that are not archived, the default workspace excepted. */
  workspaceNames(): string[];
  /** The explicit memberships of one workspace or of all, sorted, as `alice workspace_developer`. */
  memberships(workspaceId?: string): string[];
  apiKeyStatus(id: string): ApiKeyStatus | undefined;
  /** The address of each invitation that was sent. */
  invitationsSent(): string[];
  /** The status of each invitation, the oldest first. */
  invitationStatuses(): string[];
}

/**
 * How an organization starts. `pace` is the factor of all pauses of the provider. With `token`, the processes have an OAuth token with
 * the scope `org:admin` instead of the Admin key: a workload's, or that of an interactive login.
 */
export interface OrganizationSetup extends EmulatorOptions {
  readonly pace?: number;
  readonly token?: "oauth" | "interactiveOauth" | undefined;
}

/** The environment variables of a process with such a token, of the organization with this Admin key. */
export function tokenEnv(
  emulator: Emulator,
  kind: "oauth" | "interactiveOauth" = "interactiveOauth",
  adminKey = emulator.adminKey,
): Readonly<Record<string, string | undefined>> {
  const secret = `sk-ant-oat01-${kind}-${randomUUID()}`;
  emulator.organization(adminKey).credentials.add({ secret, kind });
  return { ANTHROPIC_ADMIN_KEY: undefined, ANTHROPIC_AUTH_TOKEN: secret };
}

/** An organization with one admin and the default workspace, unless a seed has more. */
export async function organization({
  pace = 0.02,
  token,
  ...options
}: OrganizationSetup = {}): Promise<Organization> {
  const emulator = await startEmulator({ requestsPerMinute: "unlimited", warn: () => undefined, ...options });
  onTestFinished(() => emulator.stop());
  const notices: string[] = [];
  const authenticated = token === undefined ? {} : tokenEnv(emulator, token);
  const state = () => emulator.organization().state();
  const logged = (): { line: string; method: string }[] => {
    const all = emulator.requests.map(({ method, path, body }) => {
      const short = `${method} ${path.replace("/v1/organizations", "")}`;
      return { method, line: body === undefined ? short : `${short} ${JSON.stringify(body)}` };
    });
    emulator.clearRequests();
    return all;
  };
  const process: Organization["process"] = (
    settings = {},
    env = {},
    caller = undefined,
    readState = undefined,
  ) => {
    const configured = new Map([
      ["anthropic:requestsPerMinute", "100000"],
      ...Object.entries(settings).map(([name, value]) => [`anthropic:${name}`, value] as const),
    ]);
    return new Session(
      (key) => configured.get(key),
      {
        ANTHROPIC_ADMIN_KEY: emulator.adminKey,
        ANTHROPIC_ADMIN_BASE_URL: emulator.url,
        ...authenticated,
        ...env,
      },
      (notice) => notices.push(noticeLine(notice)),
      pace,
      caller,
      readState,
    );
  };
  return {
    emulator,
    console: emulator.organization().console,
    notices,
    process,
    async existing(resource, args, settings = {}) {
      const created = await create(process(settings), resource, args);
      emulator.clearRequests();
      notices.length = 0;
      return created;
    },
    writes: () => logged().flatMap(({ line, method }) => (method === "GET" ? [] : [line])),
    requests: () => logged().map(({ line }) => line),
    posts: () => emulator.requests.filter(({ method }) => method === "POST"),
    state,
    workspaceById(id) {
      const found = state().workspaces.find((candidate) => candidate.id === id);
      if (found === undefined) throw new Error(`there is no ${id}`);
      return found;
    },
    workspaceNames: () =>
      state()
        .workspaces.filter(({ archived_at }) => archived_at === null)
        .map(({ name }) => name),
    memberships(workspaceId) {
      const { users, members } = state();
      return members
        .filter(({ workspace_id: id }) => workspaceId === undefined || id === workspaceId)
        .map(({ user_id: id, workspace_role: role }) => {
          const email = users.find((user) => user.id === id)?.email ?? id;
          return `${email.toLowerCase().split("@")[0]} ${role}`;
        })
        .sort();
    },
    apiKeyStatus: (id) => state().api_keys.find((key) => key.id === id)?.status,
    invitationsSent: () => emulator.sentInvitations.map(({ to }) => to),
    invitationStatuses: () => state().invites.map(({ status }) => status),
  };
}

/** The body of a list. */
export function listOf(...data: readonly object[]) {
  return { data, has_more: false, first_id: null, last_id: null };
}

/** The body of a list of workspaces with the default workspace and these. */
export function onlyDefault(emulator: Emulator, ...more: readonly object[]) {
  return listOf(emulator.organization().state().default_workspace, ...more);
}

/** The body of a list of users with the admins and these. */
export function onlyAdmins(emulator: Emulator, ...more: readonly object[]) {
  const { users } = emulator.organization().state();
  return listOf(...users.filter(({ role }) => role === "admin"), ...more);
}
