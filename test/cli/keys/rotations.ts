import { type RotateOptions, rotateKey } from "../../../cli/keys/rotateKey.ts";
import type { EmulatorOptions, Seed } from "../../../emulator/index.ts";
import { stateOf } from "../workdir.ts";
import { type AgedOrganization, agedOrganization, seedKey } from "./agedOrganization.ts";

export const hour = 3_600_000;
export const oldId = "apikey_01checkout";

/** The defaults of `keys rotate`, without a stack. */
export const rotateOptions: RotateOptions = {
  state: ["state.json"],
  grace: 24 * hour,
  timeout: hour,
  every: 60_000,
};

/** A rotation of the key `checkout`. */
export interface TestedRotation extends AgedOrganization {
  /** Runs the command with answers, which can do something first. Each pause moves the emulator's clock and calls `during` with the number of the pause. */
  rotate(
    options?: Partial<RotateOptions>,
    more?: {
      answers?: readonly (string | (() => string))[];
      during?: (pause: number) => void;
      named?: string;
    },
  ): Promise<{ code: number; text: string; questions: string[] }>;
  /** Creates the new key in the Console. Returns its ID. */
  create(name?: string, workspace?: string): string;
  use(id: string): void;
  advance(hours: number): void;
  /** The writes, as `POST api_keys/... {...}`. */
  writes(): string[];
  status(id: string): string | undefined;
}

export async function newRotation(
  more: Parameters<typeof seedKey>[2] = {},
  options: Omit<EmulatorOptions, "seed"> & { seed?: Partial<Seed> } = {},
): Promise<TestedRotation> {
  const organization = await agedOrganization([seedKey("checkout", "2025-06-01T00:00:00Z", more)], options);
  const { emulator, io, printed, progress } = organization;
  await organization.write("state.json", stateOf());
  const { console: admin } = emulator.organization();
  return {
    ...organization,
    async rotate(given = {}, { answers, during, named = "checkout" } = {}) {
      const questions: string[] = [];
      const left = [...(answers ?? [])];
      const ask = (question: string) => {
        questions.push(question);
        const answer = left.shift() ?? "";
        return Promise.resolve(typeof answer === "string" ? answer : answer());
      };
      let pauses = 0;
      const wait = (milliseconds: number) => {
        emulator.clock.advance({ seconds: milliseconds / 1000 });
        pauses += 1;
        during?.(pauses);
        return Promise.resolve();
      };
      const asking = answers === undefined ? io : { ...io, ask };
      const code = await rotateKey(asking, named, { ...rotateOptions, ...given }, wait);
      const text = [...printed.splice(0), ...progress.splice(0)].join("\n");
      return { code, text, questions };
    },
    create: (name = "checkout-2026-11-20", workspace = "Production") =>
      admin.createApiKey({ name, workspaceId: workspace, createdBy: "ada@example.com" }).id,
    use: (id) => admin.useApiKey(id),
    advance: (hours) => emulator.clock.advance({ hours }),
    writes: () => {
      const writes = emulator.requests
        .filter(({ method }) => method !== "GET")
        .map(
          ({ method, path, body }) =>
            `${method} ${path.replace("/v1/organizations/", "")} ${JSON.stringify(body)}`,
        );
      emulator.clearRequests();
      return writes;
    },
    status: (id) => organization.key(id)?.status,
  };
}

/** The deactivation of the old key. */
export const deactivation = `POST api_keys/${oldId} {"status":"inactive"}`;
