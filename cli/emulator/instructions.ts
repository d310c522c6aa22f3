import type { EmulatedOrganization, Emulator } from "../../emulator/index.ts";
import { logText } from "../../provider/api/foreignText.ts";

/** How the state of the emulator is kept. */
export interface Kept {
  /** The file of `--state`. Undefined if the state is in memory only. */
  readonly file: string | undefined;
  /** Whether the file existed. */
  readonly continued: boolean;
}

/** What a started emulator prints: its address, its organization, and the lines to paste in another terminal. */
export function instructions(
  { url, adminKey, organization }: Pick<Emulator, "url" | "adminKey"> & { organization: () => Named },
  { file, continued }: Kept,
  platform: NodeJS.Platform = process.platform,
): string {
  const { name, id } = organization();
  return [
    `Admin API emulator listening on ${url}`,
    `Organization: ${logText(name)} (${id})${file === undefined ? "" : `, ${continued ? "continued from" : "stored in"} ${file}`}`,
    "",
    "In another terminal:",
    "",
    ...Object.entries({ ANTHROPIC_ADMIN_KEY: adminKey, ANTHROPIC_ADMIN_BASE_URL: url }).map(
      ([variable, value]) => `  ${assignment(variable, value, platform)}`,
    ),
    "",
    file === undefined
      ? "Press Ctrl-C to stop. The organization is then lost. --state FILE keeps it."
      : "Press Ctrl-C to stop. The same command continues with this organization.",
  ].join("\n");
}

type Named = Pick<EmulatedOrganization, "id" | "name">;

/** The line that sets an environment variable: in a POSIX shell, or in PowerShell on Windows. */
function assignment(variable: string, value: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return `$env:${variable} = '${value.replaceAll("'", "''")}'`;
  const isPlain = /^[\w@%+=:,./-]+$/.test(value);
  return `export ${variable}=${isPlain ? value : `'${value.replaceAll("'", "'\\''")}'`}`;
}
