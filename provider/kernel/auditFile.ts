import { closeSync, existsSync, lstatSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { clean } from "../api/foreignText.ts";
import { UserError } from "../errors.ts";
import type { Environment } from "../settings/config.ts";

/** The file of the audit log. */
export interface AuditFile {
  readonly path: string;
  /** Whether it may be a symbolic link. */
  readonly mayBeLink: boolean;
}

/** The configuration that determines the file name. */
export interface AuditFileSource {
  readonly env: Environment;
  /** `anthropic:auditLog` of the stack. */
  readonly configured: string | undefined;
  /** The program's folder, which is the project's folder or below it. */
  readonly folder: string;
}

const variable = "ANTHROPIC_AUDIT_LOG";

/**
 * The file of the audit log; undefined when none is set. The environment can name any file. Stack configuration is in the
 * repository, where a pull request can change it, so it can only name a file in the project's folder. Otherwise it could
 * append commands to a shell profile.
 */
export function resolveAuditFile({ env, configured, folder }: AuditFileSource): AuditFile | undefined {
  const fromEnvironment = env[variable]?.trim() ?? "";
  if (fromEnvironment !== "") return { path: resolve(folder, fromEnvironment), mayBeLink: true };
  if (configured === undefined) return undefined;
  const path = resolve(folder, configured);
  const refuse = (why: string): UserError =>
    new UserError(
      `\`anthropic:auditLog\` names ${JSON.stringify(clean(configured))}, ${why}.`,
      `Name a file in the project's folder, or set the environment variable ${variable}, which can name any file.`,
    );
  if (configured.includes("\0")) throw refuse("which is not a valid file name");
  const project = realpathSync(projectFolder(folder));
  const real = join(realFolder(dirname(path)), basename(path));
  const inside = relative(project, real);
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw refuse(`which is not in the project's folder ${project}`);
  }
  // Some file systems do not distinguish letter case.
  if (inside.split(sep).some((name) => /^(\.git|node_modules)$/i.test(name))) {
    throw refuse("which is in `.git` or `node_modules`");
  }
  if (lstatSync(real, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw refuse("which is a symbolic link");
  }
  if (!isAuditLog(real)) throw refuse("which exists and is not an audit log");
  return { path: real, mayBeLink: false };
}

/** The beginning of every line of an audit log. */
const beginning = '{"time":';

/** Whether lines can be appended to a file, because it is missing, empty or an audit log. */
function isAuditLog(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.size === 0) return true;
  if (!found.isFile()) return false;
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(beginning.length);
    readSync(file, start);
    return start.toString() === beginning;
  } finally {
    closeSync(file);
  }
}

/** The nearest folder, from this one up, with a Pulumi project file; this folder if there is none. */
function projectFolder(folder: string): string {
  for (let candidate = resolve(folder); ; candidate = dirname(candidate)) {
    const files = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];
    if (files.some((file) => existsSync(join(candidate, file)))) return candidate;
    if (dirname(candidate) === candidate) return resolve(folder);
  }
}

/** Resolves the symbolic links in the part of a path that exists. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // A dangling link exists, although its target does not.
    const dangling = lstatSync(folder, { throwIfNoEntry: false }) !== undefined;
    if (dangling || dirname(folder) === folder) return sep;
    return join(realFolder(dirname(folder)), basename(folder));
  }
}
