import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { ApiError } from "../api/apiError.ts";
import type { Watch } from "../api/clientOptions.ts";
import { jsonText, withoutSecrets } from "../api/foreignText.ts";
import { UserError } from "../errors.ts";
import type { Environment } from "../settings/config.ts";
import type { AuditFile } from "./auditFile.ts";
import type { AuditRecord } from "./auditRecord.ts";

/** How the audit log reports. */
interface Reporting {
  /** Shows a warning. */
  readonly say: (line: string) => void;
  /** Removes the secret values of the program from a text. */
  readonly redact: (text: string) => string;
}

/** The running operation, and whether it has sent a write. */
interface Running {
  readonly record: AuditRecord;
  wrote: boolean;
}

const current = new AsyncLocalStorage<Running>();

/** Runs an operation. The audit log includes this record with each write of the operation. */
export function audited<T>(record: AuditRecord, run: () => Promise<T>): Promise<T> {
  return current.run({ record, wrote: false }, run);
}

/** Runs an operation like `audited`, and returns whether it has sent a write. */
export async function auditedWrites(record: AuditRecord, run: () => Promise<void>): Promise<boolean> {
  const running: Running = { record, wrote: false };
  await current.run(running, run);
  return running.wrote;
}

/** Records that the running operation sends a write. */
export function noteWrite(): void {
  const running = current.getStore();
  if (running !== undefined) running.wrote = true;
}

/**
 * Logs every write to a file, as two lines of JSON. The first line has the intent, and is on disk before the request is sent. The
 * second line has the outcome. A write whose intent cannot be logged is not sent. An outcome that cannot be logged is only a
 * warning, because the request was sent. The lines contain no secret: neither the credential of a request nor
 * the secret inputs of the program.
 */
export function auditor(file: AuditFile, env: Environment, { say, redact }: Reporting): Watch {
  const { path } = file;
  const append = (entry: object) => appendLine(file, jsonText(entry));
  const ci = ciOf(env);
  return async ({ method, path: endpoint, body, organization }) => {
    const write = randomUUID();
    const record = current.getStore()?.record;
    try {
      await append({
        time: new Date().toISOString(),
        event: "intent",
        write,
        organization,
        ...(record === undefined ? {} : withoutValues(record, redact)),
        kind: record?.kind,
        operation: record?.operation,
        request: { method, path: redact(endpoint), body: withoutValues(body, redact) },
        ci,
      });
    } catch (error) {
      throw new UserError(
        `cannot send ${method} ${endpoint}: the audit log ${path} cannot be written (${reasonOf(error)}). Nothing was changed. Make it writable, or name another file.`,
      );
    }
    return async (end) => {
      const outcome = {
        time: new Date().toISOString(),
        event: "outcome",
        write,
        organization: end.organization ?? organization,
        result: resultOf(end.error),
        requestId: end.error instanceof ApiError ? end.error.requestId : end.requestId,
        error: end.error === undefined ? undefined : redact(reasonOf(end.error)),
      };
      try {
        await append(outcome);
      } catch (error) {
        say(
          `The outcome of ${method} ${endpoint} (${outcome.result}, ${outcome.requestId ?? "no request ID"}) could not be written to the audit log ${path}: ${reasonOf(error)}.`,
        );
      }
    };
  };
}

/** The value with each string in it redacted. The text of the whole line would lose words, dates and numbers that are not secret. */
function withoutValues<T>(value: T, redact: (text: string) => string): T;
function withoutValues(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((entry) => withoutValues(entry, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [redact(key), withoutValues(entry, redact)]),
  );
}

function resultOf(error: unknown): "done" | "refused" | "unknown" {
  if (error === undefined || (error instanceof ApiError && error.done)) return "done";
  return error instanceof ApiError && error.outcomeUnknown ? "unknown" : "refused";
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Appends a line with one write, so that the lines of several processes do not mix. */
async function appendLine({ path, mayBeLink }: AuditFile, text: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  // Windows has no `O_NOFOLLOW`.
  const file = await open(path, mayBeLink ? flags : flags | (constants.O_NOFOLLOW ?? 0), 0o600);
  try {
    const line = Buffer.from(`${withoutSecrets(text)}\n`);
    const { bytesWritten } = await file.write(line);
    if (bytesWritten !== line.length) throw new Error("the disk is full");
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** The CI run, from the variables of GitHub Actions or GitLab. */
function ciOf(env: Environment): Readonly<Record<string, string>> | undefined {
  const github = env["GITHUB_RUN_ID"];
  if (github !== undefined) {
    return known({
      actor: env["GITHUB_ACTOR"],
      commit: env["GITHUB_SHA"],
      run: `${env["GITHUB_SERVER_URL"] ?? ""}/${env["GITHUB_REPOSITORY"] ?? ""}/actions/runs/${github}`,
    });
  }
  if (env["CI_JOB_URL"] === undefined) return undefined;
  return known({ actor: env["GITLAB_USER_LOGIN"], commit: env["CI_COMMIT_SHA"], run: env["CI_JOB_URL"] });
}

function known(entries: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
