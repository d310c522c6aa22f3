import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { control, emulate } from "./setup.ts";

const page = new URL("../../docs/emulator.md", import.meta.url);

test("the seed in docs/emulator.md is accepted", async () => {
  const seed = /```json\n([\s\S]*?)```/.exec(await readFile(page, "utf8"))?.[1] ?? "";
  const emulator = await emulate();
  const response = await control(emulator, "POST /_emulator/seed", JSON.parse(seed));
  expect(response).toMatchObject({ status: 200, body: { name: "Example" } });
});
