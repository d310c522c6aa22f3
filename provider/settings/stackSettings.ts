import { refuseMisspelled } from "./misspelled.ts";
import { refusePlainKey } from "./plainKey.ts";
import { refuseWrongSettings } from "./wrongSettings.ts";

/** Judges the stack's settings where the program runs: before the first resource is made, and before the first read. */
export function judgeStackSettings(): void {
  refusePlainKey();
  refuseMisspelled();
  refuseWrongSettings();
}
