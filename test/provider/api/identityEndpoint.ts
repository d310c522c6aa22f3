import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** An endpoint that issues identity tokens to a CI job. */
export interface IdentityEndpoint {
  /** As GitHub Actions sets them. */
  readonly env: {
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
  };
  /** The requests received, as `GET /token?a=b bearer`. */
  readonly requests: string[];
}

/** Listens on localhost until the test ends. `answer` is called for each request. */
export async function identityEndpoint(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<IdentityEndpoint> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-hunter2",
    },
    requests,
  };
}
