import { oauthBeta } from "./federation.ts";

const apiVersion = "2026-10-21";

/** What the headers of a request depend on. */
export interface HeaderParts {
  readonly token: string;
  readonly userAgent: string | undefined;
  /** The values of `anthropic-beta` that the endpoint needs. */
  readonly betas: readonly string[];
  readonly hasBody: boolean;
}

export function requestHeaders({ token, userAgent, betas, hasBody }: HeaderParts): Record<string, string> {
  const allBetas = [...betas, ...(token.startsWith("sk-ant-oat") ? [oauthBeta] : [])];
  return {
    // The official SDK uses this header for keys and tokens, and software that logs HTTP redacts it. `x-api-key` is not
    // sent.
    authorization: `Bearer ${token}`,
    "anthropic-version": apiVersion,
    accept: "application/json",
    "user-agent": userAgent ?? "pulumi-anthropic",
    ...(allBetas.length === 0 ? {} : { "anthropic-beta": allBetas.join(",") }),
    ...(hasBody ? { "content-type": "application/json" } : {}),
  };
}
