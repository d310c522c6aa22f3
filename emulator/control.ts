import type { IncomingHttpHeaders } from "node:http";
import { assumptionsCheck } from "./assumptions.ts";
import { jsonOf } from "./bodies.ts";
import type { ConsoleActions } from "./console.ts";
import { ConsoleError } from "./console.ts";
import type { EmulatedOrganization, Emulator } from "./definition.ts";
import { Refusal } from "./errors.ts";
import { faultCheck } from "./faults.ts";
import { type Seed, SeedError } from "./seed.ts";
import { settingsCheck } from "./settings.ts";
import {
  type Check,
  type Checked,
  email,
  fields,
  isRecord,
  list,
  map,
  number,
  oneOf,
  optional,
  text,
  timestampText,
  truth,
  ValidationError,
} from "./validation.ts";

/**
 * The emulator's own routes, for programs in other languages and for people with curl. They say in JSON what the
 * TypeScript API says, take no key, and are no part of the Admin API. `?organization=ID` chooses another organization
 * than the first.
 *
 * | route                              | body                                    | what it does                             |
 * | ---------------------------------- | --------------------------------------- | ---------------------------------------- |
 * | GET    /_emulator                  |                                         | this list                                |
 * | GET    /_emulator/organizations    |                                         | IDs and names                            |
 * | GET    /_emulator/state            |                                         | everything in the organization, a seed   |
 * | POST   /_emulator/seed             | a seed, or "sample"                     | puts that organization in its place      |
 * | GET    /_emulator/settings         |                                         | limits, domains, keys, federation rules  |
 * | POST   /_emulator/settings         | settings; null takes one away           | changes those given, federation included |
 * | GET    /_emulator/clock            |                                         | the emulator's time                      |
 * | POST   /_emulator/clock/advance    | days, hours, minutes, seconds           | moves it forward                         |
 * | GET    /_emulator/faults           |                                         | the faults in waiting                    |
 * | POST   /_emulator/faults           | a fault; pathPattern for an expression  | adds it                                  |
 * | DELETE /_emulator/faults           |                                         | forgets them all                         |
 * | GET    /_emulator/assumptions          |                                         | how unknowns are answered                |
 * | POST   /_emulator/assumptions          | the switches to change                  | changes them                             |
 * | GET    /_emulator/requests         |                                         | the Admin API requests so far            |
 * | DELETE /_emulator/requests         |                                         | forgets them                             |
 * | GET    /_emulator/invitations             |                                         | the invitations mailed                   |
 * | POST   /_emulator/credentials      | secret, kind, expiresAt?, apiKeyId?     | makes a further secret known             |
 * | POST   /_emulator/credentials/revoke | secret                                | forgets one, the Admin key included      |
 * | POST   /_emulator/console/ACTION   | the arguments of the action, by name    | acts as a person in the Console          |
 */
const pointer = "GET /_emulator lists the routes";

/** A control request, fully read. */
export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer | Refusal;
}

interface Asked {
  readonly emulator: Emulator;
  readonly organization: EmulatedOrganization;
  readonly body: unknown;
}

interface ControlRoute {
  readonly takes: string;
  readonly does: string;
  readonly answer: (asked: Asked) => unknown;
}

export function isControl(path: string): boolean {
  return path === "/_emulator" || path.startsWith("/_emulator/");
}

/** Answers control requests through the same API that TypeScript programs have. */
export class Control {
  readonly #emulator: Emulator;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  answer(request: ControlRequest): { status: number; body: unknown } {
    try {
      return { status: 200, body: this.#answer(request) ?? { done: true } };
    } catch (problem) {
      if (problem instanceof Refusal) return { status: problem.status, body: { error: problem.message } };
      const expected =
        problem instanceof ValidationError ||
        problem instanceof SeedError ||
        problem instanceof ConsoleError ||
        problem instanceof TypeError ||
        problem instanceof RangeError;
      if (expected) return { status: 400, body: { error: problem.message } };
      throw problem;
    }
  }

  #answer({ method, path, search, headers, bytes }: ControlRequest): unknown {
    if (headers["x-api-key"] !== undefined || headers.authorization !== undefined) {
      throw new Refusal(
        400,
        "The emulator's own routes take no key; send this without x-api-key and authorization",
      );
    }
    if (bytes instanceof Refusal) throw bytes;
    const route = controlRoutes[`${method} ${path}`];
    if (route === undefined) throw new Refusal(404, `There is no route ${method} ${path}; ${pointer}`);
    const body =
      route.takes === ""
        ? undefined
        : jsonOf(bytes, { type: headers["content-type"], encoding: headers["content-encoding"] });
    return route.answer({ emulator: this.#emulator, organization: this.#organization(search), body });
  }

  #organization(search: URLSearchParams): EmulatedOrganization {
    const id = search.get("organization");
    const { organizations } = this.#emulator;
    const found =
      id === null ? organizations[0] : organizations.find((organization) => organization.id === id);
    if (found === undefined)
      throw new Refusal(404, `There is no organization ${id}; GET /_emulator/organizations lists them`);
    return found;
  }
}

const role = oneOf("user", "claude_code_user", "developer", "billing", "admin");
const workspaceRole = oneOf(
  "workspace_user",
  "workspace_restricted_developer",
  "workspace_developer",
  "workspace_admin",
);
const word = text({ min: 1 });
const geo = oneOf("global", "us");
const date: Check<Date> = (value, path) => new Date(timestampText(value, path));

const wishes = {
  tags: optional(map(text())),
  displayColor: optional(text()),
  dataResidency: optional(
    fields({
      allowed_inference_geos: optional<"unrestricted" | ("global" | "us")[]>((value, path) =>
        value === "unrestricted" ? value : list(geo)(value, path),
      ),
      default_inference_geo: optional(geo),
    }),
  ),
  externalKeyId: optional(word),
  userProfileId: optional(word),
};

const actions: {
  [K in keyof ConsoleActions]: { takes: string; act: (people: ConsoleActions, body: unknown) => unknown };
} = {
  createWorkspace: {
    takes: "name, tags?, displayColor?, dataResidency?, externalKeyId?, userProfileId?",
    act: (people, body) => {
      const { name, ...rest } = fields({ name: word, ...wishes })(body, "");
      return people.createWorkspace({
        name,
        ...said({ ...rest, dataResidency: said(rest.dataResidency ?? {}) }),
      });
    },
  },
  updateWorkspace: {
    takes: "workspace, name?, tags?, displayColor?, dataResidency?, externalKeyId?, userProfileId?",
    act: (people, body) => {
      const { workspace, ...rest } = fields({ workspace: word, name: optional(word), ...wishes })(body, "");
      return people.updateWorkspace(
        workspace,
        said({ ...rest, dataResidency: said(rest.dataResidency ?? {}) }),
      );
    },
  },
  archiveWorkspace: action({ workspace: word }, (people, { workspace }) =>
    people.archiveWorkspace(workspace),
  ),
  addUser: action(
    { email, name: optional(word), role: optional(role) },
    (people, { email: address, name, role: given }) =>
      people.addUser({ email: address, ...said({ name, role: given }) }),
  ),
  setUserRole: action({ user: word, role }, (people, { user, role: given }) =>
    people.setUserRole(user, given),
  ),
  setUserEmail: action({ user: word, email }, (people, { user, email: address }) =>
    people.setUserEmail(user, address),
  ),
  removeUser: action({ user: word }, (people, { user }) => people.removeUser(user)),
  invite: action({ email, role }, (people, { email: address, role: given }) => people.invite(address, given)),
  acceptInvite: action({ invite: word, name: optional(word) }, (people, { invite, name }) =>
    people.acceptInvite(invite, name),
  ),
  deleteInvite: action({ invite: word }, (people, { invite }) => people.deleteInvite(invite)),
  addMember: action({ workspace: word, user: word, role: workspaceRole }, (people, given) =>
    people.addMember(given.workspace, given.user, given.role),
  ),
  setMemberRole: action({ workspace: word, user: word, role: workspaceRole }, (people, given) =>
    people.setMemberRole(given.workspace, given.user, given.role),
  ),
  removeMember: action({ workspace: word, user: word }, (people, { workspace, user }) =>
    people.removeMember(workspace, user),
  ),
  createApiKey: action(
    {
      name: word,
      workspaceId: optional(word),
      createdBy: optional(word),
      expiresAt: optional(date),
      status: optional(oneOf("active", "inactive", "archived", "expired")),
      personal: optional(truth),
    },
    (people, { name, ...rest }) => people.createApiKey({ name, ...said(rest) }),
  ),
  renameApiKey: action({ id: word, name: word }, (people, { id, name }) => people.renameApiKey(id, name)),
  setApiKeyStatus: action(
    { id: word, status: oneOf("active", "inactive", "archived") },
    (people, { id, status }) => people.setApiKeyStatus(id, status),
  ),
  useApiKey: action({ id: word, at: optional(date) }, (people, { id, at }) => people.useApiKey(id, at)),
};

const duration = fields({
  days: optional(number({ min: 0 })),
  hours: optional(number({ min: 0 })),
  minutes: optional(number({ min: 0 })),
  seconds: optional(number({ min: 0 })),
});

const credential = fields({
  secret: word,
  kind: oneOf("admin", "oauth", "narrowOauth", "personal", "workspace"),
  expiresAt: optional(date),
  apiKeyId: optional(word),
});

const controlRoutes: Readonly<Record<string, ControlRoute>> = {
  "GET /_emulator": { takes: "", does: "this list", answer: listed },
  "GET /_emulator/organizations": {
    takes: "",
    does: "IDs and names",
    answer: ({ emulator }) => emulator.organizations.map(({ id, name }) => ({ id, name })),
  },
  "GET /_emulator/state": {
    takes: "",
    does: "everything in the organization, a seed",
    answer: ({ organization }) => organization.state(),
  },
  "POST /_emulator/seed": {
    takes: 'a seed, or "sample"',
    does: "puts that organization in its place",
    answer: ({ organization, body }) => {
      // load() checks it whole.
      organization.load(body === "sample" ? body : (body as Seed));
      return { id: organization.id, name: organization.name };
    },
  },
  "GET /_emulator/settings": {
    takes: "",
    does: "limits, domains, keys, profiles, policy, federation rules",
    answer: ({ organization }) => organization.settings,
  },
  "POST /_emulator/settings": {
    takes: "settings; null takes one away",
    does: "changes those given",
    answer: ({ organization, body }) => {
      const given = isRecord(body) ? Object.entries(body) : [];
      const nulls = given.filter(([, value]) => value === null).map(([name]) => [name, undefined]);
      const removed: object = Object.fromEntries(nulls);
      // One check for both: what is taken away must be a setting too.
      const changes = settingsCheck(isRecord(body) ? { ...body, ...removed } : body, "");
      Object.assign(organization.settings, said(changes), removed);
      return organization.settings;
    },
  },
  "GET /_emulator/clock": {
    takes: "",
    does: "the emulator's time",
    answer: ({ emulator }) => ({ now: emulator.clock.now() }),
  },
  "POST /_emulator/clock/advance": {
    takes: "days, hours, minutes, seconds",
    does: "moves it forward",
    answer: ({ emulator, body }) => {
      emulator.clock.advance(said(duration(body, "")));
      return { now: emulator.clock.now() };
    },
  },
  "GET /_emulator/faults": {
    takes: "",
    does: "the faults in waiting",
    answer: ({ emulator }) =>
      emulator.faults.list().map(({ path, ...fault }) => ({
        ...fault,
        ...(path instanceof RegExp ? { pathPattern: path.source } : said({ path })),
      })),
  },
  "POST /_emulator/faults": {
    takes: "a fault; pathPattern for a regular expression",
    does: "adds it",
    answer: ({ emulator, body }) => emulator.faults.add(faultCheck(body, "")),
  },
  "DELETE /_emulator/faults": {
    takes: "",
    does: "forgets them all",
    answer: ({ emulator }) => emulator.faults.clear(),
  },
  "GET /_emulator/assumptions": {
    takes: "",
    does: "how unknowns are answered",
    answer: ({ emulator }) => emulator.assumptions,
  },
  "POST /_emulator/assumptions": {
    takes: "the switches to change",
    does: "changes them",
    answer: ({ emulator, body }) => Object.assign(emulator.assumptions, assumptionsCheck(body, "")),
  },
  "GET /_emulator/requests": {
    takes: "",
    does: "the Admin API requests so far",
    answer: ({ emulator }) => emulator.requests,
  },
  "DELETE /_emulator/requests": {
    takes: "",
    does: "forgets them",
    answer: ({ emulator }) => emulator.clearRequests(),
  },
  "GET /_emulator/invitations": {
    takes: "",
    does: "the invitations mailed",
    answer: ({ emulator }) => emulator.sentInvitations,
  },
  "POST /_emulator/credentials": {
    takes: "secret, kind, expiresAt?, apiKeyId?",
    does: "makes a further secret known",
    answer: ({ organization, body }) => organization.credentials.add(credential(body, "")),
  },
  "POST /_emulator/credentials/revoke": {
    takes: "secret",
    does: "forgets one, the Admin key included",
    answer: ({ organization, body }) =>
      organization.credentials.revoke(fields({ secret: word })(body, "").secret),
  },
  ...Object.fromEntries(
    Object.entries(actions).map(([name, { takes, act }]) => [
      `POST /_emulator/console/${name}`,
      {
        takes,
        does: "acts as a person in the Console",
        answer: ({ organization, body }: Asked) => act(organization.console, body),
      },
    ]),
  ),
};

function listed(): unknown {
  return Object.entries(controlRoutes).map(([route, { takes, does }]) => ({
    route,
    ...(takes === "" ? {} : { takes }),
    does,
  }));
}

function action<S extends Record<string, Check<unknown>>>(
  shape: S,
  act: (people: ConsoleActions, given: Checked<S>) => unknown,
): { takes: string; act: (people: ConsoleActions, body: unknown) => unknown } {
  return {
    takes: Object.keys(shape).join(", "),
    act: (people, body) => act(people, fields(shape)(body, "")),
  };
}

type Said<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the fields that are undefined. */
function said<T extends object>(value: T): Said<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Said<T>;
}
