import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import {
  getOrganizationOutput,
  getUser,
  getUserOutput,
  getUsers,
  getUsersOutput,
  getWorkspace,
} from "../../../provider/index.ts";
import { failure, later, reader, settled, unknown } from "./reader.ts";

const noKey = "There is no key for the Admin API.";

describe("a function", () => {
  test("shares its list with other functions", async () => {
    const { requests } = await reader({ seed: "sample" });
    const [users, developers, again] = await Promise.all([
      getUsers(),
      getUsers({ roles: ["developer"] }),
      settled(getUsersOutput()),
    ]);
    expect(again).toEqual(users);
    expect(developers.length).toBeLessThan(users.length);
    await getUsers();
    expect(requests()).toEqual(["GET /users"]);
  });

  test("fails with the API's error message and request ID", async () => {
    const { emulator } = await reader();
    emulator.faults.add({ kind: "status", status: 403, message: "not for you" });
    expect(await failure(getUsers())).toMatch(
      /^cannot list the organization's users: the API rejected it \(403 permission_error: not for you\)\. .* \[req_\w+\]$/,
    );
  });

  test("fails if the key belongs to another organization than the configured one", async () => {
    const organizationId = "12345678-1234-5678-1234-567812345678";
    const { emulator } = await reader({ config: { organizationId } });
    const message = await failure(getUsers());
    expect(message).toContain(`The credential belongs to organization ${emulator.organization().id}`);
    expect(message).toContain(organizationId);
  });

  test("rejects an option `provider` that is not a Provider", async () => {
    const { requests } = await reader();
    const options: object = { provider: "eu" };
    const message = "the option `provider` of a function must be a `Provider` of this package.";
    expect(await failure(getUsers({}, options))).toBe(message);
    expect(() => getUsersOutput({}, options)).toThrow(message);
    expect(requests()).toEqual([]);
  });

  test("rejects an output as an argument and suggests the output form", async () => {
    const { requests } = await reader();
    const email: unknown = pulumi.output("alice@example.com");
    expect(await failure(getUser({ email: email as string }))).toBe(
      "cannot call getUser: an argument is an output. Use getUserOutput instead.",
    );
    expect(requests()).toEqual([]);
  });
});

describe("the output form of a function", () => {
  test("does not show a secret argument in its error, in any letter case", async () => {
    await reader();
    const failed = (email: pulumi.Output<string>) => {
      const user = getUserOutput({ email });
      // All promises of an output reject.
      for (const part of ["isKnown", "isSecret"]) Reflect.get(user, part).catch(() => undefined);
      Reflect.get(user, "allResources")
        .call(user)
        .catch(() => undefined);
      return failure(Reflect.get(user, "promise").call(user));
    };
    expect(await failed(pulumi.secret("Whistle.Blower@example.com"))).toMatch(
      /^cannot look up user \[secret\]: the organization has no user/,
    );
    expect(await failed(pulumi.output("Open@example.com"))).toMatch(
      /^cannot look up user open@example\.com: /,
    );
  });

  test("waits for arguments and items of arrays that are outputs", async () => {
    const { console: consoleActions } = await reader();
    consoleActions.addUser({ email: "alice@example.com", role: "developer" });
    const email = later<string>();
    const user = getUserOutput({ email: email.output });
    const users = getUsersOutput({ roles: [pulumi.output("developer")] });
    email.resolve(" Alice@Example.com ");
    expect(await settled(user)).toMatchObject({ email: "alice@example.com" });
    expect(await settled(users)).toHaveLength(1);
  });

  test("requests a fresh list after it waited for an output", async () => {
    const { console: consoleActions, requests } = await reader();
    const before = await getUsers();
    const role = later<string>();
    const after = getUsersOutput({ roles: [role.output, "admin"] });
    consoleActions.addUser({ email: "alice@example.com", role: "developer" });
    role.resolve("developer");
    expect(await settled(after)).toHaveLength(before.length + 1);
    expect(requests()).toEqual(["GET /users", "GET /users"]);
  });

  test("waits for the resources in dependsOn", async () => {
    class Dependency extends pulumi.CustomResource {
      constructor(name: string, props: pulumi.Inputs) {
        super("test:index:Dependency", name, props);
      }
    }
    const { console: consoleActions } = await reader();
    const before = await getUsers();
    const wait = later<string>();
    const dependency = new Dependency("dependency", { wait: wait.output });
    const one = getUsersOutput({}, { dependsOn: dependency });
    const several = getUsersOutput({}, { dependsOn: [dependency] });
    consoleActions.addUser({ email: "alice@example.com" });
    wait.resolve("go");
    expect(await settled(one)).toHaveLength(before.length + 1);
    expect(await settled(several)).toHaveLength(before.length + 1);
  });

  test("returns an unknown result and sends no request while an argument is unknown", async () => {
    const { requests } = await reader({ preview: true });
    expect(await settled(getUserOutput({ email: unknown<string>() }))).toBe("unknown");
    expect(requests()).toEqual([]);
  });

  test("returns an unknown result in a preview without a key, with one notice for all functions", async () => {
    const { requests, said } = await reader({ preview: true, env: { ANTHROPIC_ADMIN_KEY: undefined } });
    expect(await settled(getUsersOutput())).toBe("unknown");
    expect(await settled(getOrganizationOutput().name)).toBe("unknown");
    expect(said).toEqual([
      "The results of functions that read the organization are unknown in this preview, because no key is set.",
    ]);
    expect(requests()).toEqual([]);
  });

  test("the output form of a function is suggested by the error of the plain form in a preview without a key", async () => {
    await reader({ preview: true, env: { ANTHROPIC_ADMIN_KEY: undefined } });
    const message = await failure(getUsers());
    expect(message).toContain(noKey);
    expect(message).toMatch(/\. Or use getUsersOutput\. Its result is unknown in a preview without a key\.$/);
    expect(await failure(getWorkspace({ name: "Lab" }))).toContain("Or use getWorkspaceOutput. ");
    const { said } = await reader({ env: { ANTHROPIC_ADMIN_KEY: undefined } });
    // In an update the output form fails, too.
    const inUpdate = await failure(getUsers());
    expect(inUpdate).toContain(noKey);
    expect(inUpdate).not.toContain("getUsersOutput");
    expect(said).toEqual([]);
  });
});
