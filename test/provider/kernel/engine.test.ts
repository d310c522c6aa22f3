import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Fault } from "../../../emulator/index.ts";
import { Engine, type EngineAddress, engineAddress } from "../../../provider/kernel/engine.ts";
import type { Session } from "../../../provider/kernel/session.ts";
import { kinds } from "../../../provider/registry.ts";
import { create, destroy, type Organization, organization } from "../harness/index.ts";

/** A server that accepts connections, as Pulumi's engine does. */
interface FakeEngine {
  readonly address: EngineAddress;
  /** How many connections it has accepted. */
  accepted(): number;
  /** Closes the connections and continues to accept new ones. */
  closeConnections(): void;
  /** Ends at once, with all of its connections, as a killed process does. */
  kill(): void;
}

async function fakeEngine(): Promise<FakeEngine> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket.on("error", () => undefined));
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const closeConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  const kill = () => {
    server.close();
    closeConnections();
  };
  onTestFinished(kill);
  const { port } = server.address() as AddressInfo;
  return { address: { host: "127.0.0.1", port }, accepted: () => accepted, closeConnections, kill };
}

describe("engine address", () => {
  test("the address of the engine is the last argument of the provider process", () => {
    const argv = ["/bin/node", "/app/dynamic-provider", "--tracing", "127.0.0.1:1", "127.0.0.1:41234"];
    expect(engineAddress(argv)).toEqual({ host: "127.0.0.1", port: 41234 });
    expect(engineAddress(["node", "script", "[::1]:80"])).toEqual({ host: "::1", port: 80 });
  });

  test("the address of the engine is undefined in all other processes", () => {
    expect(engineAddress(["node", "pulumi-anthropic", "plan", "--stack", "dev"])).toBeUndefined();
    expect(engineAddress(["node", "script", "example.com:80"])).toBeUndefined();
    expect(engineAddress(["node", "script"])).toBeUndefined();
    expect(engineAddress(["127.0.0.1:1", "127.0.0.1:2"])).toBeUndefined();
  });

  test.each(["127.10.200.3:41234", "localhost:41234"])("%s is one", (address) => {
    const [host] = address.split(":");
    expect(engineAddress(["node", "script", address])).toEqual({ host, port: 41234 });
  });

  test.each([
    "=127.0.0.1:80",
    "127.0.0.1:80/",
    "127.0:80",
    "127.a.b.c:80",
    "127.0.0.1:port",
    "127.0.0.1:123456",
    "10.0.0.1:80",
  ])("%s is none", (address) => {
    expect(engineAddress(["node", "script", address])).toBeUndefined();
  });
});

describe("engine", () => {
  test("the engine has ended when its connections close and it accepts no new connection", async () => {
    const fake = await fakeEngine();
    const engine = new Engine(fake.address);
    expect(await engine.isRunning()).toBe(true);
    expect(engine.ended.aborted).toBe(false);
    fake.kill();
    await vi.waitFor(() => expect(engine.ended.aborted).toBe(true), { timeout: 5000 });
    expect(await engine.isRunning()).toBe(false);
  });

  test("the engine has ended when its address refuses the first connection", async () => {
    const fake = await fakeEngine();
    fake.kill();
    const engine = new Engine(fake.address);
    await vi.waitFor(() => expect(engine.ended.aborted).toBe(true), { timeout: 5000 });
  });

  test("the engine is still running when it closes an idle connection", async () => {
    const fake = await fakeEngine();
    const engine = new Engine(fake.address);
    await vi.waitFor(() => expect(fake.accepted()).toBe(1));
    for (const connections of [2, 3]) {
      fake.closeConnections();
      await vi.waitFor(() => expect(fake.accepted()).toBe(connections));
    }
    expect(engine.ended.aborted).toBe(false);
    fake.kill();
    await vi.waitFor(() => expect(engine.ended.aborted).toBe(true), { timeout: 5000 });
  });

  test("the engine is checked with a new connection before its closed connection is detected", async () => {
    const fake = await fakeEngine();
    const engine = new Engine(fake.address);
    await vi.waitFor(() => expect(fake.accepted()).toBe(1));
    fake.kill();
    expect(await engine.isRunning()).toBe(false);
    expect(engine.ended.aborted).toBe(true);
  });

  test("does not keep the provider process running", async () => {
    const fake = await fakeEngine();
    const script = `
      import { Engine } from ${JSON.stringify(import.meta.resolve("../../../provider/kernel/engine.ts"))};
      const engine = new Engine(${JSON.stringify(fake.address)});
      console.log(await engine.isRunning());`;
    const args = ["--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
    expect(stdout).toBe("true\n");
  });
});

/** A provider process whose engine can be killed. */
async function served(
  options: Parameters<typeof organization>[0] = {},
  settings: Record<string, string> = {},
  env: Record<string, string> = {},
): Promise<{ org: Organization; session: Session; fake: FakeEngine }> {
  const org = await organization(options);
  const fake = await fakeEngine();
  const session = org.process(settings, env, new Engine(fake.address));
  return { org, session, fake };
}

/** Resolves once the emulator has met a fault. */
function met({ emulator }: Organization, kind: Fault["kind"]): Promise<void> {
  return vi.waitFor(() => expect(emulator.requests.some(({ fault }) => fault === kind)).toBe(true), {
    timeout: 10_000,
  });
}

/** The error of an operation that must end at once after its engine was killed. */
async function stopped(doing: Promise<unknown>): Promise<string> {
  const began = performance.now();
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail.");
  expect(performance.now() - began).toBeLessThan(3000);
  return error.message;
}

const ended =
  /^cannot [^\n]+: the `pulumi` command that started this process has ended\. Run it again; it checks what exists before it writes\.$/;
const lab = { name: "Lab" };
const workspaces = "/v1/organizations/workspaces";

describe("after the end of the engine", () => {
  test("does not send or log a write that waits for the rate limit", async () => {
    const folder = await mkdtemp(join(tmpdir(), "engine-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const auditLog = join(folder, "audit.jsonl");
    const { org, session, fake } = await served(
      {},
      { requestsPerMinute: "2" },
      { ANTHROPIC_AUDIT_LOG: auditLog },
    );
    await create(session, kinds.Workspace, lab);
    const writes = org.writes();
    expect(writes).toHaveLength(1);
    const waiting = create(session, kinds.Workspace, { name: "Second" });
    await sleep(200);
    fake.kill();
    expect(await stopped(waiting)).toMatch(ended);
    await session.settled();
    expect(org.writes()).toEqual([]);
    const log = (await readFile(auditLog, "utf8")).trim().split("\n");
    expect(log.map((line) => JSON.parse(line).event)).toEqual(["intent", "outcome"]);
  });

  test("does not repeat a write after a 429", async () => {
    const { org, session, fake } = await served();
    org.emulator.faults.add({ kind: "rateLimit", method: "POST", retryAfter: 1 });
    const waiting = create(session, kinds.Workspace, lab);
    await met(org, "rateLimit");
    fake.kill();
    expect(await stopped(waiting)).toMatch(ended);
    await sleep(1500);
    expect(org.writes()).toHaveLength(1);
    expect(org.emulator.organization().state().workspaces).toEqual([]);
  });

  test("does not repeat a write that could not be sent", async () => {
    // Pauses of minutes: the operation must not wait for their end.
    const { org, session, fake } = await served({ pace: 100 });
    const held = await create(session, kinds.Workspace, lab);
    org.emulator.faults.add({
      kind: "status",
      method: "POST",
      status: 409,
      errorCode: "external_key_changed",
    });
    const waiting = kinds.Workspace.update(session, held.id, held.outputs, { ...held.inputs, name: "Labs" });
    await met(org, "status");
    fake.kill();
    expect(await stopped(waiting)).toMatch(ended);
    expect(org.emulator.organization().state().workspaces[0]?.name).toBe("Lab");
  });

  test("stops looking for a workspace whose create has an unknown outcome", async () => {
    const { org, session, fake } = await served({ pace: 100 });
    org.emulator.faults.add({ kind: "refuse", method: "POST" });
    const waiting = create(session, kinds.Workspace, lab);
    await met(org, "refuse");
    await sleep(300);
    fake.kill();
    expect(await stopped(waiting)).toMatch(ended);
    expect(org.writes()).toHaveLength(1);
  });

  test("does not repeat an invitation with an unknown outcome", async () => {
    const { org, session, fake } = await served({ pace: 100 });
    org.emulator.faults.add({ kind: "refuse", method: "POST" });
    const waiting = create(session, kinds.Invite, { email: "alice@example.com", role: "user" });
    await met(org, "refuse");
    await sleep(300);
    fake.kill();
    await stopped(waiting);
    expect(org.writes()).toHaveLength(1);
    expect(org.emulator.sentInvitations).toEqual([]);
  });

  test("stops waiting for a membership that the API does not return yet", async () => {
    const { org, session, fake } = await served({ pace: 100 });
    const { id: workspace } = org.console.createWorkspace(lab);
    org.console.addUser({ email: "alice@example.com" });
    const held = await create(org.process(), kinds.WorkspaceMember, {
      workspace,
      email: "alice@example.com",
      role: "workspace_user",
    });
    org.emulator.faults.add({ kind: "status", method: "DELETE", status: 404 });
    const waiting = destroy(session, held);
    await met(org, "status");
    await sleep(300);
    fake.kill();
    expect(await stopped(waiting)).toMatch(ended);
    expect(org.emulator.organization().state().members).toHaveLength(1);
  });

  test("logs the outcome of a write in flight and sends no further write", async () => {
    const folder = await mkdtemp(join(tmpdir(), "engine-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const auditLog = join(folder, "audit.jsonl");
    const { org, session, fake } = await served({}, {}, { ANTHROPIC_AUDIT_LOG: auditLog });
    const lists = { members: [{ email: "a@example.com" }, { email: "b@example.com" }] };
    const { id: workspace } = org.console.createWorkspace(lab);
    for (const { email } of lists.members) org.console.addUser({ email });
    org.emulator.faults.add({ kind: "slow", method: "POST", delayMs: 1000, times: 10 });
    const members = lists.members.map((member) => ({ ...member, role: "workspace_user" }));
    const waiting = create(session, kinds.WorkspaceMembers, { workspace, members });
    await met(org, "slow");
    fake.kill();
    await stopped(waiting);
    await session.settled();
    const sent = org.writes();
    await sleep(1200);
    expect(org.writes()).toEqual([]);
    const log = (await readFile(auditLog, "utf8")).trim().split("\n");
    const results = log.map((line) => JSON.parse(line)).filter(({ event }) => event === "outcome");
    expect(results.map(({ result }) => result)).toEqual(sent.map(() => "done"));
    expect(log).toHaveLength(2 * sent.length);
  });

  test("does not send a write that waits for a free connection", async () => {
    const { org, session, fake } = await served();
    org.emulator.faults.add({ kind: "slow", method: "POST", path: workspaces, delayMs: 1500, times: 32 });
    const all = Array.from({ length: 40 }, (_, index) =>
      create(session, kinds.Workspace, { name: `Lab ${index}` }),
    );
    const results = Promise.allSettled(all);
    await vi.waitFor(() =>
      expect(org.emulator.requests.filter(({ fault }) => fault === "slow")).toHaveLength(32),
    );
    fake.kill();
    expect((await results).filter(({ status }) => status === "rejected")).toHaveLength(8);
    await session.settled();
    expect(org.writes()).toHaveLength(32);
  });

  test("stops waiting for a list", async () => {
    const { org, session, fake } = await served();
    org.emulator.faults.add({ kind: "hang", method: "GET", path: workspaces });
    const waiting = create(session, kinds.Workspace, lab);
    await met(org, "hang");
    fake.kill();
    expect(await stopped(waiting)).toMatch(ended);
    expect(org.writes()).toEqual([]);
  });

  test("sends no write even when the end has not been detected yet", async () => {
    const org = await organization();
    const caller = { ended: new AbortController(), running: true };
    const session = org.process(
      {},
      {},
      {
        ended: caller.ended.signal,
        isRunning: () => {
          if (!caller.running) caller.ended.abort();
          return Promise.resolve(caller.running);
        },
      },
    );
    await create(session, kinds.Workspace, lab);
    caller.running = false;
    expect(org.writes()).toHaveLength(1);
    expect(await stopped(create(session, kinds.Workspace, { name: "Second" }))).toMatch(ended);
    expect(org.writes()).toEqual([]);
  });
});
