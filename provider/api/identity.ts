import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { z } from "zod";
import { UserError } from "../errors.ts";
import { isLoopback } from "./address.ts";
import { ApiError, sentences } from "./apiError.ts";
import { clean } from "./foreignText.ts";
import { strangerFailureOf } from "./judge.ts";
import { type OneOffRequest, sendOneOff } from "./oneOffRequest.ts";
import { jsonOf } from "./parse.ts";

/** Where identity tokens come from. */
export interface IdentitySource {
  /** As errors name it: `ANTHROPIC_IDENTITY_TOKEN_FILE`. */
  readonly name: string;
  /** Gets one, as fresh as the source has it. */
  token(): Promise<string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What all of the sources are called, for whoever has set none of them. */
export const identityVariables = [
  "ANTHROPIC_IDENTITY_TOKEN_FILE",
  "ANTHROPIC_IDENTITY_TOKEN",
  "ANTHROPIC_IDENTITY_TOKEN_COMMAND",
] as const;

// What the documentation tells people to write into their rules.
const usualAudience = "https://api.anthropic.com";
const longestToken = 16 * 1024;
const longestOutput = 64 * 1024;
const longestCommandMs = 30_000;

/**
 * The source that the environment names. File before variable is the order of the official SDK; GitHub's endpoint comes
 * last, as it is there without anybody asking for it.
 */
export function identitySource(env: Environment): IdentitySource | undefined {
  const [file, variable, command] = identityVariables.map((name) => env[name]?.trim() ?? "");
  if (file !== undefined && file !== "") return source("ANTHROPIC_IDENTITY_TOKEN_FILE", () => read(file));
  if (variable !== undefined && variable !== "") {
    return source("ANTHROPIC_IDENTITY_TOKEN", () => Promise.resolve(variable));
  }
  if (command !== undefined && command !== "") {
    // Judged here, where it fails a preview, and not when it is first needed.
    const words = process.platform === "win32" ? undefined : wordsOf(command);
    return source("ANTHROPIC_IDENTITY_TOKEN_COMMAND", () => output(command, words, env));
  }
  const url = env["ACTIONS_ID_TOKEN_REQUEST_URL"]?.trim() ?? "";
  const bearer = env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]?.trim() ?? "";
  if (url === "" || bearer === "") return undefined;
  const audience = env["ANTHROPIC_IDENTITY_TOKEN_AUDIENCE"]?.trim() ?? "";
  const endpoint = githubEndpoint(url, audience === "" ? usualAudience : audience);
  return source("GitHub's endpoint for identity tokens", () => askGithub(endpoint, bearer));
}

function source(name: string, get: () => Promise<string>): IdentitySource {
  return {
    name,
    async token() {
      const token = (await get()).trim();
      if (token === "") throw refused(name, "it is empty");
      // Whatever else stands there by mistake, a page or a key of something, is not to be sent.
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw refused(name, "it is no JSON web token");
      if (token.length > longestToken) throw refused(name, "it is larger than 16 KiB");
      return token;
    },
  };
}

function refused(name: string, why: string): UserError {
  return new UserError(
    `The identity token from ${name} was not sent: ${why}.`,
    "It must be what your identity provider issues for this job, and nothing else.",
  );
}

/** What an identity token says of its bearer, for people who compare it with a rule; nothing of it is secret. */
export function described(token: string): string {
  const claims = Claims.safeParse(payloadOf(token)).data ?? {};
  const parts = [
    ["issuer", claims.iss],
    ["subject", claims.sub],
    ["audience", [claims.aud ?? []].flat().join(", ")],
    ["end", claims.exp === undefined ? undefined : new Date(claims.exp * 1000).toJSON()],
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

/** Read each time: whoever projects tokens into files renews them there. */
async function read(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    // Bounded, whatever the path leads to.
    for await (const chunk of createReadStream(path, { end: longestOutput })) chunks.push(chunk);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new UserError(
      `The file ${clean(path)}, which ANTHROPIC_IDENTITY_TOKEN_FILE names, could not be read (${clean(code)}).`,
      "Check the path, and that the file is there when this runs.",
    );
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The words of a command that needs no shell; a command that does is refused. */
function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  // A word is made of parts: in single quotes as it stands, in double quotes, or bare.
  const part = /\s*((?:'[^']*'|"(?:[^"\\$`]|\\["\\$`])*"|\\[^\n]|[^\s'"\\|&;<>()$`])+)/y;
  while (part.lastIndex < command.length) {
    const word = part.exec(command)?.[1];
    if (word === undefined) {
      throw new UserError(
        "ANTHROPIC_IDENTITY_TOKEN_COMMAND needs a shell, and none is used: it has variables, pipes or open quotes.",
        "Quote what is meant as it stands, put the rest into a script, or say `sh -c '...'`.",
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
 * What a command prints. Without a shell, but on Windows, where half of all commands can only be started by one. What it
 * says on its standard error is for whoever runs it by hand: it may hold secrets of every kind.
 */
function output(command: string, words: readonly string[] | undefined, env: Environment): Promise<string> {
  const [file = "", ...args] = words ?? [command];
  const failed = (why: string): UserError =>
    new UserError(
      `The command in ANTHROPIC_IDENTITY_TOKEN_COMMAND ${why}.`,
      "Run it by hand in the same environment to see what it says.",
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
      // What the command has started itself may go on, and would keep us waiting for its end of the pipe.
      child.stdout.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => stop(failed(`took longer than ${longestCommandMs / 1000} seconds`)),
      longestCommandMs,
    );
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > longestOutput) stop(failed("printed more than a token"));
    });
    child.once("error", (error) => {
      stop(failed(`could not be started (${"code" in error ? clean(String(error.code)) : "unknown"})`));
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(failed(code === null ? `was ended by ${signal}` : `ended with exit code ${code}`));
    });
  });
}

function githubEndpoint(text: string, audience: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const safe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url === undefined || !safe || url.username !== "" || url.password !== "") {
    throw new UserError(
      "ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL, so the job's request token was not sent there.",
      "GitHub Actions sets it; unset it everywhere else.",
    );
  }
  url.searchParams.set("audience", audience);
  return url;
}

const GithubAnswer = z.object({ value: z.string() });

/** GitHub issues another identity token each time it is asked, with its own short life. */
function askGithub(url: URL, bearer: string): Promise<string> {
  const attempted = {
    doing: "get an identity token from GitHub",
    write: false,
    host: url.host,
    keySource: "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    secrets: [bearer],
    progress: { answers: 0, writesDone: 0, writesAsked: 0 },
  };
  const todo = "Check that the job has `permissions: id-token: write`, and that it is still running.";
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
      const failure = strangerFailureOf(response, attempted, todo);
      if (failure !== undefined) return failure;
      const { data } = GithubAnswer.safeParse(jsonOf(response.text));
      if (data !== undefined) return { value: data.value };
      const what = `${url.host} answered without one`;
      const text = sentences(attempted, what, todo, undefined);
      return { error: new ApiError(text, { reason: "unreadable" }), retry: "lost" };
    },
  };
  return sendOneOff(() => Promise.resolve(request));
}
