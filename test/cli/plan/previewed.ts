import type { PlanOptions } from "../../../cli/plan/planUp.ts";
import type { Seed } from "../../../emulator/index.ts";
import { newWorkdir, type Workdir } from "../workdir.ts";
import type { Declared, SmallEngine } from "./engine.ts";

/** Plans the preview in `preview.json`, without limits. */
export const options: PlanOptions = {
  stack: undefined,
  preview: "preview.json",
  json: undefined,
  markdown: undefined,
  destroy: false,
  excludeProtected: false,
  refresh: false,
  redact: false,
  maxInvitations: undefined,
  maxArchives: undefined,
  maxRemovals: undefined,
};

export const workspace = (name: string): Declared => ({ kind: "Workspace", name, args: { name } });
export const member = (name: string, role = "user"): Declared => ({
  kind: "Member",
  name,
  args: { email: `${name}@example.com`, role },
});
export const workspaceMember = (user: string, at: string): Declared => ({
  kind: "WorkspaceMember",
  name: `${user}-${at}`,
  args: { email: `${user}@example.com`, role: "workspace_user" },
  ids: { workspace: at },
});

export const seed: Seed = {
  version: 1,
  users: [
    { email: "root@example.com", role: "admin" },
    { email: "ann@example.com", role: "user" },
  ],
};

/** A working directory with the preview of a program. */
export async function workdirWith(
  engine: SmallEngine,
  program: readonly Declared[],
  config = {},
): Promise<Workdir> {
  const made = await newWorkdir(engine.env);
  await made.write("preview.json", { ...(await engine.preview(program)), config });
  engine.emulator.clearRequests();
  return made;
}
