import { startEmulator } from "../../emulator/index.ts";
import { type EngineSetup, newStack } from "../../test/engine/stack.ts";
import { breaches } from "./breaches.ts";
import { edit, type Given, nothingDeclared, programOf, type Role } from "./declared.ts";
import { killUp, type Victim, victims } from "./kill.ts";
import { newRandom } from "./random.ts";
import { recover } from "./recover.ts";

export interface CrashOptions {
  seed: number;
  kills: number;
  engine: EngineSetup;
  /** Called after each kill. */
  report: (kill: Kill) => void;
}

/** One kill and its result. */
export interface Kill {
  victim: Victim;
  /** The arguments of `npm run crashes` that repeat this kill, as the last one of the run. */
  repeat: string;
  /** How many times `up` failed before it succeeded. */
  failures: number;
  /** Violations; empty on success. */
  breaches: string[];
}

// Each organization has its own seed, so that a breach can be repeated without the kills of earlier organizations.
const killsOfOrganization = 5;

/** Kills `up` at random moments, runs it again, and compares the organization with what was declared. */
export async function crash({ seed, kills, engine, report }: CrashOptions): Promise<void> {
  for (let done = 0, next = seed; done < kills; done += killsOfOrganization, next += 1) {
    await crashOrganization(next, Math.min(killsOfOrganization, kills - done), engine, report);
  }
}

async function crashOrganization(
  seed: number,
  kills: number,
  engine: EngineSetup,
  report: (kill: Kill) => void,
): Promise<void> {
  const random = newRandom(seed);
  const roles: [string, Role][] = [1, 2, 3, 4, 5].map((number) => [
    `user-${number}@example.com`,
    random.pick(["user", "developer"]),
  ]);
  const emulator = await startEmulator({
    requestsPerMinute: "unlimited",
    seed: {
      version: 1,
      users: [
        { email: "admin@example.com", role: "admin" },
        ...roles.map(([email, role]) => ({ email, role })),
      ],
    },
  });
  try {
    const organization = emulator.organization();
    const keys = [1, 2].map((number) => organization.console.createApiKey({ name: `Key of ${number}` }).id);
    const given: Given = { users: roles.map(([address]) => address), keys };
    const declared = nothingDeclared(roles);
    const most = "1000";
    const stack = await newStack(
      {
        emulator,
        config: {
          "anthropic:allowEmpty": "true",
          "anthropic:maxArchives": most,
          "anthropic:maxInvitations": most,
          "anthropic:maxRemovals": most,
          "anthropic:requestsPerMinute": most,
          ...(random.chance(0.5) ? { "anthropic:ownerTag": "owner" } : {}),
        },
      },
      engine,
    );
    for (let number = 1; number <= kills; ) {
      edit(declared, given, random);
      const victim = victims[(seed + number) % victims.length] ?? "both";
      emulator.clearRequests();
      await stack.program(programOf(declared));
      const { killed, cleanUp } = await killUp(stack, emulator, victim, random);
      const { recovered, failures } = await recover(stack, emulator, engine, declared);
      cleanUp();
      const found = breaches(emulator, declared, given, emulator.requests);
      if (!recovered) found.unshift(`\`up\` did not succeed:\n${failures.join("\n")}`);
      if (!killed && found.length === 0) continue;
      const repeat = `--seed ${seed} --kills ${number}`;
      report({ victim, repeat, failures: failures.length, breaches: found });
      if (found.length > 0) return;
      number += 1;
    }
  } finally {
    await emulator.stop();
  }
}
