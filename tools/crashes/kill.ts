import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../emulator/index.ts";
import type { Stack } from "../../test/engine/stack.ts";
import type { Random } from "./random.ts";

/** The processes that are killed. */
export const victims = ["the CLI alone", "the provider alone", "both"] as const;
export type Victim = (typeof victims)[number];

/** Runs `up` and kills it at a random moment. `killed` is false when it ended before. */
export async function killUp(
  stack: Stack,
  emulator: Emulator,
  victim: Victim,
  random: Random,
): Promise<{ killed: boolean; cleanUp: () => void }> {
  makeSlow(emulator, random);
  const moment = momentOf(emulator, random);
  const extraMs = random.whole(0, 200);
  const running = stack.start(["up", "--yes", "--skip-preview", "--suppress-progress"]);
  let ended = false;
  void running.done.then(() => {
    ended = true;
  });
  while (!ended && !moment()) await sleep(5);
  await sleep(extraMs);
  let killed = !ended;
  let cleanUp = () => {};
  if (victim === "both") await running.kill();
  else if (victim === "the CLI alone") cleanUp = (await running.killCli()).end;
  else killed = (await running.killProviders()) && killed;
  await running.done;
  emulator.faults.clear();
  return { killed, cleanUp };
}

/** Makes it likely that a write is in flight or waits at the moment of the kill. */
function makeSlow(emulator: Emulator, random: Random): void {
  if (random.chance(0.3)) {
    const after = random.whole(0, 4);
    emulator.faults.add({ kind: "rateLimit", method: "POST", retryAfter: random.whole(1, 3), after });
  }
  if (random.chance(0.6)) {
    emulator.faults.add({ kind: "slow", method: "POST", delayMs: random.whole(50, 500), times: 1000 });
    emulator.faults.add({ kind: "slow", method: "DELETE", delayMs: random.whole(50, 500), times: 1000 });
  }
}

/** Returns a function that is true once the moment has come: after some writes, requests or time. */
function momentOf(emulator: Emulator, random: Random): () => boolean {
  const kind = random.pick(["write", "write", "write", "request", "time"] as const);
  if (kind === "time") {
    const at = performance.now() + random.whole(200, 3000);
    return () => performance.now() >= at;
  }
  const count = random.whole(1, 5);
  const counts = ({ method }: { method: string }) => kind === "request" || method !== "GET";
  return () => emulator.requests.filter(counts).length >= count;
}
