import { afterEach, expect, it, vi } from "vitest";
import { processIo } from "../../../cli/output/io.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("prints nothing that a terminal or a CI runner would execute", () => {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0);
  }
  const io = processIo("/");
  io.print("one\n::error::two \u202e##[group]");
  io.progress("sk-ant-admin01-hunter2 \u009b31m");
  expect(written).toEqual(["one\n: :error::two \\u202e# #[group]\n", "[secret] \\u009b31m\n"]);
});
