import type { Command } from "commander";
import { detachCommand } from "./detach.ts";
import { driftCommand } from "./drift.ts";
import { emulatorCommand } from "./emulator.ts";
import { importCommand } from "./import.ts";
import { keysCommand } from "./keys.ts";
import { planCommand } from "./plan.ts";
import { recoverCommand } from "./recover.ts";
import { reportCommand } from "./report.ts";
import { snapshotCommand } from "./snapshot.ts";
import { userCommand } from "./user.ts";
import { whoamiCommand } from "./whoami.ts";

/** All commands, in the order in which the help lists them. */
export function commands(): Command[] {
  return [
    whoamiCommand(),
    importCommand(),
    detachCommand(),
    driftCommand(),
    planCommand(),
    recoverCommand(),
    snapshotCommand(),
    reportCommand(),
    keysCommand(),
    userCommand(),
    emulatorCommand(),
  ];
}
