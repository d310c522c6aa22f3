// `npm run docs` writes the reference pages and the generated parts of other files. With `--check` it writes nothing and
// fails if a file is stale or a public name has no doc comment.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedPages, generatedParts } from "./docs/files.ts";
import { publicNames } from "./docs/model.ts";

const root = join(import.meta.dirname, "..");
const check = process.argv.includes("--check");

const written = update(generatedParts());
// After the parts: some of them are doc comments that the pages are generated from.
const { project, warnings } = await publicNames();
const stale = [...written, ...update(generatedPages(project))];

for (const file of stale) console.log(check ? `${file} is stale: run \`npm run docs\`` : `Wrote ${file}`);
if (warnings > 0 || (check && stale.length > 0)) process.exitCode = 1;

function update(files: ReturnType<typeof generatedParts>): string[] {
  const changed = files.filter(({ text, wanted }) => text !== wanted);
  for (const { file, wanted } of check ? [] : changed) {
    const path = join(root, file);
    if (wanted === undefined) {
      rmSync(path);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, wanted);
    }
  }
  return changed.map(({ file }) => file);
}
