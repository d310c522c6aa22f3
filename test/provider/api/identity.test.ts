import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ApiError } from "../../../provider/api/apiError.ts";
import { described, identitySource } from "../../../provider/api/identity.ts";
import { UserError } from "../../../provider/errors.ts";
import { identityEndpoint } from "./identityEndpoint.ts";

const first = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiIxIn0.c2ln";
const second = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiIyIn0.c2ln";

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "identity-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

function tokenFrom(env: Record<string, string | undefined>): Promise<string> {
  const source = identitySource(env);
  if (source === undefined) throw new Error("There is no source.");
  return source.token();
}

/** The sentence of what must be refused. Nothing that is called a secret here may be in it. */
async function refusal(env: Record<string, string | undefined>): Promise<string> {
  try {
    await tokenFrom({ PATH: process.env["PATH"], ...env });
  } catch (error) {
    if (!(error instanceof UserError || error instanceof ApiError)) throw error;
    expect(error.message).not.toContain("hunter2");
    expect(error.stack).toBe("");
    return error.message;
  }
  throw new Error("it was not refused");
}

describe("the identity token", () => {
  it("has no source when nothing names one", () => {
    expect(identitySource({})).toBeUndefined();
    expect(
      identitySource({ ANTHROPIC_IDENTITY_TOKEN: "  ", ANTHROPIC_IDENTITY_TOKEN_FILE: "" }),
    ).toBeUndefined();
    expect(identitySource({ ACTIONS_ID_TOKEN_REQUEST_URL: "https://example.com" })).toBeUndefined();
  });

  it("comes from the file before the variable, as with the official SDK, then from the command, then from GitHub", () => {
    const env = {
      ...{ ACTIONS_ID_TOKEN_REQUEST_URL: "https://example.com", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" },
      ANTHROPIC_IDENTITY_TOKEN_COMMAND: "print-token",
      ANTHROPIC_IDENTITY_TOKEN: first,
      ANTHROPIC_IDENTITY_TOKEN_FILE: "/token",
    };
    const names: (string | undefined)[] = [];
    const left: Record<string, string> = env;
    for (const gone of [
      "",
      "ANTHROPIC_IDENTITY_TOKEN_FILE",
      "ANTHROPIC_IDENTITY_TOKEN",
      "ANTHROPIC_IDENTITY_TOKEN_COMMAND",
    ]) {
      delete left[gone];
      names.push(identitySource(left)?.name);
    }
    expect(names).toEqual([
      "ANTHROPIC_IDENTITY_TOKEN_FILE",
      "ANTHROPIC_IDENTITY_TOKEN",
      "ANTHROPIC_IDENTITY_TOKEN_COMMAND",
      "GitHub's endpoint for identity tokens",
    ]);
  });

  it("is taken from the variable without the line break that came with it", async () => {
    expect(await tokenFrom({ ANTHROPIC_IDENTITY_TOKEN: `${first}\n` })).toBe(first);
  });

  it("is read from the file each time, since it is renewed there", async () => {
    const file = join(await folder(), "token");
    const source = identitySource({ ANTHROPIC_IDENTITY_TOKEN_FILE: file });
    await writeFile(file, `${first}\n`);
    expect(await source?.token()).toBe(first);
    await writeFile(file, second);
    expect(await source?.token()).toBe(second);
  });

  it("is refused with the path when the file is not there, but not with a token that was given as the path", async () => {
    const file = join(await folder(), "token");
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_FILE: file })).toBe(
      `The file ${file}, which ANTHROPIC_IDENTITY_TOKEN_FILE names, could not be read (ENOENT). Check the path, and that the file is there when this runs.`,
    );
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_FILE: first })).not.toContain(first);
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_FILE: tmpdir() })).toContain("(EISDIR)");
  });

  it.each([
    ["an Admin API key", "sk-ant-admin01-hunter2", "it is no JSON web token"],
    ["a page", "<html>hunter2</html>", "it is no JSON web token"],
    ["more than a token", `${first}\n${first}`, "it is no JSON web token"],
    ["a token that no exchange takes", `${first}${"a".repeat(17_000)}`, "it is larger than 16 KiB"],
  ])("that is %s is not sent anywhere", async (_, token, why) => {
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN: token })).toContain(
      `The identity token from ANTHROPIC_IDENTITY_TOKEN was not sent: ${why}.`,
    );
  });

  it("that is an empty file is said to be empty, and a huge one is not read to its end", async () => {
    const file = join(await folder(), "token");
    await writeFile(file, "\n");
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_FILE: file })).toContain("it is empty");
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_FILE: "/dev/zero" })).toContain(
      "it is no JSON web token",
    );
  });

  it("is described by what it says of its bearer, never by itself", () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      iss: "https://ci.example.com",
      sub: "repo:acme/infra\u001b[31m",
      aud: ["a", "b"],
      exp: 0,
      jti: "x",
    };
    const token = `${part({ alg: "RS256" })}.${part(claims)}.c2ln`;
    expect(described(token)).toBe(
      "issuer https://ci.example.com, subject repo:acme/infra [31m, audience a, b, end 1970-01-01T00:00:00.000Z",
    );
    expect(described(`${part({})}.${part({ sub: token, iss: 3 })}.c2ln`)).not.toContain(token);
    expect(described("a.b.c")).toBe("");
  });
});

describe("the command for identity tokens", () => {
  async function script(text: string): Promise<string> {
    const file = join(await folder(), "print token");
    await writeFile(file, `#!/bin/sh\n${text}\n`);
    await chmod(file, 0o755);
    return file;
  }

  it("is started without a shell, with its words as quoted and the environment", async () => {
    const file = await script('echo "$#.$1$2$3$4.$WHO" | tr -c "\\n.A-Za-z0-9" _');
    const command = `'${file}' "a b" '$HOME *' x\\ y ""`;
    expect(
      await tokenFrom({ PATH: process.env["PATH"], ANTHROPIC_IDENTITY_TOKEN_COMMAND: command, WHO: "me" }),
    ).toBe("4.a_b_HOME__x_y.me");
  });

  it("is run each time", async () => {
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
  ])("that needs a shell is refused before anything runs: %s", (command) => {
    expect(() => identitySource({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: command })).toThrow(
      /ANTHROPIC_IDENTITY_TOKEN_COMMAND needs a shell, and none is used.*say `sh -c '\.\.\.'`/,
    );
  });

  it("may name a shell itself", async () => {
    const command = `sh -c 'echo "a.b.c" | cat'`;
    expect(await tokenFrom({ PATH: process.env["PATH"], ANTHROPIC_IDENTITY_TOKEN_COMMAND: command })).toBe(
      "a.b.c",
    );
  });

  it("that fails is refused by its exit code, and what it says is not repeated", async () => {
    const file = await script("echo hunter2; echo hunter2 >&2; exit 3");
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: `'${file}'` })).toBe(
      "The command in ANTHROPIC_IDENTITY_TOKEN_COMMAND ended with exit code 3. Run it by hand in the same environment to see what it says.",
    );
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: "sh -c 'kill -9 $$'" })).toContain(
      "was ended by SIGKILL",
    );
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: "/nowhere/hunter2" })).toContain(
      "could not be started (ENOENT)",
    );
  });

  it("that does not end is ended after half a minute", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const said = refusal({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: "sh -c 'sleep 600; echo a.b.c'" });
    vi.advanceTimersByTime(30_000);
    expect(await said).toContain("took longer than 30 seconds");
  });

  it("that prints without end is ended", async () => {
    expect(await refusal({ ANTHROPIC_IDENTITY_TOKEN_COMMAND: "cat /dev/zero" })).toContain(
      "printed more than a token",
    );
  });
});

describe("GitHub's endpoint for identity tokens", () => {
  it("is asked with the job's request token, for the audience that rules are told to have, each time anew", async () => {
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

  it("is asked for the audience that ANTHROPIC_IDENTITY_TOKEN_AUDIENCE names", async () => {
    const { env, requests } = await identityEndpoint(
      (response) => void response.end(JSON.stringify({ value: first })),
    );
    await tokenFrom({ ...env, ANTHROPIC_IDENTITY_TOKEN_AUDIENCE: "acme" });
    expect(requests[0]).toContain("audience=acme ");
  });

  it("is asked again when it fails in passing", async () => {
    let asked = 0;
    const { env } = await identityEndpoint((response) => {
      asked += 1;
      if (asked === 1) response.writeHead(503).end();
      else response.end(JSON.stringify({ value: first }));
    });
    expect(await tokenFrom(env)).toBe(first);
    expect(asked).toBe(2);
  });

  it("that refuses is not asked again, and nothing of its answer is repeated", async () => {
    const { env, requests } = await identityEndpoint(
      (response) => void response.writeHead(403).end("hunter2"),
    );
    expect(await refusal(env)).toBe(
      `cannot get an identity token from GitHub: ${new URL(env.ACTIONS_ID_TOKEN_REQUEST_URL).host} answered with status 403. Check that the job has \`permissions: id-token: write\`, and that it is still running.`,
    );
    expect(requests).toHaveLength(1);
  });

  it("is not followed when it redirects, which could carry the request token elsewhere", async () => {
    const { env, requests } = await identityEndpoint((response) => {
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    expect(await refusal(env)).toContain("answered with status 302");
    expect(requests).toHaveLength(1);
  });

  it("that answers without a token is said to", async () => {
    const { env } = await identityEndpoint((response) => void response.end('{"hunter2":1}'));
    expect(await refusal(env)).toContain("answered without one");
  });

  it.each(["http://ci.example.com/token", "https://u:hunter2@ci.example.com/", "hunter2"])(
    "gets nothing when it is not an https URL (%#)",
    async (url) => {
      const env = { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" };
      expect(await refusal(env)).toContain("ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL");
    },
  );
});
