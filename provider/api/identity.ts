import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { z } from "zod";
import { UserError } from "../errors.ts";
import { isLoopback } from "./address.ts";
import { ApiError, sentences } from "./apiError.ts";
import { clean } from "./foreignText.ts";
import { otherServerFailureOf } from "./judge.ts";
import { type OneOffRequest, sendOneOff } from "./oneOffRequest.ts";
import { jsonOf } from "./parse.ts";
import { type Route, routeTo } from "./route.ts";

/** Where identity tokens come from. */
export interface IdentitySource {
  /** The name in errors: `ANTHROPIC_IDENTITY_TOKEN_FILE`. */
  readonly name: string;
  /** Whether it has one token for all processes of a run. An issuer accepts a token only once by default. */
  readonly fixed: boolean;
  /** Returns the newest token of the source. */
  token(): Promise<string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that name a source, in order of precedence. */
export const identityVariables = [
  "ANTHROPIC_IDENTITY_TOKEN_FILE",
  "ANTHROPIC_IDENTITY_TOKEN",
  "ANTHROPIC_IDENTITY_TOKEN_COMMAND",
] as const;

// The audience that Anthropic's documentation recommends for federation rules.
const defaultAudience = "https://api.anthropic.com";
const maxTokenLength = 16 * 1024;
const maxOutputLength = 64 * 1024;
const commandTimeoutMs = 30_000;

/**
 * The identity source that the environment configures. A file precedes a variable as in the official SDK. GitHub's endpoint
 * comes last, because GitHub Actions sets it without the user's request.
 */
export function identitySource(env: Environment): IdentitySource | undefined {
  const [file, variable, command] = identityVariables.map((name) => env[name]?.trim() ?? "");
  if (file !== undefined && file !== "")
    return source("ANTHROPIC_IDENTITY_TOKEN_FILE", () => readTokenFile(file), true);
  if (variable !== undefined && variable !== "") {
    return source("ANTHROPIC_IDENTITY_TOKEN", () => Promise.resolve(variable), true);
  }
  if (command !== undefined && command !== "") {
    // Parsed here, so that an invalid command already fails a preview.
    const words = process.platform === "win32" ? undefined : wordsOf(command);
    return source("ANTHROPIC_IDENTITY_TOKEN_COMMAND", () => outputOf(command, words, env));
  }
  const url = env["ACTIONS_ID_TOKEN_REQUEST_URL"]?.trim() ?? "";
  const bearer = env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]?.trim() ?? "";
  if (url === "" || bearer === "") return undefined;
  const audience = env["ANTHROPIC_IDENTITY_TOKEN_AUDIENCE"]?.trim() ?? "";
  const endpoint = githubEndpoint(url, audience === "" ? defaultAudience : audience);
  const route = routeTo(endpoint, env);
  return source("GitHub's endpoint for identity tokens", () => requestFromGithub(endpoint, route, bearer));
}

function source(name: string, get: () => Promise<string>, fixed = false): IdentitySource {
  return {
    name,
    fixed,
    async token() {
      const token = (await get()).trim();
      if (token === "") throw rejected(name, "it is empty");
      // Nothing else is sent, such as a key or a page that is there by mistake.
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw rejected(name, "it is not a JSON web token");
      if (token.length > maxTokenLength) throw rejected(name, "it is larger than 16 KiB");
      return token;
    },
  };
}

function rejected(name: string, why: string): UserError {
  return new UserError(
    `The identity token from ${name} was not sent: ${why}.`,
    "Set the source to the token that your identity provider issues for this job.",
  );
}

/** The claims of an identity token that a federation rule can match, for errors. They are not secret. */
export function describeClaims(token: string): string {
  const claims = Claims.safeParse(payloadOf(token)).data ?? {};
  const parts = [
    ["issuer", claims.iss],
    ["subject", claims.sub],
    ["audience", [claims.aud ?? []].flat().join(", ")],
    ["expiry", claims.exp === undefined ? undefined : new Date(claims.exp * 1000).toJSON()],
  ] as const;
  return parts.flatMap(([name, value]) => (value ? [`${name} ${clean(value, [token])}`] : [])).join(", ");
}

const Claims = z.object({
  iss: z.string().optional().catch(undefined),
  sub: z.string().optional().catch(undefined),
  aud: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  exp: z.number().optional().catch(undefined),
});

function payloadOf(token: string): unknown {
  return jsonOf(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}

/** Reads the file each time, since the environment renews the token in it. */
async function readTokenFile(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    // The path can lead to an endless file.
    for await (const chunk of createReadStream(path, { end: maxOutputLength })) chunks.push(chunk);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new UserError(
      `The file ${clean(path)}, which ANTHROPIC_IDENTITY_TOKEN_FILE names, could not be read (${clean(code)}).`,
      "Check the path, and that the file exists when this runs.",
    );
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Splits a command into words. Rejects a command that needs a shell. */
function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  // A word consists of parts: in single quotes, in double quotes, or without quotes.
  const part = /\s*((?:'[^']*'|"(?:[^"\\$`]|\\["\\$`])*"|\\[^\n]|[^\s'"\\|&;<>()$`])+)/y;
  while (part.lastIndex < command.length) {
    const word = part.exec(command)?.[1];
    if (word === undefined) {
      throw new UserError(
        "ANTHROPIC_IDENTITY_TOKEN_COMMAND is run without a shell, but it has variables, pipes or open quotes.",
        "Quote them, or use a script or `sh -c '...'`.",
      );
    }
    words.push(
      word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_, single, double, escaped) =>
        String(single ?? double?.replace(/\\(.)/g, "$1") ?? escaped),
      ),
    );
  }
  return words;
}

/**
 * The standard output of a command. It runs without a shell, except on Windows, where many commands need one. Its
 * standard error is discarded, since it can contain secrets.
 */
function outputOf(command: string, words: readonly string[] | undefined, env: Environment): Promise<string> {
  const [file = "", ...args] = words ?? [command];
  const failed = (why: string): UserError =>
    new UserError(
      `The command in ANTHROPIC_IDENTITY_TOKEN_COMMAND ${why}.`,
      "Run it in the same environment to see its error.",
    );
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env,
      shell: words === undefined,
      stdio: ["ignore", "pipe", "ignore"],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (error: Error): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      // Processes that the command started can keep the pipe open.
      child.stdout.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => stop(failed(`took longer than ${commandTimeoutMs / 1000} seconds`)),
      commandTimeoutMs,
    );
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxOutputLength) stop(failed("printed more than 64 KiB"));
    });
    child.once("error", (error) => {
      stop(failed(`could not be started (${"code" in error ? clean(String(error.code)) : "unknown"})`));
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(failed(code === null ? `was terminated by ${signal}` : `exited with code ${code}`));
    });
  });
}

function githubEndpoint(text: string, audience: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const safe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url === undefined || !safe || url.username !== "" || url.password !== "") {
    throw new UserError(
      "ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL, so the job's request token was not sent there.",
      "GitHub Actions sets it. Unset it everywhere else.",
    );
  }
  url.searchParams.set("audience", audience);
  return url;
}

const GithubResponse = z.object({ value: z.string() });

/** Requests an identity token from GitHub, which issues a new, short-lived one for each request. */
function requestFromGithub(url: URL, route: Route, bearer: string): Promise<string> {
  const attempted = {
    doing: "get an identity token from GitHub",
    write: false,
    host: url.host,
    route,
    keySource: "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    secrets: [bearer],
    progress: { responses: 0, writesDone: 0, writesStarted: 0 },
  };
  const todo = "Check that the job has `permissions: id-token: write` and is still running.";
  const request: OneOffRequest<string> = {
    url,
    method: "GET",
    headers: {
      authorization: `Bearer ${bearer}`,
      accept: "application/json",
      "user-agent": "pulumi-anthropic",
    },
    attempted,
    judge(response) {
      const failure = otherServerFailureOf(response, attempted, todo);
      if (failure !== undefined) return failure;
      const { data } = GithubResponse.safeParse(jsonOf(response.text));
      if (data !== undefined) return { value: data.value };
      const what = `the response of ${url.host} contains none`;
      const text = sentences(attempted, what, todo, undefined);
      return { error: new ApiError(text, { reason: "unreadable" }), retry: "lost" };
    },
  };
  return sendOneOff(route, () => Promise.resolve(request));
}
