import type { EmulatorOptions, Fault } from "../../../../emulator/index.ts";
import type { Session } from "../../../../provider/kernel/session.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { invite as Invite } from "../../../../provider/resources/invite/plan.ts";
import * as engine from "../../session.ts";
import { organization, unknownCode } from "../../session.ts";

export const alice = "alice@example.com";

export const invites = { method: "POST", path: "/v1/organizations/invites" };

export const one = /^\/v1\/organizations\/invites\/invite_/;

export const lost: readonly Omit<Fault, "times">[] = [
  { kind: "loseResponse" },
  { kind: "statusAfter", status: 500 },
  { kind: "htmlAfter" },
  { kind: "cutJson" },
  { kind: "refuse" },
  { kind: "status", status: 500 },
  { kind: "html" },
  { kind: "rateLimit", retryAfter: 1 },
];

export const refused: readonly Omit<Fault, "kind">[] = [
  { status: 400 },
  { status: 403 },
  { status: 404 },
  { status: 409 },
  { status: 418 },
  { status: 400, errorCode: "email_domain_not_allowed" },
  { status: 400, body: unknownCode },
  { status: 200, body: {} },
  { status: 200, body: { type: "user" } },
];

export async function office(options: EmulatorOptions & { pace?: number } = {}) {
  const made = await organization({ pace: 0.02, ...options });
  const { emulator } = made;
  return {
    ...made,
    mailed: () => emulator.sentInvitations.map(({ to }) => to),
    statuses: () =>
      emulator
        .organization()
        .state()
        .invites.map(({ status }) => status),
  };
}

export const create = (session: Session, args: Properties) => engine.create(session, Invite, args);

/** An Invite that an earlier run sent. */
export async function sent(args: Properties = {}) {
  const made = await office();
  const declared = { email: alice, role: "developer", ...args };
  const invite = await create(made.process(), declared);
  made.writes();
  return { ...made, declared, invite };
}
