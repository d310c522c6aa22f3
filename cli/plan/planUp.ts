import { jsonText } from "../../provider/api/foreignText.ts";
import { UserError } from "../../provider/errors.ts";
import { exitCodes } from "../output/exitCodes.ts";
import type { Io } from "../output/io.ts";
import { mapStrings, Redactor } from "../output/redact.ts";
import { mustHaveOneStandardOutput, writeReports } from "../output/writeReports.ts";
import { mustBeSettled } from "../states/freeStack.ts";
import type { Copy } from "./copy.ts";
import { copyFor, isOfInterest } from "./copyFor.ts";
import { withoutSecretValues } from "./hiding.ts";
import { type Allowed, exceeded, stops, sum } from "./limits.ts";
import { markdownOf } from "./markdown.ts";
import { type Preview, readPreview, runPreview } from "./preview.ts";
import { rehearse } from "./rehearse.ts";
import { type Report, reportOf } from "./report.ts";
import { textOf } from "./text.ts";

/** What `pulumi-anthropic plan` is told. */
export interface PlanOptions extends Allowed {
  readonly stack?: string | undefined;
  /** A file with a preview, or `-` for standard input. By default, runs `pulumi preview`. */
  readonly preview?: string | undefined;
  /** Whether the run also repairs drift. */
  readonly refresh: boolean;
  readonly json?: string | undefined;
  readonly markdown?: string | undefined;
  readonly redact: boolean;
}

/** Explains what `pulumi up` would do, and returns the exit code. */
export async function planUp(io: Io, options: PlanOptions): Promise<number> {
  if (options.refresh && options.preview !== undefined) {
    throw new UserError("--refresh cannot be combined with --preview.");
  }
  mustHaveOneStandardOutput([options.json, options.markdown]);
  // A preview of a state that lacks what an interrupted run has created is wrong.
  if (options.preview === undefined) await mustBeSettled(io, options.stack);
  const preview =
    options.preview === undefined
      ? await runPreview(io, options.stack, options.refresh)
      : await readPreview(io, options.preview);
  const whole = await reportFor(io, preview, options);
  const report = options.redact ? new Redactor({ resources: preview.people }).report(whole) : whole;

  await writeReports(io, () => textOf(report), [
    { file: options.json, text: () => jsonText(report, 2) },
    { file: options.markdown, text: () => markdownOf(report) },
  ]);
  if (report.refusals.length > 0 || report.limits.some(({ from }) => from === "setting"))
    return exitCodes.error;
  return report.limits.length > 0 ? exitCodes.changes : exitCodes.ok;
}

async function reportFor(io: Io, preview: Preview, options: PlanOptions): Promise<Report> {
  const { stack = null, otherProviders, errors, steps } = preview;
  const nothing = { organizations: [], actions: [], refusals: [], limits: [], notes: [] };
  if (errors.length > 0) {
    const refusals = errors.map((reason) => ({ reason }));
    return reportOf({ stack, otherProviders, ...nothing, failed: true, refusals });
  }
  const copies = new Map<string | undefined, Copy>();
  try {
    for (const provider of new Set(steps.filter(isOfInterest).map((step) => step.provider))) {
      const copy = await copyFor(io, preview, provider, { handedOver: options.preview !== undefined });
      if (copy !== undefined) copies.set(provider, copy);
    }
    const told = progressOf(io, steps.length, copies.size > 0);
    const { secrets, ...rehearsed } = await rehearse(steps, (step) => copies.get(step.provider), told);
    const limits = [...copies.values()].flatMap(({ session }) =>
      stops(session.budget.spent, session.settings),
    );
    const unknown = rehearsed.actions.filter(({ type }) => type === "unknown").length;
    const all = sum([...copies.values()].map(({ session }) => session.budget.spent));
    const report = spoken(
      reportOf({
        stack,
        otherProviders,
        failed: false,
        organizations: [...new Set([...copies.values()].map(({ organization }) => organization))],
        ...rehearsed,
        limits: [...exceeded(all, options, unknown), ...limits],
      }),
      [...copies.values()],
    );
    return withoutSecretValues(report, secrets);
  } finally {
    for (const copy of copies.values()) await copy.stop();
  }
}

/** Told now and then, since thousands of steps take a while. */
function progressOf(io: Io, total: number, worth: boolean): (done: number) => void {
  if (!worth) return () => undefined;
  const progress = (done: number) => io.progress(`Rehearsing on a copy: ${done} of ${total} resources ...`);
  progress(0);
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < progressMs) return;
    last = performance.now();
    progress(done);
  };
}

const progressMs = 5_000;

/** Ids that only the copies know, in words: the organization will give other ones. */
function spoken(report: Report, copies: readonly Copy[]): Report {
  const invented = (id: string) => copies.map((copy) => copy.invented(id)).find((name) => name !== undefined);
  const actions = report.actions.map(({ workspace, ...action }) => {
    if (workspace?.id === undefined || invented(workspace.id) === undefined) {
      return workspace === undefined ? action : { ...action, workspace };
    }
    return { ...action, workspace: { name: workspace.name } };
  });
  return mapStrings({ ...report, actions }, (text) =>
    text.replace(/(\()?((?:wrkspc|invite)_\w+)(\))?/g, (whole, open = "", id: string, close = "") => {
      const name = invented(id);
      if (name === undefined) return whole;
      return open !== "" && close !== "" ? "(new)" : `${open}${name}${close}`;
    }),
  );
}
