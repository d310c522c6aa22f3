// Asks Claude. The client exchanges the identity token of the job, and needs no key.

import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic();
const { content } = await client.messages.create({
  model: "claude-haiku-4-5",
  max_tokens: 300,
  messages: [{ role: "user", content: "Summarize in one sentence what a service account is." }],
});
for (const block of content) {
  if (block.type === "text") console.log(block.text);
}
