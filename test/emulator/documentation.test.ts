import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { controlRoutes } from "../../emulator/control/routes.ts";
import { withTables } from "../../tools/emulatorDocs.ts";
import { control, emulate } from "./setup.ts";

const page = new URL("../../docs/emulator.md", import.meta.url);

test("the tables of docs/emulator.md are up to date (node tools/emulatorDocs.ts writes them)", async () => {
  const text = await readFile(page, "utf8");
  expect(withTables(text)).toBe(text);
});

test("the seed in docs/emulator.md is accepted", async () => {
  const seed = /```json\n([\s\S]*?)```/.exec(await readFile(page, "utf8"))?.[1] ?? "";
  const emulator = await emulate();
  const response = await control(emulator, "POST /_emulator/seed", JSON.parse(seed));
  expect(response).toMatchObject({ status: 200, body: { name: "Example" } });
});

test("the example of every control route passes the checks of its body", async () => {
  for (const { method, path, example } of controlRoutes) {
    if (example === undefined) continue;
    const emulator = await emulate();
    const { status, body } = await control(emulator, `${method} ${path}`, example);
    // An example may name a user that is not in the organization, but no field is invalid.
    if (status !== 200) expect(body).toEqual({ error: expect.stringMatching(/^There is no /) });
  }
});
