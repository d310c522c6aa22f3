import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, inject, onTestFinished, test } from "vitest";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { exchanged, type PipelineVariables } from "../emulator/exchange.ts";
import { identityToken } from "../emulator/identityToken.ts";
import { gitHubClaims } from "../emulator/pipelineClaims.ts";
import { tokenEnv } from "../provider/harness/organization.ts";
import { run, workflowOf } from "./ci/github.ts";
import { stackOf } from "./example.ts";

const files = path.join(import.meta.dirname, "..", "..", "examples", "github-actions-access", "repository");

/** The Claude API: the token exchange of the emulator, and a model that answers who has asked. */
async function claude(emulator: Emulator): Promise<{ url: string; tokens: string[] }> {
  const tokens: string[] = [];
  const server = createServer(async (request, response) => {
    response.setHeader("content-type", "application/json");
    if (request.url === "/v1/oauth/token") {
      const body = await text(request);
      const headers = {
        "content-type": "application/json",
        "anthropic-beta": String(request.headers["anthropic-beta"]),
      };
      const forwarded = await fetch(`${emulator.url}${request.url}`, { method: "POST", headers, body });
      response.writeHead(forwarded.status).end(await forwarded.text());
      return;
    }
    tokens.push(request.headers.authorization ?? "");
    const content = [{ type: "text", text: "An identity of a workload." }];
    response.end(JSON.stringify({ type: "message", id: "msg_1", role: "assistant", content }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens };
}

test("the workflow calls Claude without a key, another environment cannot, and destroy takes the access away", async () => {
  const emulator = await startEmulator({ requestsPerMinute: "unlimited" });
  onTestFinished(() => emulator.stop());
  const organization = emulator.organization();
  const stack = await stackOf("examples/github-actions-access", emulator, { env: tokenEnv(emulator) });
  await stack.up();
  const { productionVariables, evaluationVariables } = (await stack.outputs()) as Record<
    string,
    PipelineVariables & Record<string, string>
  >;
  if (productionVariables === undefined || evaluationVariables === undefined) throw new Error("no outputs");
  // The stack does not configure it.
  expect(productionVariables["ANTHROPIC_ORGANIZATION_ID"]).toBe(organization.id);

  const { url, tokens } = await claude(emulator);
  const occasion = {
    emulator,
    repository: files,
    forge: path.join(inject("engine").home, "no-forge"),
    artifacts: path.join(inject("engine").home, "no-artifacts"),
    github: { repository: "acme/support", actor: "ada", sha: "commit-1" },
    vars: {},
    env: { ANTHROPIC_BASE_URL: url },
  };
  const workflow = await workflowOf("ask.yml", path.join(files, ".github", "workflows"));
  const asked = await run(workflow, { ...occasion, environments: { production: productionVariables } });
  expect(asked["ask"]?.log).toBe("An identity of a workload.\n");
  expect(tokens).toEqual([expect.stringMatching(/^Bearer sk-ant-oat01-/)]);

  // The same workflow with the variables of the other environment.
  const other = await run(workflow, { ...occasion, environments: { production: evaluationVariables } });
  expect(other["ask"]?.result).toBe("failure");
  expect(other["ask"]?.log).toContain("401");
  expect(tokens).toHaveLength(1);

  const pullRequest = gitHubClaims({
    repository: "acme/support",
    environment: "evaluation",
    event_name: "pull_request",
  });
  const token = () => identityToken(emulator, pullRequest);
  expect(await exchanged(emulator, evaluationVariables, token())).toMatchObject({ status: 200 });
  expect(await exchanged(emulator, productionVariables, token())).toMatchObject({ status: 401 });

  await stack.destroy([], { env: { ANTHROPIC_MAX_ARCHIVES: "7" } });
  expect(await exchanged(emulator, evaluationVariables, token())).toMatchObject({ status: 401 });
  const {
    service_accounts: accounts,
    federation_rules: rules,
    federation_issuers: issuers,
  } = organization.state();
  for (const one of [...accounts, ...rules, ...issuers]) expect(one.archived_at).not.toBeNull();
});
