import type { EmulatedOrganization, Emulator } from "../../../emulator/index.ts";
import { control, emulate, part } from "../setup.ts";

/** An emulator of the sample organization and another one. `ask` returns the body of a control route's response. */
export async function startControl(): Promise<{
  emulator: Emulator;
  ask: (what: string, body?: unknown) => Promise<unknown>;
  organization: EmulatedOrganization;
}> {
  const emulator = await emulate({ seed: "sample", organizations: [{ adminKey: "sk-ant-admin01-two" }] });
  const ask = async (what: string, body?: unknown) => (await control(emulator, what, body)).body;
  return { emulator, ask, organization: emulator.organization() };
}

/** The status and the error of a control route's response. */
export async function problem(emulator: Emulator, what: string, body?: unknown): Promise<[number, unknown]> {
  const response = await control(emulator, what, body);
  return [response.status, part(response.body, "error")];
}
