import { ApiError } from "../../api/apiError.ts";
import {
  type ExternalKeyValidationWire,
  ExternalKeyValidationWire as Schema,
} from "../../api/externalKeys/objects.ts";
import { clean } from "../../api/foreignText.ts";
import { path } from "../../api/path.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { PartialWriteError } from "../../kernel/partialWriteError.ts";
import { capitalized } from "../../text/phrases.ts";
import type { Inputs, State } from "./schema.ts";

/** The pauses between validations, in milliseconds: permissions in a key management service take effect after some seconds. */
const pauses = [5000, 10_000, 15_000] as const;
const maxWaitMs = 30_000;

const advice =
  "Check that the key management service grants Anthropic access to the key, and that the key names your organization. ";

/**
 * Validates a key that exists, and returns its properties with the result. A failure is an error, and the next update validates again;
 * with `onInvalid: "warn"` it is a warning.
 */
export async function validated(
  operation: Operation,
  {
    id,
    observed,
    shown,
  }: { readonly id: string; readonly observed: Observed<State>; readonly shown: string },
  { onInvalid }: Pick<Inputs, "onInvalid">,
): Promise<Observed<State>> {
  const { validation, validationError } = await validate(operation, id, shown);
  const all = { ...observed, validation, validationError };
  if (validationError === null) return all;
  const why =
    validation === "failure"
      ? `its validation failed (${validationError}). ${advice}`
      : `its validation could not be completed: ${validationError} `;
  if (onInvalid === "warn") {
    operation.notify(
      "externalKeyInvalid",
      `${capitalized(shown)} exists, but ${why}No workspace can use it until its validation succeeds.`,
    );
    return all;
  }
  throw new PartialWriteError<State>(
    `${capitalized(shown)} exists, but ${why}Then run \`pulumi up\` again, which validates it again, or set \`onInvalid: "warn"\`.`,
    id,
    all,
  );
}

interface Result {
  readonly validation: "success" | "failure" | "pending";
  readonly validationError: string | null;
}

async function validate({ client }: Operation, id: string, shown: string): Promise<Result> {
  const doing = `validate ${shown}`;
  const startedAt = client.now();
  for (let count = 0; ; count += 1) {
    let value: ExternalKeyValidationWire;
    try {
      ({ value } = await client.request({
        method: "POST",
        path: path`/v1/organizations/external_keys/${id}/validate`,
        schema: Schema,
        doing,
        // A validation changes nothing.
        repeatable: true,
      }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { validation: "pending", validationError: error.message };
    }
    if (value.status === "success") return { validation: "success", validationError: null };
    const pauseMs = pauses[count];
    if (pauseMs === undefined || client.now() + pauseMs * client.pace - startedAt > maxWaitMs) {
      const reason = clean(value.error ?? "").replace(/[\s.]+$/, "");
      return { validation: "failure", validationError: reason === "" ? "without a reason" : reason };
    }
    await client.pause(pauseMs * client.pace);
  }
}
