import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import { otherServerFailureOf } from "../../../provider/api/judge.ts";
import { type OneOffRequest, sendOneOff } from "../../../provider/api/oneOffRequest.ts";
import { type IdentityEndpoint, identityEndpoint } from "./identityEndpoint.ts";

function request({ env }: IdentityEndpoint, attempt: number): OneOffRequest<string> {
  const url = new URL(env.ACTIONS_ID_TOKEN_REQUEST_URL);
  const attempted = {
    doing: "run the request",
    write: false,
    host: url.host,
    keySource: "a test",
    secrets: [],
    progress: { responses: 0, writesDone: 0, writesStarted: 0 },
  };
  return {
    url,
    method: "GET",
    headers: { authorization: `attempt ${attempt}` },
    attempted,
    judge: (response) => otherServerFailureOf(response, attempted, "Give up.") ?? { value: response.text },
  };
}

async function runs(answer: (response: ServerResponse) => void) {
  const endpoint = await identityEndpoint(answer);
  let attempts = 0;
  const result = await sendOneOff({}, async () => {
    attempts += 1;
    return request(endpoint, attempts);
  }).catch((error: unknown) => error);
  return { result, sent: endpoint.requests.map((request) => request.split(" ").slice(2).join(" ")) };
}

describe("sendOneOff", () => {
  it("makes three attempts, each with a new request", async () => {
    const { result, sent } = await runs((response) => void response.writeHead(500).end());
    expect(result).toBeInstanceOf(ApiError);
    expect(sent).toEqual(["attempt 1", "attempt 2", "attempt 3"]);
  });

  it("retries after a broken connection", async () => {
    let calls = 0;
    const { result, sent } = await runs((response) => {
      calls += 1;
      if (calls === 1) response.socket?.destroy();
      else response.end("done");
    });
    expect(result).toBe("done");
    expect(sent).toHaveLength(2);
  });

  it("does not retry a rejected request or after a long retry-after", async () => {
    const rejected = await runs((response) => void response.writeHead(404).end());
    expect(rejected.result).toMatchObject({
      message: expect.stringContaining("responded with status 404. Give up."),
    });
    expect(rejected.sent).toHaveLength(1);
    const late = await runs((response) => void response.writeHead(429, { "retry-after": "3600" }).end());
    expect(late.result).toBeInstanceOf(ApiError);
    expect(late.sent).toHaveLength(1);
  });

  it("fails for a response that is too large", async () => {
    const { result, sent } = await runs((response) => void response.end("x".repeat(300_000)));
    expect(result).toMatchObject({ reason: "unreadable", message: expect.stringContaining("larger") });
    expect(sent).toHaveLength(1);
  });
});
