import { secretIn } from "../api/secretIn.ts";
import type { Failure } from "./definition.ts";
import type { Properties } from "./values.ts";

/**
 * Rejects inputs that contain what looks like a key of Anthropic, a token or a private key: no property is for one, and the API and the
 * state would store it in plain text.
 */
export function rejectPastedSecrets(inputs: Properties): Failure[] {
  return Object.entries(inputs).flatMap(([property, value]) => {
    const what = secretIn(value);
    if (what === undefined) return [];
    return [
      {
        property,
        reason: `\`${property}\` contains what looks like ${what}. Nothing was sent or stored. Remove it from the program, and replace it if others have seen it.`,
      },
    ];
  });
}
