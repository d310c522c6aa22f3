import type { EmulatorOptions, Fault } from "../../../../emulator/index.ts";
import type { Properties } from "../../../../provider/kernel/values.ts";
import { workspace as Workspace } from "../../../../provider/resources/workspace/plan.ts";
import { create, type Held, organization } from "../../session.ts";

export const collection = "/v1/organizations/workspaces";

export const one = "/v1/organizations/workspaces/*";

/** An organization in which somebody works in the Console, and a stack that knows it. */
export async function office(options: EmulatorOptions = {}) {
  const made = await organization({ pace: 0.01, ...options });
  const { emulator, process } = made;
  const state = () => emulator.organization().state();
  return {
    ...made,
    state,
    /** A workspace that an earlier run of the stack made. */
    async made(args: Properties, settings: Record<string, string> = {}): Promise<Held> {
      const held = await create(process(settings), Workspace, args);
      made.requests();
      return held;
    },
    /** A workspace as it is now. */
    cache(id: string) {
      const found = state().workspaces.find((candidate) => candidate.id === id);
      if (found === undefined) throw new Error(`there is no ${id}`);
      return found;
    },
    names: () =>
      state()
        .workspaces.filter(({ archived_at }) => archived_at === null)
        .map(({ name }) => name),
    posts: () => emulator.requests.filter(({ method }) => method === "POST"),
  };
}

// What may go wrong with a write after which nobody knows whether it was done. What was done, and what was not.
export const lostAfter: [string, Partial<Fault> & Pick<Fault, "kind">][] = [
  ["a broken connection", { kind: "loseResponse" }],
  ["a 500", { kind: "statusAfter", status: 500 }],
  ["a 529", { kind: "statusAfter", status: 529 }],
  ["a proxy's page with 200", { kind: "htmlAfter" }],
  ["a proxy's page with 502", { kind: "htmlAfter", status: 502 }],
  ["half of the answer", { kind: "cutJson" }],
];

export const lostBefore: [string, Partial<Fault> & Pick<Fault, "kind">][] = [
  ["a broken connection", { kind: "refuse" }],
  ["a 500", { kind: "status", status: 500 }],
  ["a proxy's page with 502", { kind: "html" }],
  ["a proxy's page with 200", { kind: "html", status: 200 }],
];
