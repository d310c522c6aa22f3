import { isDeepStrictEqual } from "node:util";
import { expect, onTestFinished } from "vitest";
import {
  type ConsoleActions,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../emulator/index.ts";
import type { Caller } from "../../provider/api/caller.ts";
import type { Resource } from "../../provider/kernel/definition.ts";
import { kept } from "../../provider/kernel/managed.ts";
import { noticeLine } from "../../provider/kernel/notices.ts";
import { PartialWriteError } from "../../provider/kernel/partialWriteError.ts";
import { pointer } from "../../provider/kernel/pointer.ts";
import { Session } from "../../provider/kernel/session.ts";
import type { Properties } from "../../provider/kernel/values.ts";

/** An organization behind an emulator, and the provider processes that work on it. */
export interface Organization {
  readonly emulator: Emulator;
  /** A person in the Console. */
  readonly byHand: ConsoleActions;
  /** A new provider process: nothing looked up, nothing declared. Settings without their `anthropic:`. */
  process(
    settings?: Record<string, string>,
    env?: Record<string, string | undefined>,
    caller?: Caller,
  ): Session;
  /** What the processes said. */
  readonly said: string[];
  /** The writes since the last call, as `POST /workspaces/wrkspc_1/members {"user_id":"user_1"}`. */
  writes(): string[];
  /** All requests since the last call, as `GET /users`. */
  requests(): string[];
}

/** `pace` says how long the product's own pauses are, beside the usual. */
export async function organization({
  pace,
  ...options
}: EmulatorOptions & { pace?: number } = {}): Promise<Organization> {
  const emulator = await startEmulator({ requestsPerMinute: "unlimited", warn: () => undefined, ...options });
  onTestFinished(() => emulator.stop());
  const said: string[] = [];
  const seen = (): { line: string; method: string }[] => {
    const all = emulator.requests.map(({ method, path, body }) => {
      const short = `${method} ${path.replace("/v1/organizations", "")}`;
      return { method, line: body === undefined ? short : `${short} ${JSON.stringify(body)}` };
    });
    emulator.clearRequests();
    return all;
  };
  return {
    emulator,
    byHand: emulator.organization().console,
    said,
    process(settings = {}, env = {}, caller = undefined) {
      const configured = new Map([
        ["anthropic:requestsPerMinute", "100000"],
        ...Object.entries(settings).map(([name, value]) => [`anthropic:${name}`, value] as const),
      ]);
      return new Session(
        (key) => configured.get(key),
        { ANTHROPIC_ADMIN_KEY: emulator.adminKey, ANTHROPIC_ADMIN_BASE_URL: emulator.url, ...env },
        (notice) => said.push(noticeLine(notice)),
        pace,
        caller,
      );
    },
    writes: () => seen().flatMap(({ line, method }) => (method === "GET" ? [] : [line])),
    requests: () => seen().map(({ line }) => line),
  };
}

/** The body of a list. */
export function listOf(...data: readonly object[]) {
  return { data, has_more: false, first_id: null, last_id: null };
}

/** The body of a list of workspaces that lacks all but the default one and these. */
export function onlyDefault(emulator: Emulator, ...more: readonly object[]) {
  return listOf(emulator.organization().state().default_workspace, ...more);
}

/** The body of a list of users that lacks all but the admins and these. */
export function onlyAdmins(emulator: Emulator, ...more: readonly object[]) {
  return listOf(
    ...emulator
      .organization()
      .state()
      .users.filter(({ role }) => role === "admin"),
    ...more,
  );
}

/** A resource as the engine keeps it between two runs. */
export interface Held {
  readonly resource: Resource;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Why the last operation left it half-made: the engine then asks for an update, whatever diff says. */
  readonly unfinished?: string;
}

/** What check answers, as the engine prints it. */
export function failures(
  session: Session,
  resource: Resource,
  args: Properties,
  olds: Properties = {},
): string[] {
  return resource.check(session, olds, registered(resource, args)).failures.map(({ reason }) => reason);
}

function registered(resource: Resource, args: Properties): Properties {
  return { [kept.origin]: "acme/dev::it", ...args, [kept.pointer]: pointer(resource.kind) };
}

function checked(session: Session, resource: Resource, args: Properties, olds: Properties = {}): Properties {
  const answer = resource.check(session, olds, registered(resource, args));
  if (answer.failures.length > 0) throw new Error(answer.failures.map(({ reason }) => reason).join("\n"));
  return answer.inputs;
}

/** What the engine would show for a resource that it has. */
export async function preview(
  session: Session,
  held: Held,
  args: Properties,
): Promise<{ does: "nothing" | "update" | "replace"; deleteFirst: boolean; news: Properties }> {
  const { resource, id, inputs, outputs } = held;
  const news = checked(session, resource, args, inputs);
  const { changes, replaces = [], deleteBeforeReplace } = await resource.diff(session, id, outputs, news);
  const differs = changes ?? !isDeepStrictEqual(news, inputs);
  const does =
    replaces.length > 0 ? "replace" : differs || held.unfinished !== undefined ? "update" : "nothing";
  return { does, deleteFirst: deleteBeforeReplace === true, news };
}

/** `pulumi up` for a resource that the program has just got. */
export async function create(session: Session, resource: Resource, args: Properties): Promise<Held> {
  const inputs = checked(session, resource, args);
  const { id, outs } = await resource.create(session, inputs);
  return { resource, id, inputs, outputs: outs };
}

/** A create of which something stays, as the engine keeps it. */
export async function createHalf(session: Session, resource: Resource, args: Properties): Promise<Held> {
  const inputs = checked(session, resource, args);
  const { message, id, properties } = await halfMade(resource.create(session, inputs));
  return { resource, id, inputs, outputs: properties, unfinished: message };
}

/** `pulumi up` for a resource that the stack has. */
export async function up(session: Session, held: Held, args: Properties): Promise<Held> {
  const { does, deleteFirst, news } = await preview(session, held, args);
  const { resource, id, outputs } = held;
  if (does === "nothing") return { ...held, inputs: news };
  if (does === "update") {
    const { outs } = await resource.update(session, id, outputs, news);
    return { resource, id, inputs: news, outputs: outs };
  }
  const inputs = checked(session, resource, args);
  if (deleteFirst) await destroy(session, held);
  const made = await resource.create(session, inputs);
  if (!deleteFirst) await destroy(session, held);
  return { resource, id: made.id, inputs, outputs: made.outs };
}

/** An update that stops halfway, as the engine keeps it: the inputs are still the old ones. */
export async function upHalf(session: Session, held: Held, args: Properties): Promise<Held> {
  const { news } = await preview(session, held, args);
  const { message, properties } = await halfMade(held.resource.update(session, held.id, held.outputs, news));
  return { ...held, outputs: properties, unfinished: message };
}

async function halfMade(doing: Promise<unknown>): Promise<PartialWriteError> {
  const error = await rejection(doing);
  if (!(error instanceof PartialWriteError)) throw error;
  expect(error.reasons).toEqual([error.message]);
  return error;
}

/** `pulumi refresh`; what it found is forgotten to be unfinished. Undefined: gone for the engine. */
export async function refresh(session: Session, held: Held): Promise<Held | undefined> {
  const { resource, id, inputs, outputs } = held;
  const read = await resource.read(session, id, outputs);
  if (read.id === "") return undefined;
  // The engine asks diff as well, with the inputs that it had: there must be an answer to whatever is live.
  await resource.diff(session, id, read.props, inputs);
  return {
    resource,
    id: read.id,
    inputs: { ...read.inputs, [kept.pointer]: inputs[kept.pointer] },
    outputs: { ...read.props, [kept.pointer]: outputs[kept.pointer] },
  };
}

/** A refresh of a resource that must still be there. */
export async function refreshed(session: Session, held: Held): Promise<Held> {
  const read = await refresh(session, held);
  if (read === undefined) throw new Error(`${held.resource.kind} ${held.id} is gone`);
  return read;
}

/** What `pulumi refresh` would show of a resource, and drift detection exit with 7 for. */
export async function drift(session: Session, held: Held): Promise<"nothing" | "update" | "delete"> {
  const read = await refresh(session, held);
  if (read === undefined) return "delete";
  const { resource, id, inputs } = held;
  // The engine asks as if the program were what it was: what is live now is the past, and the old inputs are the news.
  const { changes } = await resource.diff(session, id, read.outputs, inputs);
  return (changes ?? !isDeepStrictEqual(read.inputs, inputs)) ? "update" : "nothing";
}

export async function destroy(session: Session, { resource, id, outputs }: Held): Promise<void> {
  await resource.delete(session, id, outputs);
}

/** The message of what must fail. Every one is for users: sentences on one line, nothing thrown by accident. */
export async function refusal(doing: Promise<unknown>): Promise<string> {
  const { message, stack = "" } = await rejection(doing);
  expect(stack).not.toMatch(/\n\s+at /);
  expect(message).toMatch(/^cannot [^\n]+\.( \[req_\w+\])?$/);
  return message;
}

async function rejection(doing: Promise<unknown>): Promise<Error> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  return error;
}

/** An error with a code that is newer than this package. */
export const unknownCode = {
  type: "error",
  error: {
    type: "invalid_request_error",
    message: "Not today",
    details: { error_code: "never_heard_of_it" },
  },
  request_id: "req_01",
};
