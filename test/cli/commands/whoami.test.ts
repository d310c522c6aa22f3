import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { network } from "../../emulator/forwardProxy.ts";
import { shellBlocks } from "../../pages/follow.ts";
import { runCommand } from "../command.ts";
import { newWorkdir, workdirOf } from "../workdir.ts";

it("prints the report to standard output and the progress to standard error, and exits without Pulumi", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample", warn: () => undefined });
  const started = performance.now();
  const { code, out, err } = await runCommand(["whoami", "-C", io.cwd], { env: { ...io.env, PATH: io.cwd } });
  expect(code).toBe(0);
  expect(out).toContain(`Organization  ${emulator.organization().id} "Example Robotics"`);
  expect(out).toContain("  no  pulumi: cannot find `pulumi` on the PATH.");
  expect(out + err).not.toContain(emulator.adminKey);
  expect(err).toContain("Checking the access of the credential ...");
  expect(performance.now() - started).toBeLessThan(25_000);
});

it("exits with code 1 and writes the report when there is no key", async () => {
  const { io } = await newWorkdir();
  const { code, out } = await runCommand(["whoami", "--json", "-"], { cwd: io.cwd, env: { PATH: io.cwd } });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ ok: false, access: [] });
});

it("rejects a folder of `whoami` that does not exist", async () => {
  const { code, err } = await runCommand(["whoami", "-C", "/nowhere"]);
  expect({ code, err }).toEqual({
    code: 1,
    err: "error: the folder /nowhere does not exist. Name another one with -C.\n",
  });
});

/** The variables that docs/network.md sets, and the command that it runs. */
function networkPage(values: Readonly<Record<string, string>>) {
  const lines = shellBlocks("docs/network.md")
    .rest()
    .flatMap((block) => block.trim().split("\n"));
  const env: Record<string, string> = {};
  for (const line of lines) {
    const [, name = "", value = ""] = /^export (\w+)=(\S+)$/.exec(line) ?? [];
    if (name !== "") env[name] = values[value] ?? value;
  }
  return { env, commands: lines.filter((line) => !line.startsWith("export ")) };
}

it("reaches the API through the proxy and with the certificate authority of docs/network.md", async () => {
  const { io, emulator } = await workdirOf({ seed: "sample", warn: () => undefined });
  const net = await network(emulator.url);
  const authority = path.join(io.cwd, "ca.pem");
  await writeFile(authority, net.authority);
  const page = networkPage({
    "http://proxy.example.com:3128": net.proxyUrlFor("ada", "hunter2"),
    "/etc/ssl/certs/corp-ca.pem": authority,
  });
  expect(page.commands).toEqual(["npx pulumi-anthropic whoami"]);
  const { NODE_EXTRA_CA_CERTS, ...proxies } = page.env;
  const env = { ...io.env, PATH: io.cwd, ANTHROPIC_ADMIN_BASE_URL: net.apiUrl, ...proxies };
  const untrusted = await runCommand(["whoami", "-C", io.cwd], { env });
  expect(untrusted.code).toBe(1);
  expect(untrusted.out).toContain("If a proxy re-signs the traffic, set NODE_EXTRA_CA_CERTS");
  expect(emulator.requests).toEqual([]);

  const { code, out, err } = await runCommand(["whoami", "-C", io.cwd], {
    env: { ...env, NODE_EXTRA_CA_CERTS },
  });
  expect(out).toContain(
    `API           https://api.corp.test, through the proxy ${net.proxyUrl} from HTTPS_PROXY\n`,
  );
  expect({ code, requests: emulator.requests.length }).toEqual({ code: 0, requests: 24 });
  expect(untrusted.out + untrusted.err + out + err).not.toMatch(/hunter2|ada:/);
});
