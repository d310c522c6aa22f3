import { jsonText } from "../../provider/api/foreignText.ts";
import type { Io } from "../output/io.ts";
import { mustHaveOneStandardOutput, writeReports } from "../output/writeReports.ts";
import { userMarkdown } from "./markdown.ts";
import { reportUser, type UserOptions } from "./reportUser.ts";
import { userText } from "./text.ts";

/** The output options of `pulumi-anthropic user`: a file for each format. `-` prints that format instead of the text. */
export interface OutputOptions {
  readonly json?: string;
  readonly markdown?: string;
}

/** Reports on a user in the requested formats. */
export async function runUser(io: Io, user: string, options: UserOptions & OutputOptions): Promise<void> {
  const { json, markdown } = options;
  mustHaveOneStandardOutput([json, markdown]);
  const report = await reportUser(io, user, options);
  await writeReports(io, () => userText(report), [
    { file: json, text: () => jsonText(report, 2) },
    { file: markdown, text: () => userMarkdown(report) },
  ]);
}
