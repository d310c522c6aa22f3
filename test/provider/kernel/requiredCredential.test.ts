import { describe, expect, test } from "vitest";
import { credentialKind, howToGetToken, mustBeToken } from "../../../provider/kernel/requiredCredential.ts";
import type { Session } from "../../../provider/kernel/session.ts";
import { skipLookups } from "../../../provider/kernel/verify.ts";
import { federate, identityToken } from "../../emulator/identityToken.ts";
import {
  create,
  destroy,
  lookupFailures,
  organization,
  refresh,
  refusal,
  tokenEnv,
  up,
} from "../harness/index.ts";
import { thing } from "../thing.ts";

const federated = thing({ credential: "oauth" });
const args = { name: "A" };

const required = (verb: string, source: string) =>
  `cannot ${verb} a Thing: the API requires an OAuth token with the scope \`org:admin\`, but the credential from ${source} is an Admin API key.`;
const login = "to a token from `ant auth login --scope org:admin`: see docs/authentication.md.";
const unset = "Unset ANTHROPIC_ADMIN_KEY and use federation, or set ANTHROPIC_AUTH_TOKEN";

/** An organization, and processes with each credential that a token type accepts or rejects. */
async function start() {
  const acme = await organization();
  const { emulator, process } = acme;
  const rule = federate(emulator, {
    service_account_id: "svac_01Deployer",
    match: { subject_prefix: "repo:acme/infra:*" },
  });
  const none = { ANTHROPIC_ADMIN_KEY: undefined };
  const { adminKey } = emulator;
  const rejected: readonly [string, string, Session][] = [
    ["ANTHROPIC_ADMIN_KEY", unset, process()],
    [
      "ANTHROPIC_ADMIN_API_KEY",
      unset.replace("ADMIN_KEY", "ADMIN_API_KEY"),
      process({}, { ...none, ANTHROPIC_ADMIN_API_KEY: adminKey }),
    ],
    [
      "ACME_ANTHROPIC_KEY",
      "Set ACME_ANTHROPIC_KEY",
      process({ adminKeyVariable: "ACME_ANTHROPIC_KEY" }, { ACME_ANTHROPIC_KEY: adminKey }),
    ],
    [
      "the secret configuration `anthropic:adminKey`",
      "Use federation, or set ANTHROPIC_AUTH_TOKEN",
      process({ adminKey }, none),
    ],
  ];
  const command = `echo ${identityToken(emulator)}`;
  const accepted: readonly Session[] = [
    process({}, tokenEnv(emulator, "oauth")),
    process({}, tokenEnv(emulator, "interactiveOauth")),
    process(
      { adminKeyVariable: "ACME_ANTHROPIC_TOKEN" },
      { ACME_ANTHROPIC_TOKEN: tokenEnv(emulator)["ANTHROPIC_AUTH_TOKEN"] },
    ),
    process(
      {},
      {
        ...none,
        PATH: globalThis.process.env["PATH"],
        ANTHROPIC_FEDERATION_RULE_ID: rule.id,
        ANTHROPIC_ORGANIZATION_ID: emulator.organization().id,
        ANTHROPIC_SERVICE_ACCOUNT_ID: "svac_01Deployer",
        ANTHROPIC_IDENTITY_TOKEN_COMMAND: command,
      },
    ),
  ];
  return { ...acme, rejected, accepted, keyless: process({}, none) };
}

test.each([
  [
    "console",
    "sk-ant-api01-acme",
    "only Console organizations have this, but the credential from ANTHROPIC_ADMIN_KEY is a key of a Claude Enterprise organization. Use an Admin API key (sk-ant-admin01-...) of a Console organization, or remove it from the program.",
  ],
  [
    "enterprise",
    "sk-ant-admin01-acme",
    "only Claude Enterprise organizations have this, but the credential from ANTHROPIC_ADMIN_KEY is an Admin API key of a Console organization. Use a key (sk-ant-api01-...) of a Claude Enterprise organization, or remove it from the program.",
  ],
] as const)(
  "the organization of a resource type is checked before any request if the key shows another one (%s)",
  async (type, key, reason) => {
    const { process, requests } = await organization();
    const definition = thing({ organization: type });
    const session = process({}, { ANTHROPIC_ADMIN_KEY: key });
    expect(await lookupFailures(session, definition, args)).toEqual([`cannot manage a Thing: ${reason}`]);
    expect(await refusal(create(session, definition, args))).toBe(`cannot create a Thing: ${reason}`);
    expect(requests()).toEqual([]);
  },
);

test("the organization of a resource type is Console if the type needs an OAuth token", async () => {
  const { process } = await organization();
  const session = process({}, { ANTHROPIC_ADMIN_KEY: "sk-ant-api01-acme" });
  expect(await refusal(create(session, federated, args))).toContain("only Console organizations have this");
});

test("the organization of a resource type is not checked without a key, with a token, and for types that every organization has", async () => {
  const { emulator, process } = await organization();
  const keyless = process({}, { ANTHROPIC_ADMIN_KEY: undefined });
  const token = process({}, tokenEnv(emulator));
  for (const type of ["console", "enterprise"] as const) {
    expect(await lookupFailures(keyless, thing({ organization: type }), args)).toEqual([]);
    expect(await lookupFailures(token, thing({ organization: type }), args)).toEqual([]);
  }
  for (const key of ["sk-ant-api01-acme", "sk-ant-admin01-acme"]) {
    const session = process({}, { ANTHROPIC_ADMIN_KEY: key });
    expect(await lookupFailures(session, thing(), args)).toEqual([]);
  }
});

test("the credential for a type that needs an OAuth token is rejected at preview if it is an Admin API key, with what to do", async () => {
  const { rejected, requests } = await start();
  for (const [source, advice, session] of rejected) {
    const reason = `${required("manage", source)} ${advice} ${login}`;
    expect(await lookupFailures(session, federated, args)).toEqual([reason]);
  }
  expect(requests()).toEqual([]);
});

test("the credential for a type that needs an OAuth token is rejected in create, read, update and delete before any request", async () => {
  const { accepted, rejected, requests } = await start();
  const [token] = accepted;
  const before = await create(token as Session, federated, args);
  requests();
  for (const [source, advice, session] of rejected) {
    const operations = [
      ["create", create(session, federated, args)],
      ["read", refresh(session, before)],
      ["update", up(session, before, { name: "B" })],
      ["delete", destroy(session, before)],
    ] as const;
    for (const [verb, running] of operations) {
      expect(await refusal(running)).toBe(`${required(verb, source)} ${advice} ${login}`);
    }
  }
  expect(requests()).toEqual([]);
});

test("the credential for a type that needs an OAuth token is not rejected if it is a token, in any operation", async () => {
  const { accepted } = await start();
  for (const session of accepted) {
    expect(await lookupFailures(session, federated, args)).toEqual([]);
    const created = await create(session, federated, args);
    const changed = await up(session, (await refresh(session, created)) ?? created, { name: "B" });
    await destroy(session, changed);
  }
});

test("the credential for a type that needs an OAuth token is not needed for a preview, an unchanged resource, and a delete that writes nothing", async () => {
  const { accepted, rejected, keyless, requests } = await start();
  const [token] = accepted;
  const before = await create(token as Session, federated, args);
  requests();
  expect(await lookupFailures(keyless, federated, args)).toEqual([]);
  for (const [, , session] of rejected) {
    expect(await lookupFailures(session, federated, args, before.inputs)).toEqual([]);
    expect(await up(session, before, args)).toMatchObject({ outputs: before.outputs });
    await destroy(session, {
      ...before,
      definition: thing({ credential: "oauth", retained: () => "kept" }),
    });
  }
  expect(requests()).toEqual([]);
});

test("the credential for a type that needs an OAuth token is checked although a lookup failed, and not by the preview of a plan", async () => {
  const { process } = await start();
  const session = process();
  session.canLookUp = false;
  expect(await lookupFailures(session, federated, args)).toHaveLength(1);
  expect(await lookupFailures(process({}, { [skipLookups]: "true" }), federated, args)).toEqual([]);
});

test("the credential for any other resource type may be an Admin API key", async () => {
  const { process } = await start();
  expect(await lookupFailures(process(), thing(), args)).toEqual([]);
  expect(await create(process(), thing(), args)).toMatchObject({ id: "thing_1" });
});

describe("mustBeToken", () => {
  test("reports a credential of a wrong form as such", async () => {
    const { process } = await start();
    const session = process({}, { ANTHROPIC_ADMIN_KEY: "sk-ant-api03-x" });
    expect(() => mustBeToken(session, "read it")).toThrow("is an ordinary API key");
    expect(() => credentialKind(session)).toThrow("is an ordinary API key");
  });

  test("tells the types of credentials apart", async () => {
    const { rejected, accepted, keyless } = await start();
    expect(rejected.map(([, , session]) => credentialKind(session))).toEqual(rejected.map(() => "adminKey"));
    expect(accepted.map(credentialKind)).toEqual(["oauthToken", "oauthToken", "oauthToken", "federation"]);
    expect(credentialKind(keyless)).toBeUndefined();
  });
});

test("howToGetToken names only the variable of an explicit Provider", () => {
  expect(howToGetToken({ source: "ACME" }, "ACME")).toBe(`Set ACME ${login}`);
});
