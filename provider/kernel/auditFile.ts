import { existsSync, lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { clean, RefusedError } from "../api/errors.ts";
import type { Environment } from "../settings/config.ts";

/** The file that gets the audit log. */
export interface AuditFile {
  readonly path: string;
  /** Whether it may be a symbolic link. */
  readonly mayBeLink: boolean;
}

/** Where the name of the file may come from. */
export interface AuditFileSource {
  readonly env: Environment;
  /** `anthropic:auditLog` of the stack. */
  readonly configured: string | undefined;
  /** The folder of the program; its project's folder is this one or one above. */
  readonly folder: string;
}

const variable = "ANTHROPIC_AUDIT_LOG";

/**
 * The file that gets the audit log; undefined when none is named. The environment may name any file. Stack configuration
 * is in the repository, where a pull request can change it, and may only name one in the project's folder: lines with
 * names of its choice at the end of a shell's profile would be commands.
 */
export function resolveAuditFile({ env, configured, folder }: AuditFileSource): AuditFile | undefined {
  const fromEnvironment = env[variable]?.trim() ?? "";
  if (fromEnvironment !== "") return { path: resolve(folder, fromEnvironment), mayBeLink: true };
  if (configured === undefined) return undefined;
  const path = resolve(folder, configured);
  const refuse = (why: string): RefusedError =>
    new RefusedError(
      `\`anthropic:auditLog\` names ${JSON.stringify(clean(configured))}, ${why}. Name a file in the project's folder, or set the environment variable ${variable}, which may name any file.`,
    );
  if (configured.includes("\0")) throw refuse("which no file can be called");
  const project = realpathSync(projectFolder(folder));
  const real = join(realFolder(dirname(path)), basename(path));
  const inside = relative(project, real);
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw refuse(`which is not in the project's folder ${project}`);
  }
  // Some file systems do not distinguish letter case.
  if (inside.split(sep).some((name) => /^(\.git|node_modules)$/i.test(name))) {
    throw refuse("which is among the files of Git or of installed packages");
  }
  if (lstatSync(real, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw refuse("which is a symbolic link");
  }
  return { path: real, mayBeLink: false };
}

/** The folder of the project to which a folder belongs. */
function projectFolder(folder: string): string {
  for (let candidate = resolve(folder); ; candidate = dirname(candidate)) {
    const files = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];
    if (files.some((file) => existsSync(join(candidate, file)))) return candidate;
    if (dirname(candidate) === candidate) return resolve(folder);
  }
}

/** A folder with the symbolic links on the way to it resolved, as far as it exists. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // A link that leads nowhere is there, although what it leads to is not.
    const dangling = lstatSync(folder, { throwIfNoEntry: false }) !== undefined;
    if (dangling || dirname(folder) === folder) return sep;
    return join(realFolder(dirname(folder)), basename(folder));
  }
}
