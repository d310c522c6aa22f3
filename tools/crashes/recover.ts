import type { CommandResult, Stack } from "../../test/engine/stack.ts";
import { type Declared, programOf } from "./declared.ts";

const mostRuns = 4;

/** Runs `up` until it succeeds, following what its errors advise. Returns the outputs of the runs that failed. */
export async function recover(
  stack: Stack,
  declared: Declared,
): Promise<{ recovered: boolean; failures: string[] }> {
  const failures: string[] = [];
  while (failures.length < mostRuns) {
    await stack.unlock();
    await stack.program(programOf(declared));
    const result = await stack.start(["up", "--yes", "--skip-preview", "--suppress-progress"]).done;
    if (result.exitCode === 0) return { recovered: true, failures };
    failures.push(result.output);
    adoptWhatExists(result, declared);
  }
  return { recovered: false, failures };
}

/** A killed run may have created a workspace without recording it. The error of the next one names its ID. */
function adoptWhatExists({ output }: CommandResult, declared: Declared): void {
  const refusals = output.matchAll(
    /create workspace "([^"]+)": the organization has one of that name, (wrkspc_\w+)/g,
  );
  for (const [, name, id = ""] of refusals) {
    for (const workspace of declared.workspaces.values()) if (workspace.name === name) workspace.adopt = id;
  }
}
