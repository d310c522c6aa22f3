import { LeftOut } from "../../../cli/import/leftOut.ts";
import { ProgramBuilder } from "../../../cli/import/programBuilder.ts";
import { objectKinds, type Selection, wantedBy } from "../../../cli/import/selection.ts";
import { readOrganization } from "../../../cli/organization/readOrganization.ts";
import { sessionFor } from "../../../cli/organization/snapshotSession.ts";
import type { TargetStack } from "../../../cli/states/stacks.ts";
import type { Seed } from "../../../emulator/index.ts";
import { NameMap } from "../../../provider/kernel/objectName.ts";
import { workdirOf } from "../workdir.ts";

/** A program for an emulated organization, in which nothing is declared yet. */
export async function building(
  seed: Omit<Seed, "version">,
  changes: Partial<Selection> = {},
  config: Readonly<Record<string, string>> = {},
): Promise<ProgramBuilder> {
  const { io } = await workdirOf({
    seed: { version: 1, ...seed },
    token: seed.service_accounts === undefined ? undefined : "oauth",
  });
  const selection: Selection = {
    kinds: new Set(objectKinds),
    workspaces: [],
    matches: () => true,
    style: "each",
    managed: new NameMap(),
    ...changes,
  };
  const target: TargetStack = {
    label: "dev",
    project: "acme",
    stack: "dev",
    state: { label: "dev", project: "acme", stack: "dev", resources: [], pending: 0 },
    config: (key) => config[key],
    secretSettings: new Set<string>(),
  };
  const session = sessionFor(io, target.config);
  const organization = await readOrganization(io, session, wantedBy(selection), () => undefined);
  return new ProgramBuilder(session, organization, selection, target, new LeftOut());
}
