import { onTestFinished } from "vitest";
import {
  type Emulator,
  type EmulatorOptions,
  type LoggedRequest,
  startEmulator,
} from "../../emulator/index.ts";

/** An emulator that is stopped when the test ends. */
export async function emulated(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.stop());
  return emulator;
}

const prefix = "/v1/organizations";

function shown({ method, path }: LoggedRequest): string {
  return `${method} ${path.slice(prefix.length)}`;
}

/** The requests since the last call in their order, such as `GET /users`. */
export function requestsOf(emulator: Emulator): string[] {
  const requests = emulator.requests.map(shown);
  emulator.clearRequests();
  return requests;
}

/** The write requests since the last call, each followed by its body as JSON. */
export function writesOf(emulator: Emulator): string[] {
  const writes = emulator.requests
    .filter(({ method }) => method !== "GET")
    .map((request) => [shown(request), JSON.stringify(request.body)].join(" ").trim());
  emulator.clearRequests();
  return writes;
}

/** The number of times that `text` contains `part`. */
export function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The diagnostics at the end of a command's output, by resource. */
export function diagnostics(output: string): string {
  const start = output.lastIndexOf("\nDiagnostics:\n");
  const end = output.indexOf("\nResources:\n", start);
  return start === -1 ? "" : output.slice(start, end === -1 ? undefined : end);
}
