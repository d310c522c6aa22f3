import { jsonText } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import { exitCodes } from "../output/exitCodes.ts";
import type { Io } from "../output/io.ts";
import { paced } from "../output/pacing.ts";
import { counted } from "../output/phrases.ts";
import { mapStrings, Redactor } from "../output/redact.ts";
import { mustHaveOneStandardOutput, writeReports } from "../output/writeReports.ts";
import { mustBeSettled } from "../states/freeStack.ts";
import { type CommandOptions, commandOf, verbOf } from "./command.ts";
import type { Copy } from "./copy.ts";
import { copyFor, mayWrite } from "./copyFor.ts";
import { type Allowed, exceededOptions, exceededSettings, totalSpent } from "./limits.ts";
import { markdownOf } from "./markdown.ts";
import { type Preview, readPreview, runPreview } from "./preview.ts";
import { withoutSecretValues } from "./redactSecrets.ts";
import { type Report, reportOf } from "./report.ts";
import { simulate } from "./simulate.ts";
import { textOf } from "./text.ts";

/** The options of `pulumi-anthropic plan`. */
export interface PlanOptions extends Allowed, CommandOptions {
  readonly stack?: string | undefined;
  /** A file with a preview, or `-` for standard input. By default, runs `pulumi preview`. */
  readonly preview?: string | undefined;
  readonly json?: string | undefined;
  readonly markdown?: string | undefined;
  readonly redact?: boolean | undefined;
}

/** Explains what `pulumi up` or `pulumi destroy` would do, and returns the exit code. */
export async function planUp(io: Io, options: PlanOptions): Promise<number> {
  rejectContradictions(options);
  mustHaveOneStandardOutput([options.json, options.markdown]);
  // Without the resources that an interrupted run created, a preview is wrong.
  if (options.preview === undefined) await mustBeSettled(io, options.stack);
  const preview =
    options.preview === undefined
      ? await runPreview(io, options.stack, options)
      : await readPreview(io, options.preview, options.destroy === true ? "destroy" : undefined);
  const fullReport = await reportFor(io, preview, options);
  const report = options.redact
    ? new Redactor({ resources: preview.userResources }).report(fullReport)
    : fullReport;

  await writeReports(io, () => textOf(report), [
    { file: options.json, text: () => jsonText(report, 2) },
    { file: options.markdown, text: () => markdownOf(report) },
  ]);
  if (report.refusals.length > 0 || report.limits.some(({ from }) => from === "setting"))
    return exitCodes.error;
  return report.limits.length > 0 ? exitCodes.changes : exitCodes.ok;
}

function rejectContradictions({ preview, refresh, destroy, excludeProtected }: PlanOptions): void {
  const reject = (option: string, why: string) => {
    throw new UserError(`${option} ${why}.`);
  };
  if (preview !== undefined && refresh === true) reject("--refresh", "cannot be combined with --preview");
  if (excludeProtected !== true) return;
  if (preview !== undefined) reject("--exclude-protected", "cannot be combined with --preview");
  if (destroy !== true) reject("--exclude-protected", "needs --destroy");
}

async function reportFor(io: Io, preview: Preview, options: PlanOptions): Promise<Report> {
  const { verb, stack = null, otherProviders, errors, steps } = preview;
  const command = commandOf({ ...options, destroy: verb === "destroy" });
  const nothing = { organizations: [], actions: [], refusals: [], limits: [], notes: [] };
  if (errors.length > 0) {
    const refusals = errors.map((reason) => ({ reason }));
    return reportOf({ command, stack, otherProviders, ...nothing, failed: true, refusals });
  }
  const copies = new Map<string | undefined, Copy>();
  try {
    for (const provider of new Set(steps.filter(mayWrite).map((step) => step.provider))) {
      const copy = await copyFor(io, preview, provider, {
        fromFile: options.preview !== undefined,
        stack: options.stack,
      });
      if (copy !== undefined) copies.set(provider, copy);
    }
    const onProgress = progressReporter(io, new Set(steps.map(({ urn }) => urn)).size, copies.size > 0);
    const { secrets, ...simulated } = await simulate(steps, (step) => copies.get(step.provider), onProgress);
    const limits = [...copies.values()].flatMap(({ session }) =>
      exceededSettings(session.limits.spent, session.settings, command),
    );
    const unknown = simulated.actions.filter(({ type }) => type === "unknown").length;
    const all = totalSpent([...copies.values()].map(({ session }) => session.limits.spent));
    const report = withNewObjectNames(
      reportOf({
        command,
        stack,
        otherProviders,
        failed: false,
        organizations: [...new Set([...copies.values()].map(({ organization }) => organization))],
        ...simulated,
        limits: [...exceededOptions(all, options, unknown, verbOf({ command })), ...limits],
      }),
      [...copies.values()],
    );
    return withoutSecretValues(report, secrets);
  } finally {
    for (const copy of copies.values()) await copy.stop();
  }
}

/** Prints progress every few seconds, since thousands of resources take minutes. */
function progressReporter(io: Io, total: number, hasCopies: boolean): (done: number) => void {
  if (!hasCopies) return () => undefined;
  const resources = counted(total, ["resource", "resources"]);
  io.progress(`Simulating ${resources} on a copy of the organization ...`);
  return paced((done: number) => io.progress(`Simulated ${done} of ${resources} ...`));
}

/** Replaces the IDs of objects that exist only on a copy by names. The organization will assign other IDs. */
function withNewObjectNames(report: Report, copies: readonly Copy[]): Report {
  const newObjectName = (id: string) =>
    copies.map((copy) => copy.newObjectName(id)).find((name) => name !== undefined);
  const withoutNewId = <T extends { readonly id?: string; readonly name: string }>(object: T) =>
    object.id === undefined || newObjectName(object.id) === undefined ? object : { name: object.name };
  const actions = report.actions.map(({ workspace, serviceAccount, ...action }) => ({
    ...action,
    ...(workspace === undefined ? {} : { workspace: withoutNewId(workspace) }),
    ...(serviceAccount === undefined ? {} : { serviceAccount: withoutNewId(serviceAccount) }),
  }));
  return mapStrings({ ...report, actions }, (text) =>
    text.replace(
      /([("])?((?:wrkspc|invite|fdis|fdrl|svac|ekey|rbac_group)_\w+)([)"])?/g,
      (whole, open = "", id: string, close = "") => {
        const name = newObjectName(id);
        if (name === undefined) return whole;
        if (open === "(" && close === ")") return "(new)";
        // The name has quotes of its own.
        return open === '"' && close === '"' ? name : `${open}${name}${close}`;
      },
    ),
  );
}
