import type { Report } from "../../../cli/drift/report.ts";
import { type DriftOptions, reportDrift } from "../../../cli/drift/reportDrift.ts";
import { importOrganization } from "../../../cli/import/importOrganization.ts";
import { objectKinds } from "../../../cli/import/selection.ts";
import type { Emulator, Seed } from "../../../emulator/index.ts";
import { stateOf, type Workdir, workdirOf } from "../workdir.ts";

export const driftOptions: DriftOptions = {
  state: ["state.json"],
  expiringWithin: 5,
};

export interface TakenOver extends Workdir {
  readonly emulator: Emulator;
  drift(options?: Partial<DriftOptions>): Promise<Report>;
}

/** An organization that a stack has taken over as it was, with rules for what no program can declare. */
export async function takenOver(
  seed: Seed | "sample",
  { style = "each", kinds }: { style?: "each" | "list"; kinds?: "all" } = {},
): Promise<TakenOver> {
  const made = await workdirOf({ seed });
  await made.write("state.json", stateOf());
  await importOrganization(made.io, {
    state: ["state.json"],
    ...(kinds === "all" ? { kinds: objectKinds } : {}),
    style,
    program: "organization.ts",
    importFile: "import.json",
  });
  const { resources } = JSON.parse(await made.file("import.json"));
  await made.write(
    "state.json",
    stateOf(resources.map(({ type, ...rest }: { type: string }) => ({ ...rest, kind: type.split(":")[2] }))),
  );
  const drift = async (options: Partial<DriftOptions> = {}) =>
    (await reportDrift(made.io, { ...driftOptions, ...options })).report;
  await drift({ accept: true });
  made.printed.length = 0;
  made.progress.length = 0;
  made.emulator.clearRequests();
  return { ...made, drift };
}

/** Rows as `category kind id`. */
export function rows({ findings }: Report, except: readonly string[] = []): string[] {
  return findings
    .filter(({ category }) => !except.includes(category))
    .map(({ category, kind, id, user, workspace }) =>
      kind === "WorkspaceMembers" && user !== undefined
        ? `${category} WorkspaceMember ${workspace?.id}/${user.email ?? user.userId}`
        : `${category} ${kind} ${id}`,
    )
    .sort();
}
