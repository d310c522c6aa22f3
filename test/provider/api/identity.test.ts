import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import { describeClaims, identitySource } from "../../../provider/api/identity.ts";
import { UserError } from "../../../provider/errors.ts";
import { identityEndpoint } from "./identityEndpoint.ts";

const first = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiIxIn0.c2ln";
const second = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiIyIn0.c2ln";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "identity-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

function tokenFrom(env: Record<string, string | undefined>): Promise<string> {
  const source = identitySource(env);
  if (source === undefined) throw new Error("There is no source.");
  return source.token();
}

/** The message of the error, which must not contain `hunter2`. */
async function rejection(env: Record<string, string | undefined>): Promise<string> {
  try {
    await tokenFrom({ PATH: process.env["PATH"], ...env });
  } catch (error) {
    if (!(error instanceof UserError || error instanceof ApiError)) throw error;
    expect(error.message).not.toContain("hunter2");
    expect(error.stack).toBe("");
    return error.message;
  }
  throw new Error("it was not rejected");
}

describe("identitySource", () => {
  it("identitySource is undefined without a configured source", () => {
    expect(identitySource({})).toBeUndefined();
    expect(
      identitySource({ ANTHROPIC_IDENTITY_TOKEN: "  ", ANTHROPIC_IDENTITY_TOKEN_FILE: "" }),
    ).toBeUndefined();
    expect(identitySource({ ACTIONS_ID_TOKEN_REQUEST_URL: "https://example.com" })).toBeUndefined();
  });

  it("prefers a file to a variable as the official SDK does, then a command, then GitHub", () => {
    const env = {
      ...{ ACTIONS_ID_TOKEN_REQUEST_URL: "https://example.com", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" },
      ANTHROPIC_IDENTITY_TOKEN_COMMAND: "print-token",
      ANTHROPIC_IDENTITY_TOKEN: first,
      ANTHROPIC_IDENTITY_TOKEN_FILE: "/token",
    };
    const names: (string | undefined)[] = [];
    const left: Record<string, string> = env;
    for (const removed of [
      "",
      "ANTHROPIC_IDENTITY_TOKEN_FILE",
      "ANTHROPIC_IDENTITY_TOKEN",
      "ANTHROPIC_IDENTITY_TOKEN_COMMAND",
    ]) {
      delete left[removed];
      names.push(identitySource(left)?.name);
    }
    expect(names).toEqual([
      "ANTHROPIC_IDENTITY_TOKEN_FILE",
      "ANTHROPIC_IDENTITY_TOKEN",
      "ANTHROPIC_IDENTITY_TOKEN_COMMAND",
      "GitHub's endpoint for identity tokens",
    ]);
  });

  it("trims the token of a variable", async () => {
    expect(await tokenFrom({ ANTHROPIC_IDENTITY_TOKEN: `${first}\n` })).toBe(first);
  });

  it("reads the file each time", async () => {
    const file = join(await folder(), "token");
    const source = identitySource({ ANTHROPIC_IDENTITY_TOKEN_FILE: file });
    await writeFile(file, `${first}\n`);
    expect(await source?.token()).toBe(first);
    await writeFile(file, second);
    expect(await source?.token()).toBe(second);
  });

  it("names the path of a missing file, but does not show a token in place of a path", async () => {
    const file = join(await folder(), "token");
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_FILE: file })).toBe(
      `The file ${file}, which ANTHROPIC_IDENTITY_TOKEN_FILE names, could not be read (ENOENT). Check the path, and that the file exists when this runs.`,
    );
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_FILE: first })).not.toContain(first);
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_FILE: tmpdir() })).toContain("(EISDIR)");
  });

  it.each([
    ["an Admin API key", "sk-ant-admin01-hunter2", "it is not a JSON web token"],
    ["a page", "<html>hunter2</html>", "it is not a JSON web token"],
    ["more than a token", `${first}\n${first}`, "it is not a JSON web token"],
    ["a token of more than 16 KiB", `${first}${"a".repeat(17_000)}`, "it is larger than 16 KiB"],
  ])("does not send %s", async (_, token, why) => {
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN: token })).toContain(
      `The identity token from ANTHROPIC_IDENTITY_TOKEN was not sent: ${why}.`,
    );
  });

  it("rejects an empty file, and does not read an endless one to its end", async () => {
    const file = join(await folder(), "token");
    await writeFile(file, "\n");
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_FILE: file })).toContain("it is empty");
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_FILE: "/dev/zero" })).toContain(
      "it is not a JSON web token",
    );
  });

  it("describeClaims shows the claims of a token, never the token", () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      iss: "https://ci.example.com",
      sub: "repo:acme/infra\u001b[31m",
      aud: ["a", "b"],
      exp: 0,
      jti: "x",
    };
    const token = `${part({ alg: "RS256" })}.${part(claims)}.c2ln`;
    expect(describeClaims(token)).toBe(
      "issuer https://ci.example.com, subject repo:acme/infra [31m, audience a, b, expiry 1970-01-01T00:00:00.000Z",
    );
    expect(describeClaims(`${part({})}.${part({ sub: token, iss: 3 })}.c2ln`)).not.toContain(token);
    expect(describeClaims("a.b.c")).toBe("");
  });
});

describe("ANTHROPIC_IDENTITY_TOKEN_COMMAND", () => {
  async function script(text: string): Promise<string> {
    const file = join(await folder(), "print token");
    await writeFile(file, `#!/bin/sh\n${text}\n`);
    await chmod(file, 0o755);
    return file;
  }

  it("runs without a shell, with the quoted words and the environment", async () => {
    const file = await script('echo "$#.$1$2$3$4.$WHO" | tr -c "\\n.A-Za-z0-9" _');
    const command = `'${file}' "a b" '$HOME *' x\\ y ""`;
    expect(
      await tokenFrom({ PATH: process.env["PATH"], ANTHROPIC_IDENTITY_TOKEN_COMMAND: command, WHO: "me" }),
    ).toBe("4.a_b_HOME__x_y.me");
  });

  it("runs for each token", async () => {
    const count = join(await folder(), "count");
    const file = await script(`echo x >> '${count}'; echo "a.$(wc -l < '${count}' | tr -d ' ').c"`);
    const source = identitySource({
      PATH: process.env["PATH"],
      ANTHROPIC_IDENTITY_TOKEN_COMMAND: `"${file}"`,
    });
    expect([await source?.token(), await source?.token()]).toEqual(["a.1.c", "a.2.c"]);
  });

  it.each([
    "curl https://ci | jq .value",
    "print $TOKEN",
    'print "$TOKEN"',
    "print `id`",
    "a; b",
    "a 'b",
    "a\nb &",
  ])("the token command is rejected before it runs if it needs a shell: %s", (command) => {
    expect(() => identitySource({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: command })).toThrow(
      /ANTHROPIC_IDENTITY_TOKEN_COMMAND is run without a shell.*use a script or `sh -c '\.\.\.'`/,
    );
  });

  it("the token command can run a shell", async () => {
    const command = `sh -c 'echo "a.b.c" | cat'`;
    expect(await tokenFrom({ PATH: process.env["PATH"], ANTHROPIC_IDENTITY_TOKEN_COMMAND: command })).toBe(
      "a.b.c",
    );
  });

  it("the token command is reported with its exit code when it fails, without its output", async () => {
    const file = await script("echo hunter2; echo hunter2 >&2; exit 3");
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: `'${file}'` })).toBe(
      "The command in ANTHROPIC_IDENTITY_TOKEN_COMMAND exited with code 3. Run it in the same environment to see its error.",
    );
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: "sh -c 'kill -9 $$'" })).toContain(
      "was terminated by SIGKILL",
    );
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: "/nowhere/hunter2" })).toContain(
      "could not be started (ENOENT)",
    );
  });

  it("the token command is stopped after 30 seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const message = rejection({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: "sh -c 'sleep 600; echo a.b.c'" });
    vi.advanceTimersByTime(30_000);
    expect(await message).toContain("took longer than 30 seconds");
  });

  it("the token command is stopped when it prints without end", async () => {
    expect(await rejection({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: "cat /dev/zero" })).toContain(
      "printed more than 64 KiB",
    );
  });
});

describe("GitHub's endpoint for identity tokens", () => {
  it("GitHub's token endpoint is called for each token, with the request token of the job and the default audience", async () => {
    const tokens = [first, second];
    const { env, requests } = await identityEndpoint((response) => {
      response.end(JSON.stringify({ count: 1, value: tokens.shift() }));
    });
    const source = identitySource(env);
    expect([await source?.token(), await source?.token()]).toEqual([first, second]);
    expect(new Set(requests)).toEqual(
      new Set([
        "GET /token?api-version=2.0&audience=https%3A%2F%2Fapi.anthropic.com Bearer request-token-hunter2",
      ]),
    );
  });

  it("GitHub's token endpoint is called with the audience in ANTHROPIC_IDENTITY_TOKEN_AUDIENCE", async () => {
    const { env, requests } = await identityEndpoint(
      (response) => void response.end(JSON.stringify({ value: first })),
    );
    await tokenFrom({ ...env, ANTHROPIC_IDENTITY_TOKEN_AUDIENCE: "acme" });
    expect(requests[0]).toContain("audience=acme ");
  });

  it("GitHub's token endpoint is called again after a temporary failure", async () => {
    let calls = 0;
    const { env } = await identityEndpoint((response) => {
      calls += 1;
      if (calls === 1) response.writeHead(503).end();
      else response.end(JSON.stringify({ value: first }));
    });
    expect(await tokenFrom(env)).toBe(first);
    expect(calls).toBe(2);
  });

  it("GitHub's token endpoint is not called again after it rejects the request, and its text is not shown", async () => {
    const { env, requests } = await identityEndpoint(
      (response) => void response.writeHead(403).end("hunter2"),
    );
    expect(await rejection(env)).toBe(
      `cannot get an identity token from GitHub: ${new URL(env.ACTIONS_ID_TOKEN_REQUEST_URL).host} responded with status 403. Check that the job has \`permissions: id-token: write\` and is still running.`,
    );
    expect(requests).toHaveLength(1);
  });

  it("GitHub's token endpoint is not followed to another URL, which would get the request token", async () => {
    const { env, requests } = await identityEndpoint((response) => {
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(await rejection(env)).toContain("responded with status 302");
    expect(requests).toHaveLength(1);
  });

  it("GitHub's token endpoint is reported when its response contains no token", async () => {
    const { env } = await identityEndpoint((response) => void response.end('{"hunter2":1}'));
    expect(await rejection(env)).toContain("contains none");
  });

  it.each(["http://ci.example.com/token", "https://u:hunter2@ci.example.com/", "hunter2"])(
    "GitHub's token endpoint is not called if its URL is not https (%#)",
    async (url) => {
      const env = { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" };
      expect(await rejection(env)).toContain("ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL");
    },
  );
});
