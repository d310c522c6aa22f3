import { clean } from "./foreignText.ts";
import { jsonOf } from "./parse.ts";

interface Envelope {
  readonly type: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly field: string | undefined;
  readonly workspaceId: string | undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The error of the API in a response. Undefined for the JSON of a gateway. */
export function envelopeOf(text: string, secrets: readonly string[]): Envelope | undefined {
  const body = jsonOf(text);
  if (!isRecord(body) || body["type"] !== "error") return undefined;
  const error = body["error"];
  if (!isRecord(error) || typeof error["type"] !== "string") return undefined;
  const { details, message, type } = error;
  const detail = (name: string): string | undefined => {
    const value = isRecord(details) && Object.hasOwn(details, name) ? details[name] : undefined;
    return typeof value === "string" ? clean(value, secrets) : undefined;
  };
  return {
    type: clean(type, secrets),
    message: typeof message === "string" ? clean(message, secrets) : "",
    code: detail("error_code"),
    field: detail("field"),
    workspaceId: detail("workspace_id"),
  };
}

/** The ID of a workspace that exists although its create failed. Undefined if the API does not name one. */
export function createdWorkspaceOf(envelope: Envelope | undefined): string | undefined {
  if (envelope?.code !== "workspace_created_incomplete") return undefined;
  const id = envelope.workspaceId;
  return id !== undefined && /^wrkspc_\w{1,128}$/.test(id) ? id : undefined;
}
