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

describe("a read", () => {
  test("and the reads beside it share one list a kind", async () => {
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

  test("tells what the API says as every operation does", async () => {
    const { emulator } = await reader();
    emulator.faults.add({ kind: "status", status: 403, message: "not for you" });
    expect(await failure(getUsers())).toMatch(
      /^cannot list the organization's people: the API refused it \(403 permission_error: not for you\)\. .* \[req_\w+\]$/,
    );
  });

  test("of another organization than the configured one fails", async () => {
    const organizationId = "12345678-1234-5678-1234-567812345678";
    const { emulator } = await reader({ config: { organizationId } });
    const message = await failure(getUsers());
    expect(message).toContain(`The key in use is of organization ${emulator.organization().id}`);
    expect(message).toContain(organizationId);
  });

  test("with an output for an argument points at the function that waits", async () => {
    const { requests } = await reader();
    const email: unknown = pulumi.output("alice@example.com");
    expect(await failure(getUser({ email: email as string }))).toBe(
      "getUser was given an output, which has no value yet. Use getUserOutput, which waits for it.",
    );
    expect(requests()).toEqual([]);
  });
});

describe("a read as an output", () => {
  test("waits for its arguments, and for lists in them", async () => {
    const { console: people } = await reader();
    people.addUser({ email: "alice@example.com", role: "developer" });
    const email = later<string>();
    const user = getUserOutput({ email: email.output });
    const users = getUsersOutput({ roles: [pulumi.output("developer")] });
    email.resolve(" Alice@Example.com ");
    expect(await settled(user)).toMatchObject({ email: "alice@example.com" });
    expect(await settled(users)).toHaveLength(1);
  });

  test("sees what was made while it waited, although there is a list already", async () => {
    const { console: people, requests } = await reader();
    const before = await getUsers();
    const role = later<string>();
    const after = getUsersOutput({ roles: [role.output, "admin"] });
    people.addUser({ email: "alice@example.com", role: "developer" });
    role.resolve("developer");
    expect(await settled(after)).toHaveLength(before.length + 1);
    expect(requests()).toEqual(["GET /users", "GET /users"]);
  });

  test("waits for the resources that it is told to depend on", async () => {
    class Made extends pulumi.CustomResource {
      constructor(name: string, props: pulumi.Inputs) {
        super("test:index:Made", name, props);
      }
    }
    const { console: people } = await reader();
    const before = await getUsers();
    const wait = later<string>();
    const made = new Made("made", { wait: wait.output });
    const one = getUsersOutput({}, { dependsOn: made });
    const several = getUsersOutput({}, { dependsOn: [made] });
    people.addUser({ email: "alice@example.com" });
    wait.resolve("go");
    expect(await settled(one)).toHaveLength(before.length + 1);
    expect(await settled(several)).toHaveLength(before.length + 1);
  });

  test("is unknown while its arguments are, and asks nothing", async () => {
    const { requests } = await reader({ preview: true });
    expect(await settled(getUserOutput({ email: unknown<string>() }))).toBe("unknown");
    expect(requests()).toEqual([]);
  });

  test("in a preview without a key is unknown, which is said once", async () => {
    const { requests, said } = await reader({ preview: true, env: { ANTHROPIC_ADMIN_KEY: undefined } });
    expect(await settled(getUsersOutput())).toBe("unknown");
    expect(await settled(getOrganizationOutput().name)).toBe("unknown");
    expect(said).toEqual([
      "What the program reads from the organization is not known in this preview: there is no key.",
    ]);
    expect(requests()).toEqual([]);
  });

  test("is what goes on without a key: the plain read fails, in previews too", async () => {
    await reader({ preview: true, env: { ANTHROPIC_ADMIN_KEY: undefined } });
    const message = await failure(getUsers());
    expect(message).toContain(noKey);
    expect(message).toMatch(
      /\. Or use getUsersOutput, which in a preview without a key is unknown instead of failing\.$/,
    );
    expect(await failure(getWorkspace({ name: "Lab" }))).toContain("Or use getWorkspaceOutput, ");
    const { said } = await reader({ env: { ANTHROPIC_ADMIN_KEY: undefined } });
    const late = await failure(getUsers());
    expect(late).toContain(noKey);
    // There it fails as well.
    expect(late).not.toContain("getUsersOutput");
    expect(said).toEqual([]);
  });
});
