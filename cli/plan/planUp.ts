import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { NoCredentialError, RefusedError } from "../../provider/api/errors.ts";
import { limited } from "../../provider/budget.ts";
import { type ReadSetting, readSettings, type Settings } from "../../provider/config.ts";
import { kept } from "../../provider/managed.ts";
import { isUnknown } from "../../provider/unknown.ts";
import { counted, joined, type Noun, nouns } from "../counting.ts";
import type { Io } from "../io.ts";
import { readOrganization, sessionFor } from "../organization.ts";
import { snapshotOf } from "../snapshot/seed.ts";
import { hasMembers } from "../snapshot/takeSnapshot.ts";
import { type Copy, copyOf, type Spent } from "./copy.ts";
import { markdownOf } from "./markdown.ts";
import { type Preview, readPreview, runPreview, type Step, secret } from "./preview.ts";
import { mapped, redacted } from "./redact.ts";
import { rehearse } from "./rehearse.ts";
import { type Excess, type Report, reportOf } from "./report.ts";
import { textOf } from "./text.ts";

/** What `anthropic-org plan` is told. */
export interface PlanOptions {
  readonly stack: string | undefined;
  /** A file with a preview, or `-`; otherwise Pulumi is asked for one. */
  readonly preview: string | undefined;
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly redact: boolean;
  readonly maxMails: number | undefined;
  readonly maxArchives: number | undefined;
  readonly maxRemovals: number | undefined;
}

/** More than a limit of the command line allows. */
const tooMuch = 7;

/** Says what `pulumi up` would do, and answers the exit code. The organization is only read. */
export async function planUp(io: Io, options: PlanOptions): Promise<number> {
  const preview =
    options.preview === undefined
      ? await runPreview(io, options.stack)
      : await readPreview(io, options.preview);
  const whole = await reportFor(io, preview, options);
  const report = options.redact ? redacted(whole) : whole;

  const formats: readonly (readonly [string | undefined, () => string])[] = [
    [options.json, () => JSON.stringify(report, null, 2)],
    [options.markdown, () => markdownOf(report)],
  ];
  let printed = false;
  for (const [file, text] of formats) {
    if (file === undefined) continue;
    printed ||= file === "-";
    if (file === "-") io.print(text());
    else await writeReport(io, file, `${text()}\n`);
  }
  if (!printed) io.print(textOf(report));
  if (report.refusals.length > 0 || report.limits.some(({ from }) => from === "setting")) return 1;
  return report.limits.length > 0 ? tooMuch : 0;
}

async function writeReport({ cwd }: Io, file: string, text: string): Promise<void> {
  await writeFile(resolve(cwd, file), text).catch((error: Error) => {
    throw new RefusedError(`Could not write ${file}: ${error.message}.`);
  });
}

async function reportFor(io: Io, preview: Preview, options: PlanOptions): Promise<Report> {
  const { stack = null, notOurs, errors, steps } = preview;
  const nothing = { organizations: [], actions: [], refusals: [], limits: [], notes: [] };
  if (errors.length > 0) {
    const refusals = errors.map((reason) => ({ reason }));
    return reportOf({ stack, notOurs, ...nothing, failed: true, refusals });
  }
  const copies = new Map<string | undefined, Copy>();
  try {
    for (const provider of new Set(steps.filter(isOfInterest).map((step) => step.provider))) {
      const copy = await copyFor(io, preview, provider);
      if (copy !== undefined) copies.set(provider, copy);
    }
    const told = progress(io, steps.length, copies.size > 0);
    const rehearsed = await rehearse(steps, (step) => copies.get(step.provider), told);
    const limits = [...copies.values()].flatMap(({ session }) =>
      stops(session.budget.spent, session.settings),
    );
    const all = sum([...copies.values()].map(({ session }) => session.budget.spent));
    return spoken(
      reportOf({
        stack,
        notOurs,
        failed: false,
        organizations: [...new Set([...copies.values()].map(({ organization }) => organization))],
        ...rehearsed,
        limits: [...exceeded(all, options), ...limits],
      }),
      [...copies.values()],
    );
  } finally {
    for (const copy of copies.values()) await copy.stop();
  }
}

/** Told now and then, since thousands of steps take a while. */
function progress(io: Io, total: number, worth: boolean): (done: number) => void {
  if (!worth) return () => undefined;
  const tell = (done: number) => io.tell(`Rehearsing on a copy: ${done} of ${total} resources ...`);
  tell(0);
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < progressMs) return;
    last = performance.now();
    tell(done);
  };
}

const progressMs = 5_000;

const quiet: ReadonlySet<string> = new Set(["read", "read-discard", "refresh", "discard-replaced"]);

/** Whether a step may have to do with the organization: it changes something, or waits for somebody. */
function isOfInterest({ op, old }: Step): boolean {
  if (op !== "same") return !quiet.has(op);
  const status = old?.outputs["status"];
  return status !== undefined && status !== "active";
}

/** A copy of the organization of one provider; undefined when it is not known before `up` which one that is. */
async function copyFor(io: Io, preview: Preview, provider: string | undefined): Promise<Copy | undefined> {
  const steps = preview.steps.filter((step) => step.provider === provider);
  const given = provider === undefined ? undefined : preview.providers.get(provider);
  if (given !== undefined && isUnknown(given)) return undefined;
  const read: ReadSetting = (key) => {
    const value = given === undefined ? preview.config.get(key) : given[key];
    return value === undefined || value === null || value === secret ? undefined : String(value);
  };
  const session = sessionFor(io, read);
  const interest = steps.filter(isOfInterest);
  const touched = new Set(interest.flatMap(workspacesOf));
  const names = new Set(interest.map(({ new: state }) => state?.inputs["name"]));
  const organization = await readOrganization(
    io,
    session,
    {
      users: true,
      invites: true,
      apiKeys: interest.some(hasToDoWithKeys),
      membersOf: (workspace) =>
        hasMembers(workspace) && (touched.has(workspace.id) || names.has(workspace.name)),
    },
    (id) => mustBeMeant(id, steps, readSettings(read, io.env).organizationId),
  ).catch((error: unknown) => {
    if (!(error instanceof NoCredentialError)) throw error;
    throw new NoCredentialError(
      `The plan looks at the live organization, and there is no key. ${error.message} Without one, \`pulumi preview\` shows what the program changes.`,
    );
  });
  return await copyOf(snapshotOf(organization).snapshot, read, io.env, {
    externalKeys: namedBy(interest, "externalKeyId"),
    userProfiles: namedBy(interest, "userProfileId"),
  });
}

/** The workspaces whose members a step may look at. */
function workspacesOf({ old, new: state }: Step): string[] {
  const where = [old?.id, old?.outputs["workspace"], state?.inputs["workspace"], state?.inputs[kept.adopt]];
  return where.flatMap((value) =>
    typeof value === "string" ? (/^wrkspc_[^/]+/.exec(value)?.[0] ?? []) : [],
  );
}

function hasToDoWithKeys({ kind, op, old }: Step): boolean {
  return kind.kind === "ApiKey" || /delete|replace/.test(op) || old?.outputs["deactivateKeys"] !== undefined;
}

function namedBy(steps: readonly Step[], property: string): ReadonlySet<string> {
  return new Set(
    steps.flatMap(({ new: state }) => {
      const value = state?.inputs[property];
      return typeof value === "string" ? [value] : [];
    }),
  );
}

/** Refuses a key of another organization than the one that the stack manages, or is meant to. */
function mustBeMeant(id: string, steps: readonly Step[], configured: string | undefined): void {
  const stamps = steps.flatMap(({ old }) => {
    const stamp = old?.outputs[kept.organization];
    return typeof stamp === "string" ? [stamp.toLowerCase()] : [];
  });
  const meant = new Set([...(configured === undefined ? [] : [configured]), ...stamps]);
  if (meant.size === 0 || (meant.size === 1 && meant.has(id))) return;
  throw new RefusedError(
    `The key in use is of organization ${id}, but the stack belongs to ${joined([...meant])}. Nothing was read of it but its workspaces. Use a key of that organization.`,
  );
}

function sum(all: readonly Spent[]): Spent {
  return {
    mails: all.reduce((total, { mails }) => total + mails, 0),
    archives: all.reduce((total, { archives }) => total + archives, 0),
    removals: all.reduce((total, { removals }) => total + removals, 0),
  };
}

const limitNames = ["mails", "archives", "removals"] as const;
const options = { mails: "maxMails", archives: "maxArchives", removals: "maxRemovals" } as const;
const flags = { mails: "--max-mails", archives: "--max-archives", removals: "--max-removals" } as const;
const limits = {
  mails: { noun: ["invitation", "invitations"], done: "mailed" },
  archives: { noun: nouns.workspace, done: "archived" },
  removals: { noun: ["person or membership", "people and memberships"], done: "taken away" },
} as const satisfies Record<keyof Spent, { noun: Noun; done: string }>;

function amount(limit: keyof Spent, count: number): string {
  const { noun, done } = limits[limit];
  return `${counted(count, noun)} would be ${done}`;
}

/** What is more than the command line allows. */
function exceeded(spent: Spent, given: PlanOptions): Excess[] {
  return limitNames.flatMap((limit): Excess[] => {
    const most = given[options[limit]];
    const count = spent[limit];
    if (most === undefined || count <= most) return [];
    const reason = `${amount(limit, count)}, and ${flags[limit]} allows ${most}.`;
    return [{ limit, count, most, from: "option", reason }];
  });
}

/** Where `up` itself would stop. */
function stops(spent: Spent, settings: Settings): Excess[] {
  return limitNames.flatMap((limit): Excess[] => {
    const { setting, variable } = limited[limit];
    const most = settings[setting];
    const count = spent[limit];
    if (count <= most) return [];
    const reason = `\`up\` would stop on its way: ${amount(limit, count)}, and \`anthropic:${setting}\` allows ${most} in one run. If all of it is meant, raise the limit for one run: ${variable}=${count} pulumi up`;
    return [{ limit, count, most, from: "setting", reason }];
  });
}

/** Ids that only the copies know, in words: the organization will give other ones. */
function spoken(report: Report, copies: readonly Copy[]): Report {
  const invented = (id: string) => copies.map((copy) => copy.invented(id)).find((name) => name !== undefined);
  const actions = report.actions.map(({ workspace, ...action }) => {
    if (workspace?.id === undefined || invented(workspace.id) === undefined) {
      return workspace === undefined ? action : { ...action, workspace };
    }
    return { ...action, workspace: { name: workspace.name } };
  });
  return mapped({ ...report, actions }, (text) =>
    text.replace(/(\()?((?:wrkspc|invite)_\w+)(\))?/g, (whole, open = "", id: string, close = "") => {
      const name = invented(id);
      if (name === undefined) return whole;
      return open !== "" && close !== "" ? "(new)" : `${open}${name}${close}`;
    }),
  );
}
