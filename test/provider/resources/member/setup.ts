import type { EmulatorOptions, Fault } from "../../../../emulator/index.ts";
import type { Session } from "../../../../provider/kernel/session.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { member as Member } from "../../../../provider/resources/member/plan.ts";
import * as engine from "../../session.ts";
import { organization, unknownCode, up } from "../../session.ts";

/** An organization, and who was mailed there. */
export async function office(options: EmulatorOptions & { pace?: number } = {}) {
  const made = await organization({ pace: 0.02, ...options });
  return {
    ...made,
    people: made.emulator.organization().console,
    mailed: () => made.emulator.sentInvitations.map(({ to }) => to),
    statuses: () =>
      made.emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
  };
}

export const create = (session: Session, args: Properties) => engine.create(session, Member, args);

export const alice = "alice@example.com";

/** Writes whose effect the API had, whatever came back. */
export const lostAfter: readonly Pick<Fault, "kind" | "status">[] = [
  { kind: "loseResponse" },
  { kind: "statusAfter", status: 500 },
  { kind: "statusAfter", status: 529 },
  { kind: "htmlAfter" },
  { kind: "htmlAfter", status: 502 },
  { kind: "cutJson" },
];

/** Writes that had no effect, and can be sent again. */
export const lostBefore: readonly Omit<Fault, "times">[] = [
  { kind: "refuse" },
  { kind: "status", status: 500 },
  { kind: "html" },
  { kind: "rateLimit", retryAfter: 1 },
  { kind: "rateLimit" },
];

/** Refusals that nobody foresaw. */
export const refused: readonly Omit<Fault, "kind">[] = [
  { status: 400, message: "role: Input should be a fruit" },
  { status: 402 },
  { status: 403 },
  { status: 404 },
  { status: 409 },
  { status: 413 },
  { status: 418 },
  { status: 422 },
  { status: 400, errorCode: "organization_on_hold" },
  { status: 400, body: unknownCode },
  { status: 403, errorCode: "sandbox_egress_restricted" },
  { status: 300 },
  { status: 200, body: {} },
  { status: 200, body: { type: "invite", id: 7 } },
  { status: 200, body: [] },
];

export const invites = { method: "POST", path: "/v1/organizations/invites" };

export const anyInvite = /^\/v1\/organizations\/invites\/invite_/;

export const anyUser = /^\/v1\/organizations\/users\/user_/;

export async function each<T>(rows: readonly T[], run: (row: T) => Promise<void>): Promise<void> {
  await Promise.all(
    rows.map((row) =>
      run(row).catch((error: unknown) => {
        throw new Error(`With ${JSON.stringify(row)}: ${error instanceof Error ? error.message : error}`, {
          cause: error,
        });
      }),
    ),
  );
}

/** A Member who was invited as developer by an earlier run. */
export async function invited(options: EmulatorOptions = {}, args: Properties = {}) {
  const made = await office(options);
  const declared = { email: alice, role: "developer", ...args };
  const member = await create(made.process(), declared);
  made.writes();
  return { ...made, declared, member };
}

/** A Member who has accepted, as the state knows. */
export async function active(args: Properties = {}) {
  const made = await invited({}, args);
  const user = made.people.acceptInvite(alice, "Alice");
  const member = await up(made.process(), made.member, made.declared);
  made.requests();
  return { ...made, user, member };
}

export async function rejected(doing: Promise<unknown>): Promise<Error> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  return error;
}
