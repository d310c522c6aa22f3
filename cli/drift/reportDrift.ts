import { withoutSecrets } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import { kernelKeys } from "../../provider/kernel/stateKeys.ts";
import { isRecord } from "../../provider/kernel/values.ts";
import type { ReadSetting } from "../../provider/settings/config.ts";
import { specOf } from "../organization/families.ts";
import {
  type Organization,
  readOrganization,
  rejectOtherOrganization,
} from "../organization/readOrganization.ts";
import { readSnapshot, type Snapshot, snapshotOf, withoutPastedSecrets } from "../organization/snapshot.ts";
import { sessionFor } from "../organization/snapshotSession.ts";
import type { Io } from "../output/io.ts";
import { counted, joined } from "../output/phrases.ts";
import { hasMembers } from "../snapshot/takeSnapshot.ts";
import { decryptedSettings } from "../states/decryptedSettings.ts";
import { interrupted, mustBeFree } from "../states/freeStack.ts";
import { decryptAdvice } from "../states/propertyValues.ts";
import { organizationsOf, type StackState } from "../states/stackState.ts";
import {
  type ChosenStacks,
  readStacks,
  type StackChoice,
  type TargetStack,
  usesPulumi,
} from "../states/stacks.ts";
import { accept, withAcceptedValues } from "./accept.ts";
import { type Category, categories, defaultFailOn } from "./categories.ts";
import { type ComparedStack, DriftContext } from "./context.ts";
import { declaredFindings } from "./declared.ts";
import { declaredTwice } from "./declaredTwice.ts";
import type { Finding } from "./finding.ts";
import { applyRules, readRules } from "./ignore.ts";
import { countsOf, inOrder, type Report } from "./report.ts";
import { changesBetween } from "./since.ts";
import { staleKeys } from "./staleKeys.ts";
import { unmanaged } from "./unmanaged.ts";

/** The options of `pulumi-anthropic drift` that determine the report. */
export interface DriftOptions extends StackChoice {
  /** A snapshot file to compare the organization with. Without a stack or state, only the snapshot is compared. */
  readonly since?: string;
  /** The file with ignore rules. By default, `drift.ignore.json` if it exists. */
  readonly ignore?: string;
  /** Whether to write an ignore rule for each unmanaged object. */
  readonly accept?: boolean;
  /** The age in days above which an active key is stale. By default, keys do not become stale by age. */
  readonly maxKeyAge?: number;
  /** The number of days before its expiration from which on an invitation is `expiring`. */
  readonly expiringWithin: number;
  /** The categories that count as drift. */
  readonly failOn?: readonly Category[];
  /** Whether the RBAC roles are read, for their names in the access matrix. Default: false. */
  readonly rbacRoles?: boolean;
}

/** A report, and the data it is made of. */
export interface Drift {
  readonly report: Report;
  readonly context: DriftContext;
}

/** Reads the organization, with one request for each list, and compares it with the stacks and a snapshot. */
export async function reportDrift(io: Io, options: DriftOptions): Promise<Drift> {
  const rules = await readRules(io, options.ignore);
  const before = options.since === undefined ? undefined : await readSnapshot(io, options.since);
  const chosen = await chosenStacks(io, options);
  const targetSettings = chosen === undefined ? () => undefined : await decryptedSettings(io, chosen.target);
  const session = sessionFor(io, targetSettings);
  const states = chosen?.states ?? [];
  const declares = (name: string) =>
    states.some(({ resources }) => resources.some(({ kind }) => kind.kind === name));
  const organization = await readOrganization(
    io,
    session,
    {
      users: true,
      invites: true,
      apiKeys: true,
      membersOf: hasMembers,
      // Rate limits take one request per workspace.
      ...(declares("WorkspaceRateLimit") || before?.workspace_rate_limits !== undefined
        ? { rateLimitsOf: hasMembers }
        : {}),
      spendLimits: true,
      externalKeys: true,
      compliance: true,
      federation: true,
      serviceAccountsIn: hasMembers,
      groupMembersOf: () => true,
      rbacRoles: options.rbacRoles === true,
    },
    (id) => mustBeOfStacks(states, before, id),
  );

  const now = new Date();
  const notes: string[] = [];
  // The roles are only shown in the access matrix, so the report is complete without them.
  const unread = organization.unread.filter(({ family }) => family !== "rbacRoles");
  let incomplete = unread.some(
    ({ family }) =>
      specOf(family).kinds.some(declares) ||
      specOf(family).lists.some((list) => before?.[list] !== undefined),
  );
  const compared = states.map((state): ComparedStack => {
    const { ours, foreign } = ownOf(state, organization.id);
    if (foreign > 0) {
      notes.push(
        `${counted(foreign, ["resource", "resources"])} of ${state.label} belong to another organization and were not compared.`,
      );
    }
    if (state.pending > 0) {
      notes.push(interrupted(io, state));
    }
    const unreadable = unreadableIn(ours);
    notes.push(...unreadable);
    incomplete ||= state.pending > 0 || unreadable.length > 0;
    const settings = settingsOf(ours, organization, chosen?.target, targetSettings);
    return { state: ours, session: settings === undefined ? session : session.withSettings(settings) };
  });
  const context = new DriftContext(organization, compared, now);
  const all: Finding[] = [
    ...(chosen === undefined
      ? []
      : [
          ...(await declaredFindings(context, options.expiringWithin)),
          ...unmanaged(context),
          ...declaredTwice(context),
        ]),
    ...staleKeys(context, options.maxKeyAge),
    ...(before === undefined
      ? []
      : changesBetween(before, withoutPastedSecrets(snapshotOf(organization).snapshot))),
  ];
  const {
    findings,
    ignored,
    notes: rulesNotes,
  } = applyRules(all, rules, now, reportedCategories(chosen !== undefined, before !== undefined));
  notes.push(...rulesNotes);
  let remaining = inOrder(findings);
  let ignoredCount = ignored;
  if (options.accept) {
    const accepted = await accept(io, options.ignore, remaining, now);
    remaining = remaining.filter(({ category }) => category !== "unmanaged");
    ignoredCount += accepted.count;
    notes.push(accepted.note);
  }
  const failOn = [...(options.failOn ?? defaultFailOn)];
  const report: Report = {
    version: 1,
    organization: { id: organization.id },
    readAt: now.toISOString(),
    stacks: states.map(({ label }) => label),
    ...(options.since === undefined ? {} : { since: options.since }),
    failOn,
    drift: remaining.some(({ category }) => failOn.includes(category)),
    incomplete,
    counts: countsOf(remaining),
    ignored: ignoredCount,
    redacted: false,
    notes,
    unread: unread.filter(({ because, family }) => because !== "type" || specOf(family).kinds.some(declares)),
    findings: remaining.map((finding) => withoutSecretText(withAcceptedValues(finding, rules))),
  };
  return { report, context };
}

/** The categories that a report can have: some need a stack, and `since` needs a snapshot. */
function reportedCategories(stacks: boolean, snapshot: boolean): Category[] {
  return categories.filter(
    (category) => category === "stale-key" || (category === "since" ? snapshot : stacks),
  );
}

/** The selected stacks; undefined when the organization is compared with a snapshot only. */
async function chosenStacks(io: Io, options: DriftOptions): Promise<ChosenStacks | undefined> {
  const { since, stack = [], allStacks = false, state = [] } = options;
  if (since !== undefined && stack.length === 0 && !allStacks && state.length === 0) return undefined;
  const chosen = await readStacks(io, options);
  // During a run, the state and the organization differ.
  if (usesPulumi(options)) await mustBeFree(io, chosen.target);
  return chosen;
}

function mustBeOfStacks(states: readonly StackState[], before: Snapshot | undefined, id: string): void {
  if (before !== undefined && before.organization.id.toLowerCase() !== id) {
    throw new UserError(
      `The credential belongs to organization ${id}, but the snapshot is of ${before.organization.id}. Use a key of that organization, or another snapshot.`,
    );
  }
  const known = new Set(states.flatMap((state) => [...organizationsOf(state)]));
  rejectOtherOrganization(
    id,
    known,
    "the stacks manage",
    "Nothing was compared. Use a key of that organization.",
  );
}

/** The resources of a stack in this organization. Resources with an explicit Provider may belong to another one. */
function ownOf(state: StackState, id: string): { readonly ours: StackState; readonly foreign: number } {
  const resources = state.resources.filter(({ outputs }) => {
    const organization = outputs[kernelKeys.organization];
    return typeof organization !== "string" || organization.toLowerCase() === id;
  });
  return { ours: { ...state, resources }, foreign: state.resources.length - resources.length };
}

/** A note about the properties that were not compared because this machine cannot decrypt them. */
function unreadableIn({ label, resources }: StackState): string[] {
  // Counts instead of names: resources are often named after users, and a redacted report must not name them.
  const counts = new Map<string, number>();
  for (const { kind, unreadable } of resources) {
    for (const property of unreadable.filter((each) => !each.startsWith("__"))) {
      const what = `\`${property}\` of ${kind.kind}`;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  }
  const names = [...counts]
    .map(([what, count]) => `${what} (${counted(count, ["resource", "resources"])})`)
    .sort();
  if (names.length === 0) return [];
  return [`Not compared in ${label}, because they are encrypted: ${joined(names)}. ${decryptAdvice}`];
}

/**
 * The settings of a stack with an owner tag. Only the configuration of the target stack is read, but the workspaces of the
 * others have the tag, with the stack as its value. Undefined when the settings of the target apply.
 */
function settingsOf(
  { project, stack, resources }: StackState,
  { workspaces }: Organization,
  target: TargetStack | undefined,
  targetSettings: ReadSetting,
): ReadSetting | undefined {
  if (target === undefined) return undefined;
  if (targetSettings("anthropic:ownerTag") !== undefined && target.state.project === project)
    return undefined;
  const own = new Map(resources.map(({ id, outputs }) => [id, outputs["tags"]]));
  for (const { id, tags } of workspaces) {
    const stored = own.get(id);
    const ownerTag = Object.keys(tags).find((key) => tags[key] === `${project}/${stack}`);
    if (ownerTag !== undefined && isRecord(stored) && !Object.hasOwn(stored, ownerTag)) {
      return (key) => (key === "anthropic:ownerTag" ? ownerTag : targetSettings(key));
    }
  }
  return undefined;
}

function withoutSecretText(finding: Finding): Finding {
  return JSON.parse(withoutSecrets(JSON.stringify(finding))) as Finding;
}
