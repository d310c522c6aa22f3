import type { ConsoleActions, EmulatedOrganization, Emulator } from "../../../emulator/index.ts";
import { emulate } from "../setup.ts";

/** An emulator of the sample organization, and its Console. */
export async function startConsole(): Promise<{
  emulator: Emulator;
  organization: EmulatedOrganization;
  admin: ConsoleActions;
}> {
  const emulator = await emulate({ seed: "sample" });
  const organization = emulator.organization();
  return { emulator, organization, admin: organization.console };
}
